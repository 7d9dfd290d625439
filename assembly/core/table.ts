// Piecewise linear tables in memory: f64 x [count] rising, then f64 y [count]; both ends are extrapolated. A table that is
// also integrated has a third part, f64 s [count]: the integral of y from x[0] on.

/** Where the last search ended: neighbours are asked for neighbouring temperatures. Only a start, never an answer. */
let lastSegment: i32 = 1;

/** Segment of x: the i in 1 .. count - 1 with x[i - 1] < x <= x[i], the outer ones reaching to infinity. */
function segmentOf(at: usize, count: i32, x: f64): i32 {
  let i = lastSegment < count ? lastSegment : count - 1;
  while (i > 1 && x <= load<f64>(at + ((<usize>(i - 1)) << 3))) i--;
  while (i < count - 1 && x > load<f64>(at + ((<usize>i) << 3))) i++;
  lastSegment = i;
  return i;
}

/** y at x. */
export function tableAt(at: usize, count: i32, x: f64): f64 {
  if (count === 1) return load<f64>(at + 8);
  const i = segmentOf(at, count, x);
  const x0 = load<f64>(at + ((<usize>(i - 1)) << 3));
  const x1 = load<f64>(at + ((<usize>i) << 3));
  const ys = at + ((<usize>count) << 3);
  const y0 = load<f64>(ys + ((<usize>(i - 1)) << 3));
  const y1 = load<f64>(ys + ((<usize>i) << 3));
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

/** Integral of y from x[0] to x, exact for the straight pieces. */
export function tableIntegral(at: usize, count: i32, x: f64): f64 {
  const ys = at + ((<usize>count) << 3);
  if (count === 1) return load<f64>(ys) * (x - load<f64>(at));
  const k = (<usize>(segmentOf(at, count, x) - 1)) << 3;
  const d = x - load<f64>(at + k);
  const slope = (load<f64>(ys + k + 8) - load<f64>(ys + k)) / (load<f64>(at + k + 8) - load<f64>(at + k));
  return load<f64>(ys + ((<usize>count) << 3) + k) + d * (load<f64>(ys + k) + 0.5 * slope * d);
}

/** The x whose integral is s: the root of a quadratic in its piece, in the form that does not cancel. y > 0. */
export function tableInverseIntegral(at: usize, count: i32, s: f64): f64 {
  const ys = at + ((<usize>count) << 3);
  if (count === 1) return load<f64>(at) + s / load<f64>(ys);
  const sums = ys + ((<usize>count) << 3);
  const k = (<usize>(segmentOf(sums, count, s) - 1)) << 3;
  const y = load<f64>(ys + k);
  const slope = (load<f64>(ys + k + 8) - y) / (load<f64>(at + k + 8) - load<f64>(at + k));
  const rest = s - load<f64>(sums + k);
  return load<f64>(at + k) + (2.0 * rest) / (y + Math.sqrt(Math.max(y * y + 2.0 * slope * rest, 0.0)));
}
