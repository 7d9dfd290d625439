import type { FrameColumn, FrameLayout } from "../record/frame";

/** One row of one quantity that is not the same in two runs. */
export interface Difference {
  readonly element: string;
  readonly table: FrameColumn["table"];
  readonly rows: string;
  readonly name: string;
  readonly unit: string;
  /** Both values at the tick of the greatest difference; NaN where that run has none. */
  readonly a: number;
  readonly b: number;
  /** b - a; NaN when at that tick only one of them has a value. */
  readonly difference: number;
  /** Its size over the quantity's spread in both runs: 0..1, what lets kPa and kW stand in one list. */
  readonly share_1: number;
  readonly tick: number;
  /** First tick at which the two are not the same. */
  readonly firstTick: number;
}

/** What one of two runs records and the other does not: whole quantities, or elements of a row set. */
export interface Missing {
  readonly side: "onlyA" | "onlyB";
  readonly table: FrameColumn["table"];
  readonly rows: string;
  /** The quantity that the other run lacks; undefined when it is elements that it lacks. */
  readonly name?: string;
  readonly ids: readonly string[];
}

export interface QuantityName {
  readonly table: string;
  readonly rows: string;
  readonly name: string;
}

interface Pair {
  readonly a: FrameColumn;
  readonly b: FrameColumn;
  /** First of its rows in the flat arrays below, and how many it has. */
  readonly at: number;
  readonly count: number;
}

const NEVER = -1;

/**
 * Two runs held against each other, tick by tick: B - A for every row of every quantity that both record, matched by
 * element, not by place, because two variants of a district number their rows differently. Values are display values
 * (f32): what differs by less than their resolution is equal here, and only the digests tell.
 */
export class Comparison {
  readonly missing: readonly Missing[];
  /** Ticks taken so far. */
  ticks = 0;
  private readonly pairs: readonly Pair[];
  private readonly placeA: Int32Array;
  private readonly placeB: Int32Array;
  private readonly worst: Float64Array;
  private readonly worstTick: Int32Array;
  private readonly worstA: Float64Array;
  private readonly worstB: Float64Array;
  private readonly firstTick: Int32Array;
  /** By pair: least and greatest value of either run. */
  private readonly low: Float64Array;
  private readonly high: Float64Array;

  constructor(
    readonly layoutA: FrameLayout,
    readonly layoutB: FrameLayout,
  ) {
    const missing: Missing[] = [];
    const pairs: Pair[] = [];
    const placeA: number[] = [];
    const placeB: number[] = [];
    const isTold = new Set<string>();
    const columnsB = new Map(layoutB.columns.filter(isQuantity).map((c) => [keyOf(c), c]));
    const rowSetsB = new Set(layoutB.columns.map(rowsKeyOf));
    for (const a of layoutA.columns.filter(isQuantity)) {
      const b = columnsB.get(keyOf(a));
      if (!b) {
        if (!rowSetsB.has(rowsKeyOf(a))) tellRows(missing, isTold, "onlyA", a, a.ids);
        else missing.push({ side: "onlyA", table: a.table, rows: a.rows, name: a.name, ids: a.ids });
        continue;
      }
      columnsB.delete(keyOf(a));
      const rowB = new Map(b.ids.map((id, row) => [id, row]));
      const at = placeA.length;
      a.ids.forEach((id, row) => {
        const other = rowB.get(id);
        if (other === undefined) return;
        placeA.push(a.offset + row);
        placeB.push(b.offset + other);
        rowB.delete(id);
      });
      pairs.push({ a, b, at, count: placeA.length - at });
      const known = new Set(b.ids);
      const unknown = a.ids.filter((id) => !known.has(id));
      tellRows(missing, isTold, "onlyA", a, unknown);
      tellRows(missing, isTold, "onlyB", b, [...rowB.keys()]);
    }
    const rowSetsA = new Set(layoutA.columns.map(rowsKeyOf));
    for (const b of columnsB.values())
      if (!rowSetsA.has(rowsKeyOf(b))) tellRows(missing, isTold, "onlyB", b, b.ids);
      else missing.push({ side: "onlyB", table: b.table, rows: b.rows, name: b.name, ids: b.ids });
    this.missing = missing;
    this.pairs = pairs;
    this.placeA = Int32Array.from(placeA);
    this.placeB = Int32Array.from(placeB);
    const n = placeA.length;
    this.worst = new Float64Array(n);
    this.worstA = new Float64Array(n);
    this.worstB = new Float64Array(n);
    this.worstTick = new Int32Array(n).fill(NEVER);
    this.firstTick = new Int32Array(n).fill(NEVER);
    this.low = new Float64Array(pairs.length).fill(Number.POSITIVE_INFINITY);
    this.high = new Float64Array(pairs.length).fill(Number.NEGATIVE_INFINITY);
  }

  /** One tick of both: values in their own layouts' order, from `baseA` and `baseB` on. Ticks may come in any order. */
  take(tick: number, a: ArrayLike<number>, b: ArrayLike<number>, baseA = 0, baseB = 0): void {
    const { placeA, placeB, worst, worstTick, firstTick } = this;
    this.ticks++;
    this.pairs.forEach((pair, p) => {
      let low = this.low[p]!;
      let high = this.high[p]!;
      for (let i = pair.at; i < pair.at + pair.count; i++) {
        const x = a[baseA + placeA[i]!]!;
        const y = b[baseB + placeB[i]!]!;
        if (x < low) low = x;
        if (x > high) high = x;
        if (y < low) low = y;
        if (y > high) high = y;
        if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
        const first = firstTick[i]!;
        if (first === NEVER || tick < first) firstTick[i] = tick;
        // What only one of them has outranks every number: nothing says how far apart they are.
        const size = Number.isNaN(x) || Number.isNaN(y) ? Number.POSITIVE_INFINITY : Math.abs(y - x);
        if (size < worst[i]! || (size === worst[i]! && worstTick[i] !== NEVER && tick > worstTick[i]!)) continue;
        worst[i] = size;
        worstTick[i] = tick;
        this.worstA[i] = x;
        this.worstB[i] = y;
      }
      this.low[p] = low;
      this.high[p] = high;
    });
  }

  /** Rows that differ, of one quantity or of all: largest share of its quantity's spread first; states come last. */
  differences(only?: QuantityName): Difference[] {
    const found: Difference[] = [];
    this.pairs.forEach((pair, p) => {
      const { table, rows, name, unit } = pair.a;
      if (only && (only.table !== table || only.rows !== rows || only.name !== name)) return;
      const spread = this.high[p]! - this.low[p]!;
      for (let i = pair.at; i < pair.at + pair.count; i++) {
        if (this.firstTick[i] === NEVER) continue;
        const a = this.worstA[i]!;
        const b = this.worstB[i]!;
        const isNumber = this.worst[i] !== Number.POSITIVE_INFINITY;
        found.push({
          ...{ element: this.idOf(pair, i), table, rows, name, unit, a, b },
          difference: isNumber ? b - a : Number.NaN,
          share_1: isNumber && spread > 0 ? this.worst[i]! / spread : 1,
          tick: this.worstTick[i]!,
          firstTick: this.firstTick[i]!,
        });
      }
    });
    return found.sort(
      (x, y) =>
        Number(isState(x.name)) - Number(isState(y.name)) ||
        y.share_1 - x.share_1 ||
        x.firstTick - y.firstTick ||
        (x.element < y.element ? -1 : x.element > y.element ? 1 : 0),
    );
  }

  /** Largest |B - A| of a quantity over all rows and ticks; 0 when it never differs, NaN when not both have it. */
  largest(quantity: QuantityName): number {
    const pair = this.pairOf(quantity);
    if (!pair) return Number.NaN;
    let most = 0;
    for (let i = pair.at; i < pair.at + pair.count; i++)
      if (this.worst[i]! < Infinity) most = Math.max(most, this.worst[i]!);
    return most;
  }

  /** Where both runs keep one quantity of every element that both have it of. */
  places(quantity: QuantityName): readonly { readonly id: string; readonly a: number; readonly b: number }[] {
    const pair = this.pairOf(quantity);
    if (!pair) return [];
    return Array.from({ length: pair.count }, (_, k) => {
      const i = pair.at + k;
      return { id: this.idOf(pair, i), a: this.placeA[i]!, b: this.placeB[i]! };
    });
  }

  /** Quantities that differ somewhere, with how many rows do. */
  quantities(): readonly (QuantityName & { readonly unit: string; readonly count: number })[] {
    return this.pairs.flatMap((pair) => {
      let count = 0;
      for (let i = pair.at; i < pair.at + pair.count; i++) if (this.firstTick[i] !== NEVER) count++;
      const { table, rows, name, unit } = pair.a;
      return count > 0 ? [{ table, rows, name, unit, count }] : [];
    });
  }

  private pairOf(q: QuantityName): Pair | undefined {
    return this.pairs.find(({ a }) => a.table === q.table && a.rows === q.rows && a.name === q.name);
  }

  private idOf(pair: Pair, i: number): string {
    return pair.a.ids[this.placeA[i]! - pair.a.offset]!;
  }
}

/** A name without a unit (isOn, status, mode) is a state: it differs or not, and has no size. */
const isState = (name: string): boolean => !name.includes("_");

/** What the books fail to close by is rounding: it differs in every two runs, by all of its spread, and means nothing. */
const isQuantity = (c: FrameColumn): boolean => !c.name.startsWith("gap_");

const rowsKeyOf = (c: FrameColumn): string => `${c.table}.${c.rows}`;
const keyOf = (c: FrameColumn): string => `${c.table}.${c.rows}.${c.name}`;

/** Elements that one side lacks, once for each row set and not once for each of its quantities. */
function tellRows(
  missing: Missing[],
  isTold: Set<string>,
  side: Missing["side"],
  { table, rows }: FrameColumn,
  ids: readonly string[],
): void {
  const key = `${side} ${table}.${rows}`;
  if (ids.length === 0 || isTold.has(key)) return;
  isTold.add(key);
  missing.push({ side, table, rows, ids });
}
