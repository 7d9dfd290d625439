import { allocI32 } from "../core/arena";
import { i32At, setI32 } from "../core/memory";
import {
  patternColumnRows,
  patternColumnStart,
  patternPairColumns,
  patternPairStart,
  patternSize,
  patternTail,
} from "./pattern";
import { blockEntry } from "./supernodes";

/** Products of two different entries of a column, columns in blocks apart: one target each. */
export function targetCount(pattern: usize): i32 {
  const columnStart = patternColumnStart(pattern);
  let products = 0;
  for (let j = 0; j < patternTail(pattern); j++) {
    const c = i32At(columnStart, j + 1) - i32At(columnStart, j);
    products += (c * (c - 1)) >> 1;
  }
  return products;
}

/** Address of (row, column), which exists. Columns are short: bisection. */
function addressOf(pattern: usize, lower: usize, column: i32, row: i32): usize {
  if (column >= patternTail(pattern)) return blockEntry(pattern, column, row);
  const columnRows = patternColumnRows(pattern);
  let a = i32At(patternColumnStart(pattern), column);
  let b = i32At(patternColumnStart(pattern), column + 1) - 1;
  while (a < b) {
    const middle = (a + b) >> 1;
    if (i32At(columnRows, middle) < row) a = middle + 1;
    else b = middle;
  }
  return lower + ((<usize>a) << 3);
}

/** u32 [pairs] where each pair's value goes. */
export function listPairs(pattern: usize, lower: usize, list: usize): void {
  const pairStart = patternPairStart(pattern);
  const pairColumns = patternPairColumns(pattern);
  for (let k = 0; k < patternSize(pattern); k++) {
    const end = i32At(pairStart, k + 1);
    for (let u = i32At(pairStart, k); u < end; u++)
      setI32(list, u, <i32>addressOf(pattern, lower, i32At(pairColumns, u), k));
  }
}

/** u32 [targetCount] where each product is taken from. 0 when there is no room. */
export function makeTargets(pattern: usize, lower: usize): usize {
  const columnStart = patternColumnStart(pattern);
  const columnRows = patternColumnRows(pattern);
  const tail = patternTail(pattern);
  const list = allocI32(targetCount(pattern));
  if (list === 0) return 0;
  let written = 0;
  for (let j = 0; j < tail; j++) {
    const end = i32At(columnStart, j + 1);
    for (let a = i32At(columnStart, j); a < end; a++) {
      const column = i32At(columnRows, a);
      if (column >= tail) {
        for (let b = a + 1; b < end; b++)
          setI32(list, written++, <i32>blockEntry(pattern, column, i32At(columnRows, b)));
        continue;
      }
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
