import { hasErrors, issueText } from "../../model/issue";
import { advance, frameLayout, openRun, resultOf, tickCount } from "../../session/run";
import type { JobReports } from "../api";
import type { JobOutcome, RunJob } from "../protocol";

/** How long a worker computes before it listens, and how long display values are gathered before they are sent. */
const BREATH_MS = 25;
const SLAB_MS = 50;

export interface Host {
  now_ms(): number;
  /** Lets messages in; a macrotask. */
  breathe(): Promise<void>;
  isCancelled(): boolean;
  /** Sends a slab and gives its memory away. */
  sendSlab(reports: JobReports, firstTick: number, tickCount: number, values: Float32Array): void;
}

/** Runs one job to its end inside a worker: breathes between ticks, sends slabs and progress at a calm rate. */
export async function execute(
  module: WebAssembly.Module,
  job: RunJob,
  reports: JobReports,
  host: Host,
): Promise<JobOutcome> {
  const { run, issues } = openRun(module, job.district, job.scenario, job.seed, { now_ms: host.now_ms });
  if (!run) {
    const worst = issues.filter((i) => i.severity === "error");
    const text = worst.slice(0, 3).map(issueText).join("; ");
    return { ok: false, reason: "invalid", issues, text };
  }
  const layout = frameLayout(run);
  const ticks = Math.min(job.ticks ?? Number.POSITIVE_INFINITY, tickCount(run));
  const isShown = job.frames === "display";
  if (isShown) reports.layout(layout, ticks, job.scenario.tick_s);

  let slab = new Float32Array(0);
  let firstTick = 0;
  let kept = 0;
  let lastSent_ms = host.now_ms();
  let lastBreath_ms = lastSent_ms;
  let perSlab = 1;
  const send = () => {
    if (kept === 0) return;
    host.sendSlab(
      reports,
      firstTick,
      kept,
      kept * layout.length === slab.length ? slab : slab.slice(0, kept * layout.length),
    );
    kept = 0;
  };
  for (let tick = 0; tick < ticks; tick++) {
    const values = advance(run);
    if (isShown) {
      if (kept === 0) {
        firstTick = tick;
        slab = new Float32Array(perSlab * layout.length);
      }
      slab.set(values, kept * layout.length);
      kept++;
    }
    const now_ms = host.now_ms();
    const isDue = now_ms - lastSent_ms >= SLAB_MS;
    if (isShown && (isDue || kept === perSlab)) {
      // Not due, but full: the next slab holds twice as much, so that the rate settles at about one per SLAB_MS.
      if (!isDue) perSlab *= 2;
      send();
    }
    if (isDue) {
      reports.progress((tick + 1) / ticks);
      lastSent_ms = now_ms;
    }
    if (now_ms - lastBreath_ms >= BREATH_MS) {
      await host.breathe();
      if (host.isCancelled()) return { ok: false, reason: "cancelled", issues: [], text: "cancelled" };
      lastBreath_ms = host.now_ms();
    }
  }
  send();
  reports.progress(1);
  if (hasErrors(issues)) return { ok: false, reason: "invalid", issues, text: issues.map(issueText).join("; ") };
  return { ok: true, result: resultOf(run) };
}
