import type { Element, ElementId } from "../element";
import { type Graph, origins, targets } from "./graph";

const EDGE_KINDS = new Set(["line", "transformer", "branch", "powerSwitch"]);
/** Between these a bus is medium voltage: what leaves it in rows along streets is called a feeder. */
const LOW_V = 1_000;
const MEDIUM_V = 36_000;

export interface PowerNode {
  readonly bus: ElementId;
  /** Bus that it is fed from; null at a source. */
  readonly parent: ElementId | null;
  /** Closed edges side by side between the parent and this bus. */
  readonly edges: readonly ElementId[];
  readonly children: readonly ElementId[];
}

/** An edge that no tree needs: an open point, or the closed one that makes a loop. */
export interface LooseEdge {
  readonly id: ElementId;
  readonly from: ElementId;
  readonly to: ElementId;
  readonly isClosed: boolean;
}

/** The power network as it hangs on its sources in one switching state. */
export interface PowerTree {
  /** Sources first, in the order of the district; then one bus of each island that nothing feeds. */
  readonly roots: readonly ElementId[];
  readonly isFed: (bus: ElementId) => boolean;
  readonly nodes: ReadonlyMap<ElementId, PowerNode>;
  /** Every bus after its parent. */
  readonly order: readonly ElementId[];
  readonly loose: readonly LooseEdge[];
}

export const isPowerEdge = (element: Element): boolean => EDGE_KINDS.has(element.kind);
const closedInNormalState = (element: Element): boolean => element.fields.isClosed !== false;
const isReference = (element: Element): boolean =>
  element.kind === "gridSupply" || (element.kind === "generator" && element.fields.control === "reference");

interface Draft {
  bus: ElementId;
  parent: ElementId | null;
  edges: ElementId[];
  children: ElementId[];
}

/** Breadth first from the grid supplies (reference generators in an imported case), then from whatever was not reached. */
export function powerTree(graph: Graph, isClosed: (edge: Element) => boolean = closedInNormalState): PowerTree {
  const nodes = new Map<ElementId, Draft>();
  const order: ElementId[] = [];
  const roots: ElementId[] = [];
  const isTaken = new Set<ElementId>();
  let fed = 0;
  const grow = (root: ElementId): void => {
    if (nodes.has(root)) return;
    nodes.set(root, { bus: root, parent: null, edges: [], children: [] });
    roots.push(root);
    let at = order.push(root) - 1;
    for (; at < order.length; at++) {
      const here = nodes.get(order[at]!)!;
      for (const id of origins(graph, here.bus, "connects")) {
        const edge = graph.byId.get(id)!;
        if (!isPowerEdge(edge) || isTaken.has(id) || !isClosed(edge)) continue;
        const [from, to] = targets(graph, id, "connects");
        const next = from === here.bus ? to : from;
        if (next === undefined || next === here.bus) continue;
        const known = nodes.get(next);
        if (known && known.parent !== here.bus) continue;
        isTaken.add(id);
        if (known) {
          known.edges.push(id);
          continue;
        }
        nodes.set(next, { bus: next, parent: here.bus, edges: [id], children: [] });
        here.children.push(next);
        order.push(next);
      }
    }
  };
  const { elements } = graph.district;
  for (const source of elements) if (isReference(source)) for (const bus of busesOf(graph, source.id)) grow(bus);
  for (const source of elements)
    if (source.kind === "generator" && source.fields.isOn !== false)
      for (const bus of busesOf(graph, source.id)) grow(bus);
  fed = order.length;
  const alive = new Set(order.slice(0, fed));
  for (const bus of elements) if (bus.kind === "bus") grow(bus.id);

  const loose: LooseEdge[] = [];
  for (const edge of elements) {
    if (!isPowerEdge(edge) || isTaken.has(edge.id)) continue;
    const [from, to] = targets(graph, edge.id, "connects");
    if (from === undefined || to === undefined || !nodes.has(from) || !nodes.has(to)) continue;
    loose.push({ id: edge.id, from, to, isClosed: isClosed(edge) });
  }
  return { roots, isFed: (bus) => alive.has(bus), nodes, order, loose };
}

const busesOf = (graph: Graph, id: ElementId): ElementId[] =>
  targets(graph, id, "connects").filter((to) => graph.byId.get(to)?.kind === "bus");

export const baseVoltage_V = (graph: Graph, bus: ElementId): number => {
  const v = graph.byId.get(bus)?.fields.baseVoltage_V;
  return typeof v === "number" ? v : Number.NaN;
};

/**
 * Buses from which feeders leave: the low side of the last transformer into medium voltage. A source is one when no
 * such bus hangs on it, which covers cases of one voltage and cases that state none.
 */
function headsOf(graph: Graph, tree: PowerTree): Set<ElementId> {
  const heads = new Set<ElementId>();
  const leads = new Set<ElementId>();
  for (let i = tree.order.length - 1; i >= 0; i--) {
    const node = tree.nodes.get(tree.order[i]!)!;
    const isAbove = leads.has(node.bus);
    if (node.parent === null) {
      if (!isAbove) heads.add(node.bus);
      continue;
    }
    const own = baseVoltage_V(graph, node.bus);
    const steps = own > LOW_V && own <= MEDIUM_V && baseVoltage_V(graph, node.parent) > 1.2 * own;
    if (steps && !isAbove && node.children.length > 0) heads.add(node.bus);
    if (isAbove || heads.has(node.bus)) leads.add(node.parent);
  }
  return heads;
}

export interface Feeder {
  /** The feeder's element; without one, the first edge. */
  readonly id: ElementId;
  readonly name: string;
  /** Bus that it leaves from, and the first bus behind its first edges. */
  readonly head: ElementId;
  readonly first: ElementId;
  /** Everything behind the head, every bus after its parent. */
  readonly buses: readonly ElementId[];
  readonly edges: readonly ElementId[];
  /** Those that leave the head, and whether they are written from it. */
  readonly firstEdges: readonly { readonly id: ElementId; readonly isForward: boolean }[];
  readonly isFed: boolean;
}

export interface FeederPlan {
  readonly heads: ReadonlySet<ElementId>;
  /** Heads and all that lies between them and the sources. */
  readonly upper: ReadonlySet<ElementId>;
  readonly feeders: readonly Feeder[];
}

/** The feeders of a switching state, substation by substation in the order of the tree. */
export function feedersOf(graph: Graph, tree: PowerTree): FeederPlan {
  const heads = headsOf(graph, tree);
  const upper = new Set<ElementId>(tree.roots);
  for (const head of heads)
    for (let b: ElementId | null = head; b !== null; b = tree.nodes.get(b)!.parent) upper.add(b);
  const drafts = new Map<ElementId, { head: ElementId; first: ElementId; buses: ElementId[]; edges: ElementId[] }>();
  const firstOf = new Map<ElementId, ElementId>();
  for (const bus of tree.order) {
    if (upper.has(bus)) continue;
    const node = tree.nodes.get(bus)!;
    const parent = node.parent!;
    const first = upper.has(parent) ? bus : firstOf.get(parent)!;
    firstOf.set(bus, first);
    let draft = drafts.get(first);
    if (!draft) {
      draft = { head: parent, first, buses: [], edges: [] };
      drafts.set(first, draft);
    }
    draft.buses.push(bus);
    draft.edges.push(...node.edges);
  }
  const feeders = [...drafts.values()].map((draft): Feeder => {
    const edges = draft.edges.slice(0, tree.nodes.get(draft.first)!.edges.length);
    const owner = edges
      .flatMap((e) => targets(graph, e, "within"))
      .map((id) => graph.byId.get(id)!)
      .find((e) => e.kind === "feeder");
    const named = edges.map((e) => graph.byId.get(e)!.name).find((n) => n !== undefined);
    const name = owner?.name ?? named ?? graph.byId.get(draft.first)!.name ?? `to ${draft.first}`;
    const firstEdges = edges.map((id) => ({ id, isForward: targets(graph, id, "connects")[0] === draft.head }));
    return { id: owner?.id ?? edges[0] ?? draft.first, name, ...draft, firstEdges, isFed: tree.isFed(draft.head) };
  });
  return { heads, upper, feeders };
}

/** How far an edge leads: metres of a line; of a branch that only states impedance, its size in per unit. */
function lengthOf(element: Element): { readonly m: number; readonly pu: number } {
  const { length_m, resistance_1, reactance_1 } = element.fields;
  if (element.kind === "transformer" || element.kind === "powerSwitch") return { m: 0, pu: 0 };
  let m = typeof length_m === "number" ? length_m : 0;
  if (m === 0 && element.geometry && "line" in element.geometry) {
    const { line } = element.geometry;
    for (let k = 1; k < line.length; k++) {
      const [dx, dy] = [line[k]![0] - line[k - 1]![0], line[k]![1] - line[k - 1]![1]];
      m += Math.sqrt(dx * dx + dy * dy);
    }
  }
  const [r, x] = [Number(resistance_1 ?? 0), Number(reactance_1 ?? 0)];
  return { m, pu: Math.sqrt(r * r + x * x) };
}

/** One unbroken way of a feeder at one voltage level, from where it leaves another one. */
export interface FeederTrace {
  readonly buses: readonly ElementId[];
  /** From the head, in the profile's unit; never falls. */
  readonly distance: readonly number[];
  /** Behind a transformer from medium to low voltage. */
  readonly isLow: boolean;
}

export interface FeederProfile {
  /** Metres, or per-unit impedance where no line has a length ("1"). */
  readonly unit: "m" | "1";
  /** The longest way first; laterals begin with the bus that they leave. */
  readonly traces: readonly FeederTrace[];
}

/** A feeder along its cables: each way from the substation outwards with the distance of every bus. */
export function feederProfile(graph: Graph, tree: PowerTree, feeder: Feeder): FeederProfile {
  const lengths = new Map(feeder.edges.map((id) => [id, lengthOf(graph.byId.get(id)!)]));
  const unit = [...lengths.values()].some((l) => l.m > 0) ? "m" : "1";
  const distance = new Map<ElementId, number>([[feeder.head, 0]]);
  for (const bus of feeder.buses) {
    const node = tree.nodes.get(bus)!;
    const length = lengths.get(node.edges[0]!)!;
    distance.set(bus, distance.get(node.parent!)! + (unit === "m" ? length.m : length.pu));
  }
  const reach = reachOf(tree, feeder.buses, distance);
  const isLow = (bus: ElementId): boolean => baseVoltage_V(graph, bus) <= LOW_V;
  const traces: FeederTrace[] = [];
  const starts: { from: ElementId; first: ElementId }[] = [{ from: feeder.head, first: feeder.first }];
  for (let at = 0; at < starts.length; at++) {
    const { from, first } = starts[at]!;
    const low = isLow(first);
    const buses = low && !isLow(from) ? [first] : [from, first];
    for (let here = first; ; ) {
      const children = [...tree.nodes.get(here)!.children].sort((a, b) => reach.get(b)! - reach.get(a)!);
      const next = children.find((c) => isLow(c) === low);
      for (const c of children) if (c !== next) starts.push({ from: here, first: c });
      if (next === undefined) break;
      buses.push(next);
      here = next;
    }
    traces.push({ buses, distance: buses.map((b) => distance.get(b)!), isLow: low });
  }
  return { unit, traces };
}

/** The farthest distance behind each bus; `buses` has every bus after its parent. */
export function reachOf(
  tree: PowerTree,
  buses: readonly ElementId[],
  distance: ReadonlyMap<ElementId, number>,
): Map<ElementId, number> {
  const reach = new Map<ElementId, number>();
  for (let i = buses.length - 1; i >= 0; i--) {
    const bus = buses[i]!;
    let most = distance.get(bus)!;
    for (const child of tree.nodes.get(bus)!.children) most = Math.max(most, reach.get(child) ?? 0);
    reach.set(bus, most);
  }
  return reach;
}
