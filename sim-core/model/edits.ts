import type { Change } from "./change";

/** What a person did to a run, and what was taken back: each edit is a list of Changes made in one move. */
export interface Edits {
  readonly done: readonly (readonly Change[])[];
  /** Last taken back first. */
  readonly undone: readonly (readonly Change[])[];
}

export const NO_EDITS: Edits = { done: [], undone: [] };

/** A new edit ends what could have been done again. */
export const edit = (edits: Edits, changes: readonly Change[]): Edits => ({
  done: [...edits.done, changes],
  undone: [],
});

export function undo(edits: Edits): Edits {
  const last = edits.done[edits.done.length - 1];
  return last ? { done: edits.done.slice(0, -1), undone: [last, ...edits.undone] } : edits;
}

export function redo(edits: Edits): Edits {
  const [next, ...rest] = edits.undone;
  return next ? { done: [...edits.done, next], undone: rest } : edits;
}

export const changesIn = (edits: Edits): Change[] => edits.done.flat();

/** Instant from which two states of the edits may differ: what lies before need not be simulated again. */
export function differFrom_s(a: Edits, b: Edits): number {
  let same = 0;
  while (same < a.done.length && same < b.done.length && a.done[same] === b.done[same]) same++;
  const moved = [...a.done.slice(same), ...b.done.slice(same)].flat();
  return moved.reduce((first, change) => Math.min(first, change.at_s), Number.POSITIVE_INFINITY);
}
