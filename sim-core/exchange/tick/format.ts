import type { Change } from "../../model/change";
import type { District } from "../../model/district";
import type { Utility } from "../../model/element";
import type { Issue } from "../../model/issue";
import { type FrameLayout, findColumn } from "../../record/frame";

/** One recorded instant of a run, and what it takes to understand it: enough to write its networks down. */
export interface TickState {
  readonly district: District;
  /** Id of the scenario, for the file's title. */
  readonly scenario: string;
  readonly tick: number;
  /** Seconds since the scenario's start. */
  readonly time_s: number;
  readonly layout: FrameLayout;
  /** A Frame's values. */
  readonly values: ArrayLike<number>;
  /** Changes of the scenario, in order; those later than the instant are not looked at. */
  readonly changes: readonly Change[];
}

export interface TickFile {
  readonly text: string;
  /** What could not be written as it was, and what was left out. */
  readonly issues: readonly Issue[];
}

/** A file format that holds one utility's network at one instant, its ports frozen at what they carried then. */
export interface TickFormat {
  /** As typed: `--as inp`. */
  readonly name: string;
  readonly utility: Utility;
  readonly meaning: string;
  write(state: TickState): TickFile;
}

/** Value of a recorded column at an element; NaN where it is not recorded. */
export function tickReader(
  { layout, values }: TickState,
  utility: Utility,
  rows: string,
  name: string,
): (id: string) => number {
  const column = findColumn(layout, utility, rows, name);
  if (!column) return () => Number.NaN;
  const at = new Map(column.ids.map((id, i) => [id, column.offset + i]));
  return (id) => values[at.get(id) ?? -1] ?? Number.NaN;
}
