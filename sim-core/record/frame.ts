import type { TableName } from "../compile/layout";

/** Where one recorded column lies inside a Frame's flat array. */
export interface FrameColumn {
  readonly table: TableName;
  readonly rows: string;
  readonly name: string;
  readonly unit: string;
  readonly ids: readonly string[];
  readonly offset: number;
}

/** The same for every Frame of a run: column order is by table, row set and name; rows by compile order. */
export interface FrameLayout {
  readonly columns: readonly FrameColumn[];
  readonly length: number;
}

/**
 * All recorded columns at one tick. Simulated, live, estimated and replayed state share this shape.
 * quality: one OPC-UA-like byte a cell (0 good, 1 uncertain, 2 bad), left out when everything is good.
 */
export interface Frame {
  readonly tick: number;
  readonly time_s: number;
  readonly values: Float64Array;
  readonly source: "simulated" | "live" | "estimated" | "replayed";
  readonly quality?: Uint8Array;
}

export function findColumn(layout: FrameLayout, table: TableName, rows: string, name: string): FrameColumn | undefined {
  return layout.columns.find((c) => c.table === table && c.rows === rows && c.name === name);
}
