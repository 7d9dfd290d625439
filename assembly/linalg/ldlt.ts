import { alloc, allocF64, allocI32, arenaStatus } from "../core/arena";
import { f64At, i32At, setF64, setI32, u8At } from "../core/memory";
import { fail } from "../core/report";
import { STATUS_NOT_READY, STATUS_OK, STATUS_SINGULAR, STATUS_STALE_PATTERN } from "../core/status";
import { backward, eliminate, forward } from "./eliminate";
import {
  LDLT_BYTES,
  ldltCells,
  ldltDead,
  ldltIs,
  ldltIsFactored,
  ldltIsStale,
  ldltLeast,
  ldltLower,
  ldltLowerCount,
  ldltPairAddress,
  ldltPattern,
  ldltSetFactored,
  ldltSetStale,
  ldltSetTolerance,
  ldltTolerance,
  ldltValues,
  stampLdlt,
} from "./ldltHandle";
import { listPairs, makeTargets } from "./ldltLists";
import {
  patternColumnRows,
  patternColumnStart,
  patternOrder,
  patternPairColumns,
  patternPairStart,
  patternPairs,
  patternSize,
  patternTail,
} from "./pattern";
import { BLOCK_BYTES, blockStride, madeBlocks, madeValues, makeBlocks, placeBlocks } from "./supernodes";
import { analysePattern, isStale } from "./symbolic";

export {
  ldltCells,
  ldltDead,
  ldltIs,
  ldltPattern,
  ldltSetTolerance,
  ldltSize,
  ldltSlotCount,
  ldltValues,
} from "./ldltHandle";

// L D L' of a symmetric matrix, rows ordered by the pattern, no pivoting: for network matrices, which are positive
// definite where every part has a source.
//
// values [n + pairs]: the diagonal by row, then one number per distinct pair. `slot` of an entry (i, j) is where it
// adds: callers know their slots from the analysis and never search. A caller who adds at addresses instead, straight
// into the factor (ldltAnalyseInPlace), saves the values.

/**
 * Orders and analyses the symmetric matrix with off-diagonal entries (rows[e], cols[e]) and a full diagonal.
 *  Shapes:  rows, cols i32 [m], either triangle, repeats allowed; slots i32 [m] out: where entry e adds in ldltValues
 *           (a self loop gets the slot of its diagonal)
 *  Gives:   handle, or 0: see report and arenaStatus
 */
export function ldltAnalyse(n: i32, m: i32, rows: usize, cols: usize, slots: usize): usize {
  const h = ldltAnalyseInPlace(n, m, rows, cols, slots);
  if (h === 0) return 0;
  store<i32>(h, <i32>allocF64(n + patternPairs(ldltPattern(h))), 8);
  store<i32>(h, <i32>allocF64(n), 56);
  if (arenaStatus() === STATUS_OK) return h;
  fail(arenaStatus(), -1);
  return 0;
}

/** The same for a caller who fills ldltCells and ldltLower itself and runs the elimination: no values, no verbs. */
export function ldltAnalyseInPlace(n: i32, m: i32, rows: usize, cols: usize, slots: usize): usize {
  const pattern = analysePattern(n, m, rows, cols, slots, true);
  if (pattern === 0) return 0;
  for (let e = 0; e < m; e++) {
    const pair = i32At(slots, e);
    setI32(slots, e, pair === -2147483648 ? i32At(rows, e) : n + (pair < 0 ? ~pair : pair));
  }
  const h = alloc(LDLT_BYTES);
  const cells = allocF64(2 * n + 2);
  const entries = i32At(patternColumnStart(pattern), patternTail(pattern));
  const blocks = makeBlocks(pattern);
  const lower = allocF64(entries + madeValues());
  const entryCells = allocI32(entries);
  const pairs = allocI32(patternPairs(pattern));
  if (arenaStatus() === STATUS_OK && blocks !== 0) placeBlocks(pattern, lower + ((<usize>entries) << 3), cells);
  let longest = 0;
  for (let s = 0; s < madeBlocks(); s++)
    longest = max(longest, <i32>(blockStride(blocks + <usize>s * BLOCK_BYTES) >> 3));
  const scratch = allocF64(4 * longest);
  const dead = alloc(n);
  if (arenaStatus() !== STATUS_OK) {
    fail(arenaStatus(), -1);
    return 0;
  }
  listPairs(pattern, lower, pairs);
  const targets = makeTargets(pattern, lower);
  if (arenaStatus() !== STATUS_OK) {
    fail(arenaStatus(), -1);
    return 0;
  }
  const columnRows = patternColumnRows(pattern);
  for (let p = 0; p < entries; p++) setI32(entryCells, p, <i32>cells + (i32At(columnRows, p) << 4));
  store<i32>(h, <i32>pattern, 4);
  store<i32>(h, <i32>dead, 12);
  store<i32>(h, <i32>lower, 16);
  store<i32>(h, entries + madeValues(), 20);
  store<i32>(h, <i32>cells, 24);
  store<i32>(h, <i32>entryCells, 28);
  store<i32>(h, <i32>pairs, 32);
  store<i32>(h, <i32>targets, 36);
  store<i32>(h, <i32>blocks, 40);
  store<i32>(h, madeBlocks(), 44);
  store<i32>(h, <i32>scratch, 48);
  store<i32>(h, longest, 52);
  ldltSetTolerance(h, 1e-14);
  stampLdlt(h);
  return h;
}

/** Names a pattern that no longer fits the topology: until the next analysis every factor and solve fails. */
export function ldltCheckPattern(h: usize, n: i32, m: i32, rows: usize, cols: usize): i32 {
  if (!ldltIs(h)) return fail(STATUS_NOT_READY, -1);
  if (isStale(ldltPattern(h), n, m, rows, cols)) ldltSetStale(h);
  return ldltIsStale(h) ? fail(STATUS_STALE_PATTERN, -1) : STATUS_OK;
}

/** Values into the factor's own memory; a dead row has a diagonal of one and nothing beside it. */
function loadValues(h: usize): void {
  const pattern = ldltPattern(h);
  const n = patternSize(pattern);
  const order = patternOrder(pattern);
  const pairStart = patternPairStart(pattern);
  const pairColumns = patternPairColumns(pattern);
  const values = ldltValues(h);
  const dead = ldltDead(h);
  const cells = ldltCells(h);
  const least = ldltLeast(h);
  const tolerance = ldltTolerance(h);
  memory.fill(ldltLower(h), 0, (<usize>ldltLowerCount(h)) << 3);
  let value = values + ((<usize>n) << 3);
  let pair = ldltPairAddress(h);
  for (let k = 0; k < n; k++) {
    const row = i32At(order, k);
    const isDead = u8At(dead, row) !== 0;
    const diagonal = isDead ? 1.0 : f64At(values, row);
    store<f64>(cells + ((<usize>k) << 4), diagonal);
    setF64(least, k, tolerance * abs(diagonal));
    const end = i32At(pairStart, k + 1);
    for (let u = i32At(pairStart, k); u < end; u++, pair += 4, value += 8) {
      if (!isDead && u8At(dead, i32At(order, i32At(pairColumns, u))) === 0)
        store<f64>(<usize>load<u32>(pair), load<f64>(value));
    }
  }
}

function loadRight(h: usize, b: usize): void {
  const order = patternOrder(ldltPattern(h));
  const cells = ldltCells(h);
  const n = patternSize(ldltPattern(h));
  for (let k = 0; k < n; k++) store<f64>(cells + ((<usize>k) << 4), f64At(b, i32At(order, k)), 8);
}

/**
 * Numeric factorisation of the values at hand.
 *  Fails:  singular -> report.at is the row whose pivot is zero, tiny or not a number
 */
export function ldltFactor(h: usize): i32 {
  if (!ldltIs(h)) return fail(STATUS_NOT_READY, -1);
  if (ldltIsStale(h)) return fail(STATUS_STALE_PATTERN, -1);
  ldltSetFactored(h, false);
  loadValues(h);
  const bad = eliminate(h, ldltLeast(h));
  if (bad >= 0) return fail(STATUS_SINGULAR, i32At(patternOrder(ldltPattern(h)), bad));
  ldltSetFactored(h, true);
  return STATUS_OK;
}

/** The same work as ldltFactor: without pivoting there is no choice to keep. */
export function ldltRefactor(h: usize): i32 {
  return ldltFactor(h);
}

/** A x = b. b, x f64 [n] by row; they may be the same array. A dead row gives x = b. */
export function ldltSolve(h: usize, b: usize, x: usize): i32 {
  if (!ldltIsFactored(h)) return fail(STATUS_NOT_READY, -1);
  loadRight(h, b);
  forward(h);
  backward(h, patternOrder(ldltPattern(h)), x);
  return STATUS_OK;
}

/** ldltFactor and ldltSolve in one, which saves the way down: for a right-hand side that is known with the matrix. */
export function ldltFactorSolve(h: usize, b: usize, x: usize): i32 {
  if (!ldltIs(h)) return fail(STATUS_NOT_READY, -1);
  loadRight(h, b);
  const status = ldltFactor(h);
  if (status === STATUS_OK) backward(h, patternOrder(ldltPattern(h)), x);
  return status;
}

/** A' x = b: the matrix is symmetric, so the same solve. */
export function ldltSolveTransposed(h: usize, b: usize, x: usize): i32 {
  return ldltSolve(h, b, x);
}
