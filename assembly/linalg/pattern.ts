// A pattern: everything about a symmetric sparsity structure that does not depend on values. One block of words in the
// arena, its address is the handle. LDLT and the LU factors of every block size share it.

/** The first word is not used. */
export const PATTERN_BYTES: usize = 80;

/** Number of rows (blocks). */
export function patternSize(h: usize): i32 {
  return load<i32>(h, 4);
}

/** Number of distinct off-diagonal pairs of the matrix. */
export function patternPairs(h: usize): i32 {
  return load<i32>(h, 8);
}

/** Number of entries of L below the diagonal. */
export function patternFill(h: usize): i32 {
  return load<i32>(h, 12);
}

/** i32 [n] order[k] is the row eliminated k-th. */
export function patternOrder(h: usize): usize {
  return load<u32>(h, 16);
}

/** i32 [n] inverse of order. */
export function patternPlace(h: usize): usize {
  return load<u32>(h, 20);
}

/** i32 [n] elimination tree, -1 at a root; a parent comes after its children, children lie together (postorder). */
export function patternParent(h: usize): usize {
  return load<u32>(h, 24);
}

/** i32 [n + 1] where column j of L begins in patternColumnRows; the same numbers serve row j of U. */
export function patternColumnStart(h: usize): usize {
  return load<u32>(h, 28);
}

/** i32 [fill] rows of each column of L, ascending. */
export function patternColumnRows(h: usize): usize {
  return load<u32>(h, 32);
}

/** i32 [n + 1] where row k of L begins in patternRowColumns. */
export function patternRowStart(h: usize): usize {
  return load<u32>(h, 36);
}

/** i32 [fill] columns of each row of L, ascending. */
export function patternRowColumns(h: usize): usize {
  return load<u32>(h, 40);
}

/** i32 [n + 1] where the pairs of row k (in elimination order, columns < k) begin in patternPairColumns. */
export function patternPairStart(h: usize): usize {
  return load<u32>(h, 44);
}

/** i32 [pairs] column of each pair, ascending within a row. The place of a pair in this list is its number. */
export function patternPairColumns(h: usize): usize {
  return load<u32>(h, 48);
}

/** Hash of the topology that was analysed; see isStale in symbolic.ts. */
export function patternHash(h: usize): i32 {
  return load<i32>(h, 52);
}

/** The columns from here on are worked in dense blocks; n when there are none. */
export function patternTail(h: usize): i32 {
  return load<i32>(h, 56);
}

export function setPatternWord(h: usize, offset: usize, value: i32): void {
  store<i32>(h + offset, value);
}

/** Multiplications of one numeric LDLT (sum of c(c + 3)/2 over the columns' counts c), for benches. */
export function patternFlops(h: usize): f64 {
  return load<f64>(h, 64);
}

export function setPatternFlops(h: usize, flops: f64): void {
  store<f64>(h, flops, 64);
}
