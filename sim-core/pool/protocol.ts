import type { District } from "../model/district";
import type { Issue } from "../model/issue";
import type { Scenario } from "../model/scenario";
import type { FrameLayout } from "../record/frame";

/** What crosses between the main thread and a worker; nothing else does. One call per job, never per tick. */
export interface RunJob {
  readonly kind: "run";
  readonly district: District;
  readonly scenario: Scenario;
  readonly seed: number;
  /** Ticks to run; the scenario's own duration when absent. */
  readonly ticks?: number;
  /** "display" sends f32 slabs while it runs; "none" keeps only events and digest. */
  readonly frames: "display" | "none";
}
export type Job = RunJob;

/** A crossing of a limit, a failure, a device start: what the event list and the timeline's marks show. */
export interface RunEvent {
  readonly tick: number;
  readonly time_s: number;
  readonly type: "crossing" | "return" | "device" | "change" | "failure";
  readonly priority: 1 | 2 | 3 | 4;
  readonly element: string;
  readonly quantity: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
  readonly text: string;
}

export interface SettleSummary {
  readonly maxIterations: number;
  readonly worstResidual: number;
  readonly worstDevice: string;
}

export interface RunResult {
  readonly scenario: string;
  readonly district: string;
  readonly seed: number;
  readonly elements: number;
  readonly ticks: number;
  /** First tick to last Frame, controls, recording, crossings and digest included; loading and compiling apart. */
  readonly wall_ms: number;
  readonly compile_ms: number;
  /** Wall time by part of the step: profiles, controls, water, power, gas, heat, devices, record, digest. */
  readonly phases_ms: Readonly<Record<string, number>>;
  readonly realtimeFactor: number;
  readonly digest: string;
  readonly events: readonly RunEvent[];
  readonly settle: SettleSummary;
  /** True only when every tick solved and settled. */
  readonly isValid: boolean;
  readonly failures: readonly { readonly tick: number; readonly text: string }[];
}

/** Consecutive ticks of display values: `values[(tick - firstTick) * layout.length + offset + row]`. */
export interface Slab {
  readonly firstTick: number;
  readonly tickCount: number;
  readonly values: Float32Array;
}

export interface RunListener {
  onLayout?(layout: FrameLayout, tickCount: number, tick_s: number): void;
  onSlab?(slab: Slab): void;
  onProgress?(share_1: number): void;
}

export type JobOutcome =
  | { readonly ok: true; readonly result: RunResult }
  | {
      readonly ok: false;
      readonly reason: "cancelled" | "crashed" | "invalid";
      readonly issues: readonly Issue[];
      readonly text: string;
    };

export interface JobHandle {
  readonly id: number;
  readonly outcome: Promise<JobOutcome>;
  cancel(): void;
}

/** Browser and Node alike: N workers, a queue, progress, cancel; a crashed worker is replaced and its job reported. */
export interface Pool {
  readonly size: number;
  submit(job: Job, listener?: RunListener): JobHandle;
  close(): Promise<void>;
}
