import { LAYOUT, type TableName } from "../compile/layout";
import type { Issue } from "../model/issue";
import type { Tag } from "../model/tag";
import type { ColumnSource } from "../record/recorder";

/** Finds each Tag's column and row once; reading is then one lookup. A Tag without a column is an Issue and reads NaN. */
export function tagReader(
  sources: Readonly<Partial<Record<string, ColumnSource>>>,
  tags: readonly Tag[],
): { read: (tag: Tag) => number; issues: Issue[] } {
  const places = new Map<string, { view: ArrayLike<number>; row: number }>();
  const issues: Issue[] = [];
  for (const tag of tags) {
    const place = placeOf(sources, tag);
    if (place) places.set(tag.id, place);
    else
      issues.push({
        severity: "warning",
        code: "tagWithoutColumn",
        element: tag.id,
        field: "quantity",
        got: `${tag.quantity} of ${tag.element}`,
        want: "a quantity of that element",
      });
  }
  const read = (tag: Tag) => {
    const place = places.get(tag.id);
    return place ? place.view[place.row]! : Number.NaN;
  };
  return { read, issues };
}

function placeOf(sources: Readonly<Partial<Record<string, ColumnSource>>>, tag: Tag) {
  for (const table of Object.keys(sources) as TableName[]) {
    const source = sources[table]!;
    for (const column of LAYOUT[table].columns) {
      if (column.name !== tag.quantity) continue;
      const row = source.numbering[column.rows]?.row(tag.element) ?? -1;
      if (row >= 0) return { view: source.column(column.rows, column.name), row };
    }
  }
  return undefined;
}
