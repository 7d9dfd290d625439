import { allocI32 } from "../core/arena";
import { f64At, i32At, setF64, setI32, u8At } from "../core/memory";
import {
  isBadPivot,
  ldltAddress,
  ldltDead,
  ldltInverse,
  ldltLower,
  ldltPairAddress,
  ldltPattern,
  ldltTargets,
  ldltTolerance,
  ldltValues,
  ldltWork,
} from "./ldltHandle";
import {
  patternColumnRows,
  patternColumnStart,
  patternFill,
  patternFlops,
  patternOrder,
  patternPairColumns,
  patternPairStart,
  patternPairs,
  patternSize,
} from "./pattern";

/** Products of two different entries of a column: one target each. */
export function targetCount(pattern: usize): f64 {
  return patternFlops(pattern) - 2.0 * <f64>patternFill(pattern);
}

/** Place of (row, column) in the column lists; the entry exists. Columns are short: bisection. */
function entryOf(columnStart: usize, columnRows: usize, column: i32, row: i32): i32 {
  let a = i32At(columnStart, column);
  let b = i32At(columnStart, column + 1) - 1;
  while (a < b) {
    const middle = (a + b) >> 1;
    if (i32At(columnRows, middle) < row) a = middle + 1;
    else b = middle;
  }
  return a;
}

/** Addresses of the pairs and of all targets. 0 when there is no room. Lists as described in ldltHandle.ts. */
export function makeTargets(pattern: usize, lower: usize): usize {
  const n = patternSize(pattern);
  const columnStart = patternColumnStart(pattern);
  const columnRows = patternColumnRows(pattern);
  const pairStart = patternPairStart(pattern);
  const pairColumns = patternPairColumns(pattern);
  const pairs = patternPairs(pattern);
  const list = allocI32(pairs + <i32>targetCount(pattern));
  if (list === 0) return 0;
  for (let k = 0; k < n; k++) {
    const end = i32At(pairStart, k + 1);
    for (let u = i32At(pairStart, k); u < end; u++) {
      const at = entryOf(columnStart, columnRows, i32At(pairColumns, u), k);
      setI32(list, u, <i32>(lower + ((<usize>at) << 3)));
    }
  }
  let written = pairs;
  for (let j = 0; j < n; j++) {
    const end = i32At(columnStart, j + 1);
    for (let a = i32At(columnStart, j); a < end; a++) {
      const column = i32At(columnRows, a);
      let at = i32At(columnStart, column);
      for (let b = a + 1; b < end; b++) {
        const row = i32At(columnRows, b);
        while (i32At(columnRows, at) !== row) at++;
        setI32(list, written++, <i32>(lower + ((<usize>at) << 3)));
      }
    }
  }
  return list;
}

/**
 * Column j, once final, is taken from all columns to its right, each product at an address known since the analysis:
 * nothing is searched and nothing gathered. Half the time of the up-looking factor where a column has few entries
 * (streets, feeders); in a mesh the list of targets would be longer than the factor itself.
 *  Gives:  -1, or the row whose pivot is bad
 */
export function factorRightLooking(h: usize): i32 {
  const pattern = ldltPattern(h);
  const n = patternSize(pattern);
  const order = patternOrder(pattern);
  const columnStart = patternColumnStart(pattern);
  const pairStart = patternPairStart(pattern);
  const pairColumns = patternPairColumns(pattern);
  const values = ldltValues(h);
  const dead = ldltDead(h);
  const address = ldltAddress(h);
  const inverse = ldltInverse(h);
  const diagonals = ldltWork(h); // D while it comes to be, in elimination order
  const tolerance = ldltTolerance(h);

  memory.fill(ldltLower(h), 0, (<usize>patternFill(pattern)) << 3);
  let value = values + ((<usize>n) << 3);
  let pair = ldltPairAddress(h);
  for (let k = 0; k < n; k++) {
    const row = i32At(order, k);
    const end = pair + ((<usize>(i32At(pairStart, k + 1) - i32At(pairStart, k))) << 2);
    if (u8At(dead, row) !== 0) {
      setF64(diagonals, k, 1.0);
      value += (end - pair) << 1;
      pair = end;
      continue;
    }
    setF64(diagonals, k, f64At(values, row));
    let u = i32At(pairStart, k);
    for (; pair < end; pair += 4, value += 8, u++) {
      if (u8At(dead, i32At(order, i32At(pairColumns, u))) === 0) store<f64>(<usize>load<u32>(pair), load<f64>(value));
    }
  }

  let target = ldltTargets(h);
  let l = ldltLower(h);
  let p = address;
  for (let j = 0; j < n; j++) {
    const row = i32At(order, j);
    const pivot = f64At(diagonals, j);
    const own = u8At(dead, row) !== 0 ? 1.0 : f64At(values, row);
    if (isBadPivot(pivot, own, tolerance)) {
      memory.fill(diagonals, 0, (<usize>n) << 3);
      return row;
    }
    const scale = 1.0 / pivot;
    setF64(inverse, j, scale);
    const stop = address + ((<usize>i32At(columnStart, j + 1)) << 2);
    const end = l + ((stop - p) << 1);
    for (; p < stop; p += 4, l += 8) {
      const y = load<f64>(l);
      const lkj = y * scale;
      store<f64>(l, lkj);
      const d = <usize>load<u32>(p);
      store<f64>(d, load<f64>(d) - lkj * y);
      for (let q = l + 8; q < end; q += 8, target += 4) {
        const t = <usize>load<u32>(target);
        store<f64>(t, load<f64>(t) - load<f64>(q) * lkj);
      }
    }
  }
  memory.fill(diagonals, 0, (<usize>n) << 3);
  return -1;
}
