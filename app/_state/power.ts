import { type FeederPlan, type FeederState, feederStates, feedersOf, type PowerTree, powerTree } from "@/sim-core";
import type { Atlas } from "./atlas";
import type { History } from "./history";

export interface PowerNow {
  readonly tree: PowerTree;
  readonly plan: FeederPlan;
}

let last: { readonly atlas: Atlas; readonly open: string; readonly now: PowerNow } | null = null;

/** The feeders as they are switched at a tick; the same object as long as no switch moves. */
export function powerAt(atlas: Atlas, history: History | null, tick: number): PowerNow {
  const open = openAt(history, tick);
  const key = open === null ? "normal" : [...open].join("\n");
  if (last && last.atlas === atlas && last.open === key) return last.now;
  const tree = open === null ? powerTree(atlas.graph) : powerTree(atlas.graph, (edge) => !open.has(edge.id));
  const now = { tree, plan: feedersOf(atlas.graph, tree) };
  last = { atlas, open: key, now };
  return now;
}

/** Edges that are open at a tick; null when no run says so and the normal state holds. */
function openAt(history: History | null, tick: number): ReadonlySet<string> | null {
  const column = history?.layout.columns.find((c) => c.table === "power" && c.name === "isClosed");
  if (!history || !column || tick >= history.received) return null;
  return new Set(column.ids.filter((_, row) => history.at(tick, column, row) === 0));
}

/** Reads one recorded value of a power element at a tick. */
export const readerAt =
  (history: History | null, tick: number) =>
  (element: string, quantity: string): number => {
    const found = history?.columnsOf(element).find((c) => c.column.table === "power" && c.column.name === quantity);
    return found && history && tick < history.received ? history.at(tick, found.column, found.row) : Number.NaN;
  };

export const feedersAt = (atlas: Atlas, history: History | null, tick: number): readonly FeederState[] =>
  feederStates(powerAt(atlas, history, tick).plan.feeders, readerAt(history, tick));

/** The feeder that an element belongs to: itself, one of its edges or buses, or what hangs on one of its buses. */
export function feederOf(atlas: Atlas, now: PowerNow, id: string | null): string | null {
  if (id === null) return null;
  const near = new Set([id, ...(atlas.elements[atlas.indexOf.get(id) ?? -1]?.relations.map((r) => r.to) ?? [])]);
  const { feeders } = now.plan;
  const own = feeders.find((f) => f.id === id || f.edges.includes(id) || f.buses.includes(id));
  return (own ?? feeders.find((f) => f.buses.some((b) => near.has(b))))?.id ?? null;
}
