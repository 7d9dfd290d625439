import { fail } from "../core/report";
import { STATUS_OK, STATUS_SINGULAR } from "../core/status";
import { forgetAdmittance, yBranch, yDiagonal, yValue } from "./admittance";
import { step } from "./equations";
import { eliminate, sweepTransposed } from "./factor";
import {
  BR_B_SERIES,
  BRANCH_STRIDE,
  branchTable,
  busAt,
  busCount,
  complexVoltage,
  fromBus,
  isEnergised,
  linkBranch,
  linkCount,
  linkCurrent,
  placeOf,
  toBus,
} from "./grid";
import { carries } from "./links";
import { yOfBranch } from "./pattern";

// Sensitivities of one result to every injection and every held voltage, at the price of one transposed solve on the
// factors of the solved state. Slopes are over (angle, ln V), interleaved by bus.

/**
 * For a factor without a residual the reactance that stands for an ideal link can be this much smaller: what is left of
 * it is 1e-7 per unit, and shows in the sixth digit of a sensitivity.
 */
const STIFF: f64 = 1000.0;
/** Factors at the voltages of the last solve. Place of a vanishing pivot -> report.at. */
export function factorHere(): i32 {
  stiffenLinks();
  const zeroPivot = eliminate(true);
  // the next solve builds its admittances anew
  if (linkCount > 0) forgetAdmittance();
  return zeroPivot < 0 ? STATUS_OK : fail(STATUS_SINGULAR, load<i32>(busAt + ((<usize>zeroPivot) << 2)));
}

/**
 * slope f64 [bus][2] in: d result / d(angle, ln V); out: d result / d(P, Q) injected, per unit. At a bus that holds its
 * voltage the second is / d ln V held; at a reference both are / d(angle, ln V) held; 0 at a dead bus.
 */
export function transposedAt(slope: usize): void {
  for (let i = 0; i < busCount; i++) {
    const from = slope + ((<usize>load<i32>(busAt + ((<usize>i) << 2))) << 4);
    v128.store(step + ((<usize>i) << 4), v128.load(from));
  }
  sweepTransposed();
  for (let i = 0; i < busCount; i++) {
    const bus = load<i32>(busAt + ((<usize>i) << 2));
    const isAlive = load<u8>(isEnergised + bus) !== 0;
    v128.store(slope + ((<usize>bus) << 4), isAlive ? v128.load(step + ((<usize>i) << 4)) : f64x2.splat(0.0));
  }
}

function stiffenLinks(): void {
  for (let k = 0; k < linkCount; k++) {
    const b = load<i32>(linkBranch + ((<usize>k) << 2));
    if (!carries(b)) continue;
    const more = (STIFF - 1.0) * load<f64>(branchTable + <usize>b * BRANCH_STRIDE, BR_B_SERIES);
    const o = (<usize>b) << 2;
    addSusceptance(yDiagonal, load<i32>(placeOf + ((<usize>load<i32>(fromBus + o)) << 2)), more);
    addSusceptance(yDiagonal, load<i32>(placeOf + ((<usize>load<i32>(toBus + o)) << 2)), more);
    addSusceptance(yValue, load<i32>(yOfBranch + (o << 1)), -more);
    addSusceptance(yValue, load<i32>(yOfBranch + (o << 1), 4), -more);
  }
}

function addSusceptance(values: usize, entry: i32, b: f64): void {
  const at = values + ((<usize>entry) << 4);
  store<f64>(at, load<f64>(at, 8) + b, 8);
}

function linkOf(b: i32): i32 {
  for (let k = 0; k < linkCount; k++) if (load<i32>(linkBranch + ((<usize>k) << 2)) === b) return k;
  return -1;
}

/** Slope of the magnitude of I = y1 V1 + y2 V2 + own, per unit, into `slope` at both buses; its size comes back. Admittances
 *  count `stiff` times in the slope, not in the current. */
function endSlope(slope: usize, y1: usize, y2: usize, bus1: i32, bus2: i32, ownRe: f64, ownIm: f64, stiff: f64): f64 {
  const v1 = complexVoltage + ((<usize>load<i32>(placeOf + ((<usize>bus1) << 2))) << 4);
  const v2 = complexVoltage + ((<usize>load<i32>(placeOf + ((<usize>bus2) << 2))) << 4);
  const aRe = load<f64>(y1) * load<f64>(v1) - load<f64>(y1, 8) * load<f64>(v1, 8);
  const aIm = load<f64>(y1) * load<f64>(v1, 8) + load<f64>(y1, 8) * load<f64>(v1);
  const bRe = load<f64>(y2) * load<f64>(v2) - load<f64>(y2, 8) * load<f64>(v2, 8);
  const bIm = load<f64>(y2) * load<f64>(v2, 8) + load<f64>(y2, 8) * load<f64>(v2);
  const re = aRe + bRe + ownRe;
  const im = aIm + bIm + ownIm;
  const size = Math.sqrt(re * re + im * im);
  if (slope === 0 || size === 0.0) return size;
  // d|I| = Re(conj(I) dI) / |I|; a turn of V1 gives dI = j y1 V1, a rise of ln V1 gives dI = y1 V1
  const at1 = slope + ((<usize>bus1) << 4);
  const at2 = slope + ((<usize>bus2) << 4);
  const over = stiff / size;
  store<f64>(at1, (im * aRe - re * aIm) * over);
  store<f64>(at1, (re * aRe + im * aIm) * over, 8);
  store<f64>(at2, (im * bRe - re * bIm) * over);
  store<f64>(at2, (re * bRe + im * bIm) * over, 8);
  return size;
}

/** Slope of a branch's larger end current (per unit, at the from end's base) over (angle, ln V) of its two buses. */
export function currentSlope(b: i32, slope: usize): void {
  const y = yBranch + ((<usize>b) << 6);
  const from = load<i32>(fromBus + ((<usize>b) << 2));
  const to = load<i32>(toBus + ((<usize>b) << 2));
  const k = linkOf(b);
  const own = linkCurrent + ((<usize>k) << 4);
  const re = k < 0 ? 0.0 : load<f64>(own);
  const im = k < 0 ? 0.0 : load<f64>(own, 8);
  const stiff = k >= 0 && carries(b) ? STIFF : 1.0;
  memory.fill(slope, 0, (<usize>busCount) << 4);
  const atFrom = endSlope(0, y, y + 16, from, to, re, im, stiff);
  const atTo = endSlope(0, y + 48, y + 32, to, from, -re, -im, stiff);
  if (atFrom >= atTo) endSlope(slope, y, y + 16, from, to, re, im, stiff);
  else endSlope(slope, y + 48, y + 32, to, from, -re, -im, stiff);
}
