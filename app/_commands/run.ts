import type { JobHandle, Slab } from "@/sim-core";
import { History } from "../_state/history";
import { NO_RUN, type RunState, scenarioOf, useWorkbench } from "../_state/store";
import { pinFirstCharts } from "./charts";
import { thePool } from "./pool";
import { keepRun } from "./runs";
import { pause } from "./time";
import { colourFirst } from "./view";

let current: JobHandle | null = null;
let serial = 0;

const patchRun = (patch: Partial<RunState>) =>
  useWorkbench.setState({ run: { ...useWorkbench.getState().run, ...patch } });

export function chooseScenario(id: string): void {
  const scenario = useWorkbench.getState().scenarios.find((s) => s.id === id);
  if (scenario) useWorkbench.setState({ scenarioId: id, seed: scenario.seed });
}

export function chooseSeed(seed: number): void {
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) useWorkbench.setState({ seed });
}

export function cancelRun(): void {
  current?.cancel();
}

/** Submits the chosen scenario to the pool; slabs fill the history as they arrive, and the page only listens. */
export async function startRun(): Promise<void> {
  const s = useWorkbench.getState();
  const scenario = scenarioOf(s);
  if (!s.atlas || !scenario) return;
  const { district } = s.atlas;
  const own = ++serial;
  const isMine = () => own === serial;
  pause();
  current?.cancel();
  useWorkbench.setState({
    run: { ...NO_RUN, phase: "preparing", doing: "Compiling the district" },
    events: [],
    tick: 0,
    received: 0,
  });

  let pending: Slab[] = [];
  let isAsked = false;
  const drain = () => {
    isAsked = false;
    const { history } = useWorkbench.getState();
    if (!history || !isMine()) return;
    for (const slab of pending) history.take(slab);
    pending = [];
    useWorkbench.setState({ received: history.received });
  };

  try {
    const job = thePool().submit(
      { kind: "run", district, scenario, seed: s.seed, frames: "display" },
      {
        onLayout(layout, tickCount, tick_s) {
          if (!isMine()) return;
          useWorkbench.setState({ history: new History(layout, tickCount, tick_s, scenario.start_s), received: 0 });
          colourFirst();
          patchRun({ phase: "running", doing: "Solving" });
        },
        onSlab(slab) {
          if (!isMine()) return;
          pending.push(slab);
          // copies wait for an idle moment between frames, so that drawing and typing never do
          if (!isAsked) {
            isAsked = true;
            setTimeout(drain, 0);
          }
        },
        onProgress(share_1) {
          if (isMine()) patchRun({ share_1 });
        },
      },
    );
    current = job;
    const outcome = await job.outcome;
    if (!isMine()) return;
    current = null;
    drain();
    if (outcome.ok) {
      const { result } = outcome;
      const events = [...result.events].sort((a, b) => a.tick - b.tick || a.priority - b.priority);
      useWorkbench.setState({ events });
      patchRun({ phase: "finished", share_1: 1, result });
      pinFirstCharts();
      patchRun({ kept: "keeping" });
      void keepRun({ district, scenario, seed: s.seed, result }).then((id) => {
        if (isMine()) patchRun({ kept: id === null ? "no" : "yes" });
      });
    } else if (outcome.reason === "cancelled") {
      patchRun({ phase: "cancelled" });
    } else {
      patchRun({ phase: "failed", error: outcome.text, issues: outcome.issues });
    }
  } catch (error) {
    if (isMine()) patchRun({ phase: "failed", error: error instanceof Error ? error.message : String(error) });
  }
}
