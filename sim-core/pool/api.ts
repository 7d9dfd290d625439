import type { FrameLayout } from "../record/frame";
import type { HandedKeyframe, Job, JobOutcome, QuestionName, Questions, Slab } from "./protocol";

/** What a worker says while a job runs. Comlink proxies of these are called at most some 20 times a second. */
export interface JobReports {
  layout(layout: FrameLayout, tickCount: number, tick_s: number): void;
  slab(slab: Slab): void;
  keyframe(keyframe: HandedKeyframe): void;
  progress(share_1: number): void;
}

/** The one object that a worker exposes. One call per job. */
export interface WorkerApi {
  /** Hands over the compiled module, once per worker. */
  load(module: WebAssembly.Module): Promise<void>;
  run(job: Job, reports: JobReports): Promise<JobOutcome>;
  ask<Q extends QuestionName>(name: Q, given: Questions[Q]["given"]): Promise<Questions[Q]["answer"]>;
  /** The running job stops at its next breath and says "cancelled". */
  cancel(): Promise<void>;
}
