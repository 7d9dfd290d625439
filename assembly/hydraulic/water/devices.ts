import { i32At } from "../../core/memory";
import { lawSlope, powerPumpLoss, pumpLoss, valveLoss } from "../laws/water";
import * as w from "./columns";
import { big, breaker, closed, isStrict, low, rest, small, throttle } from "./constants";
import { deviceCount, devices } from "./links";

// inverseSlope and shift of pumps and valves.

const TINY: f64 = 1e-6;

function put(link: i32, loss: f64, slope: f64): void {
  w.setF(w.inverseSlope, link, 1.0 / slope);
  w.setF(w.shift, link, loss / slope);
}

/**
 * Closed links keep a tiny flow so that no node ever falls out of the matrix; more of it where a status test closed the
 * link: what lies behind may have no other source, and its heads must still mean something for the next test.
 */
export function putClosed(link: i32): void {
  const kind = w.i(w.kind, link);
  const isCommand =
    w.i(w.status, link) === w.CLOSED && kind !== w.CHECK_PIPE && (kind < w.PRV || w.isNone(w.f(w.setting, link)));
  w.setF(w.inverseSlope, link, 1.0 / (isCommand ? closed : rest));
  w.setF(w.shift, link, w.f(w.flow, link));
}

/** All of them; 0 for control valves which place their own rows (valveRows). */
export function deviceCoefficients(): void {
  for (let d = 0; d < deviceCount; d++) {
    const k = i32At(devices, d);
    const kind = w.i(w.kind, k);
    if (kind === w.PUMP) pumpCoefficients(k);
    else if (kind === w.PBV) breakerCoefficients(k);
    else if (kind === w.GPV) curveCoefficients(k);
    else if (kind === w.TCV) {
      const s = w.f(w.setting, k);
      const d4 = w.f(w.diameter, k) * w.f(w.diameter, k) * (w.f(w.diameter, k) * w.f(w.diameter, k));
      valveCoefficients(k, !w.isNone(s) ? (throttle * s) / d4 : w.f(w.minorLoss, k));
    } else if (kind === w.PCV) {
      const s = w.f(w.setting, k);
      valveCoefficients(k, !w.isNone(s) ? w.f(w.resistance, k) : w.f(w.minorLoss, k));
    } else if (!w.isNone(w.f(w.setting, k))) w.setF(w.inverseSlope, k, 0.0);
    else valveCoefficients(k, w.f(w.minorLoss, k));
  }
}

export function valveCoefficients(k: i32, m: f64): void {
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
  // EPANET's breaker does not know a status; in a zone without a source it must be shut.
  const isShut = isStrict && w.i(w.status, k) <= w.CLOSED;
  if (isShut || w.isNone(s) || s === 0.0 || w.f(w.minorLoss, k) * q * q > s) {
    valveCoefficients(k, w.f(w.minorLoss, k));
    return;
  }
  w.setF(w.inverseSlope, k, breaker);
  w.setF(w.shift, k, s * breaker);
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
