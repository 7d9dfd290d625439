import { alloc, allocF64, allocI32, arenaStatus } from "../core/arena";
import { i32At, setF64, setI32 } from "../core/memory";
import { fail, reportAt } from "../core/report";
import { STATUS_BAD_INPUT, STATUS_OK } from "../core/status";
import {
  ldltAnalyseLevels,
  ldltFactor,
  ldltPattern,
  ldltSetTolerance,
  ldltSlotCount,
  ldltSolve,
  ldltValues,
} from "../linalg/ldlt";
import { ldltLower, ldltPairAddress, ldltTargets } from "../linalg/ldltHandle";
import { patternColumnRows, patternColumnStart, patternFill, patternOrder, patternPlace } from "../linalg/pattern";

// The symmetric positive system of a water network, A x = b with A = L D L'. Its pattern never changes in a run: a closed
// link only gets a small coefficient. Street networks are nearly trees and their factors have hardly more entries than
// links, so that what counts is memory traffic: a row's diagonal and right-hand side lie side by side ("cell") and go
// through the elimination as one pair, which also saves the way down of the solve; every link adds at addresses known
// since the analysis. Where a network is a mesh instead, the up-looking factor of `linalg` does the work.

let n: i32 = 0;
let factor: usize = 0;
let fill: i32 = 0;
let isSparse: bool = false;
/** f64 [2 n + 2]: diagonal and right-hand side of every row in the order of elimination; the last takes what belongs to fixed nodes */
let cells: usize = 0;
/** where the off-diagonals add: L itself, or the values that a mesh's factor reads; one spare entry for links to fixed nodes */
let values: usize = 0;
let valueCount: i32 = 0;
let spare: usize = 0;
let columnStart: usize = 0;
let columnRows: usize = 0;
let order: usize = 0;
let place: usize = 0;
let below: f64 = 0.0;
/** f64 [n] right-hand side by row, for a mesh */
let right: usize = 0;

/**
 * Orders and analyses.
 *  Shapes:  from, to i32 [links]: rows 0 .. size - 1, or more for a fixed node;
 *           entryOf u32 [links] out: address where the off-diagonal of a link adds
 *  Gives:   status
 */
export function analyseSystem(size: i32, links: i32, from: usize, to: usize, entryOf: usize): i32 {
  n = size;
  cells = alloc((<usize>(size + 1)) << 4);
  spare = allocF64(1);
  right = allocF64(size);
  const rows = allocI32(links);
  const cols = allocI32(links);
  const slots = allocI32(links);
  if (arenaStatus() !== STATUS_OK) return fail(arenaStatus(), -1);
  let m = 0;
  for (let k = 0; k < links; k++) {
    if (i32At(from, k) >= size || i32At(to, k) >= size) continue;
    setI32(rows, m, i32At(from, k));
    setI32(cols, m, i32At(to, k));
    m++;
  }
  factor = ldltAnalyseLevels(size, m, rows, cols, slots);
  if (factor === 0) return arenaStatus() !== STATUS_OK ? arenaStatus() : STATUS_BAD_INPUT;
  ldltSetTolerance(factor, 0.0);
  const pattern = ldltPattern(factor);
  fill = patternFill(pattern);
  columnStart = patternColumnStart(pattern);
  columnRows = patternColumnRows(pattern);
  order = patternOrder(pattern);
  place = patternPlace(pattern);
  const pairs = ldltPairAddress(factor);
  isSparse = pairs !== 0;
  values = isSparse ? ldltLower(factor) : ldltValues(factor);
  valueCount = isSparse ? fill : ldltSlotCount(factor);
  m = 0;
  for (let k = 0; k < links; k++) {
    if (i32At(from, k) >= size || i32At(to, k) >= size) {
      setI32(entryOf, k, <i32>spare);
      continue;
    }
    const slot = i32At(slots, m++);
    // a link from a node to itself carries nothing
    if (slot < size) setI32(entryOf, k, <i32>spare);
    else if (isSparse) setI32(entryOf, k, i32At(pairs, slot - size));
    else setI32(entryOf, k, <i32>(values + ((<usize>slot) << 3)));
  }
  return STATUS_OK;
}

/** Address of a row's cell: diagonal, then right-hand side; a cell that nobody reads for a fixed node. */
export function cellOf(row: i32): usize {
  return cells + ((<usize>(row < n ? i32At(place, row) : n)) << 4);
}

/** Entries of the factor, diagonal apart. */
export function factorEntries(): i32 {
  return fill;
}

export function clearEntries(): void {
  memory.fill(values, 0, (<usize>valueCount) << 3);
}

/** Cells as in `base` f64 [2 n + 2], which lies in the order of elimination too. */
export function resetCells(base: usize): void {
  memory.copy(cells, base, (<usize>(n + 1)) << 4);
}

/** Offset of a row's cell in such a copy. */
export function cellOffset(row: i32): usize {
  return cellOf(row) - cells;
}

/** The pivot that failed: zero, negative or not a number. */
export function badPivot(): f64 {
  return below;
}

/** Factors and solves; x f64 [n] out, by row. Gives -1, or the row at fault. */
export function factorAndSolve(x: usize): i32 {
  return isSparse ? eliminateSparse(x) : eliminateMesh(x);
}

function eliminateSparse(x: usize): i32 {
  const c = cells;
  let l = values;
  let r = columnRows;
  let t = ldltTargets(factor);
  let end = l;
  for (let k = 0; k < n; k++) {
    const cell = c + ((<usize>k) << 4);
    const pivot = load<f64>(cell);
    if (!(pivot > 0.0)) {
      below = pivot;
      return i32At(order, k);
    }
    const inverse = 1.0 / pivot;
    const both = v128.load(cell);
    end = values + ((<usize>i32At(columnStart, k + 1)) << 3);
    while (l < end) {
      const a = load<f64>(l);
      const f = a * inverse;
      store<f64>(l, f);
      const at = c + ((<usize>load<u32>(r)) << 4);
      v128.store(at, f64x2.sub(v128.load(at), f64x2.mul(f64x2.splat(f), f64x2.replace_lane(both, 0, a))));
      for (let q = l + 8; q < end; q += 8, t += 4) {
        const target = <usize>load<u32>(t);
        store<f64>(target, load<f64>(target) - f * load<f64>(q));
      }
      l += 8;
      r += 4;
    }
    store<f64>(cell, f64x2.extract_lane(both, 1) * inverse, 8);
  }
  for (let k = n - 1; k >= 0; k--) {
    const cell = c + ((<usize>k) << 4);
    const begin = values + ((<usize>i32At(columnStart, k)) << 3);
    let sum = load<f64>(cell, 8);
    while (l > begin) {
      l -= 8;
      r -= 4;
      sum -= load<f64>(l) * load<f64>(c + ((<usize>load<u32>(r)) << 4), 8);
    }
    store<f64>(cell, sum, 8);
    setF64(x, i32At(order, k), sum);
  }
  return -1;
}

function eliminateMesh(x: usize): i32 {
  for (let k = 0; k < n; k++) {
    const cell = cells + ((<usize>k) << 4);
    const row = i32At(order, k);
    const diagonal = load<f64>(cell);
    if (!(diagonal > 0.0)) {
      below = diagonal;
      return row;
    }
    setF64(values, row, diagonal);
    setF64(right, row, load<f64>(cell, 8));
  }
  if (ldltFactor(factor) !== STATUS_OK) {
    below = NaN;
    return reportAt();
  }
  ldltSolve(factor, right, x);
  return -1;
}
