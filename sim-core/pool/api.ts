import type { District } from "../model/district";
import type { WaterSchedule } from "../model/schedule";
import type { FrameLayout } from "../record/frame";
import type { FireFlowOptions, FireFlowStudy } from "../utilities/water/studies/fireFlow";
import type { HandedKeyframe, Job, JobOutcome, Slab } from "./protocol";

/** What a worker says while a job runs. Comlink proxies of these are called at most some 20 times a second. */
export interface JobReports {
  layout(layout: FrameLayout, tickCount: number, tick_s: number): void;
  slab(slab: Slab): void;
  keyframe(keyframe: HandedKeyframe): void;
  progress(share_1: number): void;
}

/** A share of the places of one network, by their order. */
export interface FireFlowJob {
  readonly district: District;
  readonly options: FireFlowOptions;
  readonly isExact: boolean;
  readonly schedule: WaterSchedule | null;
  readonly share: { readonly from: number; readonly to: number };
}

/** The one object that a worker exposes. One call per job. */
export interface WorkerApi {
  /** Hands over the compiled module, once per worker. */
  load(module: WebAssembly.Module): Promise<void>;
  run(job: Job, reports: JobReports): Promise<JobOutcome>;
  fireFlow(job: FireFlowJob): Promise<FireFlowStudy>;
  /** The running job stops at its next breath and says "cancelled". */
  cancel(): Promise<void>;
}
