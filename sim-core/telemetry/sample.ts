import type { Observed } from "../model/tag";

export type Quality = Observed["quality"];
/** As in a Frame's quality byte: 0 good, 1 uncertain, 2 bad. */
export const QUALITY: readonly Quality[] = ["good", "uncertain", "bad"];
export const qualityByte = (quality: Quality): number => QUALITY.indexOf(quality);
export const worse = (a: Quality, b: Quality): Quality => (qualityByte(a) >= qualityByte(b) ? a : b);

/** Why a value is what it is. The place in this list is written into blocks: only ever append. */
export const REASONS = [
  "none",
  "late", // older than what this Tag already has; kept at its own time, never current
  "outOfOrder", // the same, by no more than the reorder window
  "corrected", // same source time as the last, other value: takes its place
  "future", // source time ahead of us by more than the tolerance
  "retained", // a broker's last known value of unknown age
  "sourceUncertain", // the source says so (OPC UA status, quality field)
  "sourceBad",
  "simulated", // OPC UA says "simulated", and the mapping takes that as good
  "overflow", // the server's queue overflowed before this value: some are missing
  "outOfRange", // outside the range that the mapping allows
  "notNumber",
  "notFinite",
  "notJson",
  "notText", // bytes that are no UTF-8
  "tooLarge",
  "badTime",
  "unknownWord", // not a word of the point's enumeration
  "absent", // null, an empty payload, a path that leads nowhere
  "wrongUnit", // the payload names another unit than the mapping
  "stale", // older than its expected interval allows
  "linkLost",
  "waiting", // no value yet
  "queued", // without a time of its own, from what a broker had kept while nobody listened: of unknown age
  "notSparkplug", // bytes that are no Sparkplug B payload, or a topic that is none of its
  "noBirth", // Sparkplug: no birth certificate says what this metric is
  "seqGap", // Sparkplug: messages of this node are lost; uncertain until its next birth
  "offline", // Sparkplug: its node or device has said that it is gone
] as const;
export type Reason = (typeof REASONS)[number];
export const reasonByte = (reason: Reason): number => REASONS.indexOf(reason);

/** One value of one Tag on its way from the field to a Frame. Times are UTC milliseconds: they come from many clocks. */
export interface Sample {
  readonly tag: string;
  /** SI, in the Tag's unit; NaN when there is none. */
  readonly value: number;
  /** When the field says it was so. */
  readonly source_ms: number;
  /** When the bridge got it. */
  readonly receive_ms: number;
  readonly quality: Quality;
  readonly reason: Reason;
  /** All 32 bits of an OPC UA status; 0 elsewhere. */
  readonly status: number;
  /** 0 for a value in its turn; for late and corrected ones the Tag's how-many-eth of its kind. */
  readonly revision: number;
}

/**
 * The bridge's own signals travel as samples too, so that they are stored, streamed and resumed like any other:
 * `@link/<source>` is 1 while the source is connected and answers, 0 from the moment it is lost; sent on every change
 * and as a heartbeat. `@skew/<source>` is the source's clock minus ours, s.
 */
export const linkTag = (source: string): string => `@link/${source}`;
export const skewTag = (source: string): string => `@skew/${source}`;
export const isOwnTag = (tag: string): boolean => tag.startsWith("@");

/** Does this sample become the Tag's present value? Late and future ones never do. */
export const isCurrent = (reason: Reason): boolean =>
  reason !== "late" && reason !== "outOfOrder" && reason !== "future";
