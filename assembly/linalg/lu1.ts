import { f64At, i32At, setF64, u8At } from "../core/memory";
import { fail } from "../core/report";
import { STATUS_NOT_READY, STATUS_OK, STATUS_SINGULAR } from "../core/status";
import {
  luAddress,
  luAnalyse,
  luDead,
  luFirstPairSlot,
  luInverse,
  luIsFactored,
  luLower,
  luPattern,
  luReady,
  luSetFactored,
  luTolerance,
  luUpper,
  luUpperColumns,
  luUpperPairs,
  luUpperStart,
  luValues,
  luWork,
} from "./lu";
import {
  patternColumnStart,
  patternOrder,
  patternPairColumns,
  patternPairStart,
  patternPlace,
  patternRowColumns,
  patternRowStart,
  patternSize,
} from "./pattern";

// Scalar unsymmetric LU (transport, temperatures, upwinded balances). The steps are those of lu2.ts with 1 x 1 blocks.

const BLOCK: i32 = 1;

/** See luAnalyse. */
export function lu1Analyse(n: i32, m: i32, rows: usize, cols: usize, slots: usize): usize {
  return luAnalyse(n, m, rows, cols, slots, BLOCK);
}

/**
 * Numeric factorisation of the values at hand.
 *  Fails:  singular -> report.at is the row whose pivot is zero, tiny or not a number
 */
export function lu1Factor(h: usize): i32 {
  const ready = luReady(h, BLOCK);
  if (ready !== STATUS_OK) return ready;
  luSetFactored(h, false);
  const pattern = luPattern(h);
  const n = patternSize(pattern);
  const order = patternOrder(pattern);
  const columnStart = patternColumnStart(pattern);
  const rowStart = patternRowStart(pattern);
  const rowColumns = patternRowColumns(pattern);
  const pairStart = patternPairStart(pattern);
  const pairColumns = patternPairColumns(pattern);
  const upperStart = luUpperStart(h);
  const upperColumns = luUpperColumns(h);
  const upperPairs = luUpperPairs(h);
  const values = luValues(h);
  const firstPair = luFirstPairSlot(n);
  const dead = luDead(h);
  const upper = luUpper(h);
  const address = luAddress(h);
  const inverse = luInverse(h);
  const work = luWork(h);
  const tolerance = luTolerance(h);

  let lower = luLower(h);
  for (let k = 0; k < n; k++) {
    const row = i32At(order, k);
    let own = 1.0;
    if (u8At(dead, row) === 0) {
      own = f64At(values, row);
      const lowerEnd = i32At(pairStart, k + 1);
      for (let u = i32At(pairStart, k); u < lowerEnd; u++) {
        const j = i32At(pairColumns, u);
        if (u8At(dead, i32At(order, j)) === 0) setF64(work, j, f64At(values, firstPair + 2 * u));
      }
      const upperEnd = i32At(upperStart, k + 1);
      for (let a = i32At(upperStart, k); a < upperEnd; a++) {
        const i = i32At(upperColumns, a);
        if (u8At(dead, i32At(order, i)) !== 0) continue;
        setF64(work, i, f64At(values, firstPair + 2 * i32At(upperPairs, a) + 1));
      }
    }
    setF64(work, k, own);

    const end = i32At(rowStart, k + 1);
    for (let e = i32At(rowStart, k); e < end; e++, lower += 8) {
      const j = i32At(rowColumns, e);
      const lkj = f64At(work, j) * f64At(inverse, j);
      store<f64>(lower, lkj);
      setF64(work, j, 0.0);
      const begin = <usize>i32At(columnStart, j);
      let p = address + (begin << 2);
      let u = upper + (begin << 3);
      const stop = address + ((<usize>i32At(columnStart, j + 1)) << 2);
      for (; p < stop; p += 4, u += 8) {
        const at = <usize>load<u32>(p);
        store<f64>(at, load<f64>(at) - lkj * load<f64>(u));
      }
    }

    const pivot = f64At(work, k);
    // Written so that a pivot that is not a number fails too.
    if (!(abs(pivot) > tolerance * abs(own)) || abs(pivot) === Infinity) {
      memory.fill(work, 0, (<usize>n) << 3);
      return fail(STATUS_SINGULAR, row);
    }
    setF64(inverse, k, 1.0 / pivot);
    setF64(work, k, 0.0);
    const first = <usize>i32At(columnStart, k);
    let p = address + (first << 2);
    let u = upper + (first << 3);
    const stop = address + ((<usize>i32At(columnStart, k + 1)) << 2);
    for (; p < stop; p += 4, u += 8) {
      const at = <usize>load<u32>(p);
      store<f64>(u, load<f64>(at));
      store<f64>(at, 0.0);
    }
  }
  luSetFactored(h, true);
  return STATUS_OK;
}

/** The same work as lu1Factor: without pivoting there is no choice to keep. */
export function lu1Refactor(h: usize): i32 {
  return lu1Factor(h);
}

/** A x = b. b, x f64 [n] by row; they may be the same array. */
export function lu1Solve(h: usize, b: usize, x: usize): i32 {
  if (luReady(h, BLOCK) !== STATUS_OK || !luIsFactored(h)) return fail(STATUS_NOT_READY, -1);
  const pattern = luPattern(h);
  const n = patternSize(pattern);
  const order = patternOrder(pattern);
  const columnStart = patternColumnStart(pattern);
  const rowStart = patternRowStart(pattern);
  const rowColumns = patternRowColumns(pattern);
  const inverse = luInverse(h);
  const address = luAddress(h);
  const upper = luUpper(h);
  const work = luWork(h);
  let lower = luLower(h);
  for (let k = 0; k < n; k++) {
    let s = f64At(b, i32At(order, k));
    const end = i32At(rowStart, k + 1);
    for (let e = i32At(rowStart, k); e < end; e++, lower += 8)
      s -= load<f64>(lower) * f64At(work, i32At(rowColumns, e));
    setF64(work, k, s);
  }
  for (let k = n - 1; k >= 0; k--) {
    let s = f64At(work, k);
    const end = i32At(columnStart, k + 1);
    for (let e = i32At(columnStart, k); e < end; e++)
      s -= f64At(upper, e) * load<f64>(<usize>load<u32>(address + ((<usize>e) << 2)));
    setF64(work, k, s * f64At(inverse, k));
  }
  unload(pattern, work, x, n);
  return STATUS_OK;
}

/** A' x = b with the factor of A. */
export function lu1SolveTransposed(h: usize, b: usize, x: usize): i32 {
  if (luReady(h, BLOCK) !== STATUS_OK || !luIsFactored(h)) return fail(STATUS_NOT_READY, -1);
  const pattern = luPattern(h);
  const n = patternSize(pattern);
  const order = patternOrder(pattern);
  const columnStart = patternColumnStart(pattern);
  const rowStart = patternRowStart(pattern);
  const rowColumns = patternRowColumns(pattern);
  const inverse = luInverse(h);
  const address = luAddress(h);
  const upper = luUpper(h);
  const lower = luLower(h);
  const work = luWork(h);
  for (let k = 0; k < n; k++) setF64(work, k, f64At(b, i32At(order, k)));
  for (let k = 0; k < n; k++) {
    const s = f64At(work, k) * f64At(inverse, k);
    setF64(work, k, s);
    const end = i32At(columnStart, k + 1);
    for (let e = i32At(columnStart, k); e < end; e++) {
      const at = <usize>load<u32>(address + ((<usize>e) << 2));
      store<f64>(at, load<f64>(at) - f64At(upper, e) * s);
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    const s = f64At(work, k);
    const end = i32At(rowStart, k + 1);
    for (let e = i32At(rowStart, k); e < end; e++) {
      const j = i32At(rowColumns, e);
      setF64(work, j, f64At(work, j) - f64At(lower, e) * s);
    }
  }
  unload(pattern, work, x, n);
  return STATUS_OK;
}

/** Work row -> x by row; the work row is left zero. */
function unload(pattern: usize, work: usize, x: usize, n: i32): void {
  const place = patternPlace(pattern);
  for (let i = 0; i < n; i++) setF64(x, i, f64At(work, i32At(place, i)));
  memory.fill(work, 0, (<usize>n) << 3);
}
