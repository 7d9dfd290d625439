import { alloc } from "../core/arena";
import { cos, exp, sin } from "../core/elementary";
import { fail, setIterations, setResidual, setValue } from "../core/report";
import { STATUS_BAD_INPUT, STATUS_DIVERGED, STATUS_OK, STATUS_SINGULAR } from "../core/status";
import { yDiagonal, yValue } from "./admittance";
import {
  BUS_FIXED,
  BUS_VOLTAGE,
  busAt,
  busCount,
  complexVoltage,
  injection,
  magnitude,
  phase,
  roleAt,
  SPEC_STRIDE,
  specified,
} from "./grid";
import { lColumn, lStart, uColumn, uCount, uStart, yColumn, yStart } from "./pattern";

// Newton in (angle, ln voltage), 2x2 blocks, one pass a row: mismatch, Jacobian row, elimination and forward sweep.
// With S_ij = V_i conj(Y_ij V_j) and S_i their sum over j: dS_i/dangle_j = -j S_ij, dS_i/dlnV_j = S_ij for j != i,
// dS_i/dangle_i = j (S_i - S_ii), dS_i/dlnV_i = S_i + S_ii. Rows: P, then Q. A voltage-holding bus has an identity
// second row, a fixed bus an identity block, so that no role changes the pattern.
// No pivoting: blocks on the diagonal dominate in networks; a vanishing pivot is reported with its bus.
// Not: rectangular coordinates (no constant blocks for voltage-holding buses), nor polar with V instead of ln V (a
// division by V_j for every entry).

// 1 / n!
const C3: f64 = 1.0 / 6.0;
const C4: f64 = 1.0 / 24.0;
const C5: f64 = 1.0 / 120.0;
const C6: f64 = 1.0 / 720.0;
const C7: f64 = 1.0 / 5040.0;
const C8: f64 = 1.0 / 40320.0;
const C9: f64 = 1.0 / 362880.0;
const C10: f64 = 1.0 / 3628800.0;

/** f64 [entries of U][4], row-major blocks */
let uValue: usize = 0;
/** f64 [place][2]: forward-swept right side, then the step */
let step: usize = 0;
/** f64 [place][4]: the row being eliminated, spread over all columns; zero between two rows */
let row: usize = 0;
/** Place of the largest mismatch of the last pass. */
let worst: i32 = 0;
/** Largest mismatch that the last elimination met. */
let rowMismatch: f64 = 0.0;
/** A step from a mismatch above this does not reach a tolerance worth asking for. */
const FAR: f64 = 1e-2;

export function allocateNewton(): void {
  uValue = alloc((<usize>uCount) << 5);
  step = alloc((<usize>busCount) << 4);
  row = alloc((<usize>busCount) << 5);
}

/** Largest |P| or |Q| mismatch over all free equations; fills `injection`. The first NaN ends it. */
export function mismatch(): f64 {
  let largest = 0.0;
  worst = 0;
  for (let i = 0; i < busCount; i++) {
    const v = complexVoltage + ((<usize>i) << 4);
    const e = load<f64>(v);
    const f = load<f64>(v, 8);
    const d = yDiagonal + ((<usize>i) << 4);
    let re = load<f64>(d) * e - load<f64>(d, 8) * f;
    let im = load<f64>(d) * f + load<f64>(d, 8) * e;
    const last = load<i32>(yStart + ((<usize>i) << 2), 4);
    for (let p = load<i32>(yStart + ((<usize>i) << 2)); p < last; p++) {
      const o = complexVoltage + <usize>(load<i32>(yColumn + ((<usize>p) << 2)) >> 1);
      const y = yValue + ((<usize>p) << 4);
      const g = load<f64>(y);
      const b = load<f64>(y, 8);
      const ej = load<f64>(o);
      const fj = load<f64>(o, 8);
      re += g * ej - b * fj;
      im += g * fj + b * ej;
    }
    const power = e * re + f * im;
    const reactive = f * re - e * im;
    const s = injection + ((<usize>i) << 4);
    store<f64>(s, power);
    store<f64>(s, reactive, 8);
    const role = load<i32>(roleAt + ((<usize>i) << 2));
    if (role === BUS_FIXED) continue;
    const w = specified + <usize>i * SPEC_STRIDE;
    const m = load<f64>(magnitude + ((<usize>i) << 3));
    const dp = Math.abs(power + m * (load<f64>(w, 16) + m * load<f64>(w, 32)) - load<f64>(w));
    if (!(dp <= largest)) {
      largest = dp;
      worst = i;
      if (Number.isNaN(dp)) break;
    }
    if (role === BUS_VOLTAGE) continue;
    const dq = Math.abs(reactive + m * (load<f64>(w, 24) + m * load<f64>(w, 40)) - load<f64>(w, 8));
    if (!(dq <= largest)) {
      largest = dq;
      worst = i;
      if (Number.isNaN(dq)) break;
    }
  }
  return largest;
}

/** Mismatch (wanted less present, into step[i]) and Jacobian row i, spread over `row`. */
function fillRow(i: i32, isHeld: bool): void {
  const v = complexVoltage + ((<usize>i) << 4);
  const e = load<f64>(v);
  const f = load<f64>(v, 8);
  const m = load<f64>(magnitude + ((<usize>i) << 3));
  const yd = yDiagonal + ((<usize>i) << 4);
  const own = m * m;
  const ownPower = own * load<f64>(yd);
  const ownReactive = -own * load<f64>(yd, 8);
  let power = ownPower;
  let reactive = ownReactive;
  const yLast = load<i32>(yStart + ((<usize>i) << 2), 4);
  for (let p = load<i32>(yStart + ((<usize>i) << 2)); p < yLast; p++) {
    const j = <usize>load<i32>(yColumn + ((<usize>p) << 2));
    const y = yValue + ((<usize>p) << 4);
    const o = complexVoltage + (j >> 1);
    const g = load<f64>(y);
    const b = load<f64>(y, 8);
    const ej = load<f64>(o);
    const fj = load<f64>(o, 8);
    const re = g * ej - b * fj;
    const im = g * fj + b * ej;
    const a = e * re + f * im;
    const q = f * re - e * im;
    power += a;
    reactive += q;
    const w = row + j;
    store<f64>(w, q);
    store<f64>(w, a, 8);
    if (!isHeld) {
      store<f64>(w, -a, 16);
      store<f64>(w, q, 24);
    }
  }
  const spec = specified + <usize>i * SPEC_STRIDE;
  const currentP = m * load<f64>(spec, 16);
  const impedanceP = own * load<f64>(spec, 32);
  const y0 = load<f64>(spec) - currentP - impedanceP - power;
  const d00 = ownReactive - reactive;
  const d01 = power + ownPower + currentP + 2.0 * impedanceP;
  let y1 = 0.0;
  let d10 = 0.0;
  let d11 = 1.0;
  if (!isHeld) {
    const currentQ = m * load<f64>(spec, 24);
    const impedanceQ = own * load<f64>(spec, 40);
    y1 = load<f64>(spec, 8) - currentQ - impedanceQ - reactive;
    d10 = power - ownPower;
    d11 = reactive + ownReactive + currentQ + 2.0 * impedanceQ;
  }
  const w = row + ((<usize>i) << 5);
  store<f64>(w, d00);
  store<f64>(w, d01, 8);
  store<f64>(w, d10, 16);
  store<f64>(w, d11, 24);
  const rhs = step + ((<usize>i) << 4);
  store<f64>(rhs, y0);
  store<f64>(rhs, y1, 8);
}

/**
 * The fused pass: every row is made, eliminated with the rows above and scaled by its inverted diagonal block, U_i and
 * the right side alike. Returns the place of a vanishing pivot, or -1.
 * Not: L scaled instead of U, as the textbook has it: then each pair (i, k) begins with a product that must be waited
 * for, and its rows are short (three blocks on average).
 */
export function eliminate(): i32 {
  const n = busCount;
  const work = row;
  const zero = f64x2.splat(0.0);
  rowMismatch = 0.0;
  worst = 0;
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
      worst = i;
      if (Number.isNaN(size)) {
        memory.fill(row, 0, (<usize>n) << 5);
        return -1;
      }
    }

    // what the rows above take away, from this row and from its right side; `row` is zero again behind the loop
    let taken0 = zero;
    let taken1 = zero;
    const lLast = load<i32>(lStart + ((<usize>i) << 2), 4);
    for (let p = load<i32>(lStart + ((<usize>i) << 2)); p < lLast; p++) {
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

/** Backward sweep: x_i = y_i - sum over j > i of U_ij x_j. */
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
 * angle += x0, V *= 1 + x1 for every free bus; the whole step is shortened where one of them would pass the limit.
 * V (1 + x1) is the step of Newton in V itself. Not: V exp(x1), the step in ln V: it overshoots where a start voltage
 * is far too low and costs the largest cases one iteration.
 */
function update(limit: f64): void {
  let largest = 0.0;
  for (let i = 0; i < busCount; i++) {
    const at = step + ((<usize>i) << 4);
    largest = Math.max(largest, Math.max(Math.abs(load<f64>(at)) * 0.5, Math.abs(load<f64>(at, 8))));
  }
  const share = largest > limit ? limit / largest : 1.0;
  for (let i = 0; i < busCount; i++) {
    if (load<i32>(roleAt + ((<usize>i) << 2)) === BUS_FIXED) continue;
    const at = step + ((<usize>i) << 4);
    const turn = share * load<f64>(at);
    const rise = share * load<f64>(at, 8);
    const grow = rise > -0.5 ? 1.0 + rise : exp(rise);
    const o = (<usize>i) << 3;
    const theta = load<f64>(phase + o) + turn;
    const m = load<f64>(magnitude + o) * grow;
    store<f64>(phase + o, theta);
    store<f64>(magnitude + o, m);
    const v = complexVoltage + (o << 1);
    if (Math.abs(turn) < 0.1) {
      // Series good to 1e-17 below 0.1: a rotation costs a third of the functions, and most steps are small.
      const t2 = turn * turn;
      const c = 1.0 - t2 * (0.5 - t2 * (C4 - t2 * (C6 - t2 * (C8 - t2 * C10))));
      const s = turn * (1.0 - t2 * (C3 - t2 * (C5 - t2 * (C7 - t2 * C9))));
      const e = load<f64>(v);
      const f = load<f64>(v, 8);
      store<f64>(v, grow * (e * c - f * s));
      store<f64>(v, grow * (e * s + f * c), 8);
    } else {
      store<f64>(v, m * cos(theta));
      store<f64>(v, m * sin(theta), 8);
    }
  }
}

/**
 * Iterates to the largest mismatch `tolerance` (per unit). Round-off can hold large networks above a tight tolerance:
 * a mismatch below 100 * tolerance that no longer halves counts as solved, and is reported as it is.
 * report: at = bus of the largest mismatch (or of the vanishing pivot), residual = that mismatch, value 0 = the same
 * before the first step.
 */
export function newton(tolerance: f64, maxIterations: i32, stepLimit: f64): i32 {
  let before = Infinity;
  let residual = mismatch();
  setValue(0, residual);
  for (let k = 0; k <= maxIterations; k++) {
    // Far from the solution nobody asks whether it is reached: the elimination finds the mismatch by the way.
    const isFar = k > 0 && before > FAR && k < maxIterations;
    let zeroPivot = -1;
    if (isFar) {
      zeroPivot = eliminate();
      residual = rowMismatch;
    } else if (k > 0) residual = mismatch();
    setIterations(k);
    setResidual(residual);
    const bus = load<i32>(busAt + ((<usize>worst) << 2));
    if (zeroPivot >= 0) return fail(STATUS_SINGULAR, load<i32>(busAt + ((<usize>zeroPivot) << 2)));
    if (residual <= tolerance || (residual <= 100.0 * tolerance && residual > 0.5 * before)) {
      // the elimination leaves no injections behind, and results need them
      if (isFar) mismatch();
      return STATUS_OK;
    }
    if (Number.isNaN(residual)) return fail(k === 0 ? STATUS_BAD_INPUT : STATUS_DIVERGED, bus);
    if (k === maxIterations || residual > 1e12) return fail(STATUS_DIVERGED, bus);
    if (!isFar) zeroPivot = eliminate();
    if (zeroPivot >= 0) return fail(STATUS_SINGULAR, load<i32>(busAt + ((<usize>zeroPivot) << 2)));
    backward();
    update(stepLimit);
    before = residual;
  }
  return STATUS_DIVERGED;
}

/** One block of the Jacobian as fillRow makes it, into report values 0..3. For tests. */
export function jacobianEntry(i: i32, j: i32): i32 {
  const role = load<i32>(roleAt + ((<usize>i) << 2));
  if (role === BUS_FIXED) return STATUS_BAD_INPUT;
  fillRow(i, role === BUS_VOLTAGE);
  for (let c = 0; c < 4; c++) setValue(c, load<f64>(row + ((<usize>j) << 5) + ((<usize>c) << 3)));
  memory.fill(row, 0, (<usize>busCount) << 5);
  return STATUS_OK;
}
