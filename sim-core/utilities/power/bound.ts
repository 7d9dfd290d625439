import type { Kernel } from "../../solve/kernel";
import type { PowerGrid } from "./compile";

/** Verbs of assembly/electrical/balanced.abi.ts. */
export interface PowerVerbs {
  powerAnalyse(tables: number, base_VA: number): number;
  powerForget(): void;
  powerScale(share: number): void;
  powerSolve(tolerance: number, maxIterations: number, stepLimit: number): number;
  powerPhase(phase: number): number;
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
  /** Voltages before the solve at hand. */
  readonly kept: { readonly voltage: Float64Array; readonly angle: Float64Array };
  /** Nominal voltages and the angles of the feeding buses at the next solve. */
  startFlat(): void;
  restoreVoltages(): void;
}

export const place = (g: Grid, bus: number): string => g.net.buses.ids[bus] ?? "";
