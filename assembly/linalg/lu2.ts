import { f64At, i32At, u8At } from "../core/memory";
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

// LU of 2 x 2 blocks (a b / c d), two numbers to a vector register. See lu.ts for what is stored where.

const BLOCK: i32 = 4;

/** See luAnalyse. */
export function lu2Analyse(n: i32, m: i32, rows: usize, cols: usize, slots: usize): usize {
  return luAnalyse(n, m, rows, cols, slots, BLOCK);
}

function copyBlock(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
}

function clearBlock(at: usize): void {
  v128.store(at, f64x2.splat(0.0));
  v128.store(at, f64x2.splat(0.0), 16);
}

/**
 * Numeric factorisation of the values at hand.
 *  Fails:  singular -> report.at is the block row whose diagonal block is singular, tiny or not a number
 */
export function lu2Factor(h: usize): i32 {
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
  const pairValues = values + ((<usize>luFirstPairSlot(n)) << 5);
  const dead = luDead(h);
  const upper = luUpper(h);
  const address = luAddress(h);
  const inverse = luInverse(h);
  const work = luWork(h);
  const tolerance = luTolerance(h);

  let lower = luLower(h);
  for (let k = 0; k < n; k++) {
    const row = i32At(order, k);
    const diagonal = work + ((<usize>k) << 5);
    let size = 1.0;
    if (u8At(dead, row) !== 0) {
      store<f64>(diagonal, 1.0);
      store<f64>(diagonal, 1.0, 24);
    } else {
      const own = values + ((<usize>row) << 5);
      copyBlock(diagonal, own);
      size = max(
        max(abs(load<f64>(own)), abs(load<f64>(own, 8))),
        max(abs(load<f64>(own, 16)), abs(load<f64>(own, 24))),
      );
      const lowerEnd = i32At(pairStart, k + 1);
      for (let u = i32At(pairStart, k); u < lowerEnd; u++) {
        const j = i32At(pairColumns, u);
        if (u8At(dead, i32At(order, j)) !== 0) continue;
        copyBlock(work + ((<usize>j) << 5), pairValues + ((<usize>u) << 6));
      }
      const upperEnd = i32At(upperStart, k + 1);
      for (let a = i32At(upperStart, k); a < upperEnd; a++) {
        const i = i32At(upperColumns, a);
        if (u8At(dead, i32At(order, i)) !== 0) continue;
        copyBlock(work + ((<usize>i) << 5), pairValues + ((<usize>i32At(upperPairs, a)) << 6) + 32);
      }
    }

    const end = i32At(rowStart, k + 1);
    for (let e = i32At(rowStart, k); e < end; e++, lower += 32) {
      const j = i32At(rowColumns, e);
      const w = work + ((<usize>j) << 5);
      const d = inverse + ((<usize>j) << 5);
      const dTop = v128.load(d);
      const dBottom = v128.load(d, 16);
      // (row k, column j) of L: what is left in the work row, times the inverse of the diagonal block above
      const top = f64x2.add(f64x2.mul(v128.load64_splat(w), dTop), f64x2.mul(v128.load64_splat(w, 8), dBottom));
      const bottom = f64x2.add(f64x2.mul(v128.load64_splat(w, 16), dTop), f64x2.mul(v128.load64_splat(w, 24), dBottom));
      v128.store(lower, top);
      v128.store(lower, bottom, 16);
      clearBlock(w);
      const l00 = v128.shuffle<f64>(top, top, 0, 0);
      const l01 = v128.shuffle<f64>(top, top, 1, 1);
      const l10 = v128.shuffle<f64>(bottom, bottom, 0, 0);
      const l11 = v128.shuffle<f64>(bottom, bottom, 1, 1);
      const begin = <usize>i32At(columnStart, j);
      let p = address + (begin << 2);
      let u = upper + (begin << 5);
      const stop = address + ((<usize>i32At(columnStart, j + 1)) << 2);
      for (; p < stop; p += 4, u += 32) {
        const at = <usize>load<u32>(p);
        const uTop = v128.load(u);
        const uBottom = v128.load(u, 16);
        const newTop = f64x2.sub(f64x2.sub(v128.load(at), f64x2.mul(l00, uTop)), f64x2.mul(l01, uBottom));
        const newBottom = f64x2.sub(f64x2.sub(v128.load(at, 16), f64x2.mul(l10, uTop)), f64x2.mul(l11, uBottom));
        v128.store(at, newTop);
        v128.store(at, newBottom, 16);
      }
    }

    const a = load<f64>(diagonal);
    const b = load<f64>(diagonal, 8);
    const c = load<f64>(diagonal, 16);
    const d = load<f64>(diagonal, 24);
    const det = a * d - b * c;
    const left = max(max(abs(a), abs(b)), max(abs(c), abs(d)));
    // Written so that a block that holds no numbers fails too.
    if (!(left > tolerance * size) || !(abs(det) > tolerance * (abs(a * d) + abs(b * c))) || abs(det) === Infinity) {
      memory.fill(work, 0, (<usize>n) << 5);
      return fail(STATUS_SINGULAR, row);
    }
    const scale = 1.0 / det;
    const inv = inverse + ((<usize>k) << 5);
    store<f64>(inv, d * scale);
    store<f64>(inv, -b * scale, 8);
    store<f64>(inv, -c * scale, 16);
    store<f64>(inv, a * scale, 24);
    clearBlock(diagonal);
    const first = <usize>i32At(columnStart, k);
    let p = address + (first << 2);
    let u = upper + (first << 5);
    const stop = address + ((<usize>i32At(columnStart, k + 1)) << 2);
    for (; p < stop; p += 4, u += 32) {
      const at = <usize>load<u32>(p);
      copyBlock(u, at);
      clearBlock(at);
    }
  }
  luSetFactored(h, true);
  return STATUS_OK;
}

/** The same work as lu2Factor: without pivoting there is no choice to keep. */
export function lu2Refactor(h: usize): i32 {
  return lu2Factor(h);
}

/** A x = b. b, x f64 [2 n], two numbers per row; they may be the same array. */
export function lu2Solve(h: usize, b: usize, x: usize): i32 {
  if (luReady(h, BLOCK) !== STATUS_OK || !luIsFactored(h)) return fail(STATUS_NOT_READY, -1);
  const pattern = luPattern(h);
  const n = patternSize(pattern);
  const order = patternOrder(pattern);
  const columnStart = patternColumnStart(pattern);
  const rowStart = patternRowStart(pattern);
  const inverse = luInverse(h);
  const address = luAddress(h);
  const work = luWork(h);
  let lower = luLower(h);
  let entry = patternRowColumns(pattern);
  for (let k = 0; k < n; k++) {
    const from = b + ((<usize>i32At(order, k)) << 4);
    let s = load<f64>(from);
    let t = load<f64>(from, 8);
    const stop = patternRowColumns(pattern) + ((<usize>i32At(rowStart, k + 1)) << 2);
    for (; entry < stop; entry += 4, lower += 32) {
      const y = work + ((<usize>load<i32>(entry)) << 5);
      const y0 = load<f64>(y);
      const y1 = load<f64>(y, 8);
      s -= load<f64>(lower) * y0 + load<f64>(lower, 8) * y1;
      t -= load<f64>(lower, 16) * y0 + load<f64>(lower, 24) * y1;
    }
    store<f64>(work + ((<usize>k) << 5), s);
    store<f64>(work + ((<usize>k) << 5), t, 8);
  }
  for (let k = n - 1; k >= 0; k--) {
    const at = work + ((<usize>k) << 5);
    let s = load<f64>(at);
    let t = load<f64>(at, 8);
    const begin = <usize>i32At(columnStart, k);
    const stop = address + ((<usize>i32At(columnStart, k + 1)) << 2);
    let u = luUpper(h) + (begin << 5);
    for (let p = address + (begin << 2); p < stop; p += 4, u += 32) {
      const y = <usize>load<u32>(p);
      const y0 = load<f64>(y);
      const y1 = load<f64>(y, 8);
      s -= load<f64>(u) * y0 + load<f64>(u, 8) * y1;
      t -= load<f64>(u, 16) * y0 + load<f64>(u, 24) * y1;
    }
    const inv = inverse + ((<usize>k) << 5);
    store<f64>(at, load<f64>(inv) * s + load<f64>(inv, 8) * t);
    store<f64>(at, load<f64>(inv, 16) * s + load<f64>(inv, 24) * t, 8);
  }
  unload(pattern, work, x, n);
  return STATUS_OK;
}

/** A' x = b with the factor of A: one such solve gives the sensitivity of one result to every right-hand side. */
export function lu2SolveTransposed(h: usize, b: usize, x: usize): i32 {
  if (luReady(h, BLOCK) !== STATUS_OK || !luIsFactored(h)) return fail(STATUS_NOT_READY, -1);
  const pattern = luPattern(h);
  const n = patternSize(pattern);
  const order = patternOrder(pattern);
  const columnStart = patternColumnStart(pattern);
  const rowStart = patternRowStart(pattern);
  const rowColumns = patternRowColumns(pattern);
  const inverse = luInverse(h);
  const address = luAddress(h);
  const work = luWork(h);
  for (let k = 0; k < n; k++) {
    const from = b + ((<usize>i32At(order, k)) << 4);
    store<f64>(work + ((<usize>k) << 5), load<f64>(from));
    store<f64>(work + ((<usize>k) << 5), load<f64>(from, 8), 8);
  }
  let u = luUpper(h);
  let p = address;
  for (let k = 0; k < n; k++) {
    const at = work + ((<usize>k) << 5);
    const inv = inverse + ((<usize>k) << 5);
    const s = load<f64>(inv) * load<f64>(at) + load<f64>(inv, 16) * load<f64>(at, 8);
    const t = load<f64>(inv, 8) * load<f64>(at) + load<f64>(inv, 24) * load<f64>(at, 8);
    store<f64>(at, s);
    store<f64>(at, t, 8);
    const stop = address + ((<usize>i32At(columnStart, k + 1)) << 2);
    for (; p < stop; p += 4, u += 32) {
      const y = <usize>load<u32>(p);
      store<f64>(y, load<f64>(y) - (load<f64>(u) * s + load<f64>(u, 16) * t));
      store<f64>(y, load<f64>(y, 8) - (load<f64>(u, 8) * s + load<f64>(u, 24) * t), 8);
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    const at = work + ((<usize>k) << 5);
    const s = load<f64>(at);
    const t = load<f64>(at, 8);
    const end = i32At(rowStart, k + 1);
    let l = luLower(h) + ((<usize>i32At(rowStart, k)) << 5);
    for (let e = i32At(rowStart, k); e < end; e++, l += 32) {
      const y = work + ((<usize>i32At(rowColumns, e)) << 5);
      store<f64>(y, load<f64>(y) - (load<f64>(l) * s + load<f64>(l, 16) * t));
      store<f64>(y, load<f64>(y, 8) - (load<f64>(l, 8) * s + load<f64>(l, 24) * t), 8);
    }
  }
  unload(pattern, work, x, n);
  return STATUS_OK;
}

/** Work row -> x by row; the work row is left zero. */
function unload(pattern: usize, work: usize, x: usize, n: i32): void {
  const place = patternPlace(pattern);
  for (let i = 0; i < n; i++) {
    const at = work + ((<usize>i32At(place, i)) << 5);
    const to = x + ((<usize>i) << 4);
    store<f64>(to, f64At(at, 0));
    store<f64>(to, f64At(at, 1), 8);
  }
  memory.fill(work, 0, (<usize>n) << 5);
}
