/**
 * A source's clock against ours: the running median of (source time - receive time) over the last values, ms. It is the
 * skew less the way (a few ms on a local network): a source that is behind and one that is slow look alike, and the
 * median does not move for the odd late value. Reported, never applied: a corrected time would be nobody's time.
 */
export class ClockSkew {
  private readonly kept: number[] = [];
  private next = 0;

  add(difference_ms: number): void {
    this.kept[this.next] = difference_ms;
    this.next = (this.next + 1) % 101;
  }

  /** NaN before the first value. */
  median_ms(): number {
    if (this.kept.length === 0) return Number.NaN;
    const sorted = this.kept.slice().sort((a, b) => a - b);
    return sorted[sorted.length >> 1]!;
  }
}
