import { allocF64 } from "../core/arena";

// The symmetric positive system of a nodal flow network, A x = b with A = L D L'. Its pattern never changes in a run:
// a closed link only gets a small coefficient. So the elimination is written down once, as a list of the entries that
// each product goes to, and a factorisation is one pass over that list without any searching.
//
// Rows are in the order of elimination ("pivots"). Column k of L has the rows rowAt[start[k] .. start[k+1]), rising.
// target: for every column, for every pair p < q of its entries, the entry (row q, row p) that takes - l_p a_q.

let n: i32 = 0;
let entries: i32 = 0;
let start: usize = 0;
let rowAt: usize = 0;
let target: usize = 0;
let entry: usize = 0;
let diagonal: usize = 0;
let right: usize = 0;
let below: f64 = 0.0;

/**
 * Takes the pattern. Shapes: start i32 [n + 1], rowAt i32 [entries], target i32 [sum of pairs], all written by the host.
 * One entry more than `entries` exists: links to fixed nodes write there.
 */
export function bindSystem(size: i32, entryCount: i32, starts: usize, rows: usize, targets: usize): void {
  n = size;
  entries = entryCount;
  start = starts;
  rowAt = rows;
  target = targets;
  entry = allocF64(entryCount + 1);
  diagonal = allocF64(size + 1);
  right = allocF64(size + 1);
}

/** f64 [entries + 1]: off-diagonal coefficients before, L after factoring. */
export function entryAt(): usize {
  return entry;
}
/** f64 [n + 1]; the last takes what belongs to fixed nodes. */
export function diagonalAt(): usize {
  return diagonal;
}
/** f64 [n + 1]: right-hand side, then the solution. */
export function rightAt(): usize {
  return right;
}

export function clearSystem(): void {
  memory.fill(entry, 0, (<usize>(entries + 1)) << 3);
  memory.fill(diagonal, 0, (<usize>(n + 1)) << 3);
  memory.fill(right, 0, (<usize>(n + 1)) << 3);
}

/** The pivot that failed: zero, negative or not a number. */
export function badPivot(): f64 {
  return below;
}

/**
 * Factors and solves in place. Returns -1, or the pivot at fault.
 * Not: left-looking with linked lists (as EPANET): the searching costs more than the arithmetic on these thin factors.
 */
export function factorAndSolve(): i32 {
  let p: usize = entry;
  let r: usize = rowAt;
  let t: usize = target;
  const e = entry;
  const d = diagonal;
  const b = right;
  // Down: eliminate, and take the right-hand side along.
  for (let k = 0; k < n; k++) {
    const pivot = load<f64>(d + ((<usize>k) << 3));
    if (!(pivot > 0.0)) {
      below = pivot;
      return k;
    }
    const inverse = 1.0 / pivot;
    const bk = load<f64>(b + ((<usize>k) << 3));
    const count = load<i32>(start + ((<usize>k) << 2), 4) - load<i32>(start + ((<usize>k) << 2));
    const end = p + ((<usize>count) << 3);
    while (p < end) {
      const a = load<f64>(p);
      const l = a * inverse;
      const row = (<usize>load<i32>(r)) << 3;
      store<f64>(d + row, load<f64>(d + row) - l * a);
      store<f64>(b + row, load<f64>(b + row) - l * bk);
      for (let q = p + 8; q < end; q += 8) {
        const at = e + ((<usize>load<i32>(t)) << 3);
        store<f64>(at, load<f64>(at) - l * load<f64>(q));
        t += 4;
      }
      store<f64>(p, l);
      p += 8;
      r += 4;
    }
    store<f64>(b + ((<usize>k) << 3), bk * inverse);
  }
  // Up.
  for (let k = n - 1; k >= 0; k--) {
    const count = load<i32>(start + ((<usize>k) << 2), 4) - load<i32>(start + ((<usize>k) << 2));
    let x = load<f64>(b + ((<usize>k) << 3));
    for (let i = 0; i < count; i++) {
      p -= 8;
      r -= 4;
      x -= load<f64>(p) * load<f64>(b + ((<usize>load<i32>(r)) << 3));
    }
    store<f64>(b + ((<usize>k) << 3), x);
  }
  return -1;
}
