import { Comparison, type Difference, type QuantityName } from "../derive/compare";
import { compareEvents } from "../derive/compareEvents";
import { csvLine } from "../exchange/csv";
import type { District } from "../model/district";
import { issueText } from "../model/issue";
import type { HandedKeyframe, Pool, RunJob, RunResult } from "../pool/protocol";
import type { FrameLayout } from "../record/frame";
import { clockText } from "../time/clock";
import { differenceUnit, displayUnit, nameLabel, numberText, quantityText, toDisplay } from "../units/display";
import { nearest, UsageError, VerbError } from "./args";

/** A run with the display values of its ticks, as the workbench would have them. */
export interface Recorded {
  readonly result: RunResult;
  readonly layout: FrameLayout;
  /** By tick; ticks before where the job began are not there. */
  readonly frames: readonly (Float32Array | undefined)[];
  readonly keyframes: readonly HandedKeyframe[];
}

export async function record(pool: Pool, job: Omit<RunJob, "kind" | "frames">): Promise<Recorded> {
  let layout: FrameLayout = { columns: [], length: 0 };
  const frames: Float32Array[] = [];
  const keyframes: HandedKeyframe[] = [];
  const outcome = await pool.submit(
    { ...job, kind: "run", frames: "display" },
    {
      onLayout: (given) => {
        layout = given;
      },
      onSlab({ firstTick, tickCount, values }) {
        for (let t = 0; t < tickCount; t++)
          frames[firstTick + t] = values.subarray(t * layout.length, (t + 1) * layout.length);
      },
      onKeyframe: (keyframe) => keyframes.push(keyframe),
    },
  ).outcome;
  if (!outcome.ok)
    throw new VerbError(`${outcome.reason}: ${outcome.text}\n${outcome.issues.slice(0, 10).map(issueText).join("\n")}`);
  return { result: outcome.result, layout, frames, keyframes };
}

/** B against A over the ticks that both have; where B has none of its own it shares A's. */
export function hold(a: Recorded, b: Recorded): Comparison {
  const comparison = new Comparison(a.layout, b.layout);
  const ticks = Math.min(a.frames.length, b.frames.length);
  for (let tick = 0; tick < ticks; tick++) {
    const of = a.frames[tick];
    const against = b.frames[tick] ?? of;
    if (of && against) comparison.take(tick, of, against);
  }
  return comparison;
}

export const quantityKey = (q: QuantityName): string => `${q.table}.${q.rows}.${q.name}`;

/** `power.branch.loading_1` -> the quantity, which one of the runs must record. */
export function quantityNamed(typed: string, layouts: readonly FrameLayout[]): QuantityName {
  const known = new Map(layouts.flatMap((l) => l.columns.map((c) => [quantityKey(c), c] as const)));
  const found = known.get(typed);
  if (found) return found;
  const named = [...known.keys()].filter((k) => k.endsWith(`.${typed}`));
  const first = named[0];
  if (named.length === 1 && first) return known.get(first)!;
  if (named.length > 1) throw new UsageError(`--quantity ${typed} may be ${named.join(" or ")}`);
  throw new UsageError(`unknown quantity "${typed}"${nearest(typed, [...known.keys()])}`);
}

/** The first rows of a list of differences as lines of text, in display units. */
export function differenceTable(
  differences: readonly Difference[],
  district: District,
  start_s: number,
  tick_s: number,
): string[] {
  const names = new Map(district.elements.map((e) => [e.id, e.name ?? e.id]));
  const at = (tick: number) => clockText(district, start_s + tick * tick_s);
  const cells = [["element", "quantity", "A", "B", "B - A", "share", "at", "since"]];
  for (const d of differences) {
    const shown = differenceUnit(displayUnit(d.unit, d.table, d.name, Math.abs(d.difference)));
    const side = (v: number) => (Number.isNaN(v) ? "absent" : quantityText(v, d.unit, d.table, d.name));
    const apart = Number.isNaN(d.difference)
      ? Number.isNaN(d.a)
        ? "only in B"
        : "only in A"
      : `${d.difference > 0 ? "+" : ""}${numberText(toDisplay(d.difference, shown))} ${shown.unit}`.trim();
    cells.push([
      ...[names.get(d.element) ?? d.element, `${d.table} ${nameLabel(d.name).toLowerCase()}`, side(d.a), side(d.b)],
      ...[apart, `${(100 * d.share_1).toFixed(1)} %`, at(d.tick), at(d.firstTick)],
    ]);
  }
  const widths = cells[0]!.map((_, c) => Math.max(...cells.map((row) => row[c]!.length)));
  return cells.map((row) =>
    row
      .map((cell, c) => (c < 2 || c > 5 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
      .join("  ")
      .trimEnd(),
  );
}

/** A difference as JSON: SI throughout. */
export const differenceJson = (d: Difference) => ({
  ...{ element: d.element, quantity: quantityKey(d), unit: d.unit, a: finite(d.a), b: finite(d.b) },
  ...{ difference: finite(d.difference), share: d.share_1, tick: d.tick, first_tick: d.firstTick },
});

/** JSON has no NaN: what is absent is null. */
const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

export const CSV_HEAD = "element,quantity,unit,a,b,difference,share,tick,first_tick";

export const differenceCsv = (d: Difference): string =>
  csvLine(Object.values(differenceJson(d)).map((v) => v ?? Number.NaN));

export function eventsJson(a: RunResult, b: RunResult) {
  const { onlyA, onlyB, moved } = compareEvents(a.events, b.events);
  const told = (e: RunResult["events"][number]) => ({ tick: e.tick, type: e.type, element: e.element, text: e.text });
  return {
    only_a: onlyA.map(told),
    only_b: onlyB.map(told),
    moved: moved.map((m) => ({ ...told(m.b), tick_a: m.a.tick, tick_b: m.b.tick })),
  };
}
