import type { ElementId, Utility } from "../element";
import { type Graph, origins, targets } from "./graph";
import { reach } from "./reach";

/** One thing that another lives from: `of` needs `id`, `depth` steps away from what was asked about. */
export interface Supply {
  readonly id: ElementId;
  readonly of: ElementId;
  readonly how: string;
  readonly depth: number;
}

const UTILITY_OF_NODE: Readonly<Record<string, Utility>> = {
  bus: "power",
  gasJunction: "gas",
  heatJunction: "heat",
};

/** Everything that an element lives from in the normal state, nearest first: along the networks to their sources, and
 *  across them where one utility feeds another. */
export function fedBy(graph: Graph, id: ElementId): Supply[] {
  const found: Supply[] = [];
  const seen = new Set<ElementId>([id]);
  const trees = new Map<Utility, ReturnType<typeof reach>>();
  const tree = (utility: Utility) => {
    let known = trees.get(utility);
    if (!known) {
      known = reach(graph, utility, new Set());
      trees.set(utility, known);
    }
    return known;
  };
  const queue: { id: ElementId; depth: number }[] = [{ id, depth: 0 }];
  for (let at = 0; at < queue.length; at++) {
    const { id: here, depth } = queue[at]!;
    const add = (next: ElementId | null | undefined, how: string) => {
      if (next === null || next === undefined || seen.has(next)) return;
      seen.add(next);
      found.push({ id: next, of: here, how, depth: depth + 1 });
      queue.push({ id: next, depth: depth + 1 });
    };
    const element = graph.byId.get(here);
    if (!element) continue;
    for (const origin of origins(graph, here, "feeds")) add(origin, "feeds");
    for (const origin of origins(graph, here, "serves")) add(origin, "serves");
    const utility = UTILITY_OF_NODE[element.kind];
    if (utility) {
      const step = tree(utility).get(here);
      add(step?.edge, "carries");
      add(step?.from, "upstream");
      continue;
    }
    // The zone of a junction knows who serves it; a junction's mains would list the whole street.
    if (element.kind === "waterJunction") {
      for (const zone of targets(graph, here, "within")) add(zone, "within");
      continue;
    }
    const isConsumerOrDevice = ![
      "line",
      "transformer",
      "waterPipe",
      "gasPipe",
      "heatPipe",
      "heatConsumer",
      "heatPlant",
      "waterPump",
      "waterValve",
      "regulator",
      "gridSupply",
      "citySource",
      "powerSwitch",
      "branch",
      "gasValve",
      "heatBypass",
    ].includes(element.kind);
    if (isConsumerOrDevice) for (const node of targets(graph, here, "connects")) add(node, "connects");
    if (element.kind === "heatConsumer") add(targets(graph, here, "connects")[0], "connects");
    if (element.kind === "heatPlant")
      for (const device of origins(graph, here, "connects"))
        if (["chp", "boiler", "heatPump", "chiller", "hotStore", "coldStore"].includes(graph.byId.get(device)!.kind))
          add(device, "gives to");
    if (element.kind === "waterPump") add(targets(graph, here, "connects")[0], "draws from");
    if (element.kind === "regulator") add(targets(graph, here, "connects")[0], "draws from");
  }
  return found;
}

/** What an element serves or feeds, directly and through zones, blocks and stations, down to the buildings. */
export function servedBy(graph: Graph, id: ElementId): Supply[] {
  const found: Supply[] = [];
  const seen = new Set<ElementId>([id]);
  const queue: { id: ElementId; depth: number }[] = [{ id, depth: 0 }];
  for (let at = 0; at < queue.length; at++) {
    const { id: here, depth } = queue[at]!;
    const add = (next: ElementId, how: string) => {
      if (seen.has(next)) return;
      seen.add(next);
      found.push({ id: next, of: here, how, depth: depth + 1 });
      queue.push({ id: next, depth: depth + 1 });
    };
    const element = graph.byId.get(here);
    if (!element) continue;
    for (const link of graph.out(here))
      if (link.type === "serves" || link.type === "feeds" || link.type === "protects") add(link.id, link.type);
    // A transformer stands between a medium voltage bus and those who hang on the low voltage.
    if (element.kind === "bus")
      for (const link of graph.in(here)) {
        if (link.type !== "connects") continue;
        const other = graph.byId.get(link.id)!;
        if (other.kind === "transformer" && targets(graph, other.id, "connects")[0] === here) {
          const low = targets(graph, other.id, "connects")[1];
          if (low !== undefined) add(low, "carries");
        } else if (!["line", "branch", "powerSwitch", "transformer"].includes(other.kind)) add(other.id, "connects");
      }
    if (element.kind === "block" || (element.kind === "zone" && element.fields.service !== undefined))
      for (const inside of origins(graph, here, "within")) {
        const kind = graph.byId.get(inside)!.kind;
        if (kind === "block" || kind === "building") add(inside, "within");
      }
  }
  return found;
}
