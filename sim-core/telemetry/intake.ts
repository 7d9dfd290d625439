import { type Meaning, meaningOf, type Reading } from "./convert";
import type { SeenPoint } from "./coverage";
import { Known } from "./known";
import { type Mapping, type PointMap, pointKey } from "./mapping";
import { isCurrent, qualityByte, type Reason, type Sample } from "./sample";
import { ClockSkew } from "./skew";

export interface TimeRules {
  /** A source clock may be ahead by this much, s. */
  readonly future_s: number;
  /** An earlier value that comes within this of its successor is out of order, not late. */
  readonly reorder_s: number;
  /** How far back late data is taken, s: what a device kept while it could not send. */
  readonly late_s: number;
}
export const TIME_RULES: TimeRules = { future_s: 2, reorder_s: 2, late_s: 7 * 86_400 };

/** What was not passed on, and why. */
export type Dropped = "unmapped" | "duplicate" | "tooOld" | "deadBand";

interface Memory {
  /** The last value that took its turn, and what became of it. */
  last: Sample | undefined;
  /** Late and corrected values so far. */
  revision: number;
}

/**
 * From readings to samples, Tag by Tag. The rules, in their order:
 *  - no time told: the time of receipt stands in, but never before the present value. Of unknown age, so uncertain: what
 *    a broker retained, or had queued while nobody listened. A retained value that equals the present one is no news.
 *  - ahead of our clock by more than future_s: kept at its own time as bad, "future"; never the present value, and it
 *    does not make later, honest values late.
 *  - the same source time and value as the present value or one that is known (Known: the last half million of all Tags
 *    together, the last 256 of each at least): a duplicate, dropped; but at a worse quality than the present value it
 *    corrects that. Without a time: what its adapter knows as a delivery that it has had (see Deliveries).
 *  - a present value that is ahead of our clock by more than future_s, since that was set back, is the present value no
 *    more: else all that comes would be late until the clock is there again.
 *  - what its source calls historical: "late", kept at its own time, never the present value.
 *  - the same source time as the present value, another value: "corrected", takes its place, revision + 1.
 *  - earlier than the present value: "outOfOrder" within reorder_s, else "late"; kept at its own time, revision + 1,
 *    never the present value. Earlier by more than late_s: dropped as tooOld.
 *  - moved less than the dead band at the same quality, and the last one passed on is younger than its interval: dropped.
 * Everything is counted by reason. Source times are never altered: the skew of each source's clock is measured beside.
 */
export class Intake {
  private readonly memory = new Map<string, Memory>();
  private readonly known = new Known();
  readonly skew = new Map<string, ClockSkew>();
  /** How many, by what became of them: `good`, a reason, or why it was dropped. */
  readonly counts = new Map<string, number>();
  /** Points that came without being mapped, at most this many, so that a wildcard cannot fill the memory. */
  readonly unmapped = new Map<string, SeenPoint>();

  constructor(
    private mapping: Mapping,
    private readonly rules: TimeRules = TIME_RULES,
    private readonly mostUnmapped = 2000,
  ) {}

  /** The sample that is passed on, or why there is none. */
  take(source: string, reading: Reading): Sample | Dropped {
    const key = pointKey(source, reading.point);
    const map = this.mapping.at.get(key);
    if (!map) {
      if (this.unmapped.size < this.mostUnmapped || this.unmapped.has(key)) {
        const { point, unit, receive_ms } = reading;
        const value = typeof reading.value === "string" ? reading.value.slice(0, 60) : reading.value;
        this.unmapped.set(key, { source, point, value, ...(unit === undefined ? {} : { unit }), receive_ms });
      }
      return this.count("unmapped");
    }
    const meaning = meaningOf(reading, map);
    const result = this.order(source, reading, map, meaning);
    if (typeof result === "string") return this.count(result);
    this.count(result.reason === "none" ? "good" : result.reason);
    return result;
  }

  /** A value that was passed on before a restart: what duplicates and late ones are held against. */
  remember(sample: Sample): void {
    const memory = this.of(sample.tag);
    memory.revision = Math.max(memory.revision, sample.revision);
    if (sample.reason === "future") return;
    const isNewest = !memory.last || sample.source_ms >= memory.last.source_ms;
    this.pass(memory, sample, isNewest && isCurrent(sample.reason));
  }

  /** Source time of a point's present value: what came after it and was missed may be asked for. NaN before the first. */
  lastTime_ms(source: string, point: string): number {
    const map = this.mapping.at.get(pointKey(source, point));
    return (map && this.memory.get(map.tag)?.last?.source_ms) ?? Number.NaN;
  }

  /** Another mapping from now on; what is known of each Tag stays known. */
  remap(mapping: Mapping): void {
    this.mapping = mapping;
    for (const key of mapping.at.keys()) this.unmapped.delete(key);
  }

  private order(source: string, reading: Reading, map: PointMap, meaning: Meaning): Sample | Dropped {
    const { receive_ms, status } = reading;
    const memory = this.of(map.tag);
    // our clock was set back: what it calls the future now cannot be the present value
    if (memory.last && memory.last.source_ms - receive_ms > this.rules.future_s * 1000) memory.last = undefined;
    const { last } = memory;
    const isTimed = Number.isFinite(reading.source_ms);
    const source_ms = isTimed ? reading.source_ms : this.standIn_ms(receive_ms, last);
    if (isTimed && !reading.fault && !reading.isHistorical && !reading.isFilled)
      this.skewOf(source).add(source_ms - receive_ms);
    const sample: Sample = { tag: map.tag, ...meaning, source_ms, receive_ms, status, revision: 0 };
    if (source_ms - receive_ms > this.rules.future_s * 1000)
      return { ...sample, value: Number.NaN, quality: "bad", reason: "future" };
    if (receive_ms - source_ms > this.rules.late_s * 1000) return "tooOld";
    const before = reading.isHistorical ? undefined : last; // history may be newer than what is present
    if (isTimed ? this.isKnown(before, sample) : isNoNews(reading, sample, last)) return "duplicate";
    if (reading.isHistorical)
      return this.pass(memory, { ...sample, reason: "late", revision: ++memory.revision }, false);
    if (!last) return this.pass(memory, sample, true);
    if (source_ms < last.source_ms) {
      const reason: Reason = last.source_ms - source_ms <= this.rules.reorder_s * 1000 ? "outOfOrder" : "late";
      return this.pass(memory, { ...sample, reason, revision: ++memory.revision }, false);
    }
    if (isTimed && source_ms === last.source_ms) {
      const reason = meaning.quality === "good" ? "corrected" : meaning.reason;
      return this.pass(memory, { ...sample, reason, revision: ++memory.revision }, true);
    }
    if (!isWithinDeadBand(sample, last, map)) return this.pass(memory, sample, true);
    this.known.add(sample.tag, source_ms, sample.value); // sent again when others have passed, it would be late
    return "deadBand";
  }

  private pass(memory: Memory, sample: Sample, isLast: boolean): Sample {
    if (isLast) memory.last = sample;
    this.known.add(sample.tag, sample.source_ms, sample.value);
    return sample;
  }

  /** Most values are newer than all. The present value is known however long it has been it. */
  private isKnown(last: Sample | undefined, { tag, source_ms, value, quality }: Sample): boolean {
    if (last && source_ms > last.source_ms) return false;
    if (last && source_ms === last.source_ms && Object.is(value, last.value))
      return qualityByte(quality) <= qualityByte(last.quality);
    return this.known.has(tag, source_ms, value);
  }

  /** The time of receipt; that of the present value, where its clock is ahead of ours by no more than it may be. */
  private standIn_ms(receive_ms: number, last: Sample | undefined): number {
    const ahead_ms = last ? last.source_ms - receive_ms : 0;
    return ahead_ms > 0 && ahead_ms <= this.rules.future_s * 1000 ? last!.source_ms : receive_ms;
  }

  private of(tag: string): Memory {
    let memory = this.memory.get(tag);
    if (!memory) {
      memory = { last: undefined, revision: 0 };
      this.memory.set(tag, memory);
    }
    return memory;
  }

  private skewOf(source: string): ClockSkew {
    let skew = this.skew.get(source);
    if (!skew) {
      skew = new ClockSkew();
      this.skew.set(source, skew);
    }
    return skew;
  }

  private count<T extends string>(what: T): T {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
    return what;
  }
}

/** A delivery that was had before, or a retained value that says what is known. */
const isNoNews = (reading: Reading, sample: Sample, last: Sample | undefined): boolean =>
  reading.isAgain === true ||
  (reading.fault === "retained" && last !== undefined && Object.is(sample.value, last.value));

function isWithinDeadBand(next: Sample, last: Sample, map: PointMap): boolean {
  return (
    map.deadBand > 0 &&
    next.quality === last.quality &&
    Math.abs(next.value - last.value) < map.deadBand &&
    next.source_ms - last.source_ms < map.interval_s * 1000
  );
}
