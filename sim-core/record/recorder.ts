import { LAYOUT, type TableName } from "../compile/layout";
import type { Numbering } from "../compile/numbering";
import type { FrameColumn, FrameLayout } from "./frame";

/** Anything with columns: a utility's solver, the district's own table. */
export interface ColumnSource {
  readonly numbering: Readonly<Record<string, Numbering>>;
  column(rows: string, name: string): ArrayLike<number>;
}

/** Copies every recorded column of every table into one flat array, always in the same order. */
export class Recorder {
  readonly layout: FrameLayout;
  private readonly parts: { readonly table: TableName; readonly at: number; readonly view: ArrayLike<number> }[] = [];

  constructor(sources: Readonly<Partial<Record<TableName, ColumnSource>>>) {
    const columns: FrameColumn[] = [];
    let length = 0;
    for (const table of Object.keys(sources).sort() as TableName[]) {
      const source = sources[table];
      if (!source) continue;
      const recorded = LAYOUT[table].columns.filter((c) => c.recorded);
      recorded.sort((x, y) => (x.rows === y.rows ? compare(x.name, y.name) : compare(x.rows, y.rows)));
      for (const { rows, name, unit } of recorded) {
        const ids = source.numbering[rows]?.ids ?? [];
        if (ids.length === 0) continue;
        columns.push({ table, rows, name, unit, ids, offset: length });
        this.parts.push({ table, at: length, view: source.column(rows, name) });
        length += ids.length;
      }
    }
    this.layout = { columns, length };
  }

  /** Values of now; those of a table in `absent` are NaN, because nobody knows them. */
  capture(into: Float64Array, absent?: ReadonlySet<TableName>): void {
    for (const { table, at, view } of this.parts)
      if (absent?.has(table)) into.fill(Number.NaN, at, at + view.length);
      else into.set(view, at);
  }
}

/** By code unit, not by locale: the order is part of the digest. */
const compare = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
