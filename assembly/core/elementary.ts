import { highWord, isNotANumber, lowWord, powerOfTwo, tableGet } from "./bits";
import { EXP_TABLE, LOG_FIRST, LOG_TABLE } from "./tables";

// exp, log, pow, sin, cos and their kin: one implementation for the kernel and for TypeScript, so that a run has the
// same bits in Node, in a browser and in WebAssembly. Plain f64 arithmetic in a fixed order, no fused multiply-add.
// Largest errors seen against a 60-digit reference are in test/laws/elementary.test.ts.

const INFINITE: f64 = 1.0 / 0.0;
const NOT_A_NUMBER: f64 = 0.0 / 0.0;

const LN2_HI: f64 = 0.6931471805598903; // multiple of 2^-42: k * LN2_HI is exact
const LN2_LO: f64 = 5.497923018708371e-14;
const STEP_HI: f64 = 0.0054152123482253955; // ln 2 / 128, 35 bits: k * STEP_HI is exact for |k| < 2^18
const STEP_LO: f64 = -1.0082281460997769e-13;
const STEPS_PER_UNIT: f64 = 184.6649652337873; // 128 / ln 2

// Adding and taking away such a number rounds to a multiple of its last place; the sum's low word is that multiple.
const ROUND_TO_1: f64 = 6755399441055744.0; // 1.5 * 2^52
const ROUND_TO_2_7: f64 = 52776558133248.0; // 1.5 * 2^45: multiples of 1/128
const ROUND_TO_2_20: f64 = 6442450944.0; // 1.5 * 2^32: multiples of 2^-20
const ROUND_TO_2_30: f64 = 6291456.0; // 1.5 * 2^22: multiples of 2^-30
const SPLIT: f64 = 134217729.0; // 2^27 + 1: Veltkamp's splitting in halves of 26 bits

/**
 * e^(x + tail), |tail| tiny. x + tail = (128 q + j) ln2/128 + r, |r| < 0.0028: table entry j times a polynomial.
 * Valid: |x| < 746; a result below 2^-1022 is rounded twice.
 */
function expParts(x: f64, tail: f64): f64 {
  const rounded = x * STEPS_PER_UNIT + ROUND_TO_1;
  const k = lowWord(rounded);
  const kd = rounded - ROUND_TO_1;
  const r = x - kd * STEP_HI - kd * STEP_LO + tail;
  const j = k & 127;
  const base = tableGet(EXP_TABLE, 2 * j);
  const r2 = r * r;
  // r^7/5040 < 2^-71
  const p =
    tableGet(EXP_TABLE, 2 * j + 1) +
    r +
    (r2 * (0.5 + r * 0.16666666666666666) +
      r2 * r2 * (0.041666666666666664 + r * (0.008333333333333333 + r * 0.001388888888888889)));
  return scale(base + base * p, k >> 7);
}

/** y 2^q for y in 1..2; a subnormal result is rounded a second time. */
function scale(y: f64, q: i32): f64 {
  if (q > -1022 && q < 1023) return y * powerOfTwo(q);
  if (q > 0) return y * 2.0 * powerOfTwo(q - 1);
  return y * powerOfTwo(q + 1000) * powerOfTwo(-1000);
}

/** e^x, error below 0.52 ulp; below 1 ulp where the result is subnormal. */
export function exp(x: f64): f64 {
  if (!(Math.abs(x) < 709.0)) {
    if (isNotANumber(x)) return NOT_A_NUMBER;
    if (x > 709.782712893384) return INFINITE;
    if (x < -745.1332191019412) return 0.0;
  }
  return expParts(x, 0.0);
}

/**
 * e^x - 1 without cancellation, error below 1.6 ulp.
 * Within 0.7 of 0 its Taylor series, 0.7^21/22! < 2^-80; elsewhere exp(x) - 1.
 */
export function expm1(x: f64): f64 {
  if (!(x > -0.7 && x < 0.7)) return exp(x) - 1.0;
  if (x === 0.0) return x;
  let s = 1.0;
  for (let n = 21; n >= 3; n--) s = 1.0 + (x * s) / <f64>n;
  return x + x * x * (0.5 * s);
}

/** Natural logarithm, error below 0.75 ulp. log(0) = -Infinity, log(x < 0) = NaN. */
export function log(x: f64): f64 {
  let high = highWord(x);
  let shift = 0;
  if (high < 0x00100000 || high >= 0x7fd00000) {
    if (isNotANumber(x)) return NOT_A_NUMBER;
    if (x === 0.0) return -INFINITE;
    if (x < 0.0) return NOT_A_NUMBER;
    if (x === INFINITE) return INFINITE;
    // Subnormal, or so large that 2^-k would be: moved by 2^54.
    shift = x < 1.0 ? 54 : -54;
    x *= powerOfTwo(shift);
    high = highWord(x);
  }
  // x = 2^k z with z in [sqrt(1/2), sqrt(2))
  const offset = high - 0x3fe6a09e;
  const exponent = offset >> 20;
  const k = <f64>(exponent - shift);
  const z = x * powerOfTwo(-exponent);
  const at = 4 * (lowWord(z + ROUND_TO_2_7) - LOG_FIRST);
  const inverse = tableGet(LOG_TABLE, at);
  const zTop = z + ROUND_TO_2_20 - ROUND_TO_2_20;
  // both products are exact, |r| < 2^-7.4
  const r = zTop * inverse - 1.0 + (z - zTop) * inverse;
  const w = k * LN2_HI + tableGet(LOG_TABLE, at + 1);
  const head = w + r;
  const rest = w - head + r + (k * LN2_LO + tableGet(LOG_TABLE, at + 2));
  const r2 = r * r;
  return (
    head +
    (rest +
      (r2 * -0.5 +
        r2 *
          r *
          (0.3333333333333333 -
            r * 0.25 +
            r2 * (0.2 - r * 0.16666666666666666) +
            r2 * r2 * (0.14285714285714285 - r * 0.125))))
  );
}

/** ln(1 + x) without cancellation, error below 1 ulp: log(u) corrected by what rounding u = 1 + x lost. */
export function log1p(x: f64): f64 {
  if (x > -1.1102230246251565e-16 && x < 1.1102230246251565e-16) return x;
  const u = 1.0 + x;
  if (!(u > 0.0) || u === INFINITE) return log(u);
  const lost = x >= 1.0 ? 1.0 - (u - x) : x - (u - 1.0);
  return log(u) + lost / u;
}

/** Base-10 logarithm, error below 2 ulp. */
export function log10(x: f64): f64 {
  const l = log(x);
  return l * Math.LOG10E + l * 1.098319650216765e-17;
}

/** y beyond this would overflow when split; such a power of anything but 1 is 0 or infinite. */
const HUGE_EXPONENT: f64 = 1e299;

/** 0 when y is no integer, 1 when odd, 2 when even. y is finite. */
function parity(y: f64): i32 {
  const a = Math.abs(y);
  if (a >= 9007199254740992.0) return 2;
  if (Math.floor(a) !== a) return 0;
  const half = a * 0.5;
  return Math.floor(half) === half ? 2 : 1;
}

/** Cases of pow that need no logarithm; the general case when none of them holds. IEEE 754: pow(1, y) = pow(x, 0) = 1. */
function powSpecial(x: f64, y: f64): f64 {
  if (y === 0.0 || x === 1.0) return 1.0;
  if (isNotANumber(x) || isNotANumber(y)) return NOT_A_NUMBER;
  const a = Math.abs(x);
  if (y === INFINITE || y === -INFINITE) {
    if (a === 1.0) return 1.0;
    return a > 1.0 === y > 0.0 ? INFINITE : 0.0;
  }
  const kind = parity(y);
  const isNegative = highWord(x) < 0;
  if (a === 0.0 || a === INFINITE) {
    const size = (a === 0.0) === y > 0.0 ? 0.0 : INFINITE;
    return isNegative && kind === 1 ? -size : size;
  }
  if (isNegative && kind === 0) return NOT_A_NUMBER;
  if (Math.abs(y) >= HUGE_EXPONENT) {
    if (a === 1.0) return 1.0;
    return a > 1.0 === y > 0.0 ? INFINITE : 0.0;
  }
  // The logarithm is that of a 2^54 or a 2^-54, moved: neither a subnormal nor its power of two gets in the way.
  const size = a < 1.0 ? powCore(a * 18014398509481984.0, y, 54) : powCore(a * 5.551115123125783e-17, y, -54);
  return isNegative && kind === 1 ? -size : size;
}

/** x^y for normal x > 0 and finite y: y log(x) to about 68 bits, then exp. `shift` is taken from x's exponent. */
function powCore(x: f64, y: f64, shift: i32): f64 {
  const high = highWord(x);
  const offset = high - 0x3fe6a09e;
  const exponent = offset >> 20;
  const k = <f64>(exponent - shift);
  const z = x * powerOfTwo(-exponent);
  const at = 4 * (lowWord(z + ROUND_TO_2_7) - LOG_FIRST);
  const inverse = tableGet(LOG_TABLE, at);
  const zTop = z + ROUND_TO_2_20 - ROUND_TO_2_20;
  const a = zTop * inverse - 1.0;
  const b = (z - zTop) * inverse;
  // r + rLow = z / c - 1 without error
  const r = a + b;
  const back = r - a;
  const rLow = a - (r - back) + (b - back);
  const w = k * LN2_HI + tableGet(LOG_TABLE, at + 1);
  const head = w + r;
  // -r^2/2 in two pieces: the first exact
  const rTop = r + ROUND_TO_2_30 - ROUND_TO_2_30;
  const square = rTop * rTop * -0.5;
  const squareRest = (r - rTop) * (r + rTop) * -0.5;
  const sum = head + square;
  const r2 = r * r;
  const cubic =
    r2 *
    r *
    (0.3333333333333333 -
      r * 0.25 +
      r2 * (0.2 - r * 0.16666666666666666) +
      r2 * r2 * (0.14285714285714285 - r * (0.125 - r * 0.1111111111111111)));
  const low =
    w -
    head +
    r +
    (head - sum + square) +
    (squareRest + (k * LN2_LO + tableGet(LOG_TABLE, at + 2)) + (rLow - r * rLow)) +
    cubic;
  // y (sum + low), the leading product exact
  const yTop = y * SPLIT - (y * SPLIT - y);
  const sumTop = sum * SPLIT - (sum * SPLIT - sum);
  const e = yTop * sumTop;
  const eLow = (y - yTop) * sumTop + y * (sum - sumTop + low);
  const total = e + eLow;
  if (!(Math.abs(total) < 709.0)) {
    if (isNotANumber(total)) return NOT_A_NUMBER;
    if (total > 709.79) return INFINITE;
    if (total < -745.14) return 0.0;
  }
  return expParts(e, eLow);
}

/** x^y, error below 0.55 ulp (1 ulp where the result is subnormal). */
export function pow(x: f64, y: f64): f64 {
  const high = highWord(x);
  if (high >= 0x00100000 && high < 0x7fd00000 && Math.abs(y) < HUGE_EXPONENT) return powCore(x, y, 0);
  return powSpecial(x, y);
}

const QUARTER_TURNS_PER_RAD: f64 = 0.6366197723675814;
// pi/2 in 33 + 33 + 53 bits: k times the first two is exact for |k| < 2^20
const HALF_PI_1: f64 = 1.5707963267341256;
const HALF_PI_2: f64 = 6.077100506303966e-11;
const HALF_PI_3: f64 = 2.0222662487959506e-21;
/** Beyond this an angle is no angle: sin and cos give NaN rather than digits that mean nothing. */
const LARGEST_ANGLE: f64 = 1647099.0;

/** sin(r + low), |r| <= pi/4 */
function sinCore(r: f64, low: f64): f64 {
  const z = r * r;
  const p =
    0.008333333333333333 +
    z *
      (-0.0001984126984126984 +
        z *
          (2.7557319223985893e-6 +
            z *
              (-2.505210838544172e-8 +
                z * (1.6059043836821613e-10 + z * (-7.647163731819816e-13 + z * 2.8114572543455206e-15)))));
  return r + (r * z * (-0.16666666666666666 + z * p) + low * (1.0 - 0.5 * z));
}

/** cos(r + low), |r| <= pi/4 */
function cosCore(r: f64, low: f64): f64 {
  const z = r * r;
  const p =
    0.041666666666666664 +
    z *
      (-0.001388888888888889 +
        z *
          (2.48015873015873e-5 +
            z *
              (-2.755731922398589e-7 +
                z *
                  (2.08767569878681e-9 +
                    z * (-1.1470745597729725e-11 + z * (4.779477332387385e-14 - z * 1.5619206968586225e-16))))));
  const half = 0.5 * z;
  const head = 1.0 - half;
  return head + (1.0 - head - half + (z * z * p - r * low));
}

/** Sine or cosine by quarter turn: quarter 0 is sin, 1 is cos. */
function circular(x: f64, quarter: i32): f64 {
  if (!(Math.abs(x) <= LARGEST_ANGLE)) return NOT_A_NUMBER;
  const rounded = x * QUARTER_TURNS_PER_RAD + ROUND_TO_1;
  const kd = rounded - ROUND_TO_1;
  // x - k pi/2 = r + low: the first subtraction is exact
  const a = x - kd * HALF_PI_1;
  const b = kd * HALF_PI_2;
  const s = a - b;
  const back = a - s;
  const c = a - (s + back) - (b - back) - kd * HALF_PI_3;
  const r = s + c;
  const low = s - r + c;
  const n = (lowWord(rounded) + quarter) & 3;
  if (n === 0) return sinCore(r, low);
  if (n === 1) return cosCore(r, low);
  if (n === 2) return -sinCore(r, low);
  return -cosCore(r, low);
}

/** Sine, error below 0.8 ulp for |x| <= 1.6e6; NaN beyond. */
export function sin(x: f64): f64 {
  if (x === 0.0) return x;
  return circular(x, 0);
}

/** Cosine, error below 0.8 ulp for |x| <= 1.6e6; NaN beyond. */
export function cos(x: f64): f64 {
  return circular(x, 1);
}

/** Tangent as a quotient, error below 2 ulp for |x| <= 1.6e6; NaN beyond. */
export function tan(x: f64): f64 {
  return sin(x) / cos(x);
}

/**
 * Angle of the point (x, y) in -pi..pi, error below 2 ulp.
 * A short polynomial guesses the angle of the first octant to 1e-4; one step of third order with sin and cos of the
 * guess, which are exact to an ulp, ends below rounding: no table and no range splitting.
 */
export function atan2(y: f64, x: f64): f64 {
  if (isNotANumber(x) || isNotANumber(y)) return NOT_A_NUMBER;
  const isLeft = highWord(x) < 0;
  const isBelow = highWord(y) < 0;
  let a = Math.abs(x);
  let b = Math.abs(y);
  if (a === INFINITE) {
    a = 1.0;
    b = b === INFINITE ? 1.0 : 0.0;
  } else if (b === INFINITE) {
    a = 0.0;
    b = 1.0;
  }
  let angle = 0.0;
  if (b !== 0.0) {
    const isSteep = b > a;
    const t = isSteep ? a / b : b / a;
    angle = atanCore(t);
    if (isSteep) angle = 1.5707963267948966 - angle + 6.123233995736766e-17;
  }
  if (isLeft) angle = Math.PI - angle + 1.2246467991473532e-16;
  return isBelow ? -angle : angle;
}

/** atan(t), t in 0..1 */
function atanCore(t: f64): f64 {
  if (t < 1e-5) return t - (t * t * t) / 3.0;
  const z = t * t;
  const guess = t * (0.999866 + z * (-0.3302995 + z * (0.180141 + z * (-0.085133 + z * 0.0208351))));
  const s = sinCore(guess, 0.0);
  const c = cosCore(guess, 0.0);
  // tan(angle - guess) = (t c - s) / (c + t s), and atan(d) = d - d^3/3
  const d = (t * c - s) / (c + t * s);
  return guess + (d - (d * d * d) / 3.0);
}

/** Arc tangent, error below 2 ulp. */
export function atan(x: f64): f64 {
  return atan2(x, 1.0);
}

/** Arc sine, error below 3 ulp; NaN outside -1..1. */
export function asin(x: f64): f64 {
  if (!(Math.abs(x) <= 1.0)) return NOT_A_NUMBER;
  return atan2(x, Math.sqrt((1.0 - x) * (1.0 + x)));
}

/** Arc cosine, error below 3 ulp; NaN outside -1..1. */
export function acos(x: f64): f64 {
  if (!(Math.abs(x) <= 1.0)) return NOT_A_NUMBER;
  return atan2(Math.sqrt((1.0 - x) * (1.0 + x)), x);
}
