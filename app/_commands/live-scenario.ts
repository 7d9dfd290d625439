import { isOwnTag, issueText, type Sample, scenarioFromLive } from "@/sim-core";
import { useLive } from "../_state/live";
import { useWorkbench } from "../_state/store";
import { baseOf, goSimulated } from "./live";
import { samplesOf } from "./live-values";

/** So much of what was kept is read: the first value of a Tag that is not told every second may come late. */
const START_ms = 15 * 60_000;
const LEAST_S = 3600;
/** Nothing comes any more: what there is has been read. */
const SILENCE_ms = 3000;

/** The last hours of the field become a scenario that runs like any other; fewer, where no more is kept. */
export async function makeScenario(hours: number): Promise<void> {
  const { atlas, scenarios } = useWorkbench.getState();
  const base = baseOf(scenarios);
  if (!atlas || !base) return;
  useLive.setState({ doing: "Reading what was kept", error: "" });
  const to_s = Date.now() / 1000;
  const samples = await readStart(hours);
  useLive.setState({ doing: "" });
  if (useLive.getState().mode === "simulated") return;
  const first_s = samples.reduce((least, s) => Math.min(least, s.source_ms / 1000), Number.POSITIVE_INFINITY);
  const from_s = Math.max(to_s - hours * 3600, Math.min(first_s, to_s));
  // a field that has only just begun is run on into its first hour
  const span = { from_s, to_s: Math.max(to_s, from_s + LEAST_S) };
  const { scenario, issues } = scenarioFromLive(atlas.district, base, span, samples);
  if (!scenario) {
    useLive.setState({ error: issues.map(issueText).join("; ") });
    return;
  }
  goSimulated();
  const others = useWorkbench.getState().scenarios.filter((x) => x.id !== scenario.id);
  useWorkbench.setState({ scenarios: [...others, scenario], scenarioId: scenario.id, seed: scenario.seed });
}

/** Values of the first minutes that the server still has of the last hours. */
function readStart(hours: number): Promise<Sample[]> {
  return new Promise((done) => {
    const samples: Sample[] = [];
    let first_ms = Number.POSITIVE_INFINITY;
    const source = new EventSource(`/api/telemetry/stream?minutes=${hours * 60}`);
    const end = () => {
      clearTimeout(silence);
      source.close();
      done(samples);
    };
    let silence = setTimeout(end, SILENCE_ms);
    source.addEventListener("values", (event) => {
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE_ms);
      for (const sample of samplesOf(event.data)) {
        if (isOwnTag(sample.tag)) continue;
        first_ms = Math.min(first_ms, sample.source_ms);
        if (sample.source_ms > first_ms + START_ms || sample.receive_ms > Date.now() - SILENCE_ms) {
          end();
          return;
        }
        samples.push(sample);
      }
    });
  });
}
