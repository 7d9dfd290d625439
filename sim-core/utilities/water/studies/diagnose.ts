import { KIND, STATUS, type WaterNet } from "../net";
import type { WaterNetwork } from "../network";

/** Less than any real network: what a demand behind a closed link is paid with (its resistance times the flow). */
const ABSURD_M = -1000;

/** Nodes that hang together and that no source reaches. */
export interface CutOffPart {
  readonly nodes: readonly string[];
  readonly demand_m3_s: number;
  /** What shuts them in: opening one of these would let water in. */
  readonly behind: readonly {
    readonly id: string;
    readonly reason: "closed" | "pumpOff" | "oneWay" | "emptyTank" | "shutItself";
  }[];
}

/** Nodes that hang together with less than no pressure, and why. */
export interface NegativePart {
  readonly nodes: readonly string[];
  readonly lowest: { readonly node: string; readonly pressure_m: number };
  /** `height`: it stands above the grade of what feeds it even without any flow; `loss`: the way there eats the head. */
  readonly cause: "height" | "loss";
  /** The source, pump or valve that feeds it, and the link on the way that loses most. */
  readonly fedBy: string;
  readonly worstLink: { readonly id: string; readonly headLoss_m: number } | null;
}

export interface Diagnosis {
  readonly cutOff: readonly CutOffPart[];
  readonly negative: readonly NegativePart[];
}

/** Disconnected nodes and negative pressures of the solved state, named and explained instead of huge numbers. */
export function diagnose(network: WaterNetwork): Diagnosis {
  const { net } = network;
  const c = net.constants;
  const reached = reach(net, network);
  const pressure_k = (i: number): number => network.head[i]! - net.elevation_k[i]!;
  const leaves = (i: number): boolean => pressure_k(i) / c.pressure_k < ABSURD_M;
  const apart = groups(net, network, (i) => reached[i] === 0).filter(
    // A check valve, a PRV or a pump that shut itself before water that stands still cuts nobody off.
    (part) => part.some(leaves) || !boundaryLinks(net, network, part).some((k) => isSelfShut(net, network, k)),
  );
  const isApart = new Uint8Array(net.nodes.count);
  for (const part of apart) for (const node of part) isApart[node] = 1;
  const cutOff = apart.map((part): CutOffPart => {
    const inside = new Set(part);
    const behind = boundaryLinks(net, network, part).map((k) => {
      const other = inside.has(net.from[k]!) ? net.to[k]! : net.from[k]!;
      const isShut = network.status[k]! <= STATUS.CLOSED;
      const reason: CutOffPart["behind"][number]["reason"] =
        other >= net.junctionCount && reached[other] === 0
          ? "emptyTank"
          : isSelfShut(net, network, k)
            ? "shutItself"
            : isShut
              ? net.kind[k] === KIND.PUMP
                ? "pumpOff"
                : "closed"
              : "oneWay";
      return { id: net.links.ids[k]!, reason };
    });
    return {
      nodes: part.map((i) => net.nodes.ids[i]!),
      demand_m3_s: part.reduce((sum, i) => sum + network.fullDemand[i]! / c.flow_k, 0),
      behind,
    };
  });
  const negative = groups(net, network, (i) => isApart[i] === 0 && pressure_k(i) < 0).map((part): NegativePart => {
    const low = part.reduce((worst, i) => (pressure_k(i) < pressure_k(worst) ? i : worst), part[0]!);
    const way = upstream(net, network, low);
    const nothing = { k: -1, loss: 0 };
    const worst = way.links.reduce((w, k) => {
      const loss = Math.abs(network.head[net.from[k]!]! - network.head[net.to[k]!]!);
      return loss > w.loss ? { k, loss } : w;
    }, nothing);
    return {
      nodes: part.map((i) => net.nodes.ids[i]!),
      lowest: { node: net.nodes.ids[low]!, pressure_m: pressure_k(low) / c.pressure_k },
      cause: network.head[way.end]! < net.elevation_k[low]! ? "height" : "loss",
      fedBy: way.fedBy,
      worstLink: worst.k < 0 ? null : { id: net.links.ids[worst.k]!, headLoss_m: worst.loss / c.length_k },
    };
  });
  return { cutOff, negative };
}

/** One sentence for each part, as a person would say it. */
export function diagnosisLines({ cutOff, negative }: Diagnosis): string[] {
  const some = (ids: readonly string[]): string =>
    ids.length <= 5 ? ids.join(", ") : `${ids.slice(0, 5).join(", ")} and ${ids.length - 5} more`;
  const words = {
    closed: "open",
    pumpOff: "start",
    oneWay: "turn round",
    emptyTank: "fill the tank behind",
    shutItself: "raise the pressure before",
  } as const;
  return [
    ...cutOff.map((part) => {
      const ways = part.behind.slice(0, 3).map((b) => `${words[b.reason]} ${b.id}`);
      const hint = ways.length > 0 ? `: ${ways.join(" or ")}` : ": no link leads there, add one";
      return `${some(part.nodes)} ${part.nodes.length === 1 ? "has" : "have"} no source${hint}; ${(part.demand_m3_s * 1000).toFixed(2)} L/s not delivered`;
    }),
    ...negative.map((part) => {
      const { node, pressure_m } = part.lowest;
      const why =
        part.cause === "height"
          ? `stands above the grade of ${part.fedBy}`
          : `${part.worstLink?.id} on the way from ${part.fedBy} loses ${part.worstLink?.headLoss_m.toFixed(1)} m`;
      return `${some(part.nodes)}: pressure below zero, ${pressure_m.toFixed(1)} m at ${node}; ${why}`;
    }),
  ];
}

/** Nodes that a source reaches over links open now; one-way links in their direction. */
function reach(net: WaterNet, network: WaterNetwork): Uint8Array {
  const seen = new Uint8Array(net.nodes.count);
  const queue: number[] = [];
  const tanks = new Map(net.tanks.map((t) => [t.node, t]));
  for (let i = net.junctionCount; i < net.nodes.count; i++) {
    const tank = tanks.get(i);
    if (tank && network.head[i]! <= tank.minHead_k) continue;
    seen[i] = 1;
    queue.push(i);
  }
  const { adjacency } = network;
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at]!;
    for (let p = adjacency.start[node]!; p < adjacency.start[node + 1]!; p++) {
      const k = adjacency.links[p]!;
      const isForward = net.from[k] === node;
      const other = isForward ? net.to[k]! : net.from[k]!;
      const kind = net.kind[k]!;
      const isOneWay = kind === KIND.CHECK_PIPE || kind === KIND.PUMP || kind === KIND.PRV || kind === KIND.PSV;
      if (seen[other] === 1 || network.status[k]! <= STATUS.CLOSED || (isOneWay && !isForward)) continue;
      seen[other] = 1;
      queue.push(other);
    }
  }
  return seen;
}

/** Shut by a status test, not by command: a check valve, a pump beyond its head, a valve that has a setting. */
function isSelfShut(net: WaterNet, network: WaterNetwork, k: number): boolean {
  const status = network.status[k]!;
  if (status > STATUS.CLOSED) return false;
  const kind = net.kind[k]!;
  if (kind === KIND.CHECK_PIPE || status < STATUS.CLOSED) return true;
  return (kind === KIND.PRV || kind === KIND.PSV) && !Number.isNaN(network.setting[k]!);
}

/** Links between a part and the rest, each once. */
function boundaryLinks(net: WaterNet, network: WaterNetwork, part: readonly number[]): number[] {
  const inside = new Set(part);
  const found = new Set<number>();
  for (const node of part)
    for (let p = network.adjacency.start[node]!; p < network.adjacency.start[node + 1]!; p++) {
      const k = network.adjacency.links[p]!;
      if (!inside.has(net.from[k]!) || !inside.has(net.to[k]!)) found.add(k);
    }
  return [...found];
}

/** Junctions for which `isIn` holds, in parts that hang together. */
function groups(net: WaterNet, network: WaterNetwork, isIn: (node: number) => boolean): number[][] {
  const done = new Uint8Array(net.nodes.count);
  const found: number[][] = [];
  for (let first = 0; first < net.junctionCount; first++) {
    if (done[first] === 1 || !isIn(first)) continue;
    const part = [first];
    done[first] = 1;
    for (let at = 0; at < part.length; at++) {
      const node = part[at]!;
      for (let p = network.adjacency.start[node]!; p < network.adjacency.start[node + 1]!; p++) {
        const k = network.adjacency.links[p]!;
        const other = net.from[k] === node ? net.to[k]! : net.from[k]!;
        if (other >= net.junctionCount || done[other] === 1 || !isIn(other)) continue;
        if (network.status[k]! <= STATUS.CLOSED) continue;
        done[other] = 1;
        part.push(other);
      }
    }
    found.push(part);
  }
  return found;
}

/** Against the largest inflow to a source, a pump or a valve that holds a pressure. */
function upstream(net: WaterNet, network: WaterNetwork, node: number): { links: number[]; end: number; fedBy: string } {
  const links: number[] = [];
  const seen = new Set<number>();
  let at = node;
  while (at < net.junctionCount && !seen.has(at)) {
    seen.add(at);
    let [best, most] = [-1, Number.NEGATIVE_INFINITY];
    for (let p = network.adjacency.start[at]!; p < network.adjacency.start[at + 1]!; p++) {
      const k = network.adjacency.links[p]!;
      const inflow = net.to[k] === at ? network.flow[k]! : -network.flow[k]!;
      const other = net.from[k] === at ? net.to[k]! : net.from[k]!;
      // In still water any open link will do: all of it has one head.
      const isWay = inflow > net.constants.tinyFlow || !seen.has(other);
      if (network.status[k]! > STATUS.CLOSED && isWay && inflow > most) [best, most] = [k, inflow];
    }
    if (best < 0) return { links, end: at, fedBy: net.nodes.ids[at]! };
    const holds =
      net.kind[best] === KIND.PUMP || (net.kind[best] === KIND.PRV && network.status[best] === STATUS.ACTIVE);
    if (holds) return { links, end: at, fedBy: net.links.ids[best]! };
    links.push(best);
    at = net.from[best] === at ? net.to[best]! : net.from[best]!;
  }
  return { links, end: at, fedBy: net.nodes.ids[at]! };
}
