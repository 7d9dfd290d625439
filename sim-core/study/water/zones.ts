import type { Change } from "../../model/change";
import type { District } from "../../model/district";
import { issueText } from "../../model/issue";
import { compileWater } from "../../utilities/water/compile";
import { KIND, STATUS } from "../../utilities/water/net";
import type { WaterNetwork } from "../../utilities/water/network";
import { type Diagnosis, diagnose } from "../../utilities/water/studies/diagnose";
import { applyReallocation, reallocate } from "../../utilities/water/studies/reallocate";
import { type BoundaryReason, pressureZones } from "../../utilities/water/studies/zones";
import { CannotBegin, netOf, type Stood, stand, type WaterInstant } from "./instant";

/** One pressure zone, as a table shows it. */
export interface ZoneRow {
  readonly zone: number;
  readonly nodes: readonly string[];
  /** Reservoirs and tanks in it. */
  readonly sources: readonly string[];
  readonly demand_m3_s: number;
  /** Gauge pressures of its junctions with water; NaN where there is none. */
  readonly least_Pa: number;
  readonly leastAt: string;
  readonly most_Pa: number;
  readonly mostAt: string;
}

export interface BoundaryRow {
  readonly id: string;
  readonly reason: BoundaryReason;
  readonly from: number;
  readonly to: number;
  readonly state: "closed" | "open" | "active" | "stopped" | "running";
  readonly flow_m3_s: number;
}

/** Nodes that hang together without water, or with less than no pressure. */
export type WithoutRow = { readonly nodes: readonly string[] } & (
  | { readonly kind: "cutOff"; readonly demand_m3_s: number; readonly behind: Diagnosis["cutOff"][number]["behind"] }
  | {
      readonly kind: "negative";
      readonly lowestAt: string;
      readonly lowest_Pa: number;
      readonly cause: "height" | "loss";
      readonly fedBy: string;
      readonly worst: { readonly id: string; readonly headLoss_m: number } | null;
    }
);

export interface MoveRow {
  readonly id: string;
  readonly before_Pa: number;
  readonly after_Pa: number;
}

/** Junctions moved to another zone: what is switched for it, tried by a solve. */
export interface ZoneMove {
  readonly failure: string;
  readonly opens: readonly string[];
  readonly closes: readonly string[];
  readonly changes: readonly Change[];
  readonly pressures: readonly MoveRow[];
  /** Who would lie without water or pressure after it. */
  readonly without: readonly WithoutRow[];
}

export interface ZonesQuestion {
  readonly district: District;
  readonly at: WaterInstant | null;
  readonly move: { readonly nodes: readonly string[]; readonly to: string } | null;
}

export interface ZonesAnswer {
  readonly failure: string;
  readonly zones: readonly ZoneRow[];
  readonly boundaries: readonly BoundaryRow[];
  readonly without: readonly WithoutRow[];
  readonly move: ZoneMove | null;
}

/** Pressure zones as filed or at an instant of a run, who lies without water or pressure and why, and a move tried. */
export function studyZones(module: WebAssembly.Module, question: ZonesQuestion): ZonesAnswer {
  const { district, at } = question;
  try {
    const net = netOf(compileWater(district));
    const stood = stand(module, district, net, at);
    const { network } = stood;
    const without = withoutOf(stood);
    const dry = new Set(without.flatMap((w) => (w.kind === "cutOff" ? w.nodes : [])));
    const found = pressureZones(net, network.status);
    const zones = Array.from({ length: found.count }, (_, zone) => emptyZone(zone));
    for (let i = 0; i < net.nodes.count; i++) {
      const zone = zones[found.zoneOf[i]!]!;
      const id = net.nodes.ids[i]!;
      zone.nodes.push(id);
      if (i >= net.junctionCount) {
        zone.sources.push(id);
        continue;
      }
      zone.demand_m3_s += stood.network.fullDemand[i]! / net.constants.flow_k;
      if (dry.has(id)) continue; // without a source there is no pressure to speak of
      const pressure = pressure_Pa(network, i);
      if (!(pressure >= zone.least_Pa)) [zone.least_Pa, zone.leastAt] = [pressure, id];
      if (!(pressure <= zone.most_Pa)) [zone.most_Pa, zone.mostAt] = [pressure, id];
    }
    const boundaries = found.boundaries.map(({ link, reason, from, to }): BoundaryRow => {
      const isOpen = network.status[link]! > STATUS.CLOSED;
      const isPump = net.kind[link] === KIND.PUMP;
      const open = network.status[link] === STATUS.ACTIVE ? "active" : "open";
      return {
        ...{ id: net.links.ids[link]!, reason, from, to },
        state: isPump ? (isOpen ? "running" : "stopped") : isOpen ? open : "closed",
        flow_m3_s: isOpen ? network.flow[link]! / net.constants.flow_k : 0,
      };
    });
    const move = question.move ? tryMove(module, question, question.move, stood) : null;
    return { failure: "", zones, boundaries, without, move };
  } catch (error) {
    if (error instanceof CannotBegin)
      return { failure: error.message, zones: [], boundaries: [], without: [], move: null };
    throw error;
  }
}

const emptyZone = (zone: number) => ({
  ...{ zone, nodes: [] as string[], sources: [] as string[], demand_m3_s: 0 },
  ...{ least_Pa: Number.NaN, leastAt: "", most_Pa: Number.NaN, mostAt: "" },
});

const pressure_Pa = (network: WaterNetwork, node: number): number =>
  (network.head[node]! - network.net.elevation_k[node]!) * network.net.constants.headToPressure_Pa;

/** Of those who got nothing, the draw that their patterns wanted. */
function withoutOf({ network, wanted }: Stood): WithoutRow[] {
  const { net } = network;
  const toPa = net.constants.pressure_k * net.constants.headToPressure_Pa;
  const { cutOff, negative } = diagnose(network);
  const sum = (nodes: readonly string[]): number =>
    nodes.reduce((total, id) => total + (wanted[net.nodes.row(id)] ?? 0), 0) / net.constants.flow_k;
  return [
    ...cutOff.map(
      (part): WithoutRow => ({ kind: "cutOff", nodes: part.nodes, demand_m3_s: sum(part.nodes), behind: part.behind }),
    ),
    ...negative.map(
      (part): WithoutRow => ({
        ...{ kind: "negative", nodes: part.nodes, lowestAt: part.lowest.node },
        ...{ lowest_Pa: part.lowest.pressure_m * toPa, cause: part.cause, fedBy: part.fedBy, worst: part.worstLink },
      }),
    ),
  ];
}

function tryMove(
  module: WebAssembly.Module,
  { district, at }: ZonesQuestion,
  { nodes, to }: NonNullable<ZonesQuestion["move"]>,
  { network }: Stood,
): ZoneMove {
  const { net } = network;
  const plan = reallocate(net, nodes, to, at?.time_s ?? 0, pressureZones(net, network.status));
  const asked = { opens: plan.opens, closes: plan.closes, changes: plan.changes };
  const [issue] = plan.issues;
  if (issue) return { failure: issueText(issue), ...asked, pressures: [], without: [] };
  try {
    const after = stand(module, district, net, at, (fresh) => applyReallocation(fresh, plan));
    const pressures = nodes.map((id): MoveRow => {
      const row = net.nodes.row(id);
      return { id, before_Pa: pressure_Pa(network, row), after_Pa: pressure_Pa(after.network, row) };
    });
    return { failure: "", ...asked, pressures, without: withoutOf(after) };
  } catch (error) {
    if (!(error instanceof CannotBegin)) throw error;
    return { failure: `after the move ${error.message}`, ...asked, pressures: [], without: [] };
  }
}
