import type { District } from "../../model/district";
import type { Element, ElementId } from "../../model/element";
import { feedersOf, graphOf, isPowerEdge, powerTree } from "../../model/queries";

/** Which part of a network everything lies in, and how far two things are apart along the network. */
export interface Places {
  /** Of water the pressure zone, of power the feeder, by the name of its first element; "" for what is in neither. */
  zoneOf(id: ElementId): string;
  /** Edges between two elements along their networks; NaN when nothing joins them. */
  hops(from: ElementId, to: ElementId): number;
}

/** What joins two nodes into one pressure zone. Pumps and valves keep zones apart; so does a main that is shut, or that
 *  lets water through one way only. */
const joinsZone = (e: Element): boolean => e.kind === "waterPipe" && (e.fields.status ?? "open") === "open";

export function placesOf(district: District): Places {
  const graph = graphOf(district);
  const zones = new Map<ElementId, string>();
  const ends = (e: Element) =>
    e.relations.flatMap((r) => (r.type === "connects" && graph.byId.has(r.to) ? [r.to] : []));

  // pressure zones: what grows together over open mains
  const beside = new Map<ElementId, ElementId[]>();
  const join = (a: ElementId, b: ElementId) => {
    for (const [x, y] of [[a, b] as const, [b, a] as const]) {
      const known = beside.get(x);
      if (known) known.push(y);
      else beside.set(x, [y]);
    }
  };
  for (const e of district.elements) if (joinsZone(e)) for (const end of ends(e)) join(e.id, end);
  for (const { id, kind } of district.elements) {
    if (!kind.startsWith("water") && kind !== "tank" && kind !== "reservoir") continue;
    if (zones.has(id)) continue;
    const found = [id];
    zones.set(id, id);
    for (let k = 0; k < found.length; k++)
      for (const next of beside.get(found[k]!) ?? [])
        if (!zones.has(next)) {
          zones.set(next, id);
          found.push(next);
        }
  }

  for (const { id: feeder, buses, edges } of feedersOf(graph, powerTree(graph)).feeders)
    for (const id of [feeder, ...buses, ...edges]) zones.set(id, feeder);
  for (const e of district.elements)
    if (isPowerEdge(e) && !zones.has(e.id)) {
      const zone = ends(e).map((end) => zones.get(end));
      const found = zone.find((z) => z !== undefined);
      if (found !== undefined) zones.set(e.id, found);
    }

  const neighbours = (id: ElementId): ElementId[] => {
    const e = graph.byId.get(id);
    if (!e) return [];
    const own = ends(e);
    const others = graph.in(id).flatMap((link) => (link.type === "connects" ? [link.id] : []));
    return [...own, ...others].filter((x) => isOfNetwork(graph.byId.get(x)!));
  };
  return {
    zoneOf: (id) => zones.get(id) ?? "",
    hops(from, to) {
      const far = new Map<ElementId, number>([[from, 0]]);
      const queue = [from];
      for (const id of queue) {
        if (id === to) return Math.ceil(far.get(id)! / 2);
        for (const next of neighbours(id))
          if (!far.has(next)) {
            far.set(next, far.get(id)! + 1);
            queue.push(next);
          }
      }
      return Number.NaN;
    },
  };
}

const NETWORK = new Set(["tank", "reservoir", "bus"]);
const isOfNetwork = (e: Element): boolean => isPowerEdge(e) || e.kind.startsWith("water") || NETWORK.has(e.kind);
