/** NaN means absent. Written as a comparison that only NaN fails, since linters read x !== x as a slip. */
export function isAbsent(x: f64): bool {
  return !(x <= Infinity);
}
