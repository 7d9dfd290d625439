import type { ElementId } from "../model/element";

/** id <-> dense row, one per row set. The only place where the two meet. */
export interface Numbering {
  readonly ids: readonly ElementId[];
  readonly count: number;
  /** -1 when the id has no row here. */
  row(id: ElementId): number;
}

export function numberingOf(ids: readonly ElementId[]): Numbering {
  const rows = new Map<ElementId, number>();
  for (let i = 0; i < ids.length; i++) rows.set(ids[i]!, i);
  return { ids, count: ids.length, row: (id) => rows.get(id) ?? -1 };
}
