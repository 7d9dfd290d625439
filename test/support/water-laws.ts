import { KIND, PUMP_CURVE, STATUS, type WaterNet } from "../../sim-core/utilities/water/net";
import type { WaterNetwork } from "../../sim-core/utilities/water/network";

// What a balanced state of a water network owes, written down anew from the manual (Rossman 2000; FAVAD, Wagner) and
// from nothing of the solver: mass at every junction, energy along every open link, status rules, outflows.

/** Tolerances in k units (ft and cfs in a file's own run). */
export interface LawLimits {
  readonly mass: number;
  readonly energy: number;
  readonly outflow: number;
}

/** The first thing that is wrong, with its place and by how much; "" where all holds. */
export function brokenLaw(net: WaterNet, network: WaterNetwork, limits: LawLimits): string {
  const state = new State(net, network);
  return state.mass(limits.mass) || state.energy(limits.energy) || state.outflows(limits.outflow) || state.statuses();
}

class State {
  private readonly outflow: (n: number) => number;
  private readonly run: (name: string) => number;
  private readonly node: (name: string) => ArrayLike<number>;

  constructor(
    private readonly net: WaterNet,
    private readonly network: WaterNetwork,
  ) {
    const { kernel } = network;
    this.run = (name) => kernel.column("run", name)[0]!;
    this.node = (name) => kernel.column("node", name);
    const parts = ["demandFlow_k", "emitterFlow_k", "leakFixedFlow_k", "leakVariableFlow_k"].map(this.node);
    this.outflow = (n) => parts.reduce((sum, part) => sum + part[n]!, 0);
  }

  mass(limit: number): string {
    const { net, network } = this;
    const inflow = new Float64Array(net.nodes.count);
    for (let k = 0; k < net.links.count; k++) {
      inflow[net.from[k]!]! -= network.flow[k]!;
      inflow[net.to[k]!]! += network.flow[k]!;
    }
    for (let n = 0; n < net.junctionCount; n++) {
      const error = inflow[n]! - this.outflow(n);
      if (!(Math.abs(error) <= limit)) return `${net.nodes.ids[n]} keeps ${error} for itself`;
    }
    return "";
  }

  energy(limit: number): string {
    const { net, network } = this;
    for (let k = 0; k < net.links.count; k++) {
      const wanted = this.loss(k);
      const drop = this.drop(k);
      // of two great heads, as far below a zone without a source, the last digits are all their difference can show
      const digits = 4 * Number.EPSILON * Math.abs(network.head[net.from[k]!]!);
      if (!Number.isNaN(wanted) && !(Math.abs(drop - wanted) <= limit + digits + 1e-7 * Math.abs(wanted)))
        return `${net.links.ids[k]} drops ${drop} at ${network.flow[k]}, its law says ${wanted}`;
    }
    return "";
  }

  private drop(k: number): number {
    const { net, network } = this;
    return network.head[net.from[k]!]! - network.head[net.to[k]!]!;
  }

  /** What a link loses at its flow; NaN where the status sets flow or pressure instead (see `statuses`). */
  private loss(k: number): number {
    const { net, network } = this;
    const q = network.flow[k]!;
    const m = net.minorLoss_k[k]!;
    const s = network.setting[k]!;
    const kind = net.kind[k]!;
    const status = network.status[k]!;
    if (kind === KIND.PBV && !Number.isNaN(s) && s > 0 && m * q * q <= s) return s;
    if (status <= STATUS.CLOSED) return Number.NaN;
    if (kind <= KIND.PIPE) return this.friction(k, q) + m * q * Math.abs(q);
    if (kind === KIND.PUMP) return s === 0 ? Number.NaN : -this.gain(k, q, s);
    if (kind === KIND.GPV) return Math.sign(q) * this.onCurve(net.part[k]!, net.partCount[k]!, Math.abs(q));
    if (kind === KIND.TCV && !Number.isNaN(s))
      return this.valve((this.run("throttle_k") * s) / net.diameter_k[k]! ** 4, q);
    if (kind === KIND.PCV && !Number.isNaN(s)) return this.valve(network.kernel.column("link", "resistance_k")[k]!, q);
    return status === STATUS.ACTIVE && !Number.isNaN(s) && kind <= KIND.FCV && kind !== KIND.PBV
      ? Number.NaN
      : this.valve(m, q);
  }

  private valve(m: number, q: number): number {
    if (!(m > 0)) return this.run("smallSlope_k") * q;
    const low = this.run("lowSlope_k");
    return 2 * m * Math.abs(q) < low ? (low / 2) * q : m * q * Math.abs(q);
  }

  private friction(k: number, q: number): number {
    const { net } = this;
    const r = net.resistance_k[k]!;
    const a = Math.abs(q);
    if (net.options.headLoss === "darcyWeisbach") return q * a * r * this.frictionFactor(k, a);
    const n = net.options.headLoss === "chezyManning" ? 2 : 1.852;
    const low = this.run("lowSlope_k");
    return n * r * a ** (n - 1) < low ? (low / n) * q : r * a ** (n - 1) * q;
  }

  /** Hagen and Poiseuille, Swamee and Jain, between them Dunlop's cubic. */
  private frictionFactor(k: number, a: number): number {
    const { net } = this;
    const reynolds = (4 * a) / (Math.PI * net.diameter_k[k]! * this.run("viscosity_k"));
    const e = net.relativeRoughness[k]!;
    if (reynolds <= 2000) return 64 / reynolds;
    if (reynolds >= 4000) return 0.25 / Math.log10(e / 3.7 + 5.74 / reynolds ** 0.9) ** 2;
    const y2 = e / 3.7 + 5.74 / 4000 ** 0.9;
    const y3 = -2 * Math.log10(y2);
    const fa = y3 ** -2;
    const fb = fa * (2 - (0.00514215 * 1) / (y2 * y3));
    const x = reynolds / 2000;
    return (
      7 * fa - fb + x * (0.128 - 17 * fa + 2.5 * fb + x * (-0.128 + 13 * fa - 2 * fb + x * (0.032 - 3 * fa + 0.5 * fb)))
    );
  }

  private gain(k: number, q: number, speed: number): number {
    const { net } = this;
    const pump = net.pumps[net.part[k]!]!;
    if (pump.curveKind === PUMP_CURVE.NONE) return -this.run("smallSlope_k") * q;
    if (pump.curveKind === PUMP_CURVE.POINTS)
      return speed ** 2 * this.onCurve(pump.firstPoint, pump.pointCount, Math.abs(q) / speed);
    if (pump.curveKind === PUMP_CURVE.POWER) return (speed ** 3 * pump.slope_k) / q;
    return (
      -(speed ** 2) * pump.shutoff_k -
      Math.sign(q) * pump.slope_k * speed ** (2 - pump.exponent) * Math.abs(q) ** pump.exponent
    );
  }

  private onCurve(first: number, count: number, x: number): number {
    const { curveX, curveY } = this.net;
    let b = first + 1;
    while (b < first + count - 1 && curveX[b]! < x) b++;
    return curveY[b - 1]! + ((curveY[b]! - curveY[b - 1]!) * (x - curveX[b - 1]!)) / (curveX[b]! - curveX[b - 1]!);
  }

  /** Emitters, leaks and demands against the pressures that drive them. */
  outflows(limit: number): string {
    const { net, network } = this;
    const [demand, full, emitted] = [this.node("demandFlow_k"), network.fullDemand, this.node("emitterFlow_k")];
    const [fixed, variable] = [this.node("leakFixedFlow_k"), this.node("leakVariableFlow_k")];
    const emitter = this.node("emitter_k");
    const [least, range, exponent] = ["minPressure_k", "pressureRange_k", "pressureExponent_1"].map(this.run);
    for (let n = 0; n < net.junctionCount; n++) {
      const p = network.head[n]! - net.elevation_k[n]!;
      const up = Math.max(0, p);
      const isDriven = this.run("isPressureDriven") === 1 && full[n]! > 0;
      const share = isDriven ? Math.min(1, Math.max(0, (p - least!) / range!)) ** exponent! : 1;
      const pushed = this.run("canEmitterBackflow") === 1 ? Math.sign(p) * Math.abs(p) : up;
      const checks: [string, number, number][] = [
        ["demand", demand[n]!, full[n]! * share],
        [
          "emitter",
          emitted[n]!,
          emitter[n]! > 0
            ? Math.sign(pushed) * (Math.abs(pushed) / emitter[n]!) ** (1 / this.run("emitterExponent_1"))
            : 0,
        ],
        ["leak of fixed area", fixed[n]!, net.leakFixed_k[n]! > 0 ? Math.sqrt(up / net.leakFixed_k[n]!) : 0],
        ["leak that grows", variable[n]!, net.leakVariable_k[n]! > 0 ? (up / net.leakVariable_k[n]!) ** 1.5 : 0],
      ];
      for (const [what, has, wants] of checks)
        if (!(Math.abs(has - wants) <= limit + 1e-4 * Math.abs(wants)))
          return `${net.nodes.ids[n]}, ${what}: ${has} at a pressure of ${p}, its law says ${wants}`;
    }
    return "";
  }

  /** No status contradicts heads and flows. */
  statuses(): string {
    for (let k = 0; k < this.net.links.count; k++) {
      const fault = this.statusFault(k);
      if (fault)
        return `${this.net.links.ids[k]} (status ${this.network.status[k]}, flow ${this.network.flow[k]}): ${fault}`;
    }
    return "";
  }

  private statusFault(k: number): string {
    const { net, network } = this;
    const [a, b] = [net.from[k]!, net.to[k]!];
    const [above, below] = [network.head[a]!, network.head[b]!];
    const drop = above - below;
    const [q, s, status, kind] = [network.flow[k]!, network.setting[k]!, network.status[k]!, net.kind[k]!];
    const h = 2 * this.run("headTolerance_k");
    const f = 2 * this.run("flowTolerance_k");
    const isOpen = status > STATUS.CLOSED;
    if (!isOpen && Math.abs(q) > 1e-6 + Math.abs(drop) / this.run("restSlope_k")) return "shut, and lets water through";
    if (isOpen && this.isShutTank(a, -1) && q > f) return "takes from an empty tank";
    if (isOpen && this.isShutTank(b, 1) && q > f) return "fills a full tank";
    if (isOpen && this.isShutTank(a, 1) && q < -f) return "fills a full tank";
    if (isOpen && this.isShutTank(b, -1) && q < -f) return "takes from an empty tank";
    if (status === STATUS.HELD && ![a, b].some((n) => this.isShutTank(n, 1) || this.isShutTank(n, -1)))
      return "held at no full or empty tank";
    if (kind === KIND.CHECK_PIPE) {
      if (isOpen && (q < -f || drop < -h)) return "a check valve that flows back";
      if (status === STATUS.CLOSED && drop > h) return "a check valve that is shut against its direction";
    }
    if (kind === KIND.PUMP && s > 0) {
      const pump = net.pumps[net.part[k]!]!;
      const most = pump.curveKind === PUMP_CURVE.POWER ? Number.POSITIVE_INFINITY : s * s * pump.maxHead_k;
      if (isOpen && -drop > most + h) return "a pump beyond its head";
      if (status === STATUS.BEYOND_HEAD && -drop < most - h) return "a pump that could deliver";
    }
    if (Number.isNaN(s)) return "";
    if (kind === KIND.FCV) {
      if (status === STATUS.ACTIVE && Math.abs(q - s) > f + Math.abs(drop) / this.run("restSlope_k"))
        return "flow is not set";
      if (status === STATUS.FCV_OPEN && q > s + f) return "more flow than set";
    }
    if (kind === KIND.PRV) {
      const set = net.elevation_k[b]! + s;
      if (status === STATUS.ACTIVE && (Math.abs(below - set) > h || above < set - h || q < -f))
        return "does not reduce";
      if (status === STATUS.OPEN && (below > set + h || q < -f)) return "should reduce or shut";
      if (status === STATUS.CLOSED && below < set - h && drop > h) return "should open";
    }
    if (kind === KIND.PSV) {
      const set = net.elevation_k[a]! + s;
      if (status === STATUS.ACTIVE && (Math.abs(above - set) > h || below > set + h || q < -f))
        return "does not sustain";
      if (status === STATUS.OPEN && (above < set - h || q < -f)) return "should sustain or shut";
      if (status === STATUS.CLOSED && above > set + h && drop > h) return "should open";
    }
    return "";
  }

  /** `way` 1: full against inflow, -1: empty against outflow. */
  private isShutTank(node: number, way: number): boolean {
    const tank = this.net.tanks.find((t) => t.node === node);
    if (!tank) return false;
    const level = this.network.head[node]!;
    if (way < 0) return level <= tank.minHead_k;
    return level >= tank.maxHead_k && this.net.canOverflow[node - this.net.junctionCount] === 0;
  }
}
