import { useWorkbench } from "../_state/store";
import { scenarioIn, type Variant } from "../_state/variants";
import { frameOf } from "./refill";
import { sendBlock, sent } from "./server";
import { patchRun, patchVariant, variantOf } from "./variants";

/** About a megabyte a block: one request each, and a reopened run shows its morning while the evening still loads. */
const BLOCK_BYTES = 1 << 20;

/** One after the other: a branch is kept under its parent, which must be there first. */
let last: Promise<unknown> = Promise.resolve();

/** Work on the server behind what is being kept: a run is not deleted under its own blocks. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = last.then(work);
  last = done.catch(() => undefined);
  return done;
}

/** Keeps a finished run on the server, in place of what it was before; one that cannot be kept stays on screen. */
export const keepVariant = (id: string): Promise<void> => inTurn(() => keep(id));

async function keep(id: string): Promise<void> {
  const v = variantOf(id);
  if (!v?.history || !v.run.result || v.run.phase !== "finished") return;
  try {
    await send(v);
    if (isOf(v)) patchRun(id, { kept: "yes" });
  } catch (error) {
    // simulated anew meanwhile: this was of the past, and what comes next replaces it
    if (!isOf(v)) return;
    console.warn("the run was not kept:", error);
    patchRun(id, { kept: "no" });
  }
}

const isOf = (v: Variant): boolean => variantOf(v.id)?.run.result === v.run.result;

async function send(v: Variant): Promise<void> {
  const { history, district, seed, name, edits } = v;
  const { result } = v.run;
  if (!history || !result) throw new Error("it has no result yet");
  const { variants } = useWorkbench.getState();
  const parent = v.parent === null ? null : variantOf(v.parent)?.keptId;
  if (parent === undefined || (v.parent !== null && parent === null)) throw new Error("its parent was not kept");
  const body = {
    ...{ kind: "finished", scenario: scenarioIn(variants, v), district, seed, ticks: result.ticks, result, name },
    layout: history.layout,
    ...(parent === null ? {} : { branch: { parent, forkTick: v.atTick, edits } }),
  };
  let id = v.keptId;
  if (id === null) {
    const made = await sent("POST", "", body);
    id = ((await made.json()) as { id: string }).id;
    patchVariant(v.id, { keptId: id });
  } else await sent("PUT", `/${id}`, body);
  const { length } = history.layout;
  const perBlock = Math.max(1, Math.floor(BLOCK_BYTES / (4 * length)));
  for (let first = v.parent === null ? 0 : v.atTick; first < history.received; first += perBlock) {
    const to = Math.min(history.received, first + perBlock);
    const values = new Float32Array((to - first) * length);
    for (let tick = first; tick < to; tick++) {
      const frame = await frameOf(history, tick);
      if (!frame) throw new Error(`tick ${tick} is not at hand`);
      values.set(frame, (tick - first) * length);
    }
    await sendBlock(id, first, values);
  }
}
