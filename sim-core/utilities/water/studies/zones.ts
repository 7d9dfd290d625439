import { KIND, STATUS, type WaterNet } from "../net";

/** What parts one pressure zone from the next. */
export type BoundaryReason = "closed" | "PRV" | "PSV" | "PBV" | "pump" | "checkValve";

export interface Boundary {
  readonly link: number;
  readonly reason: BoundaryReason;
  /** Zones at its two ends; equal for a boundary inside one zone (a closed valve in a loop). */
  readonly from: number;
  readonly to: number;
}

export interface PressureZones {
  readonly count: number;
  /** Zone of every node, numbered by their first node. */
  readonly zoneOf: Int32Array;
  readonly boundaries: readonly Boundary[];
}

/** Whether a link parts zones: statuses as given (of the network's start, or of a solved state). */
export function boundaryReason(net: WaterNet, k: number, status: ArrayLike<number>): BoundaryReason | null {
  const kind = net.kind[k]!;
  if (kind === KIND.PUMP) return "pump";
  if (kind === KIND.CHECK_PIPE) return "checkValve";
  const isFixedOpen = status[k] === STATUS.OPEN;
  if (kind === KIND.PRV && !isFixedOpen) return "PRV";
  if (kind === KIND.PSV && !isFixedOpen) return "PSV";
  if (kind === KIND.PBV && !isFixedOpen) return "PBV";
  return status[k]! <= STATUS.CLOSED ? "closed" : null;
}

/**
 * Pressure zones: nodes that hang together without a closed pipe or valve, a pump, a check valve or a valve that holds a
 * pressure between them. Throttling and flow-control valves lose head but share one grade line, and part nothing.
 */
export function pressureZones(net: WaterNet, status: ArrayLike<number> = net.initialStatus): PressureZones {
  const parent = Int32Array.from({ length: net.nodes.count }, (_, i) => i);
  const root = (node: number): number => {
    let at = node;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  const reasons = Array.from({ length: net.links.count }, (_, k) => boundaryReason(net, k, status));
  reasons.forEach((reason, k) => {
    if (reason !== null) return;
    const [a, b] = [root(net.from[k]!), root(net.to[k]!)];
    if (a < b) parent[b] = a;
    else parent[a] = b;
  });
  const numberOf = new Map<number, number>();
  const zoneOf = new Int32Array(net.nodes.count);
  for (let i = 0; i < net.nodes.count; i++) {
    const r = root(i);
    let zone = numberOf.get(r);
    if (zone === undefined) {
      zone = numberOf.size;
      numberOf.set(r, zone);
    }
    zoneOf[i] = zone;
  }
  const boundaries = reasons.flatMap((reason, link) =>
    reason === null ? [] : [{ link, reason, from: zoneOf[net.from[link]!]!, to: zoneOf[net.to[link]!]! }],
  );
  return { count: numberOf.size, zoneOf, boundaries };
}
