import {
  type FrameColumn,
  type FrameLayout,
  type HandedKeyframe,
  Keyframes,
  type SessionState,
  type Slab,
} from "@/sim-core";
import { type Block, type Blocks, DISPLAY_BLOCKS } from "./blocks";
import { KeptRows } from "./kept-rows";

type Place = { readonly column: FrameColumn; readonly row: number };
type Quality = NonNullable<Slab["bad"]>;

/** Ticks of another run that this one shares: all before `before`. */
interface Link {
  readonly history: History;
  readonly before: number;
}

/** Small enough to be simulated again within a few frames, large enough that a day is a dozen of them. */
const BLOCK_TICKS = 24;
/** As the worker hands them over while it records. */
const KEYFRAME_TICKS = 12;
/** Keyframes of one run: some 150 of a district of a thousand elements, then their interval doubles. */
const KEYFRAME_BUDGET_BYTES = 16 << 20;

/**
 * Display history of one run: f32, ticks x columns, in blocks within the page's budget. A branch holds its own ticks
 * only; those before the fork are its parent's, read there. A tick whose block had to go is not `has`: it is
 * simulated again from the keyframe before it. Charts, table, inspector and twin read it.
 */
export class History {
  readonly #rowsOf: Map<string, Place[]>;
  readonly #list: Block[] = [];
  readonly #bad: (Quality | undefined)[] = [];
  readonly #keyframes = new Keyframes<SessionState>(KEYFRAME_TICKS, KEYFRAME_BUDGET_BYTES);
  /** Least and greatest value by column, over all that was ever taken. */
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  /** Which places of a frame ever held a number. */
  readonly #isKnown: Uint8Array;
  readonly #rows: KeptRows;
  /** Own ticks received without a gap, from the fork on. */
  #own = 0;

  constructor(
    readonly layout: FrameLayout,
    readonly tickCount: number,
    readonly tick_s: number,
    readonly start_s: number,
    readonly blocks: Blocks = DISPLAY_BLOCKS,
    readonly link: Link | null = null,
  ) {
    this.#rowsOf = link ? link.history.#rowsOf : rowsIn(layout);
    this.#low = new Float64Array(layout.columns.length).fill(Number.POSITIVE_INFINITY);
    this.#high = new Float64Array(layout.columns.length).fill(Number.NEGATIVE_INFINITY);
    this.#rows = new KeptRows(layout.length, tickCount);
    this.#isKnown = link ? link.history.#isKnown.slice() : new Uint8Array(layout.length);
    if (link) {
      this.#low.set(link.history.#low);
      this.#high.set(link.history.#high);
    }
  }

  /** Another future from a tick on; what lies before it stays where it is. */
  fork(before: number): History {
    const { history } = this.#holder(before - 1);
    return new History(this.layout, this.tickCount, this.tick_s, this.start_s, this.blocks, { history, before });
  }

  /** Ticks received without a gap from the start. */
  get received(): number {
    if (!this.link) return this.#own;
    return this.#own > 0 ? this.link.before + this.#own : Math.min(this.link.before, this.link.history.received);
  }

  /** All its ticks are known elsewhere (on the server): they come when they are asked for. */
  adopt(): void {
    this.#own = this.tickCount - (this.link?.before ?? 0);
  }

  take(slab: Slab): void {
    const { length, columns } = this.layout;
    const from = this.link?.before ?? 0;
    const end = Math.min(slab.firstTick + slab.tickCount, this.tickCount);
    for (let tick = Math.max(slab.firstTick, from); tick < end; tick++) {
      const at = (tick - slab.firstTick) * length;
      const number = Math.floor(tick / BLOCK_TICKS);
      this.#list[number] ??= { values: null, isFilled: new Uint8Array(BLOCK_TICKS), used: 0 };
      const block = this.#list[number];
      const values = block.values ?? this.blocks.open(block, BLOCK_TICKS * length);
      this.blocks.touch(block);
      const place = tick - number * BLOCK_TICKS;
      values.set(slab.values.subarray(at, at + length), place * length);
      block.isFilled[place] = 1;
      if (slab.bad) this.#bad[tick] = slab.bad;
      else delete this.#bad[tick];
      columns.forEach((column, c) => {
        for (let i = at + column.offset; i < at + column.offset + column.ids.length; i++) {
          const v = slab.values[i];
          if (Number.isNaN(v)) continue;
          this.#isKnown[i - at] = 1;
          if (v < this.#low[c]) this.#low[c] = v;
          if (v > this.#high[c]) this.#high[c] = v;
        }
      });
      if (tick === from + this.#own) this.#own++;
    }
    this.#rows.take(slab, from);
  }

  /** Of a slab only the rows that are kept whole: the blocks stay those that are looked at. */
  glean(slab: Slab): void {
    this.#rows.take(slab, this.link?.before ?? 0);
  }

  /** From now on a row is kept for every tick, whatever blocks have to go. */
  keepRow(column: FrameColumn, row: number): void {
    const place = column.offset + row;
    for (let history: History | undefined = this; history; history = history.link?.history) {
      const own = history;
      own.#rows.keep(place, (tick) => (tick < (own.link?.before ?? 0) ? undefined : own.frame(tick)?.[place]));
    }
  }

  /** The first tick so far whose value in a row is not at hand; -1 when the row is whole. */
  firstMissing(column: FrameColumn, row: number): number {
    for (let tick = 0; tick < this.received; tick++)
      if (this.#valueAt(tick, column.offset + row) === undefined) return tick;
    return -1;
  }

  /** A keyframe of its own ticks; those of shared ticks are the parent's. */
  keep({ tick, bytes, state }: HandedKeyframe): void {
    if (!this.link || tick >= this.link.before) this.#keyframes.add({ tick, bytes, state });
  }

  /** The last keyframe that is not after a tick; none: begin at the start. */
  keyframeAt(tick: number): { readonly tick: number; readonly state: SessionState } | undefined {
    const own = this.#keyframes.at(tick);
    if (own || !this.link) return own;
    return this.link.history.keyframeAt(Math.min(tick, this.link.before));
  }

  get keyframeBytes(): number {
    return this.#keyframes.bytes;
  }

  /** Whether a tick's values are at hand. */
  has(tick: number): boolean {
    return this.frame(tick) !== null;
  }

  /** All values of a tick in the layout's order; null when it was not received yet or had to go. */
  frame(tick: number): Float32Array | null {
    if (tick < 0 || tick >= this.received) return null;
    const { history } = this.#holder(tick);
    const number = Math.floor(tick / BLOCK_TICKS);
    const block = history.#list[number];
    const place = tick - number * BLOCK_TICKS;
    if (!block?.values || block.isFilled[place] === 0) return null;
    history.blocks.touch(block);
    const { length } = this.layout;
    return block.values.subarray(place * length, (place + 1) * length);
  }

  /** The ticks of the block around a tick and whose they are: what has to be simulated again when it is gone. */
  blockAround(tick: number): { readonly history: History; readonly from: number; readonly to: number } {
    const { history, end } = this.#holder(tick);
    const from = Math.floor(tick / BLOCK_TICKS) * BLOCK_TICKS;
    return { history, from, to: Math.min(from + BLOCK_TICKS, end, this.tickCount) };
  }

  /** Utilities whose figures of a tick are not the model's. */
  badAt(tick: number): Quality | undefined {
    return this.#holder(tick).history.#bad[tick];
  }

  /** Everything recorded about one element. */
  columnsOf(id: string): readonly Place[] {
    return this.#rowsOf.get(id) ?? [];
  }

  /** The same, less what never held a number: that says nothing about this element. */
  knownOf(id: string): readonly Place[] {
    return this.columnsOf(id).filter(({ column, row }) => this.#isKnown[column.offset + row] === 1);
  }

  at(tick: number, column: FrameColumn, row: number): number {
    return this.frame(tick)?.[column.offset + row] ?? Number.NaN;
  }

  /** One row over all ticks so far; a gap where they are not at hand. */
  series(column: FrameColumn, row: number): Float64Array {
    const out = new Float64Array(this.received);
    for (let t = 0; t < out.length; t++) out[t] = this.#valueAt(t, column.offset + row) ?? Number.NaN;
    return out;
  }

  #valueAt(tick: number, place: number): number | undefined {
    return this.#holder(tick).history.#rows.at(place, tick) ?? this.frame(tick)?.[place];
  }

  /** Least and greatest finite value of a column over the whole run so far. */
  range(column: FrameColumn): readonly [number, number] {
    const c = this.layout.columns.indexOf(column);
    return c >= 0 && this.#low[c] <= this.#high[c] ? [this.#low[c], this.#high[c]] : [0, 1];
  }

  /** The row that holds a column's greatest value of the run; -1 when it never held a number. */
  peakRow(column: FrameColumn): number {
    let best = -1;
    let high = -Infinity;
    for (let t = 0; t < this.received; t++) {
      const frame = this.frame(t);
      if (!frame) continue;
      for (let r = 0; r < column.ids.length; r++) {
        if (frame[column.offset + r] > high) {
          high = frame[column.offset + r];
          best = r;
        }
      }
    }
    return best;
  }

  /** Gives memory back from a tick on: the run is gone, or has another future from there. */
  release(from = 0): void {
    this.#list.forEach((block, number) => {
      if (number * BLOCK_TICKS >= from) this.blocks.close(block);
    });
    this.#keyframes.dropAfter(from);
    this.#rows.drop(from);
  }

  /** Whose ticks these are: its own, or those of the run that it left. */
  #holder(tick: number): { readonly history: History; readonly end: number } {
    let history: History = this;
    let end = this.tickCount;
    while (history.link && tick < history.link.before) {
      end = Math.min(end, history.link.before);
      history = history.link.history;
    }
    return { history, end };
  }
}

function rowsIn(layout: FrameLayout): Map<string, Place[]> {
  const rows = new Map<string, Place[]>();
  for (const column of layout.columns) {
    column.ids.forEach((id, row) => {
      const list = rows.get(id);
      if (list) list.push({ column, row });
      else rows.set(id, [{ column, row }]);
    });
  }
  return rows;
}
