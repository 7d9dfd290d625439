/** The browser's door: model types, frames, pool, what ships and display units; never a solver, never Node. */

export { DISTRICTS, SCENARIOS } from "../scenarios";
export type { LedgerRow, LedgerSummary } from "./couple/ledger";
export { Comparison, type Difference, type Missing, type QuantityName } from "./derive/compare";
export { compareEvents, type EventDifferences } from "./derive/compareEvents";
export { type FeederState, feederStates } from "./derive/feeders";
export { openService, type ServiceRow, type ServiceSummary } from "./derive/service";
export type { OpenedFile, ReportEntry, ReportGroup } from "./exchange/open";
export type { Saved, Saving } from "./exchange/save";
export { type Branch, changesOf, treeOf } from "./model/branch";
export type { Change } from "./model/change";
export type { Curve, District, Limit, Owner, Profile, Rule } from "./model/district";
export { changesIn, differFrom_s, type Edits, edit, NO_EDITS, redo, undo } from "./model/edits";
export type { Element, ElementId, FieldValue, Geometry, Point, Relation, RelationType, Utility } from "./model/element";
export { hasErrors, type Issue, issueText } from "./model/issue";
export {
  type Answer,
  affectedBy,
  answer,
  baseVoltage_V,
  type Feeder,
  type FeederPlan,
  type FeederProfile,
  fedBy,
  feederProfile,
  feedersOf,
  type Graph,
  graphOf,
  isPowerEdge,
  type PowerTree,
  parseQuery,
  powerTree,
  QUERY_FORMS,
  reachOf,
} from "./model/queries";
export type { Scenario, WeatherSeries } from "./model/scenario";
export type { FieldSpec, KindSchema } from "./model/schema";
export type { Observed, Tag } from "./model/tag";
export { openPool } from "./pool/browser";
export type {
  HandedKeyframe,
  Job,
  JobHandle,
  JobOutcome,
  Outage,
  Pool,
  QuestionName,
  Questions,
  Recovery,
  RunEvent,
  RunJob,
  RunListener,
  RunResult,
  SessionState,
  Slab,
} from "./pool/protocol";
export type { FrameColumn, FrameLayout } from "./record/frame";
export { findColumn } from "./record/frame";
export { Keyframes } from "./record/history";
export type { OutageRow, OutageStudy } from "./study/outages";
export type { AgeAnswer, AgeQuestion } from "./study/water/age";
export type { AreaRow, AreasAnswer, AreasQuestion } from "./study/water/areas";
export type { FireFlowAnswer, FireFlowRow } from "./study/water/fireFlow";
export type { WaterInstant } from "./study/water/instant";
export type { IsolationAnswer, ValvePlaces } from "./study/water/isolation";
export type { RecordedWater } from "./study/water/recorded";
export type { BoundaryRow, MoveRow, WithoutRow, ZoneMove, ZoneRow, ZonesAnswer } from "./study/water/zones";
export { startsOf } from "./telemetry/compare/anchor";
export { Beside } from "./telemetry/compare/beside";
export type { CandidateKind } from "./telemetry/compare/candidates";
export type { Scored } from "./telemetry/compare/explain";
export { type NextReading, spanOf } from "./telemetry/compare/next";
export { type Places, placesOf } from "./telemetry/compare/places";
export { ALIKE_SHARE_1, type Evidence, type Suspect, type Verdict, verdictOf } from "./telemetry/compare/suspects";
export { daysOf, type Runs, rehearse } from "./telemetry/compare/twin";
export { type Compared, type SoundDay, WATCH_RULES } from "./telemetry/compare/watch";
export { type Coverage, coverageOf, proposedTag, type SeenPoint } from "./telemetry/coverage";
export { type EditedPoint, pointsOf, rewritten } from "./telemetry/edit";
export type { BridgeHealth } from "./telemetry/envelope";
export { LiveFrames, localDay, tagCells } from "./telemetry/frames";
export { Instrument } from "./telemetry/instrument";
export { readMapping } from "./telemetry/mapping";
export { type Feed, LiveState, type Present } from "./telemetry/quality";
export { isOwnTag, QUALITY, type Quality, REASONS, type Reason, type Sample } from "./telemetry/sample";
export { scenarioFromLive } from "./telemetry/scenario";
export { statusName } from "./telemetry/status";
export { fieldUnit, unitsFor } from "./telemetry/units";
export {
  type DisplayUnit,
  differenceUnit,
  displayUnit,
  fromDisplay,
  nameLabel,
  numberText,
  quantityText,
  THIN,
  toDisplay,
  unitOfName,
} from "./units/display";
export { schemaOf } from "./utilities/catalogue";
export { changeableFields, checkChange } from "./utilities/changeable";
