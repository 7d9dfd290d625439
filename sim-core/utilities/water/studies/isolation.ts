import type { District } from "../../../model/district";
import type { WaterSchedule } from "../../../model/schedule";
import { KIND, STATUS, type WaterNet } from "../net";
import type { WaterNetwork } from "../network";
import { commandedStatus } from "../reach";

/** Where water can be shut off: a whole link (a valve, a pump, a pipe that is switched), or a pipe at one of its ends. */
export interface ShutOff {
  readonly link: number;
  /** Node row at whose side of the pipe the valve sits; -1: the link as a whole. */
  readonly node: number;
}

export interface Segment {
  readonly nodes: readonly string[];
  readonly links: readonly string[];
  readonly length_m: number;
}

export interface IsolationTrace {
  /** What lies dry while the main is shut: everything up to the nearest valves. */
  readonly segment: Segment;
  readonly close: readonly { readonly id: string; readonly at: string | null; readonly isClosedAlready: boolean }[];
  /** Who loses water: inside the segment, or fed only through it. */
  readonly loses: readonly { readonly node: string; readonly demand_m3_s: number; readonly why: "inside" | "cutOff" }[];
  readonly demand_m3_s: number;
  readonly hydrants: readonly string[];
  /** A source inside the segment that no valve parts from the main: it must be shut down. */
  readonly sources: readonly string[];
}

/** Links that the file's own controls and rules switch: somebody can shut them. */
export function switchedLinks(schedule: WaterSchedule | null): Set<string> {
  const actions = schedule
    ? [...schedule.controls, ...schedule.rules.flatMap((r) => [...r.actions, ...r.otherwise])]
    : [];
  return new Set(actions.map((a) => a.link));
}

/** Valves, pumps, and pipes that are shut at the start or that the file's controls or rules switch. */
export function modelledShutOffs(net: WaterNet, switched: ReadonlySet<string> = new Set()): ShutOff[] {
  const places: ShutOff[] = [];
  for (let link = 0; link < net.links.count; link++) {
    const isPipe = net.kind[link]! <= KIND.PIPE;
    if (!isPipe || net.initialStatus[link] === STATUS.CLOSED || switched.has(net.links.ids[link]!))
      places.push({ link, node: -1 });
  }
  return places;
}

/** A valve at both ends of every pipe: how a network is shut where its valves are not in the model. */
export function endShutOffs(net: WaterNet): ShutOff[] {
  const places: ShutOff[] = [];
  for (let link = 0; link < net.links.count; link++) {
    if (net.kind[link]! > KIND.PIPE) places.push({ link, node: -1 });
    else places.push({ link, node: net.from[link]! }, { link, node: net.to[link]! });
  }
  return places;
}

/** What is shut by command, and which tanks have no water, at the instant of a trace. */
export interface ShutState {
  readonly status: Int32Array;
  readonly emptyTanks: ReadonlySet<number>;
  /** What each junction draws then; the mean over its patterns when left out. */
  readonly demand_m3_s?: Float64Array;
}

/** The network's start: statuses of the model, tanks with water. */
export const startState = (net: WaterNet): ShutState => ({ status: net.initialStatus, emptyTanks: new Set() });

/** The state at hand of a network. */
export const stateOf = (network: WaterNetwork): ShutState => ({
  status: commandedStatus(network.net, network),
  emptyTanks: new Set(network.net.tanks.filter((t) => network.head[t.node]! <= t.minHead_k).map((t) => t.node)),
});

/** Shuts off the segment of `link`: its valves, who loses water, by what is shut at the start or at another state. */
export function isolate(
  district: District,
  net: WaterNet,
  link: number,
  shutOffs: readonly ShutOff[],
  stuck: ReadonlySet<string> = new Set(),
  state: ShutState = startState(net),
): IsolationTrace {
  // The main itself cannot be its own valve; a valve that is stuck is none.
  const usable = shutOffs.filter((s) => !stuck.has(net.links.ids[s.link]!) && !(s.link === link && s.node < 0));
  const parts = new Parts(net, usable);
  const inside = parts.of(net.nodes.count + link);
  const isIn = (item: number): boolean => parts.of(item) === inside;
  const nodes: number[] = [];
  for (let i = 0; i < net.nodes.count; i++) if (isIn(i)) nodes.push(i);
  const links: number[] = [];
  for (let k = 0; k < net.links.count; k++) if (!parts.isWhole(k) && isIn(net.nodes.count + k)) links.push(k);
  const touches = (s: ShutOff): boolean =>
    s.node < 0 ? isIn(net.from[s.link]!) || isIn(net.to[s.link]!) : isIn(s.node) !== isIn(net.nodes.count + s.link);
  const close = usable.filter(touches).map((s) => ({
    id: net.links.ids[s.link]!,
    at: s.node < 0 ? null : net.nodes.ids[s.node]!,
    isClosedAlready: state.status[s.link]! <= STATUS.CLOSED,
  }));

  const reached = reachable(
    net,
    state,
    (node) => isIn(node),
    new Set(links),
    new Set(usable.filter(touches).map((s) => s.link)),
  );
  const before = reachable(net, state, () => false, new Set(), new Set());
  const demand = state.demand_m3_s ?? meanDemand(net);
  const loses: { node: string; demand_m3_s: number; why: "inside" | "cutOff" }[] = [];
  for (let i = 0; i < net.junctionCount; i++) {
    const why = isIn(i) ? "inside" : before[i] === 1 && reached[i] === 0 ? "cutOff" : null;
    if (why) loses.push({ node: net.nodes.ids[i]!, demand_m3_s: demand[i]!, why });
  }
  const dry = new Set(loses.map((l) => l.node));
  return {
    segment: {
      nodes: nodes.map((i) => net.nodes.ids[i]!),
      links: links.map((k) => net.links.ids[k]!),
      length_m: links.reduce((sum, k) => sum + Number(net.elements.links[k]!.fields.length_m ?? 0), 0),
    },
    close,
    loses,
    demand_m3_s: loses.reduce((sum, l) => sum + l.demand_m3_s, 0),
    hydrants: district.elements
      .filter((e) => e.kind === "hydrant" && e.relations.some((r) => r.type === "connects" && dry.has(r.to)))
      .map((e) => e.id),
    sources: nodes.filter((i) => i >= net.junctionCount).map((i) => net.nodes.ids[i]!),
  };
}

/** All segments of the network, the one with most pipe first. */
export function segments(net: WaterNet, shutOffs: readonly ShutOff[]): Segment[] {
  const parts = new Parts(net, shutOffs);
  const found = new Map<number, { nodes: string[]; links: string[]; length_m: number }>();
  const at = (item: number) => {
    const part = parts.of(item);
    const segment = found.get(part) ?? { nodes: [], links: [], length_m: 0 };
    found.set(part, segment);
    return segment;
  };
  for (let i = 0; i < net.nodes.count; i++) at(i).nodes.push(net.nodes.ids[i]!);
  for (let k = 0; k < net.links.count; k++) {
    if (parts.isWhole(k)) continue;
    const segment = at(net.nodes.count + k);
    segment.links.push(net.links.ids[k]!);
    segment.length_m += Number(net.elements.links[k]!.fields.length_m ?? 0);
  }
  return [...found.values()].sort((a, b) => b.length_m - a.length_m || b.nodes.length - a.nodes.length);
}

/** Nodes and the bodies of links (row + node count), joined wherever no valve sits between. */
class Parts {
  private readonly parent: Int32Array;
  private readonly whole: Uint8Array;

  constructor(net: WaterNet, shutOffs: readonly ShutOff[]) {
    const n = net.nodes.count;
    this.parent = Int32Array.from({ length: n + net.links.count }, (_, i) => i);
    this.whole = new Uint8Array(net.links.count);
    const ends = new Set<string>();
    for (const s of shutOffs) {
      if (s.node < 0) this.whole[s.link] = 1;
      else ends.add(`${s.link} ${s.node}`);
    }
    for (let k = 0; k < net.links.count; k++) {
      if (this.whole[k] === 1) continue;
      for (const node of [net.from[k]!, net.to[k]!]) if (!ends.has(`${k} ${node}`)) this.join(n + k, node);
    }
  }

  isWhole(link: number): boolean {
    return this.whole[link] === 1;
  }

  of(item: number): number {
    let at = item;
    while (this.parent[at] !== at) {
      this.parent[at] = this.parent[this.parent[at]!]!;
      at = this.parent[at]!;
    }
    return at;
  }

  private join(a: number, b: number): void {
    const [x, y] = [this.of(a), this.of(b)];
    if (x < y) this.parent[y] = x;
    else this.parent[x] = y;
  }
}

/** Nodes that a reservoir or a tank with water reaches over open links, not through `shut`; one-way links in their direction only. */
function reachable(
  net: WaterNet,
  { status, emptyTanks }: ShutState,
  isShutNode: (node: number) => boolean,
  shutLinks: ReadonlySet<number>,
  closed: ReadonlySet<number>,
): Uint8Array {
  const around: number[][] = Array.from({ length: net.nodes.count }, () => []);
  for (let k = 0; k < net.links.count; k++) {
    if (status[k]! <= STATUS.CLOSED || shutLinks.has(k) || closed.has(k)) continue;
    const kind = net.kind[k]!;
    around[net.from[k]!]!.push(net.to[k]!);
    const isOneWay =
      kind === KIND.CHECK_PIPE || kind === KIND.PUMP || kind === KIND.PRV || kind === KIND.PSV || kind === KIND.FCV;
    if (!isOneWay) around[net.to[k]!]!.push(net.from[k]!);
  }
  const seen = new Uint8Array(net.nodes.count);
  const queue: number[] = [];
  for (let i = net.junctionCount; i < net.nodes.count; i++) {
    if (isShutNode(i) || emptyTanks.has(i)) continue;
    seen[i] = 1;
    queue.push(i);
  }
  for (let at = 0; at < queue.length; at++)
    for (const next of around[queue[at]!]!) {
      if (seen[next] === 1 || isShutNode(next)) continue;
      seen[next] = 1;
      queue.push(next);
    }
  return seen;
}

/** Mean demand of every junction over its patterns, m3/s. */
export function meanDemand(net: WaterNet): Float64Array {
  const means = net.profiles.map((p) => p.values.reduce((sum, x) => sum + x, 0) / p.values.length);
  const demand = new Float64Array(net.junctionCount);
  const { node, base_k, profile } = net.demands;
  for (let i = 0; i < node.length; i++)
    demand[node[i]!]! += (base_k[i]! * (profile[i]! < 0 ? 1 : means[profile[i]!]!)) / net.constants.flow_k;
  return demand;
}
