import { alloc, allocF64, allocI32, arenaStatus } from "../core/arena";
import { i32At, setI32 } from "../core/memory";
import { patternColumnRows, patternColumnStart, patternParent, patternSize, patternTail } from "./pattern";

// Blocks of columns with nearly the same rows ("supernodes"), which an elimination works as dense matrices. A block is
// stored by columns, its own rows first, then those below, the length of a column rounded up to a multiple of four: tiles of
// 4 x 2 then need no rest. What lies above the diagonal is written by tiles and read by nobody.
//
// One record of 8 words for each block; the lists behind it are made once, so that the numbers go without a search.

export const BLOCK_BYTES: usize = 32;

/** First column, in elimination order. */
export function blockFirst(b: usize): i32 {
  return load<i32>(b);
}
export function blockColumns(b: usize): i32 {
  return load<i32>(b, 4);
}
/** Rows below the block's own. */
export function blockBelow(b: usize): i32 {
  return load<i32>(b, 8);
}
/** Bytes from one column to the next. */
export function blockStride(b: usize): usize {
  return load<u32>(b, 12);
}
/** f64 [columns * stride / 8] */
export function blockValues(b: usize): usize {
  return load<u32>(b, 16);
}
/** u32 [below] address of the cell of each row below. */
export function blockCells(b: usize): usize {
  return load<u32>(b, 20);
}
/**
 * Where the block's products go: for each block that holds some of its rows below, their number c, u32 [c] address of
 * that block's column for each, then for the first of them and all rows after it the offset in such a column.
 */
export function blockTargets(b: usize): usize {
  return load<u32>(b, 24);
}

/** Share of zeros up to which a block joins the next one: long blocks save loops, zeros cost products. */
function mostZeros(columns: i32): f64 {
  if (columns <= 4) return 0.6;
  if (columns <= 16) return 0.3;
  return columns <= 48 ? 0.1 : 0.05;
}

function storedOf(columns: i32, below: i32): f64 {
  const c = <f64>columns;
  return (c * (c - 1.0)) / 2.0 + c * <f64>below;
}

/** Place of `row` among the rows of a block. */
function placeIn(b: usize, rows: usize, row: i32): i32 {
  const columns = blockColumns(b);
  if (row < blockFirst(b) + columns) return row - blockFirst(b);
  let low = 0;
  let high = blockBelow(b) - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (i32At(rows, middle) < row) low = middle + 1;
    else high = middle;
  }
  return columns + low;
}

/** Rows below a block: those of its last column. */
function rowsBelow(pattern: usize, b: usize): usize {
  const last = blockFirst(b) + blockColumns(b) - 1;
  return patternColumnRows(pattern) + ((<usize>i32At(patternColumnStart(pattern), last)) << 2);
}

// Set by makeBlocks for those who ask next.
let blocks: usize = 0;
let count: i32 = 0;
let valueCount: i32 = 0;
let blockOf: usize = 0; // i32 [n - tail]

export function madeBlocks(): i32 {
  return count;
}
/** Number of f64 of all blocks. */
export function madeValues(): i32 {
  return valueCount;
}

/** Finds the blocks of the columns from patternTail on. Gives the records, or 0 when there are none. */
export function makeBlocks(pattern: usize): usize {
  const n = patternSize(pattern);
  const tail = patternTail(pattern);
  count = 0;
  valueCount = 0;
  blocks = 0;
  if (tail >= n) return 0;
  const parent = patternParent(pattern);
  const start = patternColumnStart(pattern);
  blockOf = allocI32(n - tail);
  blocks = alloc(<usize>(n - tail) * BLOCK_BYTES);
  const trueEntries = allocF64(n - tail);
  if (arenaStatus() !== 0) return 0;
  for (let j = tail; j < n; ) {
    // columns whose rows differ by their own alone
    let end = j + 1;
    let entries = i32At(start, j + 1) - i32At(start, j);
    let below = entries;
    while (end < n && i32At(parent, end - 1) === end) {
      const next = i32At(start, end + 1) - i32At(start, end);
      if (next !== below - 1) break;
      below = next;
      entries += next;
      end++;
    }
    let first = j;
    let known = <f64>entries;
    while (count > 0) {
      const before = blocks + <usize>(count - 1) * BLOCK_BYTES;
      const up = i32At(parent, first - 1);
      if (up < 0 || up >= end) break;
      const both = known + load<f64>(trueEntries + ((<usize>(count - 1)) << 3));
      const columns = end - blockFirst(before);
      const stored = storedOf(columns, below);
      if (stored - both > mostZeros(columns) * stored) break;
      first = blockFirst(before);
      known = both;
      count--;
    }
    const b = blocks + <usize>count * BLOCK_BYTES;
    store<i32>(b, first);
    store<i32>(b, end - first, 4);
    store<i32>(b, below, 8);
    store<f64>(trueEntries + ((<usize>count) << 3), known);
    count++;
    j = end;
  }
  for (let s = 0; s < count; s++) {
    const b = blocks + <usize>s * BLOCK_BYTES;
    const columns = blockColumns(b);
    const stride = (columns + blockBelow(b) + 3) & ~3;
    store<i32>(b, stride << 3, 12);
    store<i32>(b, valueCount << 3, 16); // from the beginning of the blocks, until placeBlocks
    valueCount += stride * columns;
    for (let c = 0; c < columns; c++) setI32(blockOf, blockFirst(b) - tail + c, s);
  }
  // a tile at the end of the last block reads three numbers further
  valueCount += 4;
  return blocks;
}

/** Where entry (row, column) of a block's column lies, after placeBlocks. */
export function blockEntry(pattern: usize, column: i32, row: i32): usize {
  const b = blocks + <usize>i32At(blockOf, column - patternTail(pattern)) * BLOCK_BYTES;
  return columnOf(b, column) + ((<usize>placeIn(b, rowsBelow(pattern, b), row)) << 3);
}

function columnOf(b: usize, column: i32): usize {
  return blockValues(b) + <usize>(column - blockFirst(b)) * blockStride(b);
}

/**
 * Gives the blocks their memory and makes their lists.
 *  Shapes:  values f64 [madeValues()]; cells: 16 bytes a row in elimination order
 */
export function placeBlocks(pattern: usize, values: usize, cells: usize): void {
  const tail = patternTail(pattern);
  // twice: first to know the length
  for (let turn = 0; turn < 2; turn++) {
    let at: usize = turn === 0 ? 0 : targets;
    for (let s = 0; s < count; s++) {
      const b = blocks + <usize>s * BLOCK_BYTES;
      if (turn === 0) store<i32>(b, <i32>values + load<i32>(b, 16), 16);
      else store<i32>(b, <i32>at, 24);
      at = listTargets(b, pattern, tail, at, turn !== 0);
    }
    if (turn === 0) {
      targets = alloc(at);
      if (arenaStatus() !== 0) return;
    }
  }
  for (let s = 0; s < count; s++) {
    const b = blocks + <usize>s * BLOCK_BYTES;
    const below = blockBelow(b);
    const rows = rowsBelow(pattern, b);
    const list = allocI32(below);
    if (arenaStatus() !== 0) return;
    for (let i = 0; i < below; i++) setI32(list, i, <i32>cells + (i32At(rows, i) << 4));
    store<i32>(b, <i32>list, 20);
  }
}
let targets: usize = 0;

function listTargets(b: usize, pattern: usize, tail: i32, from: usize, isWritten: bool): usize {
  const below = blockBelow(b);
  const rows = rowsBelow(pattern, b);
  let at = from;
  for (let i = 0; i < below; ) {
    const t = blocks + <usize>i32At(blockOf, i32At(rows, i) - tail) * BLOCK_BYTES;
    const past = blockFirst(t) + blockColumns(t);
    let end = i;
    while (end < below && i32At(rows, end) < past) end++;
    if (isWritten) {
      store<i32>(at, end - i);
      let p = at + 4;
      for (let a = i; a < end; a++, p += 4) store<u32>(p, <u32>columnOf(t, i32At(rows, a)));
      const theirs = rowsBelow(pattern, t);
      for (let a = i; a < below; a++, p += 4) store<i32>(p, placeIn(t, theirs, i32At(rows, a)) << 3);
    }
    at += (<usize>(1 + end - i + below - i)) << 2;
    i = end;
  }
  return at;
}
