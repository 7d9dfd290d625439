import { type Kernel, openKernel } from "../../../solve/kernel";
import { KIND, STATUS } from "../net";
import type { WaterNetwork } from "../network";

const NO_ROWS = { node: 0, link: 0, fixed: 0, pump: 0, valve: 0, point: 0, switch: 0, run: 0 };

/**
 * What a little more demand at one junction does to the heads of all: -dH_i/dQ_j, from the slopes of the state that was
 * solved last. The matrix is symmetric, so that the answer for j is at once the response of every head to a draw at j
 * and the sensitivity of H_j to draws everywhere: one factor, one solve for each junction asked about.
 *
 *  Units:  k of head for one k of flow (m for 1 m3/s in a native network), > 0 where a draw lowers a head
 *  Valid:  statuses as they are; an active PRV or PSV holds its head, an active FCV its flow
 *  Not:    the kernel's own factor: it is overwritten by each iteration and has EPANET's weights in it
 */
export class HeadSensitivity {
  private readonly kernel: Kernel;
  private readonly handle: number;
  private readonly slots: Int32Array;
  private readonly pairs: readonly number[];
  private readonly right: { address: number; view: Float64Array };
  private readonly answer: { address: number; view: Float64Array };

  constructor(
    module: WebAssembly.Module,
    private readonly network: WaterNetwork,
  ) {
    const { net } = network;
    const n = net.junctionCount;
    const kernel = openKernel(module, "water", NO_ROWS);
    this.kernel = kernel;
    this.pairs = Array.from({ length: net.links.count }, (_, k) => k).filter(
      (k) => net.from[k]! < n && net.to[k]! < n && net.from[k] !== net.to[k],
    );
    const rows = kernel.arrayFrom(Int32Array.from(this.pairs, (k) => net.from[k]!));
    const cols = kernel.arrayFrom(Int32Array.from(this.pairs, (k) => net.to[k]!));
    const slots = kernel.array("i32", this.pairs.length);
    const right = kernel.array("f64", n);
    const answer = kernel.array("f64", n);
    this.handle = kernel.verbs.ldltAnalyse!(n, this.pairs.length, rows.address, cols.address, slots.address);
    if (this.handle === 0) throw new Error("sensitivity: the network's pattern was refused");
    kernel.seal();
    this.slots = slots.view;
    this.right = { address: right.address, view: right.view };
    this.answer = { address: answer.address, view: answer.view };
  }

  /**
   * Takes the slopes of the state at hand, or others (1 / slope by link, in k). False: no factor (a part without a
   * source).
   */
  factor(inverseSlope: ArrayLike<number> = this.network.kernel.column("link", "inverseSlope_k")): boolean {
    const { kernel, handle, network } = this;
    const { net } = network;
    const c = net.constants;
    const n = net.junctionCount;
    const { verbs } = kernel;
    const values = new Float64Array(this.slots.buffer, verbs.ldltValues!(handle), verbs.ldltSlotCount!(handle));
    // A trace of a slope everywhere keeps a cut-off part regular: its heads then answer with enormous drops.
    values.fill(0);
    for (let i = 0; i < n; i++) values[i] = 1e-12;
    for (let k = 0; k < net.links.count; k++) {
      const [a, b] = [net.from[k]!, net.to[k]!];
      const weight = inverseSlope[k]!;
      if (a < n) values[a]! += weight;
      if (b < n) values[b]! += weight;
      if (network.status[k] !== STATUS.ACTIVE) continue;
      if (net.kind[k] === KIND.PRV && b < n) values[b]! += c.bigSlope;
      if (net.kind[k] === KIND.PSV && a < n) values[a]! += c.bigSlope;
    }
    this.pairs.forEach((k, e) => {
      values[this.slots[e]!]! -= inverseSlope[k]!;
    });
    this.addOutflows(values);
    return verbs.ldltFactor!(handle) === 0;
  }

  /** Response of all junctions' heads to one k of flow drawn at `junction`. A view that the next call overwrites. */
  ofDraw(junction: number): Float64Array {
    this.right.view.fill(0);
    this.right.view[junction] = 1;
    this.kernel.verbs.ldltSolve!(this.handle, this.right.address, this.answer.address);
    return this.answer.view;
  }

  /** Emitters give less as the head falls: dq/dh of h = K q^n. */
  private addOutflows(values: Float64Array): void {
    const { network } = this;
    const { net } = network;
    const n = net.junctionCount;
    const exponent = 1 / Number(net.options.emitterExponent_1 ?? 0.5);
    const flow = network.kernel.column("node", "emitterFlow_k");
    for (let i = 0; i < n; i++) {
      const coefficient = net.emitter_k[i]!;
      const q = Math.abs(flow[i]!);
      const h = Math.abs(network.head[i]! - net.elevation_k[i]!);
      if (coefficient > 0 && q > 0 && h > 0) values[i]! += q / (exponent * h);
    }
  }
}
