import type { ElementId, RelationType, Utility } from "../element";
import type { Graph } from "./graph";

/** One step of a path: over which relation, and whether along it or against it. */
export interface Step {
  readonly id: ElementId;
  readonly by: RelationType | null;
  readonly isForward: boolean;
}

/** A chain of supply is made of these; `within` would lead from anywhere to anywhere over the map. */
const SUPPLY: readonly RelationType[] = ["feeds", "connects", "serves"];

/** Shortest chain between two elements over relations, either way; with `via`, everything between belongs to that
 *  utility. Ties go to the relation written first. Null when there is none. */
export function pathBetween(graph: Graph, from: ElementId, to: ElementId, via?: Utility): Step[] | null {
  const before = new Map<ElementId, { id: ElementId; by: RelationType; isForward: boolean } | null>([[from, null]]);
  const queue = [from];
  for (let at = 0; at < queue.length && !before.has(to); at++) {
    const here = queue[at]!;
    const visit = (id: ElementId, by: RelationType, isForward: boolean) => {
      if (before.has(id) || !SUPPLY.includes(by)) return;
      if (via && id !== to && graph.utilityOf(graph.byId.get(id)!) !== via) return;
      before.set(id, { id: here, by, isForward });
      queue.push(id);
    };
    for (const link of graph.out(here)) visit(link.id, link.type, true);
    for (const link of graph.in(here)) visit(link.id, link.type, false);
  }
  if (!before.has(to)) return null;
  const steps: Step[] = [];
  for (let id: ElementId = to; ; ) {
    const step = before.get(id);
    steps.unshift({ id, by: step?.by ?? null, isForward: step?.isForward ?? true });
    if (!step) return steps;
    id = step.id;
  }
}
