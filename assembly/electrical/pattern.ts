import { allocI32, arenaStatus } from "../core/arena";
import { i32At, setI32 } from "../core/memory";
import {
  patternColumnRows,
  patternColumnStart,
  patternFill,
  patternOrder,
  patternPairColumns,
  patternPairStart,
  patternPairs,
  patternPlace,
  patternRowColumns,
  patternRowStart,
} from "../linalg/pattern";
import { analysePattern } from "../linalg/symbolic";
import { branchCount, busAt, busCount, fromBus, placeOf, toBus } from "./grid";

// Symbolic work, once per network: order and fill of the bus graph (linalg), and the rows of the admittance matrix in
// that order. The pattern is symmetric: a branch couples both ends, open or closed.
// Columns are kept as byte offsets place * 32, the size of a 2x2 block: the inner loop loads and adds.

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

/** Grids up to this size are ordered by level. Larger factors pass the cache, where a subtree in one piece is worth more
 *  than rows that do not wait: 2,869 buses lose 15 % by level, 1,354 gain 6 %, 118 gain 10 %. */
const BY_LEVEL: i32 = 2000;

/** 0, or the arena's or the analysis' status; report.at is then the branch. */
export function analyseGrid(): i32 {
  const n = busCount;
  const pairOf = allocI32(branchCount);
  const h = analysePattern(n, branchCount, fromBus, toBus, pairOf, n <= BY_LEVEL);
  if (h === 0) return arenaStatus() !== 0 ? arenaStatus() : 7;
  memory.copy(busAt, patternOrder(h), (<usize>n) << 2);
  memory.copy(placeOf, patternPlace(h), (<usize>n) << 2);
  uStart = patternColumnStart(h);
  lStart = patternRowStart(h);
  uCount = patternFill(h);
  uColumn = offsets(patternColumnRows(h), uCount);
  lColumn = offsets(patternRowColumns(h), uCount);
  admittanceRows(h, pairOf);
  return arenaStatus();
}

function offsets(list: usize, count: i32): usize {
  const made = allocI32(count);
  for (let p = 0; p < count; p++) setI32(made, p, i32At(list, p) << 5);
  return made;
}

/** A row is its pairs with earlier places, then those with later ones; both ascending. */
function admittanceRows(h: usize, pairOf: usize): void {
  const n = busCount;
  const pairs = patternPairs(h);
  const pairStart = patternPairStart(h);
  const pairColumns = patternPairColumns(h);
  yCount = 2 * pairs;
  yStart = allocI32(n + 1);
  yColumn = allocI32(yCount);
  yOfBranch = allocI32(2 * branchCount);
  const lower = allocI32(pairs);
  const upper = allocI32(pairs);
  const later = allocI32(n);
  if (arenaStatus() !== 0) return;
  for (let p = 0; p < pairs; p++) {
    const j = i32At(pairColumns, p);
    setI32(later, j, i32At(later, j) + 1);
  }
  let sum = 0;
  for (let i = 0; i < n; i++) {
    setI32(yStart, i, sum);
    const earlier = i32At(pairStart, i + 1) - i32At(pairStart, i);
    sum += earlier + i32At(later, i);
    setI32(later, i, i32At(yStart, i) + earlier);
  }
  setI32(yStart, n, sum);
  for (let i = 0; i < n; i++) {
    const first = i32At(pairStart, i);
    for (let p = first; p < i32At(pairStart, i + 1); p++) {
      const j = i32At(pairColumns, p);
      const at = i32At(yStart, i) + p - first;
      setI32(lower, p, at);
      setI32(yColumn, at, j << 5);
      const to = i32At(later, j);
      setI32(later, j, to + 1);
      setI32(upper, p, to);
      setI32(yColumn, to, i << 5);
    }
  }
  for (let b = 0; b < branchCount; b++) {
    const pair = i32At(pairOf, b);
    const isLower = pair >= 0;
    const p = isLower ? pair : ~pair;
    setI32(yOfBranch, 2 * b, isLower ? i32At(lower, p) : i32At(upper, p));
    setI32(yOfBranch, 2 * b + 1, isLower ? i32At(upper, p) : i32At(lower, p));
  }
}
