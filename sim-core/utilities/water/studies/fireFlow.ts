import { log, pow } from "../../../../assembly/core/elementary";
import type { District } from "../../../model/district";
import type { Issue } from "../../../model/issue";
import type { WaterSchedule } from "../../../model/schedule";
import { STATUS as KERNEL } from "../../../solve/status";
import { compileWater } from "../compile";
import type { WaterNet } from "../net";
import type { WaterNetwork } from "../network";
import { DrawCurves } from "./drawCurve";
import { NotPlayed, played } from "./played";
import { pressureZones } from "./zones";

/** 20 psi (10 NYCRR 5-1.27; 35 Ill. Adm. Code 653.106) as a column of water. */
export const TWENTY_PSI_M = (20 * 6894.757293168361) / 9806.65;

export interface FireFlowOptions {
  /** Least pressure head at the place and at every served node of its zone, m. */
  readonly least_m: number;
  /** A place that gives more is not asked further, m3/s. */
  readonly most_m3_s: number;
  /** Instant, s: of a file with a schedule its state then, of a district its start with the patterns of then. */
  readonly time_s: number;
}
export const FIRE_FLOW_DEFAULTS: FireFlowOptions = { least_m: TWENTY_PSI_M, most_m3_s: 1, time_s: 0 };

export interface FireFlowPlace {
  /** Hydrant, or the junction itself where the network has no hydrants. */
  readonly id: string;
  readonly node: string;
  /** Pressure head before the draw, m. */
  readonly static_m: number;
  /** From one factor of the state before the draw: for the order of places, not for a certificate. */
  readonly screened_m3_s: number;
  /** From real solves; NaN when only screened. `node`: its own pressure alone; `available`: the whole zone too. */
  readonly atNode_m3_s: number;
  readonly available_m3_s: number;
  /** Node whose pressure sets `available` (or `screened`, without `exact`). */
  readonly critical: string;
  /** `most_m3_s` was reached. */
  readonly isCapped: boolean;
  readonly solves: number;
}

export interface FireFlowStudy {
  readonly places: readonly FireFlowPlace[];
  /** Served nodes below the least pressure without any draw: they set no limit, or every place would give nothing. */
  readonly lowBefore: readonly string[];
  readonly issues: readonly Issue[];
}

/** Every hydrant with its junction; every junction with a demand or a pipe, where there are no hydrants. */
export function firePlaces(district: District, net: WaterNet): { readonly id: string; readonly node: number }[] {
  const hydrants = district.elements.filter((e) => e.kind === "hydrant");
  if (hydrants.length > 0)
    return hydrants.flatMap((e) => {
      const node = net.nodes.row(e.relations.find((r) => r.type === "connects")?.to ?? "");
      return node >= 0 && node < net.junctionCount ? [{ id: e.id, node }] : [];
    });
  return net.nodes.ids.slice(0, net.junctionCount).map((id, node) => ({ id, node }));
}

/** Close enough: this little above the least pressure, or this narrow a bracket. */
const EXACT_M = 1e-3;
const EXACT_SHARE = 1e-5;
const EXACT_M3_S = 1e-7;
const MOST_SOLVES = 80;
const LOG_1_01 = log(1.01);

/** One network at one instant, solved without fire; then asked place by place, each from that same state. */
export class FireFlow {
  readonly network: WaterNetwork;
  private readonly curves: DrawCurves;
  private readonly zoneOf: Int32Array;
  private readonly served: Uint8Array;
  private readonly floor_k: Float64Array;
  private readonly before: { column: Float64Array | Int32Array; values: Float64Array | Int32Array }[];
  private readonly baseHead: Float64Array;
  private readonly exponent: number;
  private solves = 0;

  constructor(
    module: WebAssembly.Module,
    readonly net: WaterNet,
    readonly options: FireFlowOptions,
    network: WaterNetwork = played(module, net, null, options.time_s),
  ) {
    this.network = network;
    this.exponent = (net.options.headLoss ?? "hazenWilliams") === "hazenWilliams" ? 1.852 : 2;
    const result = network.solve();
    if (result.status !== KERNEL.OK)
      throw new FireFlowFault(`the network does not solve without any draw (near ${net.nodes.ids[result.at] ?? "?"})`);
    this.zoneOf = pressureZones(net, network.status).zoneOf;
    const c = net.constants;
    this.floor_k = net.elevation_k.map((z) => z + options.least_m * c.pressure_k);
    this.served = new Uint8Array(net.junctionCount);
    for (let i = 0; i < net.junctionCount; i++)
      this.served[i] = network.fullDemand[i]! > 0 && network.head[i]! >= this.floor_k[i]! ? 1 : 0;
    this.baseHead = network.head.slice();
    const { kernel } = network;
    const state: [string, string][] = [
      ["node", "head_k"],
      ["node", "demandFlow_k"],
      ["node", "emitterFlow_k"],
      ["node", "leakFixedFlow_k"],
      ["node", "leakVariableFlow_k"],
      ["link", "flow_k"],
      ["link", "statusCode"],
      ["link", "setting_k"],
    ];
    this.before = state.map(([rows, name]) => {
      const column = kernel.column(rows, name) as Float64Array;
      return { column, values: column.slice() };
    });
    this.curves = new DrawCurves(module, network);
    if (!this.curves.factor()) throw new FireFlowFault("the matrix of the solved state has no factor");
  }

  lowBefore(): string[] {
    const { net, network } = this;
    return net.nodes.ids.filter(
      (_, i) => i < net.junctionCount && network.fullDemand[i]! > 0 && this.baseHead[i]! < this.floor_k[i]!,
    );
  }

  ask(id: string, node: number, isExact: boolean): FireFlowPlace {
    const { net, options } = this;
    const c = net.constants;
    const most_k = options.most_m3_s * c.flow_k;
    const margin = this.baseHead[node]! - this.floor_k[node]!;
    const place = {
      id,
      node: net.nodes.ids[node]!,
      static_m: (this.baseHead[node]! - net.elevation_k[node]!) / c.pressure_k,
    };
    if (!(margin > 0))
      return {
        ...place,
        screened_m3_s: 0,
        atNode_m3_s: isExact ? 0 : Number.NaN,
        available_m3_s: isExact ? 0 : Number.NaN,
        critical: place.node,
        isCapped: false,
        solves: 0,
      };
    const screened = this.screen(node, most_k);
    const from = screened.flow_k / c.flow_k;
    if (!isExact)
      return {
        ...place,
        screened_m3_s: from,
        atNode_m3_s: Number.NaN,
        available_m3_s: Number.NaN,
        critical: net.nodes.ids[screened.critical]!,
        isCapped: screened.flow_k >= most_k,
        solves: 0,
      };
    // Each place begins at the state without a draw: its answer does not depend on what was asked before.
    this.restore();
    this.solves = 0;
    const zone = this.largest(node, screened.flow_k, screened.base_k, most_k, (head) => this.least(node, head));
    const own =
      zone.critical === node || zone.isCapped
        ? zone
        : this.largest(node, Math.max(zone.flow_k, screened.own_k), screened.base_k, most_k, (head) => ({
            margin: head[node]! - this.floor_k[node]!,
            at: node,
          }));
    return {
      ...place,
      screened_m3_s: from,
      atNode_m3_s: own.flow_k / c.flow_k,
      available_m3_s: zone.flow_k / c.flow_k,
      critical: net.nodes.ids[zone.critical]!,
      isCapped: zone.isCapped,
      solves: this.solves,
    };
  }

  /**
   * The place's own fall as its draw curve has it; another node's is taken in proportion to how the two respond. `base_k`
   * is the flow q for which (q + Q)^n - q^n bends as the curve does.
   */
  private screen(node: number, most_k: number): { flow_k: number; own_k: number; base_k: number; critical: number } {
    const curve = this.curves.at(node);
    const { response } = curve;
    const own = this.baseHead[node]! - this.floor_k[node]!;
    let [fall, critical] = [own, node];
    for (let i = 0; i < this.net.junctionCount; i++) {
      if (i === node || this.served[i] === 0 || this.zoneOf[i] !== this.zoneOf[node] || !(response[i]! > 0)) continue;
      const here = ((this.baseHead[i]! - this.floor_k[i]!) * response[node]!) / response[i]!;
      if (here < fall) [fall, critical] = [here, i];
    }
    const flow_k = curve.drawOf(fall, most_k);
    const own_k = critical === node ? flow_k : curve.drawOf(own, most_k);
    // Elasticity e = Q d'/d at the draw: n where the pipes stood still before, 1 where the draw hardly matters.
    const more = 1.01 * flow_k;
    const e = Math.max(1.01, Math.min(this.exponent, log(curve.fall(more) / curve.fall(flow_k)) / LOG_1_01));
    return { flow_k, own_k, base_k: (flow_k * (this.exponent - e)) / (2 * (e - 1)), critical };
  }

  /** Least margin of the place and the served nodes of its zone. */
  private least(node: number, head: Float64Array): { margin: number; at: number } {
    let [margin, at] = [head[node]! - this.floor_k[node]!, node];
    const zone = this.zoneOf[node];
    for (let i = 0; i < this.net.junctionCount; i++) {
      if (this.served[i] === 0 || this.zoneOf[i] !== zone) continue;
      const m = head[i]! - this.floor_k[i]!;
      if (m < margin) [margin, at] = [m, i];
    }
    return { margin, at };
  }

  /**
   * Largest draw whose margin is not negative: a bracket around the guess, then Illinois steps, each a real solve. The
   * steps are straight in (q + Q)^n - q^n, in which the margin nearly is; in Q itself they took half as many again.
   */
  private largest(
    node: number,
    guess_k: number,
    base_k: number,
    most_k: number,
    look: (head: Float64Array) => { margin: number; at: number },
  ): { flow_k: number; critical: number; isCapped: boolean } {
    const c = this.net.constants;
    const at = (flow_k: number): { margin: number; at: number } => {
      const head = this.drawn(node, flow_k);
      // A draw that the network cannot be solved with is more than it can give.
      return head ? look(head) : { margin: Number.NEGATIVE_INFINITY, at: node };
    };
    const start = look(this.baseHead);
    let low = { x: 0, f: start.margin };
    if (!(low.f > 0)) return { flow_k: 0, critical: start.at, isCapped: false };
    let critical = start.at;
    let high: { x: number; f: number } | null = null;
    let x = Math.min(most_k, Math.max(guess_k, 1e-5 * c.flow_k));
    while (!high) {
      const found = at(x);
      if (found.margin >= 0) {
        low = { x, f: found.margin };
        critical = found.at;
        if (x >= most_k || this.solves > MOST_SOLVES) return { flow_k: x, critical, isCapped: x >= most_k };
        x = Math.min(most_k, 1.3 * x);
      } else {
        high = { x, f: found.margin };
        critical = found.at;
      }
    }
    const tolerance = (flow: number): number => Math.max(EXACT_M3_S * c.flow_k, EXACT_SHARE * flow);
    const rest = pow(base_k, this.exponent);
    const bend = (flow: number): number => pow(base_k + flow, this.exponent) - rest;
    const unbend = (u: number): number => pow(u + rest, 1 / this.exponent) - base_k;
    let side = 0;
    const near = EXACT_M * c.length_k;
    let margin = low.f; // of `low` itself: Illinois halves its weight
    while (margin > near && high.x - low.x > tolerance(low.x) && this.solves < MOST_SOLVES) {
      const isBounded = Number.isFinite(high.f);
      x = isBounded
        ? unbend(bend(low.x) + ((bend(high.x) - bend(low.x)) * (low.f - 0.5 * near)) / (low.f - high.f))
        : 0.5 * (low.x + high.x);
      const edge = 0.25 * tolerance(low.x);
      x = Math.min(high.x - edge, Math.max(low.x + edge, x));
      const found = at(x);
      if (found.margin >= 0) {
        low = { x, f: found.margin };
        margin = found.margin;
        critical = found.at;
        if (side === 1 && isBounded) high = { x: high.x, f: 0.5 * high.f };
        side = 1;
      } else {
        high = { x, f: found.margin };
        critical = found.at;
        if (side === -1) low = { x: low.x, f: 0.5 * low.f };
        side = -1;
      }
    }
    return { flow_k: low.x, critical, isCapped: false };
  }

  /** Heads with the draw, starting from the place's last state that was solved. */
  private drawn(node: number, flow_k: number): Float64Array | null {
    const { network } = this;
    this.solves++;
    const demand = network.fullDemand[node]!;
    network.fullDemand[node] = demand + flow_k;
    const result = network.solve();
    network.fullDemand[node] = demand;
    if (result.status === KERNEL.OK && !result.isUnbalanced) return network.head;
    this.restore();
    return null;
  }

  private restore(): void {
    for (const { column, values } of this.before) column.set(values);
  }
}

/** A study that cannot begin says why. */
export class FireFlowFault extends Error {}

/** The network as the study wants it: demands whatever the pressure, solved closely. null with errors among the issues. */
export function fireNet(district: District): { net: WaterNet | null; issues: Issue[] } {
  const water = district.options.water ?? {};
  const options = {
    ...water,
    demandModel: "fixed",
    accuracy_1: Math.min(1e-5, Number(water.accuracy_1 ?? 1e-5)),
    maxTrials: Math.max(200, Number(water.maxTrials ?? 200)),
    extraTrials: -1,
  };
  return compileWater({ ...district, options: { ...district.options, water: options } });
}

/** Places taken at a time: some milliseconds of work, so that nobody waits long for the last one. */
const AT_A_TIME = 4;

/**
 * Fire flow of all places, in order; or of those that this caller gets hold of, when several work through them side by
 * side. `taken`: i32 [1], the number of places taken so far, in memory that they share. Who asks a place does not matter
 * to its answer.
 */
export function fireFlow(
  module: WebAssembly.Module,
  district: District,
  options: FireFlowOptions,
  isExact: boolean,
  schedule: WaterSchedule | null = null,
  taken: Int32Array = new Int32Array(1),
): FireFlowStudy {
  const { net, issues } = fireNet(district);
  if (!net) return { places: [], lowBefore: [], issues };
  let study: FireFlow;
  try {
    study = new FireFlow(module, net, options, played(module, net, schedule, options.time_s));
  } catch (error) {
    if (!(error instanceof FireFlowFault || error instanceof NotPlayed)) throw error;
    const fault: Issue = { severity: "error", code: "notSolved", element: "water", hint: error.message };
    return { places: [], lowBefore: [], issues: [...issues, fault] };
  }
  const all = firePlaces(district, net);
  const places: FireFlowPlace[] = [];
  for (;;) {
    const from = Atomics.add(taken, 0, AT_A_TIME);
    if (from >= all.length) break;
    for (const { id, node } of all.slice(from, from + AT_A_TIME)) places.push(study.ask(id, node, isExact));
  }
  return { places, lowBefore: study.lowBefore(), issues };
}
