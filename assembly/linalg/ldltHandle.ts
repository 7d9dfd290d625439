import { patternPairs, patternSize } from "./pattern";

// What a handle of an LDLT factor holds. The verbs are in ldlt.ts.

const MAGIC: i32 = 0x4c444c54; // "LDLT"

export const LDLT_BYTES: usize = 80;

export function ldltPattern(h: usize): usize {
  return load<u32>(h, 4);
}

/** f64 [n + pairs], to be filled by the caller before each factor. */
export function ldltValues(h: usize): usize {
  return load<u32>(h, 8);
}

/** u8 [n] by row: 1 makes row and column those of the identity, whatever the values say, without another analysis. */
export function ldltDead(h: usize): usize {
  return load<u32>(h, 12);
}

/** f64 [fill] L by columns. */
export function ldltLower(h: usize): usize {
  return load<u32>(h, 16);
}

/** u32 [fill] beside it: the address in `work` of each entry's row. An address instead of an index saves the inner loop two instructions. */
export function ldltAddress(h: usize): usize {
  return load<u32>(h, 20);
}

/** f64 [n] 1/D, in elimination order */
export function ldltInverse(h: usize): usize {
  return load<u32>(h, 24);
}

/** f64 [n] dense work row, all zero between calls */
export function ldltWork(h: usize): usize {
  return load<u32>(h, 28);
}

/** i32 [n] end of the filled part of each column */
export function ldltFilled(h: usize): usize {
  return load<u32>(h, 32);
}

export function ldltIs(h: usize): bool {
  return h !== 0 && load<i32>(h) === MAGIC;
}

export function ldltSize(h: usize): i32 {
  return patternSize(ldltPattern(h));
}

/** Length of ldltValues. */
export function ldltSlotCount(h: usize): i32 {
  return patternSize(ldltPattern(h)) + patternPairs(ldltPattern(h));
}

/** A pivot below `tolerance` times the diagonal it came from counts as zero. 1e-14 unless set. */
export function ldltSetTolerance(h: usize, tolerance: f64): void {
  store<f64>(h, tolerance, 40);
}

export function ldltTolerance(h: usize): f64 {
  return load<f64>(h, 40);
}

/** u32 [pairs] address in ldltLower where each pair's value goes; 0 when the factor is up-looking. */
export function ldltPairAddress(h: usize): usize {
  return load<u32>(h, 56);
}

/** u32 [products] address in ldltLower that each product of two entries of a column is taken from, column by column. */
export function ldltTargets(h: usize): usize {
  return load<u32>(h, 60);
}

export function stampLdlt(h: usize): void {
  store<i32>(h, MAGIC);
}

/** The topology has changed since the analysis. */
export function ldltIsStale(h: usize): bool {
  return load<i32>(h, 48) !== 0;
}

export function ldltSetStale(h: usize): void {
  store<i32>(h, 1, 48);
}

export function ldltIsFactored(h: usize): bool {
  return ldltIs(h) && load<i32>(h, 52) !== 0;
}

export function ldltSetFactored(h: usize, isFactored: bool): void {
  store<i32>(h, isFactored ? 1 : 0, 52);
}

/** True when a pivot is zero, tiny beside the diagonal it came from, or not a number. */
export function isBadPivot(pivot: f64, diagonal: f64, tolerance: f64): bool {
  // Written so that a comparison with a number that is none says bad.
  return !(abs(pivot) > tolerance * abs(diagonal)) || abs(pivot) === Infinity;
}
