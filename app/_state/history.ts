import type { FrameColumn, FrameLayout, Slab } from "@/sim-core";

/** Display history of one run: f32, ticks x columns, filled as slabs arrive. Charts, table, inspector and twin read it. */
export class History {
  readonly values: Float32Array;
  /** Ticks received without a gap from the start. */
  received = 0;
  readonly #rowsOf = new Map<string, { readonly column: FrameColumn; readonly row: number }[]>();

  constructor(
    readonly layout: FrameLayout,
    readonly tickCount: number,
    readonly tick_s: number,
    readonly start_s: number,
  ) {
    this.values = new Float32Array(tickCount * layout.length).fill(Number.NaN);
    for (const column of layout.columns) {
      column.ids.forEach((id, row) => {
        const list = this.#rowsOf.get(id);
        if (list) list.push({ column, row });
        else this.#rowsOf.set(id, [{ column, row }]);
      });
    }
  }

  take(slab: Slab): void {
    const { length } = this.layout;
    const room = Math.max(0, this.tickCount - slab.firstTick);
    const count = Math.min(slab.tickCount, room);
    this.values.set(slab.values.subarray(0, count * length), slab.firstTick * length);
    this.received = Math.max(this.received, slab.firstTick + count);
  }

  /** Everything recorded about one element. */
  columnsOf(id: string): readonly { readonly column: FrameColumn; readonly row: number }[] {
    return this.#rowsOf.get(id) ?? [];
  }

  at(tick: number, column: FrameColumn, row: number): number {
    return this.values[tick * this.layout.length + column.offset + row];
  }

  series(column: FrameColumn, row: number): Float64Array {
    const out = new Float64Array(this.received);
    for (let t = 0; t < this.received; t++) out[t] = this.at(t, column, row);
    return out;
  }

  /** Least and greatest finite value of a column over the whole run so far. */
  range(column: FrameColumn): readonly [number, number] {
    let low = Infinity;
    let high = -Infinity;
    for (let t = 0; t < this.received; t++) {
      const base = t * this.layout.length + column.offset;
      for (let r = 0; r < column.ids.length; r++) {
        const v = this.values[base + r];
        if (v < low) low = v;
        if (v > high) high = v;
      }
    }
    return low <= high ? [low, high] : [0, 1];
  }

  /** The row that holds a column's greatest value of the run; -1 when it never held a number. */
  peakRow(column: FrameColumn): number {
    let best = -1;
    let high = -Infinity;
    for (let t = 0; t < this.received; t++) {
      const base = t * this.layout.length + column.offset;
      for (let r = 0; r < column.ids.length; r++) {
        if (this.values[base + r] > high) {
          high = this.values[base + r];
          best = r;
        }
      }
    }
    return best;
  }
}
