// Piecewise linear tables in memory: f64 x [count] rising, then f64 y [count]; both ends are extrapolated.

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
