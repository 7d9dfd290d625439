import type { BoundRule } from "../control/act";
import type { Coupling } from "../couple/coupling";
import type { Ledger } from "../couple/ledger";
import type { Crossings } from "../derive/crossings";
import type { Change } from "../model/change";
import type { District } from "../model/district";
import type { Utility } from "../model/element";
import type { Scenario } from "../model/scenario";
import type { Tag } from "../model/tag";
import type { Digest } from "../record/digest";
import type { RunEvent } from "../record/event";
import type { Recorder } from "../record/recorder";
import type { Observations } from "./observations";

/** One run in progress: what the step reads and writes. `step` moves it by one tick. */
export interface Run {
  readonly district: District;
  /** Of a warm run, the same story with other Changes. */
  scenario: Scenario;
  readonly seed: number;
  readonly coupling: Coupling;
  readonly recorder: Recorder;
  readonly digest: Digest;
  readonly crossings: Crossings;
  readonly ledger: Ledger;
  readonly rules: readonly BoundRule[];
  readonly tags: ReadonlyMap<string, Tag>;
  readonly observations: Observations;
  /** Changes in their order: (at, priority, place in the list). */
  changes: readonly Change[];
  readonly streams: { readonly electric: Int32Array; readonly water: Int32Array };
  readonly events: RunEvent[];
  readonly failures: { tick: number; text: string }[];
  /** Values of the last recorded tick. */
  readonly values: Float64Array;
  tick: number;
  nextChange: number;
  maxRounds: number;
  worstResidual: number;
  worstDevice: string;
  wall_ms: number;
  compile_ms: number;
  steps: number;
  /** Utilities whose solver is out of service: what is recorded of them is absent (NaN). */
  readonly absent: Set<Utility>;
}
