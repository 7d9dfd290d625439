import { log, pow } from "../../core/elementary";

// Darcy friction of round pipes as one function of the Reynolds number: f(Re) = lambda(Re) Re |Re|, which is odd,
// rising and finite where lambda alone is infinite. With Re = m D / (eta A):
//   lambda m|m| = f (eta A / D)^2,  d(lambda m|m|)/dm = f' (eta A / D)
// so that a law never divides by a flow. `relRough` is k/D.
// Each law returns f and leaves f' in `frictionSlope()`: the logarithm is shared by both.

/** Rough wall plus laminar term, always the sum: gases, (2 lg(D/k) + 1.14)^-2. */
export const FRICTION_NIKURADSE_GAS: i32 = 0;
/** The same for liquids with (2 lg(3.71 D/k))^-2. */
export const FRICTION_NIKURADSE_LIQUID: i32 = 1;
/** Prandtl-Colebrook at every Re, no laminar branch. */
export const FRICTION_COLEBROOK: i32 = 2;
/** Swamee-Jain at every Re. */
export const FRICTION_SWAMEE_JAIN: i32 = 3;
/** Churchill 1977: laminar, transition and turbulent in one smooth formula. The law of native districts. */
export const FRICTION_CHURCHILL: i32 = 4;

const TWO_OVER_LN10: f64 = 0.8685889638065036;
const LN10_INVERSE: f64 = Math.LOG10E;

/**
 * Colebrook without a laminar branch does not vanish with the flow: lambda Re^2 -> (2.51 / (1 - k/(3.71 D)))^2, a dry
 * friction (some 1e-9 bar). Below this Re the jump at zero is a steep straight line, so that a slope exists.
 */
export const COLEBROOK_FLOOR_RE: f64 = 1e-3;
let colebrookFloor: f64 = COLEBROOK_FLOOR_RE;

/** A solver that cannot settle on the jump starts with a wider line and narrows it; it ends with COLEBROOK_FLOOR_RE. */
export function setColebrookFloor(re: f64): void {
  colebrookFloor = re;
}
/** Swamee-Jain has a pole at Re = 7 and falls before it; the line from the origin meets it where it rises again. */
const SWAMEE_FLOOR_RE: f64 = 64.0;
/** Below it Churchill's formula is 64/Re to the last bit, and its powers would overflow. */
const CHURCHILL_FLOOR_RE: f64 = 10.0;

let slope: f64 = 0.0;

/** f' of the last call. */
export function frictionSlope(): f64 {
  return slope;
}

/** Constant part of Nikuradse's sum for `law`, 1. */
export function nikuradseRough(law: i32, relRough: f64): f64 {
  const root =
    law === FRICTION_NIKURADSE_GAS
      ? TWO_OVER_LN10 * log(1.0 / relRough) + 1.14
      : -TWO_OVER_LN10 * log(relRough * (1.0 / 3.71));
  return 1.0 / (root * root);
}

/** f = 64 Re + c Re|Re|, c from nikuradseRough(). */
export function nikuradse(re: f64, rough: f64): f64 {
  const a = Math.abs(re);
  slope = 64.0 + 2.0 * rough * a;
  return (64.0 + rough * a) * re;
}

/**
 * 1/sqrt(lambda) of Colebrook at Re > 0: y = -2 lg(2.51 y/Re + k/(3.71 D)), Newton from `guess` (any value > 0).
 * y + 2 lg(...) is rising and concave in y: from the second step on Newton climbs to the root from below.
 */
export function colebrookRoot(re: f64, relRough: f64, guess: f64): f64 {
  const c = 2.51 / re;
  const k = relRough * (1.0 / 3.71);
  let y = guess;
  for (let i: i32 = 0; i < 60; i++) {
    const a = c * y + k;
    const f = y + TWO_OVER_LN10 * log(a);
    const next = y - f / (1.0 + (TWO_OVER_LN10 * c) / a);
    // A step below zero comes only from a guess far above the root, where the argument of the log is large.
    const better = next > 0.0 ? next : 0.1 * y;
    const change = Math.abs(better - y);
    y = better;
    if (change <= 1e-15 * y) break;
    // The error of the next iterate is about change^2 / (2 y): done before the step that would only confirm it.
    if (change * change <= 1e-15 * y * y && next > 0.0 && i > 0) break;
  }
  return y;
}

/** Fully rough or Swamee-like start for colebrookRoot() without a logarithm of its own: good to a few percent. */
export function colebrookGuess(re: f64, relRough: f64): f64 {
  return -TWO_OVER_LN10 * log(relRough * (1.0 / 3.71) + 12.0 / (re + 12.0));
}

export function colebrook(re: f64, relRough: f64): f64 {
  const a = Math.abs(re);
  const at = a > colebrookFloor ? a : colebrookFloor;
  const guess = colebrookGuess(at, relRough);
  const y = colebrookRoot(at, relRough, Math.max(guess, 1e-6 * at));
  const lambda = 1.0 / (y * y);
  if (a < colebrookFloor) {
    slope = lambda * colebrookFloor;
    return slope * re;
  }
  // Re lambda'/lambda = -2 B/(1 + B) with B = (2/ln 10)(2.51/Re)/(2.51 y/Re + k/(3.71 D))
  const b = (TWO_OVER_LN10 * 2.51) / (2.51 * y + relRough * (1.0 / 3.71) * a);
  slope = (2.0 * lambda * a) / (1.0 + b);
  return lambda * a * re;
}

export function swameeJain(re: f64, relRough: f64): f64 {
  const a = Math.abs(re);
  const at = a > SWAMEE_FLOOR_RE ? a : SWAMEE_FLOOR_RE;
  const t = 5.74 * pow(at, -0.9);
  const argument = relRough * (1.0 / 3.7) + t;
  const lg = LN10_INVERSE * log(argument);
  const lambda = 0.25 / (lg * lg);
  if (a < SWAMEE_FLOOR_RE) {
    slope = lambda * SWAMEE_FLOOR_RE;
    return slope * re;
  }
  // d ln(lambda)/d ln(Re) = -2/lg * d lg/d ln(Re), d lg/d ln(Re) = -0.9 t / (argument ln 10)
  const elasticity = (1.8 * LN10_INVERSE * t) / (argument * lg);
  slope = lambda * a * (2.0 + elasticity);
  return lambda * a * re;
}

/** Churchill 1977: lambda = 8 ((8/Re)^12 + (A + B)^-1.5)^(1/12). */
export function churchill(re: f64, relRough: f64): f64 {
  const a = Math.abs(re);
  if (a < CHURCHILL_FLOOR_RE) {
    slope = 64.0;
    return 64.0 * re;
  }
  const t = pow(7.0 / a, 0.9);
  const argument = t + 0.27 * relRough;
  const w = -2.457 * log(argument);
  const big = power16(w);
  const small = power16(37530.0 / a);
  const laminar = power12(8.0 / a);
  const sum = big + small;
  const turbulent = 1.0 / (sum * Math.sqrt(sum));
  const total = laminar + turbulent;
  const lambda = 8.0 * pow(total, 1.0 / 12.0);
  // d ln/d ln(Re): laminar -12; B -16; A 16 * (2.457 * 0.9 t / argument) / w
  const dSum = (big * 16.0 * 2.2113 * t) / (argument * w) - 16.0 * small;
  const dTotal = -12.0 * laminar - (1.5 * turbulent * dSum) / sum;
  const elasticity = dTotal / (12.0 * total);
  slope = lambda * a * (2.0 + elasticity);
  return lambda * a * re;
}

function power12(x: f64): f64 {
  const x2 = x * x;
  const x4 = x2 * x2;
  return x4 * x4 * x4;
}

function power16(x: f64): f64 {
  const x2 = x * x;
  const x4 = x2 * x2;
  const x8 = x4 * x4;
  return x8 * x8;
}

/** f(Re) of `law`. `rough` is nikuradseRough() for the two Nikuradse laws (constant in a run), k/D for the others. */
export function friction(law: i32, re: f64, rough: f64): f64 {
  if (law <= FRICTION_NIKURADSE_LIQUID) return nikuradse(re, rough);
  if (law === FRICTION_COLEBROOK) return colebrook(re, rough);
  if (law === FRICTION_SWAMEE_JAIN) return swameeJain(re, rough);
  return churchill(re, rough);
}
