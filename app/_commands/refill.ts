import type { RunJob, Slab } from "@/sim-core";
import { DISPLAY_BLOCKS } from "../_state/blocks";
import type { History } from "../_state/history";
import { useWorkbench } from "../_state/store";
import { thePool } from "./pool";

/** How ticks of a history come back: simulated again, or fetched from where they are kept. */
export type Recipe =
  | { readonly job: Omit<RunJob, "from" | "ticks"> }
  | { readonly fetch: (tick: number) => Promise<Slab> };

const recipes = new WeakMap<History, Recipe>();

export const rememberRecipe = (history: History, recipe: Recipe): void => void recipes.set(history, recipe);

/** Only ticks from `from` on: those before are not missing. */
function cut(slab: Slab, from: number): Slab | null {
  const skip = Math.max(0, from - slab.firstTick);
  if (skip === 0) return slab;
  if (skip >= slab.tickCount) return null;
  const width = slab.values.length / slab.tickCount;
  const values = slab.values.subarray(skip * width);
  return { ...slab, firstTick: slab.firstTick + skip, tickCount: slab.tickCount - skip, values };
}

/** Brings back the block around a tick. The worker is warm, so that a block is there again within some 50 ms. */
export async function fill(history: History, tick: number, onThere = () => {}): Promise<boolean> {
  const start = performance.now();
  let isTold = false;
  // the tick itself is there before the rest of its block is
  await bringBack(history, tick, () => {
    if (isTold || !history.has(tick)) return;
    isTold = true;
    performance.measure("refill", { start });
    onThere();
  });
  return history.has(tick);
}

/** The values of a tick, brought back if they had to go; null when they cannot be had. What is given stays readable,
 *  whatever has to go next. */
export async function frameOf(history: History, tick: number): Promise<Float32Array | null> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const frame = history.frame(tick);
    if (frame) return frame;
    await fill(history, tick);
  }
  return history.frame(tick);
}

async function bringBack(
  history: History,
  tick: number,
  onSome: () => void,
  take = (owner: History, slab: Slab) => owner.take(slab),
): Promise<void> {
  const { history: owner, from, to } = history.blockAround(tick);
  const recipe = recipes.get(owner);
  if (!recipe) return;
  if ("fetch" in recipe) {
    take(owner, await recipe.fetch(tick));
    onSome();
    return;
  }
  const first = Math.max(from, owner.link?.before ?? 0);
  await thePool().submit(
    { ...recipe.job, from: owner.keyframeAt(first)?.state, ticks: Math.min(to, owner.tickCount) },
    {
      onSlab(slab) {
        const missing = cut(slab, first);
        if (missing) take(owner, missing);
        onSome();
      },
      onKeyframe: (keyframe) => owner.keep(keyframe),
    },
  ).outcome;
}

let isFilling = false;

/** The run on screen, and the one that it is held against. */
const historiesShown = (): History[] => {
  const { history, variants, compared } = useWorkbench.getState();
  const other = variants.find((v) => v.id === compared?.a)?.history;
  return [history, other].filter((h): h is History => h !== null && h !== undefined);
};

/** The tick under the cursor, if its values had to go. The page goes on meanwhile; only the latest wish is served. */
async function fillShown(): Promise<void> {
  if (isFilling) return;
  isFilling = true;
  try {
    for (;;) {
      const { tick } = useWorkbench.getState();
      const history = historiesShown().find((h) => tick < h.received && !h.has(tick));
      if (!history) return;
      useWorkbench.setState({ refilling: tick });
      const there = () => useWorkbench.setState({ refills: useWorkbench.getState().refills + 1, refilling: null });
      if (!(await fill(history, tick, there))) return;
    }
  } catch (error) {
    console.warn("a tick could not be brought back:", error);
  } finally {
    isFilling = false;
    if (useWorkbench.getState().refilling !== null) useWorkbench.setState({ refilling: null });
  }
}

let isGleaning = false;

/** Charts of ticks whose blocks had to go, block by block; the cursor comes first. */
async function fillCharts(): Promise<void> {
  if (isGleaning) return;
  isGleaning = true;
  try {
    for (let last = { history: null as History | null, tick: -1 }; ; ) {
      const { charts, run } = useWorkbench.getState();
      for (const history of historiesShown()) for (const c of charts) history.keepRow(c.column, c.row);
      if (run.phase === "running") return;
      const wanted = historiesShown()
        .flatMap((history) => charts.map((c) => ({ history, tick: history.firstMissing(c.column, c.row) })))
        .find((w) => w.tick >= 0);
      // what does not come back when asked for is not asked for again
      if (!wanted || (wanted.history === last.history && wanted.tick === last.tick)) return;
      last = wanted;
      await bringBack(
        wanted.history,
        wanted.tick,
        () => {},
        (owner, slab) => owner.glean(slab),
      );
      useWorkbench.setState({ refills: useWorkbench.getState().refills + 1 });
    }
  } catch (error) {
    console.warn("a chart could not be filled:", error);
  } finally {
    isGleaning = false;
  }
}

/** Watches the cursor, the charts and the run on screen. `?historyMB=64` gives a small machine a smaller budget. */
export function keepTicksFilled(): () => void {
  const wanted = Number(new URLSearchParams(location.search).get("historyMB"));
  if (wanted > 0) DISPLAY_BLOCKS.budget_bytes = wanted * 2 ** 20;
  const stops = [
    useWorkbench.subscribe((s) => s.tick, fillShown),
    useWorkbench.subscribe((s) => s.history, fillShown),
    useWorkbench.subscribe((s) => s.compared, fillShown),
    useWorkbench.subscribe((s) => s.run.phase, fillShown),
    useWorkbench.subscribe((s) => s.charts, fillCharts),
    useWorkbench.subscribe((s) => s.history, fillCharts),
    useWorkbench.subscribe((s) => s.run.phase, fillCharts),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
