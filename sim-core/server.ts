/** The server's door: what app/_server and the command line may take from here. */

export { DEFAULT_DISTRICT, DISTRICTS, SCENARIOS } from "../scenarios";
export type { Change } from "./model/change";
export type { District } from "./model/district";
export type { Edits } from "./model/edits";
export { type Issue, issueText } from "./model/issue";
export type { Scenario } from "./model/scenario";
export { type NodePoolFiles, openNodePool } from "./pool/node";
export type { Job, JobHandle, JobOutcome, Pool, RunEvent, RunJob, RunListener, RunResult, Slab } from "./pool/protocol";
export type { FrameColumn, FrameLayout } from "./record/frame";
export {
  type Batch,
  batchFrom,
  decodeBatch,
  encodeBatch,
  joined as joinedBatch,
  lastSeq,
  sampleAt,
  samplesOf,
} from "./telemetry/batch";
export { type BridgeHealth, decodeEnvelope, type Envelope, type Receipt } from "./telemetry/envelope";
export { type Feed, LiveState, type Present } from "./telemetry/quality";
export { Ring } from "./telemetry/ring";
export { QUALITY, REASONS, type Sample } from "./telemetry/sample";
