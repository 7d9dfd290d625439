import type { OpenedFile } from "../exchange/open";
import type { Saved, Saving } from "../exchange/save";
import type { District } from "../model/district";
import type { Utility } from "../model/element";
import type { Issue } from "../model/issue";
import type { Scenario } from "../model/scenario";
import type { FrameLayout } from "../record/frame";
import type { RunResult } from "../session/result";
import type { SessionState } from "../session/session";
import type { Instant, OutageRow, OutageStudy } from "../study/outages";
import type { VariantsGiven, VariantsTold } from "../study/variants";
import type { AgeAnswer, AgeQuestion } from "../study/water/age";
import type { AreasAnswer, AreasQuestion } from "../study/water/areas";
import type { FireFlowAnswer, FireFlowRow } from "../study/water/fireFlow";
import type { WaterInstant } from "../study/water/instant";
import type { IsolationAnswer, IsolationQuestion } from "../study/water/isolation";
import type { ZonesAnswer, ZonesQuestion } from "../study/water/zones";

export type { RunEvent } from "../record/event";
export type { Outage, Recovery } from "../session/outage";
export type { RunResult, SettleSummary } from "../session/result";
export type { SessionState } from "../session/session";

/** What crosses between the main thread and a worker; nothing else does. One call per job, never per tick. */
export interface RunJob {
  readonly kind: "run";
  readonly district: District;
  readonly scenario: Scenario;
  readonly seed: number;
  /** The run ends before this tick; after the scenario's own duration when absent. */
  readonly ticks?: number;
  /** Where to begin, with this scenario's Changes from then on; tick 0 when absent. Frames come from there on. */
  readonly from?: SessionState;
  /** Ticks between the keyframes that are handed over. */
  readonly keyframeTicks?: number;
  /** Jobs of one key have the same district, seed and scenario but for its Changes: a worker that has compiled one of
   *  them does not compile again. */
  readonly key?: string;
  /** "display" sends f32 slabs while it runs; "none" keeps only events and digest. */
  readonly frames: "display" | "none";
}
export type Job = RunJob;

/** Consecutive ticks of display values: `values[(tick - firstTick) * layout.length + offset + row]`. */
export interface Slab {
  readonly firstTick: number;
  readonly tickCount: number;
  readonly values: Float32Array;
  /** Utilities whose figures are not the model's in all of these ticks; left out when everything is good. */
  readonly bad?: readonly { readonly utility: Utility; readonly quality: "held" | "absent" }[];
}

/** Complete state at the beginning of a tick: what a seek, a branch or another worker begins from. */
export interface HandedKeyframe {
  readonly tick: number;
  readonly bytes: number;
  readonly state: SessionState;
}

export interface RunListener {
  onLayout?(layout: FrameLayout, tickCount: number, tick_s: number): void;
  onSlab?(slab: Slab): void;
  /** After its ticks' slabs. */
  onKeyframe?(keyframe: HandedKeyframe): void;
  onProgress?(share_1: number): void;
  /** The worker died and another one goes on from this tick; later slabs may repeat ticks, with the same values. */
  onResume?(fromTick: number, why: string): void;
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

/** What a worker answers in one piece, beside the runs: by name, what goes in and what comes out. */
export interface Questions {
  readonly open: {
    readonly given: { readonly file: string; readonly bytes: Uint8Array };
    readonly part: never;
    /** The text too, in which a changed network is written back. */
    readonly answer: { readonly opened: OpenedFile; readonly text: string };
  };
  readonly save: { readonly given: Saving; readonly part: never; readonly answer: Saved };
  /** Every branch out of service in turn, from the filed state or an instant of a run; rows as they are found. */
  readonly outages: {
    readonly given: { readonly district: District; readonly at: Instant | null };
    readonly part: readonly OutageRow[];
    readonly answer: OutageStudy;
  };
  /** Available fire flow of every hydrant, screened and on request exact; a row that comes again stands in for the first. */
  readonly fireFlow: {
    readonly given: { readonly district: District; readonly at: WaterInstant | null; readonly isExact: boolean };
    readonly part: readonly FireFlowRow[];
    readonly answer: FireFlowAnswer;
  };
  readonly isolation: { readonly given: IsolationQuestion; readonly part: never; readonly answer: IsolationAnswer };
  readonly areas: { readonly given: AreasQuestion; readonly part: never; readonly answer: AreasAnswer };
  /** Part: the share of the run that has been followed. */
  readonly age: { readonly given: AgeQuestion; readonly part: number; readonly answer: AgeAnswer };
  readonly zones: { readonly given: ZonesQuestion; readonly part: never; readonly answer: ZonesAnswer };
  /** One story many times over, each time with other Changes from one instant on. */
  readonly variants: {
    readonly given: VariantsGiven;
    readonly part: never;
    readonly answer: VariantsTold;
  };
}
export type QuestionName = keyof Questions;

/** Browser and Node alike: N workers, a queue, progress, cancel; a dead worker is replaced and its job goes on. */
export interface Pool {
  readonly size: number;
  submit(job: Job, listener?: RunListener): JobHandle;
  /** Rejects when the worker died over it, or threw. A long one that is told to stop answers with what it has; one that
   *  still waits rejects. */
  ask<Q extends QuestionName>(
    name: Q,
    given: Questions[Q]["given"],
    onPart?: (part: Questions[Q]["part"]) => void,
    stop?: AbortSignal,
  ): Promise<Questions[Q]["answer"]>;
  close(): Promise<void>;
}
