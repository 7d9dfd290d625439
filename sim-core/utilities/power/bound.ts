import type { Kernel } from "../../solve/kernel";
import type { PowerGrid } from "./compile";

/** Verbs of assembly/electrical/balanced.abi.ts. */
export interface PowerVerbs {
  powerAnalyse(tables: number, base_VA: number): number;
  powerForget(): void;
  powerScale(share: number): void;
  powerSolve(tolerance: number, maxIterations: number, stepLimit: number): number;
  powerPhase(phase: number): number;
  /** Factors at the voltages of the last solve, for the sweeps below. */
  powerFactor(): number;
  powerTransposed(slope: number): void;
  powerCurrentSlope(branch: number, slope: number): void;
  powerFill(): number;
  powerInjection(bus: number): void;
  powerJacobian(bus: number, other: number): number;
}

/** A grid bound to its kernel: live views of the columns and of the host's own arrays. */
export interface Grid {
  readonly net: PowerGrid;
  readonly kernel: Kernel;
  readonly verbs: PowerVerbs;
  readonly voltage: Float64Array;
  readonly angle: Float64Array;
  readonly isEnergised: Uint8Array;
  readonly isClosed: Uint8Array;
  readonly isOpenFrom: Uint8Array;
  readonly isOpenTo: Uint8Array;
  readonly tap: Float64Array;
  readonly tapTimer: Float64Array;
  readonly role: Int32Array;
  readonly isOn: Uint8Array;
  readonly setPower: Float64Array;
  readonly setReactive: Float64Array;
  readonly setVoltage: Float64Array;
  readonly setAngle: Float64Array;
  readonly power: Float64Array;
  readonly reactiveGiven: Float64Array;
  readonly powerFrom: Float64Array;
  readonly powerTo: Float64Array;
  readonly loading: Float64Array;
  readonly portPower: Float64Array;
  readonly active: Float64Array;
  readonly reactive: Float64Array;
  readonly isConnected: Uint8Array;
  /** What profiles multiply. */
  readonly activeBase: Float64Array;
  readonly reactiveBase: Float64Array;
  readonly setPowerBase: Float64Array;
  /** Present value of each load's profile. */
  readonly profileNow: Float64Array;
  readonly shunt: Float64Array;
  readonly shuntOn: Uint8Array;
  readonly branchTable: Float64Array;
  readonly limits: Float64Array;
  /** f64 [bus][2] at this address: slopes of a result, then its sensitivities. */
  readonly slope: { readonly address: number; readonly view: Float64Array };
  /** [link][2] what ideal links carry, per unit of current. */
  readonly linkCurrent: Float64Array;
  /** State before the solve at hand. */
  readonly kept: {
    readonly voltage: Float64Array;
    readonly angle: Float64Array;
    readonly linkCurrent: Float64Array;
  };
  keepVoltages(): void;
  /** Nominal voltages and the angles of the feeding buses at the next solve. */
  startFlat(): void;
  restoreVoltages(): void;
}

/** A branch that joins its buses. */
export const joins = (g: Grid, branch: number): boolean =>
  g.isClosed[branch] === 1 && g.isOpenFrom[branch] === 0 && g.isOpenTo[branch] === 0;

export const place = (g: Grid, bus: number): string => g.net.buses.ids[bus] ?? "";
