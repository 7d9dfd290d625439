/** The server's door: what app/_server and the command line may take from here. */

export { DEFAULT_DISTRICT, DISTRICTS, SCENARIOS } from "../scenarios";
export { readDistrict } from "./exchange/district/read";
export type { Change } from "./model/change";
export type { District } from "./model/district";
export type { Edits } from "./model/edits";
export { type Issue, issueText } from "./model/issue";
export type { Scenario } from "./model/scenario";
export type { Tag } from "./model/tag";
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
export { readBridgeConfig } from "./telemetry/config";
export { revisionOf } from "./telemetry/edit";
export { type BridgeHealth, decodeEnvelope, type Envelope, type Receipt } from "./telemetry/envelope";
export { readMapping } from "./telemetry/mapping";
export { type Feed, LiveState, type Present } from "./telemetry/quality";
export { Ring } from "./telemetry/ring";
export { isOwnTag, QUALITY, REASONS, type Sample } from "./telemetry/sample";
