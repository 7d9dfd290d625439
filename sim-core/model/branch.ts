import type { Change } from "./change";

/** A run that leaves its parent at a tick, with Changes of its own; a root has no parent and leaves nothing. */
export interface Branch {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  /** First tick that may differ from the parent's. */
  readonly atTick: number;
  /** Its own Changes; none is before `atTick`. Those of its parents are not repeated here. */
  readonly changes: readonly Change[];
}

/** In the order of the step: by instant, then priority, then place in the list. Stable, so that a sorted list stays. */
export function inOrder(changes: readonly Change[]): Change[] {
  return changes
    .map((change, place) => ({ change, place }))
    .sort(
      (x, y) =>
        x.change.at_s - y.change.at_s || (x.change.priority ?? 0) - (y.change.priority ?? 0) || x.place - y.place,
    )
    .map((o) => o.change);
}

/**
 * All Changes that act in a branch besides the scenario's: its parents' from the root on, then its own. What a parent
 * does later than the fork still happens in the child, so that a branch without Changes is its parent again.
 */
export function changesOf(branches: ReadonlyMap<string, Branch>, id: string): Change[] {
  const branch = branches.get(id);
  if (!branch) throw new Error(`no branch ${id}`);
  const before = branch.parent === null ? [] : changesOf(branches, branch.parent);
  return [...before, ...branch.changes];
}

/** Parents before children, children in the order in which they were made: the tree as lines with their depth. */
export function treeOf(branches: Iterable<Branch>): { readonly branch: Branch; readonly depth: number }[] {
  const all = [...branches];
  const lines: { branch: Branch; depth: number }[] = [];
  const visit = (parent: string | null, depth: number) => {
    for (const branch of all) {
      if (branch.parent !== parent) continue;
      lines.push({ branch, depth });
      visit(branch.id, depth + 1);
    }
  };
  visit(null, 0);
  return lines;
}
