// The report block: one per instance, at a fixed address, written by every verb that can fail.
//   0 i32 status   4 i32 at (row at fault, -1 none)   8 i32 iterations   12 i32 detail
//   16 f64 residual   24 f64 [8] values   88 i32 [8] counts
// `detail`, `values` and `counts` mean what the verb's own docstring says.
const BLOCK: usize = memory.data(120, 16);

export function reportAddress(): usize {
  return BLOCK;
}

export function clearReport(): void {
  memory.fill(BLOCK, 0, 120);
  store<i32>(BLOCK, -1, 4);
}

/** Writes status and place; returns the status, so that a verb can end with `return fail(STATUS_SINGULAR, row)`. */
export function fail(status: i32, at: i32): i32 {
  store<i32>(BLOCK, status);
  store<i32>(BLOCK, at, 4);
  return status;
}

export function reportAt(): i32 {
  return load<i32>(BLOCK, 4);
}

export function setIterations(iterations: i32): void {
  store<i32>(BLOCK, iterations, 8);
}

export function setDetail(detail: i32): void {
  store<i32>(BLOCK, detail, 12);
}

export function setResidual(residual: f64): void {
  store<f64>(BLOCK, residual, 16);
}

/** i in 0..7 */
export function setValue(i: i32, value: f64): void {
  store<f64>(BLOCK + ((<usize>i) << 3), value, 24);
}

/** i in 0..7 */
export function setCount(i: i32, count: i32): void {
  store<i32>(BLOCK + ((<usize>i) << 2), count, 88);
}
