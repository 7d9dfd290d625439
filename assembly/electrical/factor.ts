import { alloc } from "../core/arena";
import { fillRow, row, setWorst, step } from "./equations";
import { BUS_FIXED, BUS_VOLTAGE, busCount, roleAt } from "./grid";
import { lColumn, lStart, uColumn, uCount, uStart } from "./pattern";

// The factors of the Jacobian: J = L U in 2x2 blocks, U with identity blocks on its diagonal, L with D_i. One pass a row
// makes mismatch, Jacobian row, factors and forward sweep; sweeps with the factors at hand serve steps that keep them
// and sensitivities.
// No pivoting: blocks on the diagonal dominate in networks; a vanishing pivot is reported with its bus.

/** f64 [entries of U][4] and of L, row-major blocks, both row by row; f64 [place][4] D_i^-1 */
let uValue: usize = 0;
let lValue: usize = 0;
let inverse: usize = 0;
/** Largest mismatch that the last elimination met. */
export let rowMismatch: f64 = 0.0;

/** Elimination costs more than three pairs of sweeps. */
export let isHeavy: bool = false;

export function allocateFactor(): void {
  let products = 0;
  for (let i = 0; i < busCount; i++) {
    const c = load<i32>(uStart + ((<usize>i) << 2), 4) - load<i32>(uStart + ((<usize>i) << 2));
    products += c * c;
  }
  isHeavy = products > 10 * busCount;
  uValue = alloc((<usize>uCount) << 5);
  lValue = alloc((<usize>uCount) << 5);
  inverse = alloc((<usize>busCount) << 5);
}

/**
 * The fused pass: every row is made, eliminated with the rows above and scaled by its inverted diagonal block, U_i and
 * the right side alike. Returns the place of a vanishing pivot, or -1. Only a sweep with the factors needs L: where
 * none will come it is not stored, which is a tenth of the work.
 * Not: L scaled instead of U, as the textbook has it: then each pair (i, k) begins with a product that must be waited
 * for, and its rows are short (three blocks on average).
 */
export function eliminate(keepsLower: bool): i32 {
  const n = busCount;
  const work = row;
  const zero = f64x2.splat(0.0);
  rowMismatch = 0.0;
  setWorst(0);
  for (let i = 0; i < n; i++) {
    const role = load<i32>(roleAt + ((<usize>i) << 2));
    const uFirst = load<i32>(uStart + ((<usize>i) << 2));
    const uLast = load<i32>(uStart + ((<usize>i) << 2), 4);
    const rhs = step + ((<usize>i) << 4);
    if (role === BUS_FIXED) {
      memory.fill(uValue + ((<usize>uFirst) << 5), 0, (<usize>(uLast - uFirst)) << 5);
      v128.store(rhs, zero);
      continue;
    }
    fillRow(i, role === BUS_VOLTAGE);
    const size = Math.max(Math.abs(load<f64>(rhs)), Math.abs(load<f64>(rhs, 8)));
    if (!(size <= rowMismatch)) {
      rowMismatch = size;
      setWorst(i);
      if (Number.isNaN(size)) {
        memory.fill(row, 0, (<usize>n) << 5);
        return -1;
      }
    }

    // what the rows above take away, from this row and from its right side; `row` is zero again behind the loop
    let taken0 = zero;
    let taken1 = zero;
    const lLast = load<i32>(lStart + ((<usize>i) << 2), 4);
    let p = load<i32>(lStart + ((<usize>i) << 2));
    let lBlock = lValue + ((<usize>p) << 5);
    for (; p < lLast; p++) {
      const k = <usize>load<i32>(lColumn + ((<usize>p) << 2));
      const wk = work + k;
      const l0 = v128.load(wk);
      const l1 = v128.load(wk, 16);
      const s00 = v128.load64_splat(wk);
      const s01 = v128.load64_splat(wk, 8);
      const s10 = v128.load64_splat(wk, 16);
      const s11 = v128.load64_splat(wk, 24);
      v128.store(wk, zero);
      v128.store(wk, zero, 16);
      if (keepsLower) {
        v128.store(lBlock, l0);
        v128.store(lBlock, l1, 16);
        lBlock += 32;
      }
      const yk = v128.load(step + (k >> 1));
      taken0 = f64x2.add(taken0, f64x2.mul(l0, yk));
      taken1 = f64x2.add(taken1, f64x2.mul(l1, yk));
      const at = uStart + (k >> 3);
      const end = <usize>load<i32>(at, 4);
      let u = <usize>load<i32>(at);
      let block = uValue + (u << 5);
      for (; u < end; u++, block += 32) {
        const t = work + <usize>load<i32>(uColumn + (u << 2));
        const u0 = v128.load(block);
        const u1 = v128.load(block, 16);
        v128.store(t, f64x2.sub(v128.load(t), f64x2.add(f64x2.mul(s00, u0), f64x2.mul(s01, u1))));
        v128.store(t, f64x2.sub(v128.load(t, 16), f64x2.add(f64x2.mul(s10, u0), f64x2.mul(s11, u1))), 16);
      }
    }
    const w = work + ((<usize>i) << 5);
    const d00 = load<f64>(w);
    const d01 = load<f64>(w, 8);
    const d10 = load<f64>(w, 16);
    const d11 = load<f64>(w, 24);
    v128.store(w, zero);
    v128.store(w, zero, 16);
    const determinant = d00 * d11 - d01 * d10;
    const scale = Math.max(Math.abs(d00 * d11), Math.abs(d01 * d10));
    if (!(Math.abs(determinant) > 1e-14 * scale)) {
      memory.fill(row, 0, (<usize>n) << 5);
      return i;
    }
    const over = 1.0 / determinant;
    const i00 = f64x2.splat(d11 * over);
    const i01 = f64x2.splat(-d01 * over);
    const i10 = f64x2.splat(-d10 * over);
    const i11 = f64x2.splat(d00 * over);
    const kept = inverse + ((<usize>i) << 5);
    store<f64>(kept, d11 * over);
    store<f64>(kept, -d01 * over, 8);
    store<f64>(kept, -d10 * over, 16);
    store<f64>(kept, d00 * over, 24);
    const y0 = load<f64>(rhs) - (f64x2.extract_lane(taken0, 0) + f64x2.extract_lane(taken0, 1));
    const y1 = load<f64>(rhs, 8) - (f64x2.extract_lane(taken1, 0) + f64x2.extract_lane(taken1, 1));
    store<f64>(rhs, (d11 * y0 - d01 * y1) * over);
    store<f64>(rhs, (d00 * y1 - d10 * y0) * over, 8);
    let block = uValue + ((<usize>uFirst) << 5);
    for (let p = uFirst; p < uLast; p++, block += 32) {
      const t = work + <usize>load<i32>(uColumn + ((<usize>p) << 2));
      const u0 = v128.load(t);
      const u1 = v128.load(t, 16);
      v128.store(t, zero);
      v128.store(t, zero, 16);
      v128.store(block, f64x2.add(f64x2.mul(i00, u0), f64x2.mul(i01, u1)));
      v128.store(block, f64x2.add(f64x2.mul(i10, u0), f64x2.mul(i11, u1)), 16);
    }
  }
  return -1;
}

/** Forward sweep: y_i = D_i^-1 (b_i - sum over k < i of L_ik y_k); in `step`. A fixed bus keeps its b. */
export function forward(): void {
  for (let i = 0; i < busCount; i++) {
    if (load<i32>(roleAt + ((<usize>i) << 2)) === BUS_FIXED) continue;
    let a0 = f64x2.splat(0.0);
    let a1 = a0;
    const last = load<i32>(lStart + ((<usize>i) << 2), 4);
    let p = load<i32>(lStart + ((<usize>i) << 2));
    let block = lValue + ((<usize>p) << 5);
    for (; p < last; p++, block += 32) {
      const y = v128.load(step + <usize>(load<i32>(lColumn + ((<usize>p) << 2)) >> 1));
      a0 = f64x2.add(a0, f64x2.mul(v128.load(block), y));
      a1 = f64x2.add(a1, f64x2.mul(v128.load(block, 16), y));
    }
    const at = step + ((<usize>i) << 4);
    const y0 = load<f64>(at) - (f64x2.extract_lane(a0, 0) + f64x2.extract_lane(a0, 1));
    const y1 = load<f64>(at, 8) - (f64x2.extract_lane(a1, 0) + f64x2.extract_lane(a1, 1));
    const inv = inverse + ((<usize>i) << 5);
    store<f64>(at, load<f64>(inv) * y0 + load<f64>(inv, 8) * y1);
    store<f64>(at, load<f64>(inv, 16) * y0 + load<f64>(inv, 24) * y1, 8);
  }
}

/** Backward sweep: x_i = y_i - sum over j > i of U_ij x_j; in `step`. */
export function backward(): void {
  for (let i = busCount - 1; i >= 0; i--) {
    let a0 = f64x2.splat(0.0);
    let a1 = a0;
    const last = load<i32>(uStart + ((<usize>i) << 2), 4);
    let p = load<i32>(uStart + ((<usize>i) << 2));
    let block = uValue + ((<usize>p) << 5);
    for (; p < last; p++, block += 32) {
      const x = v128.load(step + <usize>(load<i32>(uColumn + ((<usize>p) << 2)) >> 1));
      a0 = f64x2.add(a0, f64x2.mul(v128.load(block), x));
      a1 = f64x2.add(a1, f64x2.mul(v128.load(block, 16), x));
    }
    const at = step + ((<usize>i) << 4);
    store<f64>(at, load<f64>(at) - (f64x2.extract_lane(a0, 0) + f64x2.extract_lane(a0, 1)));
    store<f64>(at, load<f64>(at, 8) - (f64x2.extract_lane(a1, 0) + f64x2.extract_lane(a1, 1)), 8);
  }
}

/**
 * J' x = b with the factors at hand, b and x in `step`: U' z = b from the first row to the last, then L' x = z back.
 * x_i = d(result) / d(wanted P, Q at i); at a fixed bus / d(angle, ln V), at a voltage-holding one / d(P, ln V), where b
 * is the slope of the result in all angles and ln voltages.
 */
export function sweepTransposed(): void {
  for (let i = 0; i < busCount; i++) {
    if (load<i32>(roleAt + ((<usize>i) << 2)) === BUS_FIXED) continue;
    const s = v128.load64_splat(step + ((<usize>i) << 4));
    const t = v128.load64_splat(step + ((<usize>i) << 4), 8);
    const last = load<i32>(uStart + ((<usize>i) << 2), 4);
    let p = load<i32>(uStart + ((<usize>i) << 2));
    let block = uValue + ((<usize>p) << 5);
    for (; p < last; p++, block += 32) {
      const at = step + <usize>(load<i32>(uColumn + ((<usize>p) << 2)) >> 1);
      const taken = f64x2.add(f64x2.mul(v128.load(block), s), f64x2.mul(v128.load(block, 16), t));
      v128.store(at, f64x2.sub(v128.load(at), taken));
    }
  }
  for (let i = busCount - 1; i >= 0; i--) {
    if (load<i32>(roleAt + ((<usize>i) << 2)) === BUS_FIXED) continue;
    const own = step + ((<usize>i) << 4);
    const inv = inverse + ((<usize>i) << 5);
    const z0 = v128.load64_splat(own);
    const z1 = v128.load64_splat(own, 8);
    const x = f64x2.add(f64x2.mul(v128.load(inv), z0), f64x2.mul(v128.load(inv, 16), z1));
    v128.store(own, x);
    const s = v128.load64_splat(own);
    const t = v128.load64_splat(own, 8);
    const last = load<i32>(lStart + ((<usize>i) << 2), 4);
    let p = load<i32>(lStart + ((<usize>i) << 2));
    let block = lValue + ((<usize>p) << 5);
    for (; p < last; p++, block += 32) {
      const at = step + <usize>(load<i32>(lColumn + ((<usize>p) << 2)) >> 1);
      const taken = f64x2.add(f64x2.mul(v128.load(block), s), f64x2.mul(v128.load(block, 16), t));
      v128.store(at, f64x2.sub(v128.load(at), taken));
    }
  }
}
