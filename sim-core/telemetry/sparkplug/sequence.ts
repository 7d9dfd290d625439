/** A number that was left out may still come for so long. Sparkplug 3.0 knows such a timeout for hosts; its length is ours. */
const REORDER_ms = 2000;
const COUNT = 256;
/** Further on than this is taken for behind: the numbers go round. */
const FURTHEST = COUNT / 2 - 1;

/** next: in turn. again: had before. gap: some before it are missing. late: one of those. whole: the last of those. */
export type Turn = "next" | "again" | "gap" | "late" | "whole";

/**
 * The sequence numbers of one edge node, 0..255 and again 0, from a birth on. Messages that are out of turn are not held
 * back until the missing ones have come (one that is kept would keep the broker's acknowledgements too): they go on, in
 * doubt, and when all that is missing comes in time the doubt is taken back. What does not come in time is lost, and
 * only a new birth heals that.
 */
export class Sequence {
  /** The furthest that came; undefined before a birth. */
  private last: number | undefined;
  /** Numbers that were left out, and until when they may come. */
  private readonly missing = new Map<number, number>();
  private isLost = false;

  /** A birth, whose number should be 0. */
  begin(seq: number | undefined): void {
    this.last = seq;
    this.missing.clear();
    this.isLost = seq !== 0;
  }
  end(): void {
    this.last = undefined;
  }
  get isBegun(): boolean {
    return this.last !== undefined;
  }
  get isSound(): boolean {
    return !this.isLost && this.missing.size === 0;
  }

  /** `isAgain`: the broker says that it may have delivered this before. */
  take(seq: number | undefined, receive_ms: number, isAgain: boolean): Turn {
    for (const until_ms of this.missing.values()) if (receive_ms > until_ms) this.isLost = true;
    if (this.isLost) this.missing.clear();
    if (seq !== undefined && this.missing.delete(seq)) return this.isSound ? "whole" : "late";
    const ahead = seq === undefined ? 0 : (seq - this.last! + COUNT) % COUNT;
    if (isAgain && (ahead === 0 || ahead > FURTHEST)) return "again";
    if (ahead === 1) {
      this.last = seq;
      return "next";
    }
    if (ahead === 0 || ahead > FURTHEST) this.isLost = true;
    else
      for (let k = 1; k < ahead; k++)
        if (!this.isLost) this.missing.set((this.last! + k) % COUNT, receive_ms + REORDER_ms);
    this.last = seq ?? this.last;
    return "gap";
  }

  /** Whether a number comes before another one, going round. */
  static isBefore(seq: number, other: number): boolean {
    return seq !== other && (other - seq + COUNT) % COUNT <= FURTHEST;
  }
}
