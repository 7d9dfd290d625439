import { NO_EDITS, type RunResult } from "@/sim-core";
import { History } from "../_state/history";
import { NO_RUN, useWorkbench } from "../_state/store";
import { type Variant, withDescendants } from "../_state/variants";
import { pinFirstCharts } from "./charts";
import { inTurn } from "./keep";
import { thePool } from "./pool";
import { fill, rememberRecipe } from "./refill";
import { asked, checked, fetchBlock, type KeptInputs, type KeptLine, type KeptRun, type StoredRun } from "./server";
import { pause } from "./time";
import { addVariant, dropVariant, newId, show, variantOf } from "./variants";
import { colourFirst } from "./view";

/** Runs of their own, newest first, each with how many branches hang on it. */
export async function listKept(): Promise<readonly (KeptRun & { readonly branches: number })[]> {
  const { runs } = await asked<{ runs: KeptRun[] }>("?limit=500");
  const parents = new Map(runs.map((r) => [r.id, r.parentId]));
  const rootOf = (id: string): string => {
    const parent = parents.get(id);
    return parent ? rootOf(parent) : id;
  };
  const count = new Map<string, number>();
  for (const r of runs) if (r.parentId) count.set(rootOf(r.id), (count.get(rootOf(r.id)) ?? 0) + 1);
  return runs.filter((r) => r.parentId === null).map((r) => ({ ...r, branches: count.get(r.id) ?? 0 }));
}

export async function forgetKept(id: string): Promise<void> {
  await inTurn(async () => checked(await fetch(`/api/runs/${id}`, { method: "DELETE" })));
}

/** Puts a kept run back on screen with its branches, and with the district and scenario it was made with. */
export async function reopen(id: string): Promise<void> {
  pause();
  const { runs } = await asked<{ runs: KeptLine[] }>(`/${id}/tree`);
  const [root] = runs;
  const [inputs, health] = await Promise.all([
    asked<KeptInputs>(`/${root.id}/inputs`),
    fetch("/api/health").then((r) => r.json() as Promise<{ engine?: string }>),
  ]);
  const s = useWorkbench.getState();
  const known = [s.atlas?.district, ...s.variants.map((v) => v.district)];
  const text = JSON.stringify(inputs.district);
  const district = known.find((d) => d && JSON.stringify(d) === text) ?? inputs.district;
  // what stands on the page already comes anew from what was kept, unless something of it was not
  const atHand = s.variants.find((v) => v.keptId === root.id);
  const tree = atHand ? withDescendants(s.variants, atHand.id) : [];
  const isKept = tree.every((v) => v.keptId !== null && v.run.kept === "yes");
  const local = new Map<string, string>();
  for (const line of runs) {
    const open = isKept ? undefined : tree.find((v) => v.keptId === line.id);
    local.set(line.id, open?.id ?? (await openLine(line, { ...inputs, district, engine: health.engine }, local)));
  }
  if (atHand && isKept) dropVariant(atHand.id);
  const chosen = local.get(id);
  if (!chosen) throw new Error("this run was kept without its result");
  useWorkbench.setState({ tick: 0, charts: [], compared: null, draft: null });
  const opened = open(chosen);
  colourFirst();
  await opened;
  if (useWorkbench.getState().shown === chosen) pinFirstCharts();
}

/** What an earlier version of the engine did not tell yet. */
function complete(r: RunResult): RunResult {
  const money = { ...r.ledger.money, payments: r.ledger.money.payments ?? [], balances: r.ledger.money.balances ?? [] };
  const settle = { ...r.settle, devices: r.settle.devices ?? [] };
  const ledger = { ...r.ledger, money };
  return { ...r, settle, ledger, outages: r.outages ?? [], recoveries: r.recoveries ?? [] };
}

/** A kept run becomes a variant; its values come block by block when they are asked for. */
async function openLine(
  line: KeptLine,
  inputs: KeptInputs & { readonly engine?: string },
  local: Map<string, string>,
): Promise<string> {
  const stored = await asked<StoredRun>(`/${line.id}`);
  const { layout, blocks } = stored;
  if (!stored.result || !layout) throw new Error("this run was kept without its result");
  const result = complete(stored.result);
  const { scenario } = inputs;
  const parent = line.parentId === null ? null : variantOf(local.get(line.parentId) ?? null);
  const atTick = line.forkTick ?? 0;
  const history = parent?.history
    ? parent.history.fork(atTick)
    : new History(layout, result.ticks, scenario.tick_s, scenario.start_s);
  history.adopt();
  rememberRecipe(history, {
    fetch(tick) {
      const block = blocks.find((b) => tick >= b.firstTick && tick < b.firstTick + b.tickCount);
      if (!block) throw new Error(`tick ${tick} of this run was not kept`);
      return fetchBlock(line.id, block, layout.length);
    },
  });
  const variant: Variant = {
    ...{ id: newId(), name: line.name ?? scenario.name, parent: parent?.id ?? null, atTick },
    ...{ edits: line.edits ?? NO_EDITS, district: inputs.district, scenario, seed: line.seed, history },
    events: [...result.events].sort((a, b) => a.tick - b.tick || a.priority - b.priority),
    run: { ...NO_RUN, phase: "finished", share_1: 1, result, kept: "yes", source: "replayed" },
    ...{ shared: 0, keptId: line.id, isForeign: inputs.engine !== undefined && inputs.engine !== line.engineHash },
  };
  addVariant(variant);
  return variant.id;
}

/** Shows a run; what of a reopened one is still on the server is fetched in order of time. */
export async function open(id: string): Promise<void> {
  show(id);
  await loadBlocks(id);
}

async function loadBlocks(id: string): Promise<void> {
  const v = variantOf(id);
  if (!v?.history || !v.keptId || v.run.source !== "replayed") return;
  if (v.parent) await loadBlocks(v.parent);
  const { history } = v;
  for (let tick = history.link?.before ?? 0; tick < history.tickCount; tick++) {
    if (history.has(tick)) continue;
    if (!(await fill(history, tick)) || useWorkbench.getState().shown === null) return;
    useWorkbench.setState({ refills: useWorkbench.getState().refills + 1 });
  }
}

/** Runs a kept run again from its own inputs; gives the digest that comes out. */
export async function runAgain(id: string): Promise<string> {
  const { district, scenario, seed, ticks } = await asked<KeptInputs>(`/${id}/inputs`);
  const outcome = await thePool().submit({ kind: "run", district, scenario, seed, ticks, frames: "none" }).outcome;
  if (!outcome.ok) throw new Error(outcome.text);
  return outcome.result.digest;
}

/** Takes a run off the page with its branches; a branch also off the server, where a run of its own stays kept. */
export async function forgetRun(id: string): Promise<void> {
  const v = variantOf(id);
  if (v?.parent && v.keptId) await forgetKept(v.keptId);
  dropVariant(id);
}
