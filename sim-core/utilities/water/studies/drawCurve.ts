import { log, pow } from "../../../../assembly/core/elementary";
import { KIND, STATUS, type WaterNet } from "../net";
import type { WaterNetwork } from "../network";
import { HeadSensitivity } from "./sensitivity";

/** Velocity at which slopes are taken: between that of ordinary hours and that of a fire, m/s. */
const VELOCITY_M_S = 0.5;
/** Links that carry less than this share of a draw add nothing that a screen would show. */
const LEAST_SHARE = 1e-2;

/** Number of a pump's curve kind, as in assembly/hydraulic/water/columns.ts: lift = a - b q^n. */
const POWER_FUNCTION = 1;

/** How far a draw at one place lowers the heads, without a solve. */
export interface DrawCurve {
  /** Response of every head over that of the place itself; a view that the next place overwrites. */
  readonly response: Float64Array;
  /** Fall of the place's own head, k, for a draw in k. */
  fall(flow_k: number): number;
  /** Draw at which the place's head has fallen so far. */
  drawOf(fall_k: number, most_k: number): number;
}

/**
 * Falls of head by draws anywhere, from one factor. The factor tells how a draw divides over the pipes; the fall is then
 * the sum of share times loss over the pipes, each by its own law at its own flow,
 *   d(Q) = sum_k s_k (h_k(q_k + s_k Q) - h_k(q_k)).
 * By Thomson's principle a wrong division makes it too large, and by the square of the error only: so the factor may be
 * taken at one velocity for all draws.
 *
 *  Valid:  statuses as they are; control valves and pumps without a power curve by their slope at the state at hand
 *  Not:    the slope of that state alone, bent by a power law: it sends a fire through the pipes that stand still, and
 *          found half of the weakest tenth of L-TOWN
 */
export class DrawCurves {
  private readonly sensitivity: HeadSensitivity;
  private readonly weights: Float64Array;
  /** Loss r q^n + m q^2 of pipes and of pumps with a curve (less their lift at rest, which no draw changes). */
  private readonly laws: { readonly r: Float64Array; readonly n: Float64Array; readonly m: Float64Array };
  private readonly exponent: number;
  private readonly flow: Float64Array;
  private readonly loss: Float64Array;
  private readonly isLaw: Uint8Array;
  private readonly net: WaterNet;

  constructor(module: WebAssembly.Module, network: WaterNetwork) {
    const { net } = network;
    this.net = net;
    const count = net.links.count;
    const formula = String(net.options.headLoss ?? "hazenWilliams");
    this.exponent = formula === "hazenWilliams" ? 1.852 : 2;
    this.weights = Float64Array.from(network.kernel.column("link", "inverseSlope_k"));
    this.laws = {
      r: new Float64Array(count),
      n: new Float64Array(count).fill(this.exponent),
      m: net.minorLoss_k.slice(),
    };
    this.flow = network.flow.slice();
    this.loss = new Float64Array(count);
    this.isLaw = new Uint8Array(count);
    const { r, n, m } = this.laws;
    for (let k = 0; k < count; k++) {
      if (network.status[k]! <= STATUS.CLOSED) continue;
      let usual: number;
      if (net.kind[k]! <= KIND.PIPE) {
        const d = net.diameter_k[k]!;
        r[k] = net.resistance_k[k]! * (formula === "darcyWeisbach" ? rough(net.relativeRoughness[k]!) : 1);
        usual = ((Math.PI * d * d) / 4) * VELOCITY_M_S * net.constants.length_k;
      } else if (net.kind[k] === KIND.PUMP && net.pumps[net.part[k]!]!.curveKind === POWER_FUNCTION) {
        const pump = net.pumps[net.part[k]!]!;
        n[k] = pump.exponent;
        r[k] = pump.slope_k * pow(network.setting[k]!, 2 - pump.exponent);
        usual = pump.designFlow_k;
      } else continue;
      this.isLaw[k] = 1;
      const q = Math.max(Math.abs(this.flow[k]!), usual);
      const slope = n[k]! * r[k]! * pow(q, n[k]! - 1) + 2 * m[k]! * q;
      this.weights[k] = 1 / Math.max(slope, net.constants.lowSlope);
      this.loss[k] = this.lossOf(k, this.flow[k]!);
    }
    this.sensitivity = new HeadSensitivity(module, network);
  }

  factor(): boolean {
    return this.sensitivity.factor(this.weights);
  }

  at(node: number): DrawCurve {
    const { net, weights, isLaw, flow, loss } = this;
    const response = this.sensitivity.ofDraw(node);
    const head = (row: number): number => (row < net.junctionCount ? response[row]! : 0);
    const links: number[] = [];
    const shares: number[] = [];
    let straight = 0;
    for (let k = 0; k < net.links.count; k++) {
      const share = weights[k]! * (head(net.to[k]!) - head(net.from[k]!));
      if (Math.abs(share) < LEAST_SHARE) continue;
      if (isLaw[k] === 0) straight += (share * share) / weights[k]!;
      else {
        links.push(k);
        shares.push(share);
      }
    }
    const fall = (flow_k: number): number => {
      let sum = straight * flow_k;
      for (let i = 0; i < links.length; i++) {
        const k = links[i]!;
        sum += shares[i]! * (this.lossOf(k, flow[k]! + shares[i]! * flow_k) - loss[k]!);
      }
      return sum;
    };
    const drawOf = (fall_k: number, most_k: number): number => {
      const mostFall = fall(most_k);
      if (!(mostFall > fall_k)) return most_k;
      // The curve is nearly a power of the draw: secant steps in the logarithms of both.
      let [x, f, bend] = [most_k, mostFall, this.exponent];
      for (let n = 0; n < 12 && Math.abs(f - fall_k) > 1e-4 * fall_k; n++) {
        const next = Math.min(most_k, x * pow(fall_k / f, 1 / bend));
        const g = fall(next);
        if (next !== x && g > 0) bend = Math.min(this.exponent, Math.max(1, log(g / f) / log(next / x)));
        [x, f] = [next, g];
      }
      return x;
    };
    return { response, fall, drawOf };
  }

  private lossOf(k: number, q: number): number {
    const a = Math.abs(q);
    const h = this.laws.r[k]! * pow(a, this.laws.n[k]!) + this.laws.m[k]! * a * a;
    return q < 0 ? -h : h;
  }
}

/** Friction factor of fully rough flow (von Karman): the flows of a fire are that fast. */
function rough(relativeRoughness: number): number {
  const x = log(Math.max(relativeRoughness, 1e-6) / 3.7) / Math.LN10;
  return 0.25 / (x * x);
}
