import type { District } from "../model/district";
import type { WaterSchedule } from "../model/schedule";
import type { FrameLayout } from "../record/frame";
import type { FireFlowOptions, FireFlowStudy } from "../utilities/water/studies/fireFlow";
import type { HandedKeyframe, Job, JobOutcome, QuestionName, Questions, Slab } from "./protocol";

/** What a worker says while a job runs. Comlink proxies of these are called at most some 20 times a second. */
export interface JobReports {
  layout(layout: FrameLayout, tickCount: number, tick_s: number): void;
  slab(slab: Slab): void;
  keyframe(keyframe: HandedKeyframe): void;
  progress(share_1: number): void;
}

/** Places of one network, which several workers take from the same stock: `taken` lies in shared memory. */
export interface FireFlowJob {
  readonly district: District;
  readonly options: FireFlowOptions;
  readonly isExact: boolean;
  readonly schedule: WaterSchedule | null;
  readonly taken: Int32Array;
}

/** The one object that a worker exposes. One call per job. */
export interface WorkerApi {
  /** Hands over the compiled module, once per worker. */
  load(module: WebAssembly.Module): Promise<void>;
  run(job: Job, reports: JobReports): Promise<JobOutcome>;
  ask<Q extends QuestionName>(
    name: Q,
    given: Questions[Q]["given"],
    part: (part: Questions[Q]["part"]) => void,
  ): Promise<Questions[Q]["answer"]>;
  fireFlow(job: FireFlowJob): Promise<FireFlowStudy>;
  /** The running job stops at its next breath and says "cancelled". */
  cancel(): Promise<void>;
}
