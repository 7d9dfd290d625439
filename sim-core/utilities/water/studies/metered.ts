import type { WaterSchedule } from "../../../model/schedule";
import { STATUS, type WaterNet } from "../net";
import type { WaterNetwork } from "../network";
import { ExtendedPeriod } from "./eps";
import { pressureZones } from "./zones";

/** A district metered area: nodes, and the links through which its water is counted. */
export interface MeteredArea {
  readonly id: string;
  readonly nodes: readonly number[];
}

/** What the network's model does not know and loss figures need. */
export interface AreaPractice {
  /** Service connections; junctions with a demand where it is left out. */
  readonly connections?: number;
  /** Private pipe between main and meter, whole area, m; 0 where meters stand at the edge of the street. */
  readonly servicePipe_m?: number;
}

export interface AreaBalance {
  readonly id: string;
  readonly inlets: readonly string[];
  readonly duration_s: number;
  /** Volumes over the run, m3: in + out of storage = consumption + losses. */
  readonly inflow_m3: number;
  readonly fromStorage_m3: number;
  readonly consumption_m3: number;
  readonly losses_m3: number;
  /** inflow + storage - consumption - losses over the inflow: what the run's own arithmetic leaves. */
  readonly closure_1: number;
  /** Least inflow from 02:00 to 04:00, m3/s, and its instant; NaN where the run has no night. */
  readonly nightFlow_m3_s: number;
  readonly nightAt_s: number;
  readonly nightConsumption_m3_s: number;
  readonly meanPressure_m: number;
  readonly connections: number;
  readonly mains_m: number;
  readonly losses_L_connection_day: number;
  /** UARL = (18 Lm + 0.8 Nc + 25 Lp) P in litres a day, km and m (IWA; Lambert et al. 1999). */
  readonly uarl_L_day: number;
  /** Infrastructure leakage index: present losses over unavoidable ones. A below 2, B to 4, C to 8, D above. */
  readonly ili: number;
  readonly band: "A" | "B" | "C" | "D" | "";
}

const NIGHT_FROM_S = 2 * 3600;
const NIGHT_TO_S = 4 * 3600;
const DAY_S = 86_400;

export function unavoidableLosses_L_day(
  mains_m: number,
  connections: number,
  servicePipe_m: number,
  pressure_m: number,
) {
  return (18 * (mains_m / 1000) + 0.8 * connections + 25 * (servicePipe_m / 1000)) * pressure_m;
}

export function bandOf(ili: number): AreaBalance["band"] {
  if (!Number.isFinite(ili)) return "";
  return ili < 2 ? "A" : ili < 4 ? "B" : ili < 8 ? "C" : "D";
}

interface Count {
  readonly inlets: readonly { readonly link: number; readonly sign: number }[];
  readonly junctions: readonly number[];
  readonly tanks: readonly number[];
  /** Reservoirs and sources inside: what they give counts as inflow. */
  readonly reservoirs: readonly number[];
  readonly links: readonly number[];
  inflow: number;
  fromStorage: number;
  consumption: number;
  losses: number;
  pressure: number;
  night: number;
  nightAt: number;
  nightUse: number;
}

/** One hydraulic state as the books read it, in k; a closed link has no flow. */
export interface MeteredState {
  flow(link: number): number;
  outflow(node: number): number;
  head(node: number): number;
  /** Part of a junction's outflow that its emitter and leaks take. */
  leak(node: number): number;
}

/** Pressure zones with a demand, where nobody said what the areas are. */
export function zoneAreas(net: WaterNet): MeteredArea[] {
  const { zoneOf, count } = pressureZones(net);
  const used = new Set(Array.from(net.demands.node, (node) => zoneOf[node]!));
  return Array.from({ length: count }, (_, z) => z)
    .filter((z) => used.has(z))
    .map((z) => ({
      id: `zone ${z}`,
      nodes: Array.from({ length: net.nodes.count }, (_, i) => i).filter((i) => zoneOf[i] === z),
    }));
}

/**
 * Runs a file through its extended period and keeps the books of its metered areas. Losses are what the model leaks
 * (emitters and pipe leakage): a demand that stands for losses is counted as consumption, since nothing tells it apart.
 */
export function meterAreas(
  module: WebAssembly.Module,
  net: WaterNet,
  schedule: WaterSchedule,
  areas: readonly MeteredArea[],
  practice: (id: string) => AreaPractice = () => ({}),
): { readonly areas: readonly AreaBalance[]; readonly failure: string } {
  const books = new AreaBooks(net, areas, schedule.startClock_s);
  const eps = new ExtendedPeriod(module, net, schedule);
  const result = eps.run((time, network) => books.take(time, stateOf(net, network)));
  return { areas: books.close(practice), failure: result.failure };
}

/** The books of metered areas over hydraulic states in order of time, each of which holds until the next. */
export class AreaBooks {
  private readonly counts: readonly Count[];
  private last: { time: number; rates: Rates[] } | null = null;
  private end = 0;

  constructor(
    private readonly net: WaterNet,
    private readonly areas: readonly MeteredArea[],
    private readonly startClock_s: number,
  ) {
    const areaOf = new Int32Array(net.nodes.count).fill(-1);
    areas.forEach((area, a) => {
      for (const node of area.nodes) areaOf[node] = a;
    });
    this.counts = areas.map((area, a): Count => {
      const links = Array.from({ length: net.links.count }, (_, k) => k);
      const crosses = (k: number): boolean => (areaOf[net.from[k]!] === a) !== (areaOf[net.to[k]!] === a);
      const tanks = new Set(net.tanks.map((t) => t.node));
      return {
        inlets: links.filter(crosses).map((link) => ({ link, sign: areaOf[net.to[link]!] === a ? 1 : -1 })),
        junctions: area.nodes.filter((i) => i < net.junctionCount),
        tanks: area.nodes.filter((i) => tanks.has(i)),
        reservoirs: area.nodes.filter((i) => i >= net.junctionCount && !tanks.has(i)),
        links: links.filter((k) => areaOf[net.from[k]!] === a && areaOf[net.to[k]!] === a),
        ...{ inflow: 0, fromStorage: 0, consumption: 0, losses: 0, pressure: 0 },
        ...{ night: Number.NaN, nightAt: Number.NaN, nightUse: Number.NaN },
      };
    });
  }

  take(time: number, state: MeteredState): void {
    this.book(time);
    this.end = time;
    const rates = this.counts.map((count) => ratesOf(this.net, state, count));
    this.last = { time, rates };
    const clock = (((time + this.startClock_s) % DAY_S) + DAY_S) % DAY_S;
    if (clock < NIGHT_FROM_S || clock >= NIGHT_TO_S) return;
    this.counts.forEach((count, a) => {
      const { inflow, fromStorage, consumption } = rates[a]!;
      const flow = inflow + fromStorage;
      if (flow >= count.night) return; // NaN before the first: not so
      count.night = flow;
      count.nightAt = time;
      count.nightUse = consumption;
    });
  }

  close(practice: (id: string) => AreaPractice): readonly AreaBalance[] {
    const { net } = this;
    const c = net.constants;
    // A steady state is booked as one second: rates are what it has.
    if (this.end === 0) this.book(1);
    const duration = Math.max(1, this.end);
    return this.counts.map((count, a): AreaBalance => {
      const { id } = this.areas[a]!;
      const known = practice(id);
      const connections = known.connections ?? count.junctions.filter((i) => net.demands.node.includes(i)).length;
      const mains_m = count.links.reduce((sum, k) => sum + Number(net.elements.links[k]!.fields.length_m ?? 0), 0);
      const meanPressure_m = count.pressure / duration;
      const uarl = unavoidableLosses_L_day(mains_m, connections, known.servicePipe_m ?? 0, meanPressure_m);
      const losses_m3 = count.losses / c.flow_k;
      const losses_L_day = (losses_m3 * 1000 * DAY_S) / duration;
      const inflow_m3 = count.inflow / c.flow_k;
      const fromStorage_m3 = count.fromStorage / c.flow_k;
      const consumption_m3 = count.consumption / c.flow_k;
      const ili = uarl > 0 ? losses_L_day / uarl : Number.NaN;
      return {
        id,
        inlets: [...count.inlets.map((i) => net.links.ids[i.link]!), ...count.reservoirs.map((i) => net.nodes.ids[i]!)],
        duration_s: duration,
        inflow_m3,
        fromStorage_m3,
        consumption_m3,
        losses_m3,
        closure_1: (inflow_m3 + fromStorage_m3 - consumption_m3 - losses_m3) / Math.max(Math.abs(inflow_m3), 1e-9),
        nightFlow_m3_s: count.night / c.flow_k,
        nightAt_s: count.nightAt,
        nightConsumption_m3_s: count.nightUse / c.flow_k,
        meanPressure_m,
        connections,
        mains_m,
        losses_L_connection_day: connections > 0 ? losses_L_day / connections : Number.NaN,
        uarl_L_day: uarl,
        ili,
        band: losses_m3 > 0 ? bandOf(ili) : "",
      };
    });
  }

  private book(until: number): void {
    const { last } = this;
    if (!last) return;
    const dt = until - last.time;
    this.counts.forEach((count, a) => {
      const r = last.rates[a]!;
      count.inflow += r.inflow * dt;
      count.fromStorage += r.fromStorage * dt;
      count.consumption += r.consumption * dt;
      count.losses += r.losses * dt;
      count.pressure += r.pressure * dt;
    });
  }
}

interface Rates {
  readonly inflow: number;
  readonly fromStorage: number;
  readonly consumption: number;
  readonly losses: number;
  readonly pressure: number;
}

function stateOf(net: WaterNet, network: WaterNetwork): MeteredState {
  const leaks = ["emitterFlow_k", "leakFixedFlow_k", "leakVariableFlow_k"].map((name) =>
    network.kernel.column("node", name),
  );
  const has = [net.emitter_k, net.leakFixed_k, net.leakVariable_k];
  return {
    flow: (k) => (network.status[k]! > STATUS.CLOSED ? network.flow[k]! : 0),
    outflow: (i) => network.outflow[i]!,
    head: (i) => network.head[i]!,
    leak(i) {
      let lost = 0;
      for (let n = 0; n < leaks.length; n++) if (has[n]![i]! > 0) lost += leaks[n]![i]!;
      return lost;
    },
  };
}

function ratesOf(net: WaterNet, state: MeteredState, count: Count): Rates {
  let [inflow, fromStorage, consumption, losses, head] = [0, 0, 0, 0, 0];
  for (const { link, sign } of count.inlets) inflow += sign * state.flow(link);
  for (const node of count.reservoirs) inflow -= state.outflow(node);
  for (const node of count.tanks) fromStorage -= state.outflow(node);
  for (const i of count.junctions) {
    const lost = state.leak(i);
    losses += lost;
    consumption += state.outflow(i) - lost;
    head += state.head(i) - net.elevation_k[i]!;
  }
  const mean = count.junctions.length > 0 ? head / count.junctions.length / net.constants.pressure_k : Number.NaN;
  return { inflow, fromStorage, consumption, losses, pressure: mean };
}
