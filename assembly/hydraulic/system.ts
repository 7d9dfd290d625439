import { allocF64, allocI32, arenaStatus } from "../core/arena";
import { i32At, setI32 } from "../core/memory";
import { fail } from "../core/report";
import { STATUS_BAD_INPUT, STATUS_OK } from "../core/status";
import { backward, eliminate } from "../linalg/eliminate";
import { ldltAnalyseInPlace } from "../linalg/ldlt";
import { ldltCells, ldltLower, ldltLowerCount, ldltPairAddress, ldltPattern } from "../linalg/ldltHandle";
import { patternFill, patternOrder, patternPlace } from "../linalg/pattern";

// The symmetric positive system of a water network, A x = b with A = L D L'. Its pattern never changes in a run: a closed
// link only gets a small coefficient. What counts is memory traffic, so every link adds where the elimination takes it
// from, at addresses known since the analysis: to the cells of its ends and to its entry of L.

let n: i32 = 0;
let factor: usize = 0;
let fill: i32 = 0;
/** f64 [2 n + 2]: diagonal and right-hand side of every row in the order of elimination; the last takes what belongs to fixed nodes */
let cells: usize = 0;
/** L, and one spare entry for links to fixed nodes */
let values: usize = 0;
let valueCount: i32 = 0;
let order: usize = 0;
let place: usize = 0;

/**
 * Orders and analyses.
 *  Shapes:  from, to i32 [links]: rows 0 .. size - 1, or more for a fixed node;
 *           entryOf u32 [links] out: address where the off-diagonal of a link adds
 *  Gives:   status
 */
export function analyseSystem(size: i32, links: i32, from: usize, to: usize, entryOf: usize): i32 {
  n = size;
  const spare = allocF64(1);
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
  factor = ldltAnalyseInPlace(size, m, rows, cols, slots);
  if (factor === 0) return arenaStatus() !== STATUS_OK ? arenaStatus() : STATUS_BAD_INPUT;
  const pattern = ldltPattern(factor);
  fill = patternFill(pattern);
  order = patternOrder(pattern);
  place = patternPlace(pattern);
  cells = ldltCells(factor);
  values = ldltLower(factor);
  valueCount = ldltLowerCount(factor);
  const pairs = ldltPairAddress(factor);
  m = 0;
  for (let k = 0; k < links; k++) {
    const isBetween = i32At(from, k) < size && i32At(to, k) < size;
    const slot = isBetween ? i32At(slots, m++) : 0;
    // a link from a node to itself carries nothing
    setI32(entryOf, k, slot < size ? <i32>spare : i32At(pairs, slot - size));
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

/** Factors and solves; x f64 [n] out, by row. Gives -1, or the row at fault. */
export function factorAndSolve(x: usize): i32 {
  const bad = eliminate(factor, 0);
  if (bad >= 0) return i32At(order, bad);
  backward(factor, order, x);
  return -1;
}
