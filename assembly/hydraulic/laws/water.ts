import { log, pow } from "../../core/elementary";

// How a water link loses head. Every law takes the flow q and returns the loss h(q), odd in q and rising; its slope
// dh/dq > 0 is left in lawSlope(), because both come from the same power. Units are those of the chosen constants
// (m and m3/s, or ft and cfs): nothing here knows them.

let slope: f64 = 0.0;

/** dh/dq of the last law called. */
export function lawSlope(): f64 {
  return slope;
}

/**
 * h = r q^n + m q^2 with the sign of q: Hazen-Williams (n = 1.852), Chezy-Manning (n = 2) and minor losses.
 * Near q = 0, where the friction slope falls below `low`, friction is the line h = (low / n) q, as EPANET 2.3 has it:
 * the slope stays > 0 at the price of a step in slope (never in loss) by the factor n.
 */
export function powerLoss(q: f64, r: f64, n: f64, m: f64, low: f64): f64 {
  const a = Math.abs(q);
  let g = n === 2.0 ? 2.0 * r * a : n * r * pow(a, n - 1.0);
  let h: f64;
  if (g < low) {
    g = low / n;
    h = g * a;
  } else {
    h = (g * a) / n;
  }
  if (m > 0.0) {
    h += m * a * a;
    g += 2.0 * m * a;
  }
  slope = g;
  return q < 0.0 ? -h : h;
}

/** Resistance of a Hazen-Williams pipe, r = k L C^-1.852 d^-4.871; k = 4.727 in ft and cfs, 10.667 in m and m3/s. */
export function hazenWilliamsResistance(k: f64, length: f64, diameter: f64, c: f64): f64 {
  return (k * length) / pow(c, 1.852) / pow(diameter, 4.871);
}

/** Chezy-Manning: r = (4 n / (u pi d^2))^2 (d/4)^-1.333 L; u = 1.49 in ft, 1 in m. */
export function manningResistance(u: f64, length: f64, diameter: f64, n: f64): f64 {
  const a = (4.0 * n) / (u * Math.PI * diameter * diameter);
  return a * a * pow(diameter / 4.0, -1.333) * length;
}

/** Darcy-Weisbach without the friction factor: r = L / (2 g d A^2). */
export function darcyResistance(g: f64, length: f64, diameter: f64): f64 {
  const area = (Math.PI * diameter * diameter) / 4.0;
  return length / 2.0 / g / diameter / (area * area);
}

// Friction factors with w = q / (viscosity d) = Re pi / 4.
const W_LAMINAR: f64 = 1570.7963267948967; // Re 2000
const W_TURBULENT: f64 = 3141.592653589793; // Re 4000
const SWAMEE: f64 = 4.618413198590667; // 5.74 (pi/4)^0.9
const LOG_SCALE: f64 = -0.8685889638065036; // -2 / ln 10
const SWAMEE_4000: f64 = 3.288954763453991e-3; // 5.74 / 4000^0.9
const SLOPE_4000: f64 = -5.142149657990938e-3; // 1.8 * LOG_SCALE * SWAMEE_4000

/**
 * Darcy-Weisbach h = (f r + m) q|q|: Hagen-Poiseuille to Re 2000, Swamee-Jain from Re 4000, between them the cubic
 * that meets both with their slopes (Dunlop 1991, as in EPANET). `s` is viscosity times diameter, `e` the roughness
 * over the diameter, `power` (|q|/s)^-0.9: the caller may have it from a table.
 */
export function darcyLoss(q: f64, r: f64, e: f64, s: f64, m: f64, power: f64): f64 {
  const a = Math.abs(q);
  const w = a / s;
  if (w <= W_LAMINAR) {
    const laminar = 16.0 * Math.PI * s * r;
    slope = laminar + 2.0 * m * a;
    return q * (laminar + m * a);
  }
  let f: f64;
  let dfdq: f64;
  if (w >= W_TURBULENT) {
    const y1 = SWAMEE * power;
    const y2 = e / 3.7 + y1;
    const y3 = LOG_SCALE * log(y2);
    f = 1.0 / (y3 * y3);
    dfdq = (1.8 * f * y1 * LOG_SCALE) / y2 / y3 / a;
  } else {
    const y2 = e / 3.7 + SWAMEE_4000;
    const y3 = LOG_SCALE * log(y2);
    const fa = 1.0 / (y3 * y3);
    const fb = (2.0 + SLOPE_4000 / (y2 * y3)) * fa;
    const x = w / W_LAMINAR;
    const x1 = 7.0 * fa - fb;
    const x2 = 0.128 - 17.0 * fa + 2.5 * fb;
    const x3 = -0.128 + 13.0 * fa - 2.0 * fb;
    const x4 = 0.032 - 3.0 * fa + 0.5 * fb;
    f = x1 + x * (x2 + x * (x3 + x * x4));
    dfdq = (x2 + x * (2.0 * x3 + x * 3.0 * x4)) / s / W_LAMINAR;
  }
  const k = f * r + m;
  slope = 2.0 * k * a + dfdq * r * a * a;
  return k * a * q;
}

/**
 * Fully open valve or throttled one: h = m q|q|, linear where the slope falls below `low`; without minor loss h = small q.
 */
export function valveLoss(q: f64, m: f64, low: f64, small: f64): f64 {
  if (!(m > 0.0)) {
    slope = small;
    return small * q;
  }
  const g = 2.0 * m * Math.abs(q);
  if (g < low) {
    slope = low / 2.0;
    return slope * q;
  }
  slope = g;
  return (g * q) / 2.0;
}

/**
 * Pump with head gain H(q) = s^2 a - b s^(2-n) q^n, written as a loss: h = s^2 h0 + r s^(2-n) q|q|^(n-1),
 * h0 = -a, r = b, s the speed (affinity laws). Slope never below `low`; one line where it would be.
 */
export function pumpLoss(q: f64, h0: f64, r: f64, n: f64, speed: f64, low: f64): f64 {
  const h = speed * speed * h0;
  const rs = speed === 1.0 ? r : r * pow(speed, 2.0 - n);
  if (Math.abs(n - 1.0) < 1e-6) {
    slope = rs;
    return h + rs * q;
  }
  const g = n * rs * pow(Math.abs(q), n - 1.0);
  if (g < low) {
    slope = low;
    return h + low * q;
  }
  slope = g;
  return h + (g * q) / n;
}

/**
 * Constant power: h = -p / q with p = power / (density g) > 0. Beyond `big` the pump counts as closed, below `small` as
 * an open valve; both are lines.
 */
export function powerPumpLoss(q: f64, p: f64, big: f64, small: f64): f64 {
  const g = p / q / q;
  if (g > big) {
    slope = big;
    return big * q;
  }
  if (g < small) {
    slope = small;
    return small * q;
  }
  slope = g;
  return -p / q;
}

/**
 * Outflow that grows with pressure, inverted: h = c |q|^n sign q; emitters (n = 1/exponent) and FAVAD leakage (n = 2
 * for fixed areas, 2/3 for areas that grow). Below `low` linear with slope low / n.
 */
export function outflowLoss(q: f64, c: f64, n: f64, low: f64): f64 {
  const g = n === 2.0 ? 2.0 * c * Math.abs(q) : n * c * pow(Math.abs(q), n - 1.0);
  if (g < low) {
    slope = low / n;
    return slope * q;
  }
  slope = g;
  return (g * q) / n;
}

const BARRIER: f64 = 1e9;
const BARRIER_ROUND: f64 = 1e-6;

/** Slope behind the walls: BARRIER, but lower on the way to a solution that is hard to find. */
let barrier: f64 = BARRIER;

/** Walls `share` times as steep as the law's, until they are set to 1 again. */
export function softenBarriers(share: f64): void {
  barrier = share * BARRIER;
}

/** Adds a wall that keeps q >= 0 to the loss h with slope lawSlope(); sharp within 1e-12 of the wall. */
export function addLowerBarrier(q: f64, h: f64): f64 {
  const a = barrier * q;
  const b = Math.sqrt(a * a + BARRIER_ROUND);
  slope += (barrier / 2.0) * (1.0 - a / b);
  // a - b of two nearly equal numbers would leave noise
  return a > 0.0 ? h - BARRIER_ROUND / (2.0 * (a + b)) : h + (a - b) / 2.0;
}

/** Adds a wall that keeps q <= 0 (pass the flow less its limit). */
export function addUpperBarrier(q: f64, h: f64): f64 {
  const a = barrier * q;
  const b = Math.sqrt(a * a + BARRIER_ROUND);
  slope += (barrier / 2.0) * (1.0 + a / b);
  return a < 0.0 ? h + BARRIER_ROUND / (2.0 * (b - a)) : h + (a + b) / 2.0;
}

/**
 * Pressure-driven demand (Wagner 1988), inverted: pressure above the minimum p = range (q / full)^(1/n), walls at 0 and
 * at the full demand.
 */
export function demandLoss(q: f64, full: f64, range: f64, inverseN: f64): f64 {
  const r = Math.abs(q) / full;
  slope = (inverseN * range * (inverseN === 2.0 ? r : pow(r, inverseN - 1.0))) / full;
  let h = (slope * q) / inverseN;
  h = addLowerBarrier(q, h);
  return addUpperBarrier(q - full, h);
}
