/** A whole state at the beginning of a tick. What is in it is its owner's business. */
export interface Keyframe<S> {
  readonly tick: number;
  readonly bytes: number;
  readonly state: S;
}

/**
 * Keyframes of one run within a byte budget. When the budget is full every second one goes and the interval doubles:
 * a seek then simulates further, but any tick stays within reach. The first one always stays.
 */
export class Keyframes<S> {
  private readonly list: Keyframe<S>[] = [];
  private held_bytes = 0;

  constructor(
    private interval_ticks: number,
    private readonly budget_bytes: number,
  ) {}

  get bytes(): number {
    return this.held_bytes;
  }

  get count(): number {
    return this.list.length;
  }

  get everyTicks(): number {
    return this.interval_ticks;
  }

  /** Whether a keyframe is due at this tick and not there yet. */
  wants(tick: number): boolean {
    return tick % this.interval_ticks === 0 && this.at(tick)?.tick !== tick;
  }

  add(keyframe: Keyframe<S>): void {
    const place = this.placeAfter(keyframe.tick);
    if (this.list[place - 1]?.tick === keyframe.tick) {
      this.held_bytes -= this.list[place - 1]!.bytes;
      this.list[place - 1] = keyframe;
    } else this.list.splice(place, 0, keyframe);
    this.held_bytes += keyframe.bytes;
    while (this.held_bytes > this.budget_bytes && this.list.length > 2) this.thin();
  }

  /** The last keyframe that is not after `tick`. */
  at(tick: number): Keyframe<S> | undefined {
    return this.list[this.placeAfter(tick) - 1];
  }

  /** What lies after `tick` belongs to another future now. */
  dropAfter(tick: number): void {
    for (const gone of this.list.splice(this.placeAfter(tick))) this.held_bytes -= gone.bytes;
  }

  all(): readonly Keyframe<S>[] {
    return this.list;
  }

  private placeAfter(tick: number): number {
    let low = 0;
    let high = this.list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.list[middle]!.tick <= tick) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private thin(): void {
    this.interval_ticks *= 2;
    const kept = this.list.filter((k, i) => i === 0 || k.tick % this.interval_ticks === 0);
    // Keyframes off the grid (a branch's first) would otherwise never thin out.
    if (kept.length === this.list.length) kept.splice(1, 1);
    this.held_bytes = kept.reduce((sum, k) => sum + k.bytes, 0);
    this.list.splice(0, this.list.length, ...kept);
  }
}
