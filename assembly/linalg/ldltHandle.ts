import { patternPairs, patternSize } from "./pattern";

// What a handle of an LDLT factor holds. The verbs are in ldlt.ts.

const MAGIC: i32 = 0x4c444c54; // "LDLT"

export const LDLT_BYTES: usize = 96;

export function ldltPattern(h: usize): usize {
  return load<u32>(h, 4);
}

/** f64 [n + pairs], to be filled by the caller before each factor. 0 for a caller who writes into the factor itself. */
export function ldltValues(h: usize): usize {
  return load<u32>(h, 8);
}

/** u8 [n] by row: 1 makes row and column those of the identity, whatever the values say, without another analysis. */
export function ldltDead(h: usize): usize {
  return load<u32>(h, 12);
}

/** f64 [ldltLowerCount]: L by columns, then its dense blocks. */
export function ldltLower(h: usize): usize {
  return load<u32>(h, 16);
}

export function ldltLowerCount(h: usize): i32 {
  return load<i32>(h, 20);
}

/** f64 [2 n + 2], in elimination order: diagonal and right-hand side of every row, then 1/D and y/D; the last is nobody's. */
export function ldltCells(h: usize): usize {
  return load<u32>(h, 24);
}

/** u32 [entries of L by columns] address of the cell of each entry's row. */
export function ldltEntryCells(h: usize): usize {
  return load<u32>(h, 28);
}

/** u32 [pairs] address in ldltLower where each pair's value goes. */
export function ldltPairAddress(h: usize): usize {
  return load<u32>(h, 32);
}

/** u32 [products] address that each product of two entries of a column is taken from, column by column. */
export function ldltTargets(h: usize): usize {
  return load<u32>(h, 36);
}

/** Records of the dense blocks (supernodes.ts), and their number. */
export function ldltBlocks(h: usize): usize {
  return load<u32>(h, 40);
}
export function ldltBlockCount(h: usize): i32 {
  return load<i32>(h, 44);
}

/** f64 [4 * ldltLongest], ldltLongest = rows of the longest block. */
export function ldltScratch(h: usize): usize {
  return load<u32>(h, 48);
}
export function ldltLongest(h: usize): i32 {
  return load<i32>(h, 52);
}

/** f64 [n], in elimination order: the least size of each pivot. */
export function ldltLeast(h: usize): usize {
  return load<u32>(h, 56);
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
  store<f64>(h, tolerance, 64);
}

export function ldltTolerance(h: usize): f64 {
  return load<f64>(h, 64);
}

export function stampLdlt(h: usize): void {
  store<i32>(h, MAGIC);
}

/** The topology has changed since the analysis. */
export function ldltIsStale(h: usize): bool {
  return load<i32>(h, 72) !== 0;
}

export function ldltSetStale(h: usize): void {
  store<i32>(h, 1, 72);
}

export function ldltIsFactored(h: usize): bool {
  return ldltIs(h) && load<i32>(h, 76) !== 0;
}

export function ldltSetFactored(h: usize, isFactored: bool): void {
  store<i32>(h, isFactored ? 1 : 0, 76);
}
