import { allocI32, arenaMark, arenaStatus, rewindArena } from "../core/arena";
import { branchCount, branchesAt, branchStart, busAt, busCount, fromBus, placeOf, toBus } from "./grid";

// Symbolic work, once per network: the rows of the admittance matrix in elimination order, and the fill of L and U on
// the bus graph (the pattern is symmetric: a closed branch couples both ends). Opening a branch keeps the pattern.
// Columns are stored as byte offsets place * 32, the size of a 2x2 block: the inner loop adds and loads.

/** i32 [bus + 1] and i32 [entries]: off-diagonal entries of each admittance row, ascending */
export let yStart: usize = 0;
export let yColumn: usize = 0;
export let yCount: i32 = 0;
/** i32 [branch][2]: entry of (from, to) and of (to, from) */
export let yOfBranch: usize = 0;
/** Rows of U right of the diagonal, and of L left of it; ascending */
export let uStart: usize = 0;
export let uColumn: usize = 0;
export let uCount: i32 = 0;
export let lStart: usize = 0;
export let lColumn: usize = 0;

function at(base: usize, i: i32): usize {
  return base + ((<usize>i) << 2);
}

export function analysePattern(): i32 {
  const n = busCount;
  for (let k = 0; k < n; k++) store<i32>(at(placeOf, load<i32>(at(busAt, k))), k);
  admittanceRows(n);
  branchEntries();
  fill(n);
  return arenaStatus();
}

/** Walks places in ascending order and appends each to its neighbours' rows: rows come out sorted, doubles adjacent. */
function admittanceRows(n: i32): void {
  yStart = allocI32(n + 1);
  const end = allocI32(n);
  for (let pass = 0; pass < 2; pass++) {
    if (pass === 1) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        store<i32>(at(yStart, i), sum);
        sum += load<i32>(at(end, i));
      }
      store<i32>(at(yStart, n), sum);
      yCount = sum;
      yColumn = allocI32(sum);
      for (let i = 0; i < n; i++) store<i32>(at(end, i), load<i32>(at(yStart, i)));
    }
    const mark = arenaMark();
    const seen = allocI32(n);
    memory.fill(seen, 0xff, (<usize>n) << 2);
    for (let j = 0; j < n; j++) {
      const bus = load<i32>(at(busAt, j));
      const last = load<i32>(at(branchStart, bus), 4);
      for (let b = load<i32>(at(branchStart, bus)); b < last; b++) {
        const i = otherEnd(load<i32>(at(branchesAt, b)), bus);
        if (load<i32>(at(seen, i)) === j) continue;
        store<i32>(at(seen, i), j);
        const to = load<i32>(at(end, i));
        if (pass === 1) store<i32>(at(yColumn, to), j << 5);
        store<i32>(at(end, i), to + 1);
      }
    }
    rewindArena(mark);
  }
}

function otherEnd(branch: i32, bus: i32): i32 {
  const from = load<i32>(at(fromBus, branch));
  return load<i32>(at(placeOf, from === bus ? load<i32>(at(toBus, branch)) : from));
}

function entryOf(row: i32, column: i32): i32 {
  let low = load<i32>(at(yStart, row));
  let high = load<i32>(at(yStart, row), 4) - 1;
  const want = column << 5;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<i32>(at(yColumn, middle)) < want) low = middle + 1;
    else high = middle;
  }
  return low;
}

function branchEntries(): void {
  yOfBranch = allocI32(2 * branchCount);
  for (let b = 0; b < branchCount; b++) {
    const from = load<i32>(at(placeOf, load<i32>(at(fromBus, b))));
    const to = load<i32>(at(placeOf, load<i32>(at(toBus, b))));
    store<i32>(at(yOfBranch, 2 * b), entryOf(from, to));
    store<i32>(at(yOfBranch, 2 * b + 1), entryOf(to, from));
  }
}

/**
 * Fill by elimination tree: row i of L holds every place on the tree paths from its neighbours below i up to i.
 * Source: Liu, "The role of elimination trees in sparse factorization", SIAM J. Matrix Anal. Appl. 11 (1990).
 */
function fill(n: i32): void {
  uStart = allocI32(n + 1);
  lStart = allocI32(n + 1);
  const parent = allocI32(n);
  const ancestor = allocI32(n);
  const mark = allocI32(n);
  const end = allocI32(n);
  for (let i = 0; i < n; i++) {
    store<i32>(at(parent, i), -1);
    store<i32>(at(ancestor, i), -1);
    const last = load<i32>(at(yStart, i), 4);
    for (let p = load<i32>(at(yStart, i)); p < last; p++) {
      let k = load<i32>(at(yColumn, p)) >> 5;
      if (k >= i) break;
      while (k !== -1 && k < i) {
        const up = load<i32>(at(ancestor, k));
        store<i32>(at(ancestor, k), i);
        if (up === -1) store<i32>(at(parent, k), i);
        k = up;
      }
    }
  }
  for (let pass = 0; pass < 2; pass++) {
    memory.fill(mark, 0xff, (<usize>n) << 2);
    let sum = 0;
    if (pass === 1) {
      for (let i = 0; i < n; i++) {
        const count = load<i32>(at(end, i));
        store<i32>(at(uStart, i), sum);
        store<i32>(at(end, i), sum);
        sum += count;
      }
      store<i32>(at(uStart, n), sum);
      uCount = sum;
      uColumn = allocI32(sum);
      lColumn = allocI32(sum);
      sum = 0;
    }
    for (let i = 0; i < n; i++) {
      if (pass === 1) store<i32>(at(lStart, i), sum);
      store<i32>(at(mark, i), i);
      const last = load<i32>(at(yStart, i), 4);
      for (let p = load<i32>(at(yStart, i)); p < last; p++) {
        let k = load<i32>(at(yColumn, p)) >> 5;
        if (k >= i) break;
        while (load<i32>(at(mark, k)) !== i) {
          store<i32>(at(mark, k), i);
          const to = load<i32>(at(end, k));
          if (pass === 1) store<i32>(at(uColumn, to), i << 5);
          store<i32>(at(end, k), to + 1);
          sum++;
          k = load<i32>(at(parent, k));
        }
      }
    }
    if (pass === 1) store<i32>(at(lStart, n), sum);
  }
  // rows of U, read column by column, are the rows of L in ascending order
  for (let i = 0; i < n; i++) store<i32>(at(end, i), load<i32>(at(lStart, i)));
  for (let k = 0; k < n; k++) {
    const last = load<i32>(at(uStart, k), 4);
    for (let p = load<i32>(at(uStart, k)); p < last; p++) {
      const i = load<i32>(at(uColumn, p)) >> 5;
      const to = load<i32>(at(end, i));
      store<i32>(at(lColumn, to), k << 5);
      store<i32>(at(end, i), to + 1);
    }
  }
}
