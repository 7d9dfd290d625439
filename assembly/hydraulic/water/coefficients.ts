import * as slot from "../../layout.generated";
import {
  addLowerBarrier,
  darcyLoss,
  demandLoss,
  lawSlope,
  outflowLoss,
  powerLoss,
  powerPumpLoss,
  pumpLoss,
  valveLoss,
} from "../laws/water";
import { clearSystem, diagonalAt, entryAt, rightAt } from "../system";
import * as w from "./columns";

// Linearisation of every link about its last flow: h(q') = h + g (q' - q) with g = dh/dq gives
//   q' = q - (shift - inverseSlope (H_from - H_to)),  inverseSlope = 1/g, shift = h/g,
// and mass balance at the junctions then is a symmetric system in the heads (Todini and Pilati 1988).

const TINY: f64 = 1e-6;

let formula: i32 = 0;
let exponent: f64 = 1.852;
let low: f64 = 0.0;
let big: f64 = 1e8;
let closed: f64 = 1e8;
let rest: f64 = 1e8;
let small: f64 = 1e-6;
let viscosity: f64 = 0.0;
let throttle: f64 = 0.0;

export function loadConstants(): void {
  formula = w.runI(slot.WATER_RUN_FORMULA);
  exponent = w.runF(slot.WATER_RUN_LOSS_EXPONENT_1);
  low = w.runF(slot.WATER_RUN_LOW_SLOPE_K);
  big = w.runF(slot.WATER_RUN_BIG_SLOPE_K);
  closed = w.runF(slot.WATER_RUN_CLOSED_SLOPE_K);
  rest = w.runF(slot.WATER_RUN_REST_SLOPE_K);
  small = w.runF(slot.WATER_RUN_SMALL_SLOPE_K);
  viscosity = w.runF(slot.WATER_RUN_VISCOSITY_K);
  throttle = w.runF(slot.WATER_RUN_THROTTLE_K);
}

/** Closed links let a thousand times more through, until loadConstants(). */
export function easeClosedLinks(): void {
  closed *= 1e-3;
}

function put(link: i32, loss: f64, slope: f64): void {
  w.setF(w.inverseSlope, link, 1.0 / slope);
  w.setF(w.shift, link, loss / slope);
}

/**
 * Closed links keep a tiny flow so that no node ever falls out of the matrix; more of it where a status test closed the
 * link: what lies behind may have no other source, and its heads must still mean something for the next test.
 */
function putClosed(link: i32): void {
  const kind = w.i(w.kind, link);
  const isCommand =
    w.i(w.status, link) === w.CLOSED && kind !== w.CHECK_PIPE && (kind < w.PRV || w.isNone(w.f(w.setting, link)));
  w.setF(w.inverseSlope, link, 1.0 / (isCommand ? closed : rest));
  w.setF(w.shift, link, w.f(w.flow, link));
}

/** inverseSlope and shift of every link; 0 for control valves which place their own rows (valveRows). */
export function linkCoefficients(): void {
  for (let k = 0; k < w.links; k++) {
    const kind = w.i(w.kind, k);
    if (kind <= w.PIPE) {
      if (w.i(w.status, k) <= w.CLOSED) {
        putClosed(k);
        continue;
      }
      const q = w.f(w.flow, k);
      const loss =
        formula === 1
          ? darcyLoss(q, w.f(w.resistance, k), w.f(w.roughness, k), viscosity * w.f(w.diameter, k), w.f(w.minorLoss, k))
          : powerLoss(q, w.f(w.resistance, k), exponent, w.f(w.minorLoss, k), low);
      put(k, loss, lawSlope());
    } else if (kind === w.PUMP) pumpCoefficients(k);
    else if (kind === w.PBV) breakerCoefficients(k);
    else if (kind === w.GPV) curveCoefficients(k);
    else if (kind === w.TCV) {
      const s = w.f(w.setting, k);
      const d = w.f(w.diameter, k);
      valveCoefficients(k, !w.isNone(s) ? (throttle * s) / (d * d * (d * d)) : w.f(w.minorLoss, k));
    } else if (kind === w.PCV) {
      const s = w.f(w.setting, k);
      valveCoefficients(k, !w.isNone(s) ? w.f(w.resistance, k) : w.f(w.minorLoss, k));
    } else {
      const s = w.f(w.setting, k);
      if (!w.isNone(s)) w.setF(w.inverseSlope, k, 0.0);
      else valveCoefficients(k, w.f(w.minorLoss, k));
    }
  }
}

function valveCoefficients(k: i32, m: f64): void {
  if (w.i(w.status, k) <= w.CLOSED) {
    putClosed(k);
    return;
  }
  const loss = valveLoss(w.f(w.flow, k), m, low, small);
  put(k, loss, lawSlope());
}

function breakerCoefficients(k: i32): void {
  const s = w.f(w.setting, k);
  const q = w.f(w.flow, k);
  if (w.isNone(s) || s === 0.0 || w.f(w.minorLoss, k) * q * q > s) {
    valveCoefficients(k, w.f(w.minorLoss, k));
    return;
  }
  w.setF(w.inverseSlope, k, big);
  w.setF(w.shift, k, s * big);
}

// Line through the two points of a curve that bracket x; the end pieces go on beyond the ends.
let lineAtZero: f64 = 0.0;
let lineSlope: f64 = 0.0;
function curveLine(first: i32, count: i32, x: f64): void {
  let k2 = 0;
  while (k2 < count && w.f(w.curveX, first + k2) < x) k2++;
  if (k2 === 0) k2++;
  else if (k2 === count) k2--;
  const b = first + k2;
  const a = b - 1;
  lineSlope = (w.f(w.curveY, b) - w.f(w.curveY, a)) / (w.f(w.curveX, b) - w.f(w.curveX, a));
  lineAtZero = w.f(w.curveY, a) - lineSlope * w.f(w.curveX, a);
}

function curveCoefficients(k: i32): void {
  if (w.i(w.status, k) === w.CLOSED) {
    putClosed(k);
    return;
  }
  const q = w.f(w.flow, k);
  const a = Math.max(Math.abs(q), TINY);
  curveLine(w.i(w.part, k), w.i(w.partCount, k), a);
  const slope = Math.max(lineSlope, TINY);
  w.setF(w.inverseSlope, k, 1.0 / slope);
  w.setF(w.shift, k, (lineAtZero / slope + a) * (q < 0.0 ? -1.0 : 1.0));
}

function pumpCoefficients(k: i32): void {
  const speed = w.f(w.setting, k);
  if (w.i(w.status, k) <= w.CLOSED || speed === 0.0) {
    putClosed(k);
    return;
  }
  const p = w.i(w.part, k);
  const q = w.f(w.flow, k);
  const curve = w.i(w.pumpCurve, p);
  let loss: f64;
  if (curve === w.NO_CURVE) {
    put(k, small * q, small);
    return;
  }
  if (curve === w.POINT_PUMP) {
    curveLine(w.i(w.pumpFirst, p), w.i(w.pumpPoints, p), Math.abs(q) / speed);
    const slope = -lineSlope * speed;
    loss = -lineAtZero * speed * speed + slope * q;
    put(k, loss, slope);
    return;
  }
  if (curve === w.POWER_PUMP) {
    const power = w.f(w.pumpSlope, p);
    loss = powerPumpLoss(q, speed === 1.0 ? power : power * speed * speed * speed, big, small);
  } else {
    loss = pumpLoss(q, w.f(w.pumpShutoff, p), w.f(w.pumpSlope, p), w.f(w.pumpExponent, p), speed, low);
  }
  put(k, loss, lawSlope());
}

/** Matrix and right-hand side at the present flows and linearisation. */
export function assemble(): void {
  clearSystem();
  memory.fill(w.excess, 0, (<usize>w.nodes) << 3);
  const entry = entryAt();
  const diagonal = diagonalAt();
  const right = rightAt();

  for (let k = 0; k < w.links; k++) {
    const c = w.f(w.inverseSlope, k);
    if (c === 0.0) continue;
    const a = w.i(w.from, k);
    const b = w.i(w.to, k);
    const q = w.f(w.flow, k);
    const s = w.f(w.shift, k);
    w.addF(w.excess, a, -q);
    w.addF(w.excess, b, q);
    w.addF(entry, w.i(w.entryOf, k), -c);
    const i = w.i(w.pivotOf, a);
    const j = w.i(w.pivotOf, b);
    if (i >= 0) {
      w.addF(diagonal, i, c);
      w.addF(right, i, s);
    } else if (j >= 0) w.addF(right, j, c * w.f(w.head, a));
    if (j >= 0) {
      w.addF(diagonal, j, c);
      w.addF(right, j, -s);
    } else if (i >= 0) w.addF(right, i, c * w.f(w.head, b));
  }
  if (w.runI(slot.WATER_RUN_HAS_EMITTERS) !== 0) emitterRows();
  if (w.runI(slot.WATER_RUN_HAS_LEAKAGE) !== 0) leakageRows();
  if (w.runI(slot.WATER_RUN_IS_PRESSURE_DRIVEN) !== 0) demandRows();

  for (let n = 0; n < w.junctions; n++) {
    w.addF(w.excess, n, -w.f(w.demandFlow, n));
    w.addF(right, w.i(w.pivotOf, n), w.f(w.excess, n));
  }
  valveRows();
  if (w.runI(slot.WATER_RUN_IS_NATIVE) !== 0) holdCutOff();
}

function outflowRow(n: i32, loss: f64, slope: f64, datum: f64): void {
  const row = w.i(w.pivotOf, n);
  w.addF(diagonalAt(), row, 1.0 / slope);
  w.addF(rightAt(), row, (loss + datum) / slope);
}

export function emitterLoss(n: i32): f64 {
  const q = w.f(w.emitterFlow, n);
  const loss = outflowLoss(q, Math.max(1e-6, w.f(w.emitter, n)), w.runF(slot.WATER_RUN_EMITTER_EXPONENT_1), low);
  return w.runI(slot.WATER_RUN_CAN_EMITTER_BACKFLOW) !== 0 ? loss : addLowerBarrier(q, loss);
}

function emitterRows(): void {
  for (let n = 0; n < w.junctions; n++) {
    if (w.f(w.emitter, n) === 0.0) continue;
    const loss = emitterLoss(n);
    outflowRow(n, loss, lawSlope(), w.f(w.elevation, n));
    w.addF(w.excess, n, -w.f(w.emitterFlow, n));
  }
}

/** exponent 2: fixed area; 2/3: area that grows with pressure. */
export function leakLoss(q: f64, c: f64, n: f64): f64 {
  return addLowerBarrier(q, outflowLoss(q, c, n, low));
}

function leakageRows(): void {
  for (let n = 0; n < w.junctions; n++) {
    const fixed = w.f(w.leakFixed, n);
    const variable = w.f(w.leakVariable, n);
    if (fixed > 0.0) {
      const q = w.f(w.leakFixedFlow, n);
      const loss = leakLoss(q, fixed, 2.0);
      outflowRow(n, loss, lawSlope(), w.f(w.elevation, n));
      w.addF(w.excess, n, -q);
    }
    if (variable > 0.0) {
      const q = w.f(w.leakVariableFlow, n);
      const loss = leakLoss(q, variable, 2.0 / 3.0);
      outflowRow(n, loss, lawSlope(), w.f(w.elevation, n));
      w.addF(w.excess, n, -q);
    }
  }
}

export function demandLossAt(n: i32): f64 {
  return demandLoss(
    w.f(w.demandFlow, n),
    w.f(w.fullDemand, n),
    w.runF(slot.WATER_RUN_PRESSURE_RANGE_K),
    1.0 / w.runF(slot.WATER_RUN_PRESSURE_EXPONENT_1),
  );
}

function demandRows(): void {
  const datum = w.runF(slot.WATER_RUN_MIN_PRESSURE_K);
  for (let n = 0; n < w.junctions; n++) {
    if (w.f(w.fullDemand, n) <= 0.0) continue;
    const loss = demandLossAt(n);
    outflowRow(n, loss, lawSlope(), w.f(w.elevation, n) + datum);
  }
}

/** Nodes without a path to a source are held at one head for each group of them: nothing flows, nobody is misled. */
function holdCutOff(): void {
  for (let n = 0; n < w.junctions; n++) {
    if (w.i(w.isCutOff, n) === 0) continue;
    const row = w.i(w.pivotOf, n);
    w.addF(diagonalAt(), row, big);
    w.addF(rightAt(), row, big * w.f(w.heldHead, n));
  }
}

/** PRV, PSV and FCV that are not fixed open or closed. Active ones need the excess of their nodes, so they come last. */
function valveRows(): void {
  const entry = entryAt();
  const diagonal = diagonalAt();
  const right = rightAt();
  for (let v = 0; v < w.controlValves; v++) {
    const k = w.i(w.controlValve, v);
    const s = w.f(w.setting, k);
    if (w.isNone(s)) continue;
    const kind = w.i(w.kind, k);
    const a = w.i(w.from, k);
    const b = w.i(w.to, k);
    const i = w.i(w.pivotOf, a);
    const j = w.i(w.pivotOf, b);
    const q = w.f(w.flow, k);
    if (w.i(w.status, k) === w.ACTIVE) {
      if (kind === w.PRV) {
        // Head below the valve is its setting; its flow is what that node lacks.
        const x = w.f(w.excess, b);
        w.setF(w.inverseSlope, k, 0.0);
        w.setF(w.shift, k, q + x);
        w.addF(right, j, (w.f(w.elevation, b) + s) * big);
        w.addF(diagonal, j, big);
        if (x < 0.0) w.addF(right, i, x);
      } else if (kind === w.PSV) {
        const x = w.f(w.excess, a);
        w.setF(w.inverseSlope, k, 0.0);
        w.setF(w.shift, k, q - x);
        w.addF(right, i, (w.f(w.elevation, a) + s) * big);
        w.addF(diagonal, i, big);
        if (x > 0.0) w.addF(right, j, x);
        w.addF(entry, w.i(w.entryOf, k), -1.0 / rest);
        w.addF(diagonal, j, 1.0 / rest);
      } else {
        // FCV: the network is cut, the setting is a demand above and a supply below.
        w.addF(w.excess, a, -s);
        w.addF(w.excess, b, s);
        w.setF(w.shift, k, q - s);
        w.addF(right, i, -s);
        w.addF(right, j, s);
        const c = 1.0 / rest;
        w.setF(w.inverseSlope, k, c);
        w.addF(entry, w.i(w.entryOf, k), -c);
        w.addF(diagonal, i, c);
        w.addF(diagonal, j, c);
      }
      continue;
    }
    valveCoefficients(k, w.f(w.minorLoss, k));
    const c = w.f(w.inverseSlope, k);
    const d = w.f(w.shift, k) - q;
    w.addF(entry, w.i(w.entryOf, k), -c);
    w.addF(diagonal, i, c);
    w.addF(diagonal, j, c);
    w.addF(right, i, d);
    w.addF(right, j, -d);
  }
}
