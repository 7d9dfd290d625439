import type { District } from "../model/district";
import type { Issue } from "../model/issue";
import type { Scenario } from "../model/scenario";
import type { FrameLayout } from "../record/frame";
import type { RunResult } from "../session/result";

export type { RunEvent } from "../record/event";
export type { RunResult, SettleSummary } from "../session/result";

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
