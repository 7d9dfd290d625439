import type { Observed } from "../model/tag";
import { TIME_RULES } from "./intake";
import { isCurrent, linkTag, type Quality, type Reason, type Sample, worse } from "./sample";

export interface AgeRules {
  /** Older than this many expected intervals: uncertain; than that many: bad. */
  readonly uncertainAfter_intervals: number;
  readonly badAfter_intervals: number;
  /** A lost connection makes its values uncertain at once and bad after this, s. */
  readonly grace_s: number;
  /** No heartbeat of the bridge for this long is a lost connection too, s. */
  readonly silence_s: number;
}
export const AGE_RULES: AgeRules = {
  uncertainAfter_intervals: 2.5,
  badAfter_intervals: 10,
  grace_s: 30,
  silence_s: 15,
};

/** How a Tag is fed: what the rules need of its point's map. */
export interface Feed {
  readonly tag: string;
  readonly source: string;
  readonly interval_s: number;
  readonly isByException: boolean;
}

export interface Present extends Observed {
  readonly reason: Reason;
  readonly status: number;
  readonly source_ms: number;
}

const NOTHING: Present = {
  value: Number.NaN,
  quality: "bad",
  age_s: Number.POSITIVE_INFINITY,
  reason: "waiting",
  status: 0,
  source_ms: Number.NaN,
};

/**
 * The present value of every Tag, and what it is worth at an instant. A value only ever gets worse with age:
 *  - older than uncertainAfter_intervals: uncertain, "stale"; than badAfter_intervals: bad, and its value is no longer
 *    told (NaN): nobody should act on it. For a point that reports changes only, the source's last sign of life counts
 *    as the value's, so that a steady value on a living connection stays good;
 *  - its connection lost: uncertain at once, "linkLost"; bad after grace_s. So too when the bridge itself is silent;
 *  - our clock was set back: a value that is now ahead of it gives way to the next that comes; until then, when the
 *    bridge's own signs of life are older by silence_s, it is bad, "future".
 */
export class LiveState {
  private readonly last = new Map<string, Sample>();
  private readonly lostSince_ms = new Map<string, number>();

  constructor(
    readonly feeds: ReadonlyMap<string, Feed>,
    private readonly rules: AgeRules = AGE_RULES,
  ) {}

  take(sample: Sample, now_ms: number): void {
    if (!isCurrent(sample.reason)) return;
    const last = this.last.get(sample.tag);
    // history that is played again does not run backwards
    if (last && sample.source_ms < last.source_ms && !isAhead(last, now_ms)) return;
    this.last.set(sample.tag, sample);
    if (!sample.tag.startsWith("@link/")) return;
    if (sample.value === 1) this.lostSince_ms.delete(sample.tag);
    else if (!this.lostSince_ms.has(sample.tag)) this.lostSince_ms.set(sample.tag, sample.source_ms);
  }

  /** Every Tag that has said something, the bridge's own among them. */
  tags(): Iterable<string> {
    return this.last.keys();
  }

  newest(tag: string): Sample | undefined {
    return this.last.get(tag);
  }

  /** The Tag at an instant of our clock. */
  at(tag: string, now_ms: number): Present {
    const sample = this.last.get(tag);
    if (!sample) return NOTHING;
    const feed = this.feeds.get(tag);
    const age_s = Math.max(0, (now_ms - sample.source_ms) / 1000);
    const { value, status, source_ms } = sample;
    let { quality, reason } = sample as { quality: Quality; reason: Reason };
    const fall = (to: Quality, why: Reason) => {
      if (worse(quality, to) === quality) return;
      quality = to;
      reason = why;
    };
    if (feed) {
      const link = this.last.get(linkTag(feed.source));
      const confirmed_ms = feed.isByException && link?.value === 1 ? Math.max(source_ms, link.source_ms) : source_ms;
      const unconfirmed_s = (now_ms - confirmed_ms) / 1000;
      // held against the bridge's clock: a browser's may be another
      if (link && source_ms - link.source_ms > this.rules.silence_s * 1000) fall("bad", "future");
      else if (unconfirmed_s > this.rules.badAfter_intervals * feed.interval_s) fall("bad", "stale");
      else if (unconfirmed_s > this.rules.uncertainAfter_intervals * feed.interval_s) fall("uncertain", "stale");
      const lost_s = this.lostFor_s(feed.source, now_ms);
      if (lost_s > this.rules.grace_s) fall("bad", "linkLost");
      else if (lost_s >= 0) fall("uncertain", "linkLost");
    }
    return { value: quality === "bad" ? Number.NaN : value, quality, reason, status, source_ms, age_s };
  }

  /** For how long a source has been lost, s; -1 while it is there. */
  lostFor_s(source: string, now_ms: number): number {
    const link = this.last.get(linkTag(source));
    const since_ms = this.lostSince_ms.get(linkTag(source));
    if (since_ms !== undefined) return Math.max(0, (now_ms - since_ms) / 1000);
    if (!link) return 0;
    const silence_s = (now_ms - link.receive_ms) / 1000 - this.rules.silence_s;
    return silence_s > 0 ? silence_s : -1;
  }
}

const isAhead = (sample: Sample, now_ms: number): boolean => sample.source_ms - now_ms > TIME_RULES.future_s * 1000;
