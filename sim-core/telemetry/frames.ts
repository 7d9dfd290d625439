import type { District } from "../model/district";
import type { Tag } from "../model/tag";
import type { Frame, FrameLayout } from "../record/frame";
import { isOwnTag, qualityByte, type Sample } from "./sample";

/** Where each Tag's value lies in a Frame; Tags whose element or quantity the layout does not know are left out. */
export function tagCells(
  layout: FrameLayout,
  tags: readonly Pick<Tag, "id" | "element" | "quantity">[],
): Map<string, number> {
  const cells = new Map<string, number>();
  const rows = new Map(layout.columns.map((column) => [column, new Map(column.ids.map((id, row) => [id, row]))]));
  for (const tag of tags)
    for (const column of layout.columns) {
      if (column.name !== tag.quantity) continue;
      const row = rows.get(column)!.get(tag.element);
      if (row === undefined) continue;
      cells.set(tag.id, column.offset + row);
      break;
    }
  return cells;
}

/** A Frame of the field, with how often late data has changed it since it was first there. */
export interface LiveFrame extends Frame {
  readonly source: "live";
  readonly quality: Uint8Array;
  readonly revision: number;
}

/**
 * Samples laid into Frames of a fixed step, on UTC instants that are multiples of it: a tick shows the last value of the
 * step that ends there, (t - step, t]. A cell without a value in its step is a gap: NaN and bad, whatever stood there
 * before. What nobody measures is NaN and bad too. Late data is laid into its own Frame and raises that one's revision.
 */
export class LiveFrames {
  private readonly frames = new Map<number, { frame: LiveFrame; source_ms: Float64Array; revision: number }>();
  private readonly cells: ReadonlyMap<string, number>;
  private newest = Number.NEGATIVE_INFINITY;

  constructor(
    readonly layout: FrameLayout,
    tags: readonly Tag[],
    readonly tick_s: number,
    /** So many Frames are kept; older ones go. */
    private readonly most: number,
  ) {
    this.cells = tagCells(layout, tags);
  }

  /** The tick in whose step an instant lies. */
  tickOf(source_ms: number): number {
    return Math.ceil(source_ms / 1000 / this.tick_s - 1e-9);
  }

  take(sample: Sample): void {
    if (isOwnTag(sample.tag) || sample.reason === "future") return;
    const cell = this.cells.get(sample.tag);
    if (cell === undefined) return;
    const tick = this.tickOf(sample.source_ms);
    if (tick <= this.newest - this.most) return;
    const kept = this.of(tick);
    if (sample.source_ms < kept.source_ms[cell]!) return; // the step's last value is there already
    kept.source_ms[cell] = sample.source_ms;
    kept.frame.values[cell] = sample.quality === "bad" ? Number.NaN : sample.value;
    kept.frame.quality[cell] = qualityByte(sample.quality);
    if (sample.revision > 0 || tick < this.newest) kept.revision++;
  }

  at(tick: number): LiveFrame | undefined {
    const kept = this.frames.get(tick);
    return kept && { ...kept.frame, revision: kept.revision };
  }

  get ticks(): number[] {
    return [...this.frames.keys()].sort((a, b) => a - b);
  }

  private of(tick: number) {
    let kept = this.frames.get(tick);
    if (kept) return kept;
    const { length } = this.layout;
    const frame: LiveFrame = {
      tick,
      time_s: tick * this.tick_s,
      values: new Float64Array(length).fill(Number.NaN),
      quality: new Uint8Array(length).fill(qualityByte("bad")),
      source: "live",
      revision: 0,
    };
    kept = { frame, source_ms: new Float64Array(length).fill(Number.NEGATIVE_INFINITY), revision: 0 };
    this.frames.set(tick, kept);
    if (tick > this.newest) {
      this.newest = tick;
      for (const old of this.frames.keys()) if (old <= tick - this.most) this.frames.delete(old);
    }
    return kept;
  }
}

const DAY_S = 86_400;

/** UTC seconds from one local midnight to the next, of the day that holds an instant: 23 or 25 hours at a change. */
export function localDay(district: District, utc_s: number): { from_s: number; to_s: number } {
  const offset = (at_s: number) => {
    let found = { from_s: Number.NEGATIVE_INFINITY, offset_s: 0 };
    for (const t of district.utcOffsets) if (t.from_s <= at_s && t.from_s >= found.from_s) found = t;
    return found.offset_s;
  };
  const day = Math.floor((utc_s + offset(utc_s)) / DAY_S);
  /** The instant whose local time is this midnight: the offset there is that of the instant itself. */
  const midnight = (k: number) => {
    const guess = k * DAY_S - offset(k * DAY_S);
    return k * DAY_S - offset(guess);
  };
  return { from_s: midnight(day), to_s: midnight(day + 1) };
}
