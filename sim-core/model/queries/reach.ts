import type { Element, ElementId, Utility } from "../element";
import { type Graph, origins, targets } from "./graph";

/** How a kind of edge lets its medium through in the normal state. */
type Passage = "both" | "forward" | "none";

const EDGES: Readonly<Record<string, { utility: Utility; passage: (e: Element) => Passage }>> = {};
const edge = (utility: Utility, kinds: readonly string[], passage: (e: Element) => Passage) => {
  for (const kind of kinds) (EDGES as Record<string, unknown>)[kind] = { utility, passage };
};
edge("power", ["line", "transformer", "branch", "powerSwitch"], (e) => (e.fields.isClosed === false ? "none" : "both"));
edge("gas", ["gasPipe", "gasValve"], (e) => (e.fields.isOpen === false ? "none" : "both"));
edge("gas", ["regulator", "compressor", "booster"], (e) => (e.fields.isOpen === false ? "none" : "forward"));
edge("heat", ["heatPipe", "heatValve"], (e) => (e.fields.isOpen === false ? "none" : "both"));
edge("water", ["waterPipe"], (e) =>
  e.fields.status === "closed" ? "none" : e.fields.status === "checkValve" ? "forward" : "both",
);
edge("water", ["waterPump", "waterValve"], () => "forward");

/** Kinds that a network lives from. */
const SOURCES: Readonly<Record<Utility, readonly string[]>> = {
  power: ["gridSupply", "generator"],
  gas: ["citySource", "gasInjection"],
  heat: ["heatPlant", "heatFeed"],
  water: ["reservoir", "tank"],
};

export const isSource = (utility: Utility, element: Element): boolean => SOURCES[utility].includes(element.kind);
/** Through which edge, and from where, each node of a network is reached from its sources; sources come from nowhere. */
export type Reached = ReadonlyMap<ElementId, { readonly edge: ElementId | null; readonly from: ElementId | null }>;

/** Breadth first from the sources of one utility, in the normal state, past what is lost. */
export function reach(graph: Graph, utility: Utility, lost: ReadonlySet<ElementId>): Reached {
  const reached = new Map<ElementId, { edge: ElementId | null; from: ElementId | null }>();
  const queue: ElementId[] = [];
  for (const element of graph.district.elements) {
    if (!isSource(utility, element) || lost.has(element.id)) continue;
    const nodes = utility === "water" ? [element.id] : targets(graph, element.id, "connects");
    for (const node of nodes) {
      if (reached.has(node) || lost.has(node)) continue;
      reached.set(node, { edge: utility === "water" ? null : element.id, from: null });
      queue.push(node);
    }
  }
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at]!;
    for (const id of origins(graph, node, "connects")) {
      const spec = EDGES[graph.byId.get(id)!.kind];
      if (!spec || spec.utility !== utility || lost.has(id)) continue;
      const passage = spec.passage(graph.byId.get(id)!);
      if (passage === "none") continue;
      const [from, to] = targets(graph, id, "connects");
      const next = node === from ? to : passage === "both" ? from : undefined;
      if (next === undefined || reached.has(next) || lost.has(next)) continue;
      reached.set(next, { edge: id, from: node });
      queue.push(next);
    }
  }
  return reached;
}
