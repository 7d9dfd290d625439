// Piecewise linear tables in memory: f64 x [count] rising, then f64 y [count]; both ends are extrapolated. A table that is
// also integrated has a third part, f64 s [count]: the integral of y from x[0] on.

/** y at x. Linear search from the front: property tables have a few dozen points and are asked near their start. */
export function tableAt(at: usize, count: i32, x: f64): f64 {
  if (count === 1) return load<f64>(at + 8);
  let i: i32 = 1;
  while (i < count - 1 && x > load<f64>(at + ((<usize>i) << 3))) i++;
  const x0 = load<f64>(at + ((<usize>(i - 1)) << 3));
  const x1 = load<f64>(at + ((<usize>i) << 3));
  const ys = at + ((<usize>count) << 3);
  const y0 = load<f64>(ys + ((<usize>(i - 1)) << 3));
  const y1 = load<f64>(ys + ((<usize>i) << 3));
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

/** Segment of x: 1 .. count - 1. */
function segmentOf(at: usize, count: i32, x: f64): i32 {
  let i: i32 = 1;
  while (i < count - 1 && x > load<f64>(at + ((<usize>i) << 3))) i++;
  return i;
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
