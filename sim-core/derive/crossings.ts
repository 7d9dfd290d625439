import type { District, Limit } from "../model/district";
import type { Issue } from "../model/issue";
import type { FrameLayout } from "../record/frame";
import { quantityText } from "../units/display";

/** A limit passed, or come back from. Texts are for people; the numbers beside them for everything else. */
export interface Crossing {
  readonly type: "crossing" | "return";
  readonly limit: Limit;
  readonly time_s: number;
  readonly value: number;
  readonly unit: string;
  /** When the value first stood beyond the limit without coming back. */
  readonly since_s: number;
  readonly text: string;
}

interface Watch {
  readonly limit: Limit;
  readonly at: number;
  readonly unit: string;
  readonly trade: string;
  readonly name: string;
}

/** What each watch remembers: NaN for "within"; else since when beyond; and whether it has been said. */
export interface CrossingState {
  readonly since_s: Float64Array;
  readonly isSaid: Uint8Array;
}

/**
 * Thresholds with hysteresis and a minimum duration, on finished Frames. A crossing is said once the value has stood
 * beyond the limit for the limit's duration, a return once it is back by the hysteresis. Absent values (NaN) change
 * nothing.
 */
export class Crossings {
  readonly issues: Issue[] = [];
  readonly state: CrossingState;
  private readonly watches: Watch[] = [];
  private readonly clock: (time_s: number) => string;

  constructor(district: District, layout: FrameLayout, clock: (time_s: number) => string) {
    this.clock = clock;
    const byName = new Map<string, { table: string; unit: string; offset: number; rows: Map<string, number> }[]>();
    for (const column of layout.columns) {
      const rows = new Map(column.ids.map((id, row) => [id, row]));
      const entry = { table: column.table, unit: column.unit, offset: column.offset, rows };
      byName.set(column.name, [...(byName.get(column.name) ?? []), entry]);
    }
    const names = new Map(district.elements.map((e) => [e.id, e.name ?? e.id]));
    for (const limit of district.limits) {
      const column = byName.get(limit.quantity)?.find((c) => c.rows.has(limit.element));
      if (!column) {
        this.issues.push({
          severity: "warning",
          code: "limitWithoutColumn",
          element: limit.id,
          field: "quantity",
          got: `${limit.quantity} of ${limit.element}`,
          want: "a recorded quantity of that element",
        });
        continue;
      }
      this.watches.push({
        limit,
        at: column.offset + column.rows.get(limit.element)!,
        unit: column.unit,
        trade: column.table,
        name: names.get(limit.element) ?? limit.element,
      });
    }
    this.state = {
      since_s: new Float64Array(this.watches.length).fill(Number.NaN),
      isSaid: new Uint8Array(this.watches.length),
    };
  }

  look(values: Float64Array, time_s: number, found: Crossing[]): void {
    const { since_s, isSaid } = this.state;
    for (let w = 0; w < this.watches.length; w++) {
      const { limit, at } = this.watches[w]!;
      const value = values[at]!;
      if (Number.isNaN(value)) continue;
      const sign = limit.side === "above" ? 1 : -1;
      const excess = sign * (value - limit.value);
      if (Number.isNaN(since_s[w]!)) {
        if (excess <= 0) continue;
        since_s[w] = time_s;
      } else if (excess < -limit.hysteresis || (excess <= 0 && !isSaid[w])) {
        if (isSaid[w]) found.push(this.say("return", w, time_s, value));
        since_s[w] = Number.NaN;
        isSaid[w] = 0;
        continue;
      }
      if (!isSaid[w] && excess > 0 && time_s - since_s[w]! >= limit.minDuration_s) {
        isSaid[w] = 1;
        found.push(this.say("crossing", w, time_s, value));
      }
    }
  }

  /** "Feeder F7 at 118 % of rating since 14:05 (limit 100 %)" */
  private say(type: Crossing["type"], w: number, time_s: number, value: number): Crossing {
    const { limit, unit, trade, name } = this.watches[w]!;
    const quantity = (x: number) => quantityText(x, unit, trade, limit.quantity);
    const since_s = this.state.since_s[w]!;
    const words: Record<string, string> = {
      name,
      value: quantity(value),
      limit: quantity(limit.value),
      since: this.clock(since_s),
    };
    const hasPlaces = /\{(name|value|limit|since)\}/.test(limit.text);
    const template =
      type === "return"
        ? "{name} back within limits: {value} (limit {limit}, beyond it since {since})"
        : hasPlaces
          ? limit.text
          : `${limit.text}: {value} since {since} (limit {limit})`;
    const text = template.replace(/\{(\w+)\}/g, (whole, key: string) => words[key] ?? whole);
    return { type, limit, time_s, value, unit, since_s, text };
  }
}
