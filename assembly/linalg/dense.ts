import { f64At, i32At, setF64 } from "../core/memory";
import { blockBelow, blockCells, blockColumns, blockFirst, blockStride, blockTargets, blockValues } from "./supernodes";

// Numbers of one block. All loops run over tiles of 4 rows x 2 columns, whose eight sums stay in registers while the
// columns to the left go by: four loads for eight products, in a fixed order.

/** f64 [2 * columns]: two rows of L times D, side by side. */
let pair: usize = 0;
/** f64 [columns] D of the block at hand. */
let pivots: usize = 0;
/** f64 [stride / 8] right-hand side of the rows of the block at hand. */
let right: usize = 0;

/** Names the scratch of the factor at hand: f64 [4 * most], most = rows of the longest block. */
export function workIn(at: usize, most: i32): void {
  right = at;
  pivots = right + ((<usize>most) << 3);
  pair = pivots + ((<usize>most) << 3);
}

let bad: f64 = 0.0;
/** The pivot that failed. */
export function blockBadPivot(): f64 {
  return bad;
}

/** Rows `a` and `a + 1` of L, their first `k` columns, times D. */
function loadPair(a: usize, k: i32, stride: usize): void {
  let at = a;
  let d = pivots;
  const end = pair + ((<usize>k) << 4);
  for (let p = pair; p < end; p += 16, at += stride, d += 8)
    v128.store(p, f64x2.mul(v128.load(at), v128.load64_splat(d)));
}

/**
 * Factors a block whose contributions have all come in, eliminates its right-hand side, and takes its products from the
 * blocks above.
 *  Shapes:  cells: diagonal and right-hand side of every row; diagonals are replaced by 1/D, right-hand sides by y/D
 *  least: f64 [n] smallest pivot allowed for each row, or 0 for none
 *  Gives:   -1, or the column whose pivot is bad
 */
export function factorBlock(b: usize, cells: usize, least: usize): i32 {
  const first = blockFirst(b);
  const columns = blockColumns(b);
  const below = blockBelow(b);
  const stride = blockStride(b);
  const values = blockValues(b);
  const own = cells + ((<usize>first) << 4);
  memory.fill(right, 0, stride);
  for (let c = 0; c < columns; c++) {
    const diagonal = values + <usize>c * stride + ((<usize>c) << 3);
    const cell = own + ((<usize>c) << 4);
    store<f64>(diagonal, load<f64>(diagonal) + load<f64>(cell));
    setF64(right, c, load<f64>(cell, 8));
  }
  for (let c = 0; c < columns; c += 2) {
    const column = values + <usize>c * stride;
    const isPair = c + 1 < columns;
    const offset = (<usize>c) << 3;
    if (c > 0) {
      loadPair(values + offset, c, stride);
      const from = offset & ~(<usize>31);
      for (let r = from; r < stride; r += 32) {
        if (isPair) takeTile(values + r, c, stride, column + r);
        else takeHalf(values + r, c, stride, column + r);
      }
    }
    const d0 = load<f64>(column + offset);
    if (isBad(d0, least, first + c)) return first + c;
    const i0 = 1.0 / d0;
    const z0 = f64At(right, c);
    setF64(pivots, c, d0);
    const cell = own + ((<usize>c) << 4);
    store<f64>(cell, i0);
    store<f64>(cell, z0 * i0, 8);
    const y1 = load<f64>(column + offset, 8);
    const l1 = y1 * i0;
    const s0 = f64x2.splat(i0);
    const w0 = f64x2.splat(z0);
    if (!isPair) {
      for (let r = offset + 8; r < stride; r += 8) {
        const l = load<f64>(column + r) * i0;
        store<f64>(column + r, l);
        store<f64>(right + r, load<f64>(right + r) - l * z0);
      }
      break;
    }
    store<f64>(column + offset, l1, 8);
    const next = column + stride;
    const d1 = load<f64>(next + offset, 8) - l1 * y1;
    if (isBad(d1, least, first + c + 1)) return first + c + 1;
    const i1 = 1.0 / d1;
    const z1 = f64At(right, c + 1) - l1 * z0;
    setF64(pivots, c + 1, d1);
    store<f64>(cell, i1, 16);
    store<f64>(cell, z1 * i1, 24);
    const s1 = f64x2.splat(i1);
    const w1 = f64x2.splat(z1);
    const t1 = f64x2.splat(l1);
    for (let r = offset + 16; r < stride; r += 16) {
      const y = v128.load(column + r);
      const la = f64x2.mul(y, s0);
      const lb = f64x2.mul(f64x2.sub(v128.load(next + r), f64x2.mul(y, t1)), s1);
      v128.store(column + r, la);
      v128.store(next + r, lb);
      const w = f64x2.sub(v128.load(right + r), f64x2.mul(la, w0));
      v128.store(right + r, f64x2.sub(w, f64x2.mul(lb, w1)));
    }
  }
  takeFromAbove(b, values, stride, columns, below);
  return -1;
}

function isBad(pivot: f64, least: usize, k: i32): bool {
  // Written so that a comparison with a number that is none says bad.
  const isGood = least === 0 ? pivot > 0.0 : abs(pivot) > f64At(least, k) && abs(pivot) !== Infinity;
  if (!isGood) bad = pivot;
  return !isGood;
}

/** Four rows of two columns less the products of the `k` columns to the left; `rows` is the first row in the first column. */
function takeTile(rows: usize, k: i32, stride: usize, target: usize): void {
  let a = v128.load(target);
  let b = v128.load(target, 16);
  let c = v128.load(target + stride);
  let d = v128.load(target + stride, 16);
  let at = rows;
  const end = pair + ((<usize>k) << 4);
  for (let p = pair; p < end; p += 16, at += stride) {
    const upper = v128.load(at);
    const lower = v128.load(at, 16);
    const x = v128.load64_splat(p);
    const y = v128.load64_splat(p, 8);
    a = f64x2.sub(a, f64x2.mul(upper, x));
    b = f64x2.sub(b, f64x2.mul(lower, x));
    c = f64x2.sub(c, f64x2.mul(upper, y));
    d = f64x2.sub(d, f64x2.mul(lower, y));
  }
  v128.store(target, a);
  v128.store(target, b, 16);
  v128.store(target + stride, c);
  v128.store(target + stride, d, 16);
}

/** The same of one column. */
function takeHalf(rows: usize, k: i32, stride: usize, target: usize): void {
  let a = v128.load(target);
  let b = v128.load(target, 16);
  let at = rows;
  const end = pair + ((<usize>k) << 4);
  for (let p = pair; p < end; p += 16, at += stride) {
    const x = v128.load64_splat(p);
    a = f64x2.sub(a, f64x2.mul(v128.load(at), x));
    b = f64x2.sub(b, f64x2.mul(v128.load(at, 16), x));
  }
  v128.store(target, a);
  v128.store(target, b, 16);
}

/** Takes the products of the rows below from the blocks that hold them, and of the right-hand side from their cells. */
function takeFromAbove(b: usize, values: usize, stride: usize, columns: i32, below: i32): void {
  const rowCells = blockCells(b);
  const ownRows = (<usize>columns) << 3;
  for (let i = 0; i < below; i++) {
    const cell = <usize>load<u32>(rowCells + ((<usize>i) << 2));
    store<f64>(cell, load<f64>(cell, 8) + load<f64>(right + ownRows + ((<usize>i) << 3)), 8);
  }
  const firstBelow = values + ownRows;
  let list = blockTargets(b);
  for (let i = 0; i < below; ) {
    const n = load<i32>(list);
    const bases = list + 4;
    const offsets = bases + ((<usize>n) << 2);
    const end = offsets + ((<usize>(below - i)) << 2);
    for (let c = 0; c < n; c += 2) {
      const isPair = c + 1 < n;
      loadPair(firstBelow + ((<usize>(i + c)) << 3), columns, stride);
      const left = <usize>load<u32>(bases + ((<usize>c) << 2));
      const other = isPair ? <usize>load<u32>(bases + ((<usize>c) << 2), 4) : 0;
      let rows = firstBelow + ((<usize>(i + c)) << 3);
      let offset = offsets + ((<usize>c) << 2);
      for (; offset < end; offset += 16, rows += 32) scatterTile(rows, columns, stride, left, other, offset, end);
    }
    i += n;
    list = end;
  }
}

function scatterTile(rows: usize, k: i32, stride: usize, left: usize, other: usize, offset: usize, end: usize): void {
  let a = f64x2.splat(0.0);
  let b = a;
  let c = a;
  let d = a;
  let at = rows;
  const last = pair + ((<usize>k) << 4);
  for (let p = pair; p < last; p += 16, at += stride) {
    const upper = v128.load(at);
    const lower = v128.load(at, 16);
    const x = v128.load64_splat(p);
    const y = v128.load64_splat(p, 8);
    a = f64x2.add(a, f64x2.mul(upper, x));
    b = f64x2.add(b, f64x2.mul(lower, x));
    c = f64x2.add(c, f64x2.mul(upper, y));
    d = f64x2.add(d, f64x2.mul(lower, y));
  }
  const count = <i32>((end - offset) >> 2);
  const o0 = <usize>load<u32>(offset);
  take(left + o0, f64x2.extract_lane(a, 0));
  if (other !== 0) take(other + o0, f64x2.extract_lane(c, 0));
  if (count === 1) return;
  const o1 = <usize>load<u32>(offset, 4);
  take(left + o1, f64x2.extract_lane(a, 1));
  if (other !== 0) take(other + o1, f64x2.extract_lane(c, 1));
  if (count === 2) return;
  const o2 = <usize>load<u32>(offset, 8);
  take(left + o2, f64x2.extract_lane(b, 0));
  if (other !== 0) take(other + o2, f64x2.extract_lane(d, 0));
  if (count === 3) return;
  const o3 = <usize>load<u32>(offset, 12);
  take(left + o3, f64x2.extract_lane(b, 1));
  if (other !== 0) take(other + o3, f64x2.extract_lane(d, 1));
}

function take(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) - value);
}

/** The way down of a solve on a block that is factored: right-hand sides of its rows become y/D, those below lose theirs. */
export function forwardBlock(b: usize, cells: usize): void {
  const columns = blockColumns(b);
  const below = blockBelow(b);
  const stride = blockStride(b);
  const own = cells + ((<usize>blockFirst(b)) << 4);
  const rowCells = blockCells(b);
  memory.fill(right, 0, stride);
  for (let c = 0; c < columns; c++) setF64(right, c, load<f64>(own + ((<usize>c) << 4), 8));
  let column = blockValues(b);
  for (let c = 0; c < columns; c += 2, column += stride << 1) {
    const offset = (<usize>c) << 3;
    const cell = own + ((<usize>c) << 4);
    const z0 = f64At(right, c);
    store<f64>(cell, z0 * load<f64>(cell), 8);
    const isPair = c + 1 < columns;
    const z1 = isPair ? f64At(right, c + 1) - load<f64>(column + offset, 8) * z0 : 0.0;
    if (isPair) store<f64>(cell, z1 * load<f64>(cell, 16), 24);
    else store<f64>(right + offset, f64At(right, c + 1) - load<f64>(column + offset, 8) * z0, 8);
    const w0 = f64x2.splat(z0);
    const w1 = f64x2.splat(z1);
    const next = isPair ? column + stride : column;
    for (let r = offset + 16; r < stride; r += 16) {
      const w = f64x2.sub(v128.load(right + r), f64x2.mul(v128.load(column + r), w0));
      v128.store(right + r, f64x2.sub(w, f64x2.mul(v128.load(next + r), w1)));
    }
  }
  const ownRows = (<usize>columns) << 3;
  for (let i = 0; i < below; i++) {
    const cell = <usize>load<u32>(rowCells + ((<usize>i) << 2));
    store<f64>(cell, load<f64>(cell, 8) + load<f64>(right + ownRows + ((<usize>i) << 3)), 8);
  }
}

/** The way back: unknowns of the block's rows from those below. x f64 [n] by row, order[k] being the row of cell k. */
export function backwardBlock(b: usize, cells: usize, order: usize, x: usize): void {
  const columns = blockColumns(b);
  const below = blockBelow(b);
  const stride = blockStride(b);
  const own = cells + ((<usize>blockFirst(b)) << 4);
  const rowCells = blockCells(b);
  const ownRows = (<usize>columns) << 3;
  memory.fill(right + (ownRows & ~(<usize>15)), 0, stride - (ownRows & ~(<usize>15)));
  for (let i = 0; i < below; i++)
    store<f64>(right + ownRows + ((<usize>i) << 3), load<f64>(<usize>load<u32>(rowCells + ((<usize>i) << 2)), 8));
  let c = columns - 1;
  let column = blockValues(b) + <usize>c * stride;
  if ((c & 1) === 0) {
    // the last of an odd number of columns
    const sum = load<f64>(own + ((<usize>c) << 4), 8) - dotBelow(column, (<usize>(c + 1)) << 3, stride);
    setUnknown(c, sum, own, order, x, blockFirst(b));
    c--;
    column -= stride;
  }
  for (; c > 0; c -= 2, column -= stride << 1) {
    const former = column - stride;
    let r = (<usize>(c + 1)) << 3;
    let s0 = f64x2.splat(0.0);
    let s1 = s0;
    for (; r < stride; r += 16) {
      const w = v128.load(right + r);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(former + r), w));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(column + r), w));
    }
    const cell = own + ((<usize>c) << 4);
    const last = load<f64>(cell, 8) - (f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1));
    setUnknown(c, last, own, order, x, blockFirst(b));
    const both = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1) + load<f64>(former + ((<usize>c) << 3)) * last;
    setUnknown(c - 1, load<f64>(cell - 8) - both, own, order, x, blockFirst(b));
  }
}

/** Products of a column and the unknowns at hand, from an odd row on. */
function dotBelow(column: usize, from: usize, stride: usize): f64 {
  let sum = load<f64>(column + from) * load<f64>(right + from);
  for (let r = from + 8; r < stride; r += 8) sum += load<f64>(column + r) * load<f64>(right + r);
  return sum;
}

function setUnknown(c: i32, value: f64, own: usize, order: usize, x: usize, first: i32): void {
  store<f64>(own + ((<usize>c) << 4), value, 8);
  setF64(right, c, value);
  setF64(x, i32At(order, first + c), value);
}
