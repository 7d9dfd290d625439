import { f64At, i32At } from "../core/memory";
import { backwardBlock, blockBadPivot, factorBlock, forwardBlock, workIn } from "./dense";
import {
  ldltBlockCount,
  ldltBlocks,
  ldltCells,
  ldltEntryCells,
  ldltLongest,
  ldltLower,
  ldltPattern,
  ldltScratch,
  ldltTargets,
} from "./ldltHandle";
import { patternColumnStart, patternTail } from "./pattern";
import { BLOCK_BYTES } from "./supernodes";

// The elimination itself, in place: a row's diagonal and right-hand side lie side by side ("cell") and go through as one
// pair, which saves a solve its way down.
//
// Column by column where columns are short (streets, feeders): a column, once final, is taken from all columns to its
// right, each product at an address known since the analysis; nothing is searched and nothing gathered. In a mesh the
// list of addresses would be longer than the factor, so there whole blocks of columns are taken at once.
// Not: up-looking, row by row, into a dense work row: half as fast on streets, a third on a mesh of 10,000.

let below: f64 = 0.0;

/** The pivot that failed: zero, negative, tiny or not a number. */
export function badPivot(): f64 {
  return below;
}

/**
 * L D L' of what lies in the cells and in `lower`; right-hand sides become y/D, diagonals 1/D.
 *  least: f64 [n] smallest size of each pivot; or 0: any positive one is good
 *  Gives:   -1, or the column (in elimination order) whose pivot is bad
 */
export function eliminate(h: usize, least: usize): i32 {
  const pattern = ldltPattern(h);
  const tail = patternTail(pattern);
  const columnStart = patternColumnStart(pattern);
  const cells = ldltCells(h);
  const values = ldltLower(h);
  let l = values;
  let r = ldltEntryCells(h);
  let t = ldltTargets(h);
  let end = l;
  for (let k = 0; k < tail; k++) {
    const cell = cells + ((<usize>k) << 4);
    const pivot = load<f64>(cell);
    // Written so that a comparison with a number that is none says bad.
    if (!(least === 0 ? pivot > 0.0 : abs(pivot) > f64At(least, k) && abs(pivot) !== Infinity)) {
      below = pivot;
      return k;
    }
    const inverse = 1.0 / pivot;
    const both = v128.load(cell);
    end = values + ((<usize>i32At(columnStart, k + 1)) << 3);
    while (l < end) {
      const a = load<f64>(l);
      const f = a * inverse;
      store<f64>(l, f);
      const at = <usize>load<u32>(r);
      v128.store(at, f64x2.sub(v128.load(at), f64x2.mul(f64x2.splat(f), f64x2.replace_lane(both, 0, a))));
      for (let q = l + 8; q < end; q += 8, t += 4) {
        const target = <usize>load<u32>(t);
        store<f64>(target, load<f64>(target) - f * load<f64>(q));
      }
      l += 8;
      r += 4;
    }
    v128.store(cell, f64x2.replace_lane(f64x2.mul(both, f64x2.splat(inverse)), 0, inverse));
  }
  const count = ldltBlockCount(h);
  if (count === 0) return -1;
  workIn(ldltScratch(h), ldltLongest(h));
  const last = ldltBlocks(h) + <usize>count * BLOCK_BYTES;
  for (let b = ldltBlocks(h); b < last; b += BLOCK_BYTES) {
    const k = factorBlock(b, cells, least);
    if (k >= 0) {
      below = blockBadPivot();
      return k;
    }
  }
  return -1;
}

/** The way down for another right-hand side in the cells of a factor at hand. */
export function forward(h: usize): void {
  const pattern = ldltPattern(h);
  const tail = patternTail(pattern);
  const columnStart = patternColumnStart(pattern);
  const cells = ldltCells(h);
  const values = ldltLower(h);
  let l = values;
  let r = ldltEntryCells(h);
  for (let k = 0; k < tail; k++) {
    const cell = cells + ((<usize>k) << 4);
    const y = load<f64>(cell, 8);
    const end = values + ((<usize>i32At(columnStart, k + 1)) << 3);
    for (; l < end; l += 8, r += 4) {
      const at = <usize>load<u32>(r);
      store<f64>(at, load<f64>(at, 8) - load<f64>(l) * y, 8);
    }
    store<f64>(cell, y * load<f64>(cell), 8);
  }
  const count = ldltBlockCount(h);
  if (count === 0) return;
  workIn(ldltScratch(h), ldltLongest(h));
  const last = ldltBlocks(h) + <usize>count * BLOCK_BYTES;
  for (let b = ldltBlocks(h); b < last; b += BLOCK_BYTES) forwardBlock(b, cells);
}

/** The way back: right-hand sides become the unknowns. x f64 [n] out, by row: order[k] is the row of cell k. */
export function backward(h: usize, order: usize, x: usize): void {
  const pattern = ldltPattern(h);
  const columnStart = patternColumnStart(pattern);
  const cells = ldltCells(h);
  const tail = patternTail(pattern);
  const count = ldltBlockCount(h);
  if (count > 0) {
    workIn(ldltScratch(h), ldltLongest(h));
    for (let b = ldltBlocks(h) + <usize>(count - 1) * BLOCK_BYTES; b >= ldltBlocks(h); b -= BLOCK_BYTES)
      backwardBlock(b, cells, order, x);
  }
  const values = ldltLower(h);
  let l = values + ((<usize>i32At(columnStart, tail)) << 3);
  let r = ldltEntryCells(h) + ((<usize>i32At(columnStart, tail)) << 2);
  for (let k = tail - 1; k >= 0; k--) {
    const cell = cells + ((<usize>k) << 4);
    const begin = values + ((<usize>i32At(columnStart, k)) << 3);
    let sum = load<f64>(cell, 8);
    while (l > begin) {
      l -= 8;
      r -= 4;
      sum -= load<f64>(l) * load<f64>(<usize>load<u32>(r), 8);
    }
    store<f64>(cell, sum, 8);
    store<f64>(x + ((<usize>i32At(order, k)) << 3), sum);
  }
}
