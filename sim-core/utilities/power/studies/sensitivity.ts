import { STATUS } from "../../../solve/status";
import type { Grid } from "../bound";

/** How one result moves, to first order, with what enters each bus and with each voltage that is held. By bus row. */
export interface Sensitivity {
  /** d result / d active power injected, per W. */
  readonly perActive_W: Float64Array;
  /** d result / d reactive power injected, per var; 0 where the voltage is held. */
  readonly perReactive_var: Float64Array;
  /** d result / d held voltage, per unit of nominal; 0 where none is held. */
  readonly perVoltage_1: Float64Array;
}

/**
 * Sensitivities at the state of the last solve: one factorisation, then one transposed solve a result. Each is exact to
 * first order for the grid as it stands: switching, limits and taps that answer are not in it. An ideal link counts
 * as a reactance of 1e-7 pu.
 */
export class Sensitivities {
  constructor(private readonly g: Grid) {
    const status = g.verbs.powerFactor();
    if (status !== STATUS.OK) throw new Error(`power: no sensitivities here, status ${status}`);
  }

  /** Of the voltage (over nominal) of a bus. */
  voltage(bus: number): Sensitivity {
    const { slope, voltage } = this.g;
    slope.view.fill(0);
    slope.view[2 * bus + 1] = voltage[bus]!;
    return this.solved(1);
  }

  /** Of the loading of a branch (current over rating, larger end); NaN where it has no rating. */
  loading(branch: number): Sensitivity {
    const { slope, verbs, branchTable } = this.g;
    verbs.powerCurrentSlope(branch, slope.address);
    return this.solved(1 / branchTable[10 * branch + 8]!);
  }

  /** Of the current of a branch, larger end, in amperes at the from end's voltage. */
  current(branch: number): Sensitivity {
    const { slope, verbs, branchTable } = this.g;
    verbs.powerCurrentSlope(branch, slope.address);
    return this.solved(branchTable[10 * branch + 9]!);
  }

  private solved(scale: number): Sensitivity {
    const { g } = this;
    const { base_VA, sourceBus } = g.net;
    g.verbs.powerTransposed(g.slope.address);
    const count = g.voltage.length;
    const [perActive_W, perReactive_var, perVoltage_1] = [
      new Float64Array(count),
      new Float64Array(count),
      new Float64Array(count),
    ];
    const held = new Uint8Array(count);
    for (let s = 0; s < g.role.length; s++)
      if (g.isOn[s] === 1) held[sourceBus[s]!] = Math.max(held[sourceBus[s]!]!, g.role[s]!);
    for (let i = 0; i < count; i++) {
      if (g.isEnergised[i] === 0) continue;
      const [p, q] = [slopeAt(g, 2 * i) * scale, slopeAt(g, 2 * i + 1) * scale];
      if (held[i] !== 2) perActive_W[i] = p / base_VA;
      if (held[i] === 0) perReactive_var[i] = q / base_VA;
      else perVoltage_1[i] = q / g.voltage[i]!;
    }
    return { perActive_W, perReactive_var, perVoltage_1 };
  }
}

const slopeAt = (g: Grid, k: number): number => g.slope.view[k]!;
