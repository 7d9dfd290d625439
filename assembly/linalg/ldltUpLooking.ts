import { f64At, i32At, setF64, setI32, u8At } from "../core/memory";
import {
  isBadPivot,
  ldltAddress,
  ldltDead,
  ldltFilled,
  ldltInverse,
  ldltLower,
  ldltPattern,
  ldltTolerance,
  ldltValues,
  ldltWork,
} from "./ldltHandle";
import {
  patternColumnStart,
  patternOrder,
  patternPairColumns,
  patternPairStart,
  patternRowColumns,
  patternRowStart,
  patternSize,
} from "./pattern";

/**
 * Row k of L is one sparse triangular solve with the rows above: gathers into a dense work row, so that its memory is
 * the factor and no more. For factors with many products per entry (meshes).
 *  Gives:  -1, or the row whose pivot is bad
 */
export function factorUpLooking(h: usize): i32 {
  const pattern = ldltPattern(h);
  const n = patternSize(pattern);
  const order = patternOrder(pattern);
  const columnStart = patternColumnStart(pattern);
  const pairStart = patternPairStart(pattern);
  const values = ldltValues(h);
  const dead = ldltDead(h);
  const lower = ldltLower(h);
  const address = ldltAddress(h);
  const inverse = ldltInverse(h);
  const work = ldltWork(h);
  const filled = ldltFilled(h);
  const tolerance = ldltTolerance(h);

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
    if (isBadPivot(pivot, diagonal, tolerance)) {
      memory.fill(work, 0, (<usize>n) << 3);
      return row;
    }
    setF64(inverse, k, 1.0 / pivot);
  }
  return -1;
}
