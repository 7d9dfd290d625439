import type { RunJob, Slab } from "@/sim-core";
import { History } from "../_state/history";
import { NO_RUN, useWorkbench } from "../_state/store";
import { rootOf, scenarioIn } from "../_state/variants";
import { pinFirstCharts } from "./charts";
import { compareAgain } from "./compare";
import { keepVariant } from "./keep";
import { thePool } from "./pool";
import { rememberRecipe } from "./refill";
import { patchRun, patchVariant, running, variantOf } from "./variants";
import { colourFirst } from "./view";

/**
 * Simulates a run from a tick on; the ticks before stay as they are, its own or its parent's. The page only listens:
 * slabs fill the history as they arrive. False when it was cancelled, failed, or something newer took its place.
 */
export async function simulate(id: string, wanted: number): Promise<boolean> {
  const variant = variantOf(id);
  if (!variant) return false;
  // what a reopened branch has of its own is on the server, and there it is about to be replaced
  const from = variant.run.source === "replayed" ? variant.atTick : wanted;
  running.get(id)?.handle?.cancel();
  const mine: { handle: ReturnType<ReturnType<typeof thePool>["submit"]> | null } = { handle: null };
  running.set(id, mine);
  const isMine = () => running.get(id) === mine;
  const { variants } = useWorkbench.getState();
  const { district, seed } = variant;
  const scenario = scenarioIn(variants, variant);
  const parent = variantOf(variant.parent);
  const isFork = parent !== undefined && (variant.history === null || from <= variant.atTick);
  const base = isFork ? parent.history : variant.history;
  let history = base && from > 0 ? base.fork(from) : null;
  const keyframe = history?.keyframeAt(from);
  variant.history?.release(from);
  patchVariant(id, {
    ...(history || !base ? { history } : {}),
    events: [],
    run: { ...NO_RUN, phase: "preparing", doing: parent ? "Waiting for a worker" : "Compiling the district" },
  });

  const recipe: Omit<RunJob, "from" | "ticks"> = {
    ...{ kind: "run", district, scenario, seed, frames: "display" },
    key: rootOf(variants, variant).id,
  };
  if (history) rememberRecipe(history, { job: recipe });

  let pending: Slab[] = [];
  let isAsked = false;
  const drain = () => {
    isAsked = false;
    if (!history || !isMine()) return;
    for (const slab of pending) history.take(slab);
    pending = [];
    if (useWorkbench.getState().shown === id) useWorkbench.setState({ received: history.received });
  };
  try {
    const job = thePool().submit(
      { ...recipe, from: keyframe?.state },
      {
        onLayout(layout, tickCount, tick_s) {
          if (!isMine()) return;
          history ??= new History(layout, tickCount, tick_s, scenario.start_s);
          rememberRecipe(history, { job: recipe });
          const { run } = variantOf(id)!;
          patchVariant(id, { history, run: { ...run, phase: "running", doing: "Solving" } });
          if (useWorkbench.getState().shown === id) colourFirst();
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
        onKeyframe(given) {
          if (isMine()) history?.keep(given);
        },
        onProgress(share_1) {
          if (isMine()) patchRun(id, { share_1 });
        },
        onResume(tick) {
          if (isMine()) patchRun(id, { doing: `A worker died; another one goes on from tick ${tick}` });
        },
      },
    );
    mine.handle = job;
    const outcome = await job.outcome;
    if (!isMine()) return false;
    drain();
    running.delete(id);
    if (!outcome.ok) {
      const { reason, text, issues } = outcome;
      patchRun(id, reason === "cancelled" ? { phase: "cancelled" } : { phase: "failed", error: text, issues });
      return false;
    }
    const { result } = outcome;
    patchVariant(id, {
      events: [...result.events].sort((a, b) => a.tick - b.tick || a.priority - b.priority),
      run: { ...variantOf(id)!.run, phase: "finished", share_1: 1, result, kept: "keeping" },
      shared: keyframe?.tick ?? 0,
    });
    if (useWorkbench.getState().shown === id) pinFirstCharts();
    compareAgain(id);
    void keepVariant(id);
    return true;
  } catch (error) {
    if (isMine()) patchRun(id, { phase: "failed", error: error instanceof Error ? error.message : String(error) });
    return false;
  }
}
