import type { Slab } from "@/sim-core";

interface KeptRow {
  readonly values: Float32Array;
  readonly isFilled: Uint8Array;
}

/** More than the charts on screen, so that one that comes back is drawn at once. */
const MOST_ROWS = 32;

/**
 * Rows of a frame that are drawn over all ticks of a run, kept apart from its blocks: a chart stays whole when the
 * blocks of a large run have to go. A row is some kilobytes.
 */
export class KeptRows {
  readonly #rows = new Map<number, KeptRow>();

  constructor(
    /** Places in a frame. */
    private readonly length: number,
    private readonly ticks: number,
  ) {}

  has(place: number): boolean {
    return this.#rows.has(place);
  }

  keep(place: number, at: (tick: number) => number | undefined): void {
    if (this.#rows.has(place)) return;
    const row = { values: new Float32Array(this.ticks), isFilled: new Uint8Array(this.ticks) };
    for (let tick = 0; tick < this.ticks; tick++) {
      const value = at(tick);
      if (value === undefined) continue;
      row.values[tick] = value;
      row.isFilled[tick] = 1;
    }
    this.#rows.set(place, row);
    const [oldest] = this.#rows.keys();
    if (this.#rows.size > MOST_ROWS) this.#rows.delete(oldest);
  }

  take({ firstTick, tickCount, values }: Slab, from = 0): void {
    for (const [place, row] of this.#rows)
      for (let tick = Math.max(firstTick, from); tick < Math.min(firstTick + tickCount, this.ticks); tick++) {
        row.values[tick] = values[(tick - firstTick) * this.length + place];
        row.isFilled[tick] = 1;
      }
  }

  /** Undefined where it is not kept. */
  at(place: number, tick: number): number | undefined {
    const row = this.#rows.get(place);
    return row && row.isFilled[tick] === 1 ? row.values[tick] : undefined;
  }

  /** The run has another future from a tick on. */
  drop(from: number): void {
    for (const row of this.#rows.values()) row.isFilled.fill(0, from);
  }
}
