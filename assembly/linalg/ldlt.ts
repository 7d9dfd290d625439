import { alloc, allocF64, allocI32, arenaMark, arenaStatus, rewindArena } from "../core/arena";
import { f64At, i32At, setF64, setI32 } from "../core/memory";
import { fail } from "../core/report";
import { STATUS_NOT_READY, STATUS_OK, STATUS_SINGULAR, STATUS_STALE_PATTERN } from "../core/status";
import {
  LDLT_BYTES,
  ldltAddress,
  ldltInverse,
  ldltIs,
  ldltIsFactored,
  ldltIsStale,
  ldltLower,
  ldltPairAddress,
  ldltPattern,
  ldltSetFactored,
  ldltSetStale,
  ldltWork,
  stampLdlt,
} from "./ldltHandle";
import { factorRightLooking, makeTargets, targetCount } from "./ldltRightLooking";
import { factorUpLooking } from "./ldltUpLooking";
import {
  patternColumnRows,
  patternColumnStart,
  patternFill,
  patternOrder,
  patternPairs,
  patternPlace,
  patternSize,
} from "./pattern";
import { analysePattern, isStale } from "./symbolic";

export {
  ldltDead,
  ldltInverse,
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
// adds: callers know their slots from the analysis and never search.

/** Up to here the right-looking factor wins; beyond, its list of targets costs more memory traffic than it saves. */
const MOST_TARGETS_PER_ENTRY: f64 = 6.0;
const MOST_TARGETS_BY_LEVEL: f64 = 24.0;

/**
 * Orders and analyses the symmetric matrix with off-diagonal entries (rows[e], cols[e]) and a full diagonal.
 *  Shapes:  rows, cols i32 [m], either triangle, repeats allowed; slots i32 [m] out: where entry e adds in ldltValues
 *           (a self loop gets the slot of its diagonal)
 *  Gives:   handle, or 0: see report and arenaStatus
 */
export function ldltAnalyse(n: i32, m: i32, rows: usize, cols: usize, slots: usize): usize {
  return handleOf(analysePattern(n, m, rows, cols, slots), n, m, rows, slots, MOST_TARGETS_PER_ENTRY);
}

/**
 * The same in order of levels, for a caller that runs through a right-looking factor itself. A mesh gets the usual order.
 */
export function ldltAnalyseLevels(n: i32, m: i32, rows: usize, cols: usize, slots: usize): usize {
  const mark = arenaMark();
  const h = handleOf(analysePattern(n, m, rows, cols, slots, true), n, m, rows, slots, MOST_TARGETS_BY_LEVEL);
  if (h === 0 || ldltPairAddress(h) !== 0) return h;
  rewindArena(mark);
  return ldltAnalyse(n, m, rows, cols, slots);
}

function handleOf(pattern: usize, n: i32, m: i32, rows: usize, slots: usize, mostTargets: f64): usize {
  if (pattern === 0) return 0;
  for (let e = 0; e < m; e++) {
    const pair = i32At(slots, e);
    setI32(slots, e, pair === -2147483648 ? i32At(rows, e) : n + (pair < 0 ? ~pair : pair));
  }
  const fill = patternFill(pattern);
  const h = alloc(LDLT_BYTES);
  const values = allocF64(n + patternPairs(pattern));
  const dead = alloc(n);
  const lower = allocF64(fill);
  const address = allocI32(fill);
  const inverse = allocF64(n);
  const work = allocF64(n);
  const filled = allocI32(n);
  const isSparse = targetCount(pattern) <= mostTargets * <f64>fill;
  const lists = isSparse ? makeTargets(pattern, lower) : 0;
  if (arenaStatus() !== STATUS_OK) {
    fail(arenaStatus(), -1);
    return 0;
  }
  const columnRows = patternColumnRows(pattern);
  for (let p = 0; p < fill; p++) setI32(address, p, <i32>(work + ((<usize>i32At(columnRows, p)) << 3)));
  store<i32>(h, <i32>pattern, 4);
  store<i32>(h, <i32>values, 8);
  store<i32>(h, <i32>dead, 12);
  store<i32>(h, <i32>lower, 16);
  store<i32>(h, <i32>address, 20);
  store<i32>(h, <i32>inverse, 24);
  store<i32>(h, <i32>work, 28);
  store<i32>(h, <i32>filled, 32);
  store<f64>(h, 1e-14, 40);
  store<i32>(h, <i32>lists, 56);
  store<i32>(h, isSparse ? <i32>lists + (patternPairs(pattern) << 2) : 0, 60);
  stampLdlt(h);
  return h;
}

/** Names a pattern that no longer fits the topology: until the next analysis every factor and solve fails. */
export function ldltCheckPattern(h: usize, n: i32, m: i32, rows: usize, cols: usize): i32 {
  if (!ldltIs(h)) return fail(STATUS_NOT_READY, -1);
  if (isStale(ldltPattern(h), n, m, rows, cols)) ldltSetStale(h);
  return ldltIsStale(h) ? fail(STATUS_STALE_PATTERN, -1) : STATUS_OK;
}

/**
 * Numeric factorisation of the values at hand.
 *  Fails:  singular -> report.at is the row whose pivot is zero, tiny or not a number
 */
export function ldltFactor(h: usize): i32 {
  if (!ldltIs(h)) return fail(STATUS_NOT_READY, -1);
  if (ldltIsStale(h)) return fail(STATUS_STALE_PATTERN, -1);
  ldltSetFactored(h, false);
  const bad = ldltPairAddress(h) !== 0 ? factorRightLooking(h) : factorUpLooking(h);
  if (bad >= 0) return fail(STATUS_SINGULAR, bad);
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
  const pattern = ldltPattern(h);
  const n = patternSize(pattern);
  const order = patternOrder(pattern);
  const columnStart = patternColumnStart(pattern);
  const address = ldltAddress(h);
  const inverse = ldltInverse(h);
  const work = ldltWork(h);
  for (let k = 0; k < n; k++) setF64(work, k, f64At(b, i32At(order, k)));
  let l = ldltLower(h);
  let p = address;
  for (let j = 0; j < n; j++) {
    const y = f64At(work, j);
    const stop = address + ((<usize>i32At(columnStart, j + 1)) << 2);
    for (; p < stop; p += 4, l += 8) {
      const a = <usize>load<u32>(p);
      store<f64>(a, load<f64>(a) - load<f64>(l) * y);
    }
  }
  for (let j = n - 1; j >= 0; j--) {
    const begin = address + ((<usize>i32At(columnStart, j)) << 2);
    // Two running sums hide the latency of the additions; their order is fixed.
    let s = f64At(work, j) * f64At(inverse, j);
    let t = 0.0;
    while (p > begin + 4) {
      p -= 8;
      l -= 16;
      s -= load<f64>(l, 8) * load<f64>(<usize>load<u32>(p, 4));
      t -= load<f64>(l) * load<f64>(<usize>load<u32>(p));
    }
    if (p > begin) {
      p -= 4;
      l -= 8;
      s -= load<f64>(l) * load<f64>(<usize>load<u32>(p));
    }
    setF64(work, j, s + t);
  }
  const place = patternPlace(pattern);
  for (let i = 0; i < n; i++) setF64(x, i, f64At(work, i32At(place, i)));
  memory.fill(work, 0, (<usize>n) << 3);
  return STATUS_OK;
}

/** A' x = b: the matrix is symmetric, so the same solve. */
export function ldltSolveTransposed(h: usize, b: usize, x: usize): i32 {
  return ldltSolve(h, b, x);
}
