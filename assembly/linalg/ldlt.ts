import { alloc, allocF64, allocI32, arenaStatus } from "../core/arena";
import { f64At, i32At, setF64, setI32, u8At } from "../core/memory";
import { fail } from "../core/report";
import { STATUS_NOT_READY, STATUS_OK, STATUS_SINGULAR, STATUS_STALE_PATTERN } from "../core/status";
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
  patternSize,
} from "./pattern";
import { analysePattern, isStale } from "./symbolic";

// L D L' of a symmetric matrix, rows ordered by the pattern, no pivoting: for network matrices, which are positive
// definite where every part has a source. Up-looking: row k of L is one sparse triangular solve with the rows above.
//
// values [n + pairs]: the diagonal by row, then one number per distinct pair. `slot` of an entry (i, j) is where it
// adds: callers know their slots from the analysis and never search.

const MAGIC: i32 = 0x4c444c54; // "LDLT"
const BYTES: usize = 80;

function patternOf(h: usize): usize {
  return load<u32>(h, 4);
}

/** f64 [n + pairs], to be filled by the caller before each factor. */
export function ldltValues(h: usize): usize {
  return load<u32>(h, 8);
}

/** u8 [n] by row: 1 makes row and column those of the identity, whatever the values say, without another analysis. */
export function ldltDead(h: usize): usize {
  return load<u32>(h, 12);
}

/** f64 [fill] L by columns. */
function lowerOf(h: usize): usize {
  return load<u32>(h, 16);
}

/** u32 [fill] beside it: the address in `work` of each entry's row. An address instead of an index saves the inner loop two instructions. */
function addressOf(h: usize): usize {
  return load<u32>(h, 20);
}

/** f64 [n] 1/D, in elimination order */
export function ldltInverse(h: usize): usize {
  return load<u32>(h, 24);
}

/** f64 [n] dense work row, all zero between calls */
function workOf(h: usize): usize {
  return load<u32>(h, 28);
}

/** i32 [n] end of the filled part of each column */
function filledOf(h: usize): usize {
  return load<u32>(h, 32);
}

export function ldltIs(h: usize): bool {
  return h !== 0 && load<i32>(h) === MAGIC;
}

export function ldltSize(h: usize): i32 {
  return patternSize(patternOf(h));
}

/** Length of ldltValues. */
export function ldltSlotCount(h: usize): i32 {
  return patternSize(patternOf(h)) + patternPairs(patternOf(h));
}

export function ldltPattern(h: usize): usize {
  return patternOf(h);
}

/** A pivot below `tolerance` times the diagonal it came from counts as zero. 1e-14 unless set. */
export function ldltSetTolerance(h: usize, tolerance: f64): void {
  store<f64>(h, tolerance, 40);
}

/**
 * Orders and analyses the symmetric matrix with off-diagonal entries (rows[e], cols[e]) and a full diagonal.
 *  Shapes:  rows, cols i32 [m], either triangle, repeats allowed; slots i32 [m] out: where entry e adds in ldltValues
 *           (a self loop gets the slot of its diagonal)
 *  Gives:   handle, or 0: see report and arenaStatus
 */
export function ldltAnalyse(n: i32, m: i32, rows: usize, cols: usize, slots: usize): usize {
  const pattern = analysePattern(n, m, rows, cols, slots);
  if (pattern === 0) return 0;
  for (let e = 0; e < m; e++) {
    const pair = i32At(slots, e);
    setI32(slots, e, pair === -2147483648 ? i32At(rows, e) : n + (pair < 0 ? ~pair : pair));
  }
  const fill = patternFill(pattern);
  const h = alloc(BYTES);
  const values = allocF64(n + patternPairs(pattern));
  const dead = alloc(n);
  const lower = allocF64(fill);
  const address = allocI32(fill);
  const inverse = allocF64(n);
  const work = allocF64(n);
  const filled = allocI32(n);
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
  store<i32>(h, MAGIC);
  return h;
}

/** Names a pattern that no longer fits the topology: until the next analysis every factor and solve fails. */
export function ldltCheckPattern(h: usize, n: i32, m: i32, rows: usize, cols: usize): i32 {
  if (!ldltIs(h)) return fail(STATUS_NOT_READY, -1);
  if (isStale(patternOf(h), n, m, rows, cols)) store<i32>(h, 1, 48);
  return load<i32>(h, 48) !== 0 ? fail(STATUS_STALE_PATTERN, -1) : STATUS_OK;
}

/**
 * Numeric factorisation of the values at hand.
 *  Fails:  singular -> report.at is the row whose pivot is zero, tiny or not a number
 */
export function ldltFactor(h: usize): i32 {
  if (!ldltIs(h)) return fail(STATUS_NOT_READY, -1);
  if (load<i32>(h, 48) !== 0) return fail(STATUS_STALE_PATTERN, -1);
  const pattern = patternOf(h);
  const n = patternSize(pattern);
  const order = patternOrder(pattern);
  const columnStart = patternColumnStart(pattern);
  const pairStart = patternPairStart(pattern);
  const values = ldltValues(h);
  const dead = ldltDead(h);
  const lower = lowerOf(h);
  const address = addressOf(h);
  const inverse = ldltInverse(h);
  const work = workOf(h);
  const filled = filledOf(h);
  const tolerance = load<f64>(h, 40);
  store<i32>(h, 0, 52);

  for (let j = 0; j < n; j++) setI32(filled, j, i32At(columnStart, j));
  let pair = patternPairColumns(pattern);
  let value = values + ((<usize>n) << 3);
  let entry = patternRowColumns(pattern);
  const rowStart = patternRowStart(pattern);
  for (let k = 0; k < n; k++) {
    const row = i32At(order, k);
    const isDead = u8At(dead, row) !== 0;
    const pairEnd = patternPairColumns(pattern) + ((<usize>i32At(pairStart, k + 1)) << 2);
    if (isDead) {
      value += (pairEnd - pair) << 1;
      pair = pairEnd;
    } else {
      for (; pair < pairEnd; pair += 4, value += 8) {
        const j = load<i32>(pair);
        if (u8At(dead, i32At(order, j)) === 0) setF64(work, j, load<f64>(value));
      }
    }
    const diagonal = isDead ? 1.0 : f64At(values, row);
    let pivot = diagonal;
    const entryEnd = patternRowColumns(pattern) + ((<usize>i32At(rowStart, k + 1)) << 2);
    for (; entry < entryEnd; entry += 4) {
      const j = load<i32>(entry);
      const x = work + ((<usize>j) << 3);
      const y = load<f64>(x);
      store<f64>(x, 0.0);
      const begin = i32At(columnStart, j);
      const end = i32At(filled, j);
      let p = address + ((<usize>begin) << 2);
      let l = lower + ((<usize>begin) << 3);
      const stop = address + ((<usize>end) << 2);
      const stop4 = p + ((stop - p) & ~(<usize>15));
      // Four distinct targets: all loads may go before the first store.
      for (; p < stop4; p += 16, l += 32) {
        const a = <usize>load<u32>(p);
        const b = <usize>load<u32>(p, 4);
        const c = <usize>load<u32>(p, 8);
        const d = <usize>load<u32>(p, 12);
        const va = load<f64>(a) - load<f64>(l) * y;
        const vb = load<f64>(b) - load<f64>(l, 8) * y;
        const vc = load<f64>(c) - load<f64>(l, 16) * y;
        const vd = load<f64>(d) - load<f64>(l, 24) * y;
        store<f64>(a, va);
        store<f64>(b, vb);
        store<f64>(c, vc);
        store<f64>(d, vd);
      }
      for (; p < stop; p += 4, l += 8) {
        const a = <usize>load<u32>(p);
        store<f64>(a, load<f64>(a) - load<f64>(l) * y);
      }
      const lkj = y * f64At(inverse, j);
      pivot -= lkj * y;
      store<f64>(l, lkj);
      setI32(filled, j, end + 1);
    }
    // Written so that a pivot that is not a number fails too.
    if (!(abs(pivot) > tolerance * abs(diagonal)) || abs(pivot) === Infinity) {
      memory.fill(work, 0, (<usize>n) << 3);
      return fail(STATUS_SINGULAR, row);
    }
    setF64(inverse, k, 1.0 / pivot);
  }
  store<i32>(h, 1, 52);
  return STATUS_OK;
}

/** The same work as ldltFactor: without pivoting there is no choice to keep. */
export function ldltRefactor(h: usize): i32 {
  return ldltFactor(h);
}

/** A x = b. b, x f64 [n] by row; they may be the same array. A dead row gives x = b. */
export function ldltSolve(h: usize, b: usize, x: usize): i32 {
  if (!ldltIs(h) || load<i32>(h, 52) === 0) return fail(STATUS_NOT_READY, -1);
  const pattern = patternOf(h);
  const n = patternSize(pattern);
  const order = patternOrder(pattern);
  const columnStart = patternColumnStart(pattern);
  const address = addressOf(h);
  const inverse = ldltInverse(h);
  const work = workOf(h);
  for (let k = 0; k < n; k++) setF64(work, k, f64At(b, i32At(order, k)));
  let l = lowerOf(h);
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
