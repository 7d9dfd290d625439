import type { History } from "./history";

/** Every recorded value of one tick by element, under its name with unit. */
export function valuesAt(history: History, tick: number): Map<string, Record<string, number>> {
  const values = new Map<string, Record<string, number>>();
  for (const column of history.layout.columns) {
    column.ids.forEach((id, row) => {
      const v = history.at(tick, column, row);
      if (Number.isNaN(v)) return;
      const own = values.get(id);
      if (own) own[column.name] = v;
      else values.set(id, { [column.name]: v });
    });
  }
  return values;
}

/** One tick as a Frame's values, in the order of its layout. */
export function frameAt(history: History, tick: number): Float64Array {
  const values = new Float64Array(history.layout.length);
  for (const c of history.layout.columns)
    for (let r = 0; r < c.ids.length; r++) values[c.offset + r] = history.at(tick, c, r);
  return values;
}
