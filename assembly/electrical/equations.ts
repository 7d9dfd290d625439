import { alloc } from "../core/arena";
import { setValue } from "../core/report";
import { STATUS_BAD_INPUT, STATUS_OK } from "../core/status";
import { yDiagonal, yValue } from "./admittance";
import {
  BUS_FIXED,
  BUS_VOLTAGE,
  busCount,
  complexVoltage,
  injection,
  linkDraw,
  magnitude,
  roleAt,
  SPEC_STRIDE,
  specified,
} from "./grid";
import { yColumn, yStart } from "./pattern";

// The equations in (angle, ln voltage), 2x2 blocks a bus pair. With S_ij = V_i conj(Y_ij V_j) and S_i their sum over j:
// dS_i/dangle_j = -j S_ij, dS_i/dlnV_j = S_ij for j != i, dS_i/dangle_i = j (S_i - S_ii), dS_i/dlnV_i = S_i + S_ii.
// What ideal links carry counts as a current: it belongs to S_i, not to S_ii. Rows: P, then Q. A voltage-holding bus has
// an identity second row, a fixed bus an identity block, so that no role changes the pattern.
// Not: rectangular coordinates (no constant blocks for voltage-holding buses), nor polar with V instead of ln V (a
// division by V_j for every entry).

/** f64 [place][2]: right side (wanted less present injection), then swept, then the step */
export let step: usize = 0;
/** f64 [place][4]: the row being eliminated, spread over all columns; zero between two rows */
export let row: usize = 0;
/** Place of the largest mismatch of the last pass. */
export let worst: i32 = 0;

export function setWorst(i: i32): void {
  worst = i;
}

export function allocateEquations(): void {
  step = alloc((<usize>busCount) << 4);
  row = alloc((<usize>busCount) << 5);
}

/** Largest |P| or |Q| mismatch over all free equations; fills `injection` and `step`. The first NaN ends it. */
export function mismatch(): f64 {
  let largest = 0.0;
  worst = 0;
  for (let i = 0; i < busCount; i++) {
    const v = complexVoltage + ((<usize>i) << 4);
    const e = load<f64>(v);
    const f = load<f64>(v, 8);
    const d = yDiagonal + ((<usize>i) << 4);
    const c = linkDraw + ((<usize>i) << 4);
    let re = load<f64>(d) * e - load<f64>(d, 8) * f + load<f64>(c);
    let im = load<f64>(d) * f + load<f64>(d, 8) * e + load<f64>(c, 8);
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
    const rhs = step + ((<usize>i) << 4);
    if (role === BUS_FIXED) {
      v128.store(rhs, f64x2.splat(0.0));
      continue;
    }
    const w = specified + <usize>i * SPEC_STRIDE;
    const m = load<f64>(magnitude + ((<usize>i) << 3));
    const dp = load<f64>(w) - power - m * (load<f64>(w, 16) + m * load<f64>(w, 32));
    let dq = 0.0;
    if (role !== BUS_VOLTAGE) dq = load<f64>(w, 8) - reactive - m * (load<f64>(w, 24) + m * load<f64>(w, 40));
    store<f64>(rhs, dp);
    store<f64>(rhs, dq, 8);
    const size = Math.max(Math.abs(dp), Math.abs(dq));
    if (!(size <= largest)) {
      largest = size;
      worst = i;
      if (Number.isNaN(size)) break;
    }
  }
  return largest;
}

/** Mismatch (wanted less present, into step[i]) and Jacobian row i, spread over `row`. */
export function fillRow(i: i32, isHeld: bool): void {
  const v = complexVoltage + ((<usize>i) << 4);
  const e = load<f64>(v);
  const f = load<f64>(v, 8);
  const m = load<f64>(magnitude + ((<usize>i) << 3));
  const yd = yDiagonal + ((<usize>i) << 4);
  const own = m * m;
  const ownPower = own * load<f64>(yd);
  const ownReactive = -own * load<f64>(yd, 8);
  const c = linkDraw + ((<usize>i) << 4);
  let power = ownPower + e * load<f64>(c) + f * load<f64>(c, 8);
  let reactive = ownReactive + f * load<f64>(c) - e * load<f64>(c, 8);
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

/** One block of the Jacobian as fillRow makes it, into report values 0..3. For tests. */
export function jacobianEntry(i: i32, j: i32): i32 {
  const role = load<i32>(roleAt + ((<usize>i) << 2));
  if (role === BUS_FIXED) return STATUS_BAD_INPUT;
  fillRow(i, role === BUS_VOLTAGE);
  for (let c = 0; c < 4; c++) setValue(c, load<f64>(row + ((<usize>j) << 5) + ((<usize>c) << 3)));
  memory.fill(row, 0, (<usize>busCount) << 5);
  return STATUS_OK;
}
