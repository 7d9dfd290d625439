import { acos, asin, atan, atan2, cos, exp, expm1, log, log1p, log10, pow, sin, tan } from "./elementary";

/** One elementary function by number, for the test that both sides give the same bits. NaN for an unknown number. */
export function elementary(which: i32, x: f64, y: f64): f64 {
  if (which === 0) return exp(x);
  if (which === 1) return log(x);
  if (which === 2) return pow(x, y);
  if (which === 3) return sin(x);
  if (which === 4) return cos(x);
  if (which === 5) return expm1(x);
  if (which === 6) return log1p(x);
  if (which === 7) return log10(x);
  if (which === 8) return tan(x);
  if (which === 9) return atan2(y, x);
  if (which === 10) return atan(x);
  if (which === 11) return asin(x);
  if (which === 12) return acos(x);
  return 0.0 / 0.0;
}

/** Sum of exp (0), log (1), pow (2) or sin (3) over n arguments x, x + step, ...: what one costs inside the kernel. */
export function elementarySum(which: i32, n: i32, x: f64, step: f64, y: f64): f64 {
  let s = 0.0;
  for (let i = 0; i < n; i++) {
    const at = x + step * <f64>i;
    if (which === 0) s += exp(at);
    else if (which === 1) s += log(at);
    else if (which === 2) s += pow(at, y);
    else s += sin(at);
  }
  return s;
}

/** Tables for one exponent and the powers read from them, for the test of their error. */
export { fixedPower, fixedPower2, fixedPowerTables } from "./fixedPower";
