import { alloc, allocF64, allocI32, arenaStatus } from "../core/arena";
import { i32At, setI32 } from "../core/memory";
import { fail } from "../core/report";
import { STATUS_NOT_READY, STATUS_OK, STATUS_STALE_PATTERN } from "../core/status";
import {
  patternColumnRows,
  patternColumnStart,
  patternFill,
  patternPairColumns,
  patternPairStart,
  patternPairs,
  patternSize,
} from "./pattern";
import { analysePattern, isStale } from "./symbolic";

// What the LU factors of every block size share: A = L (D + U) with unit L, blocks of b x b numbers row by row, values
// unsymmetric on a symmetric block pattern, no pivoting between blocks. lu1.ts and lu2.ts hold the numbers; another
// block size is another such file.
//
// Row k of L and U is made by one pass over the rows above it (Doolittle, row by row), in a dense work row of blocks.

const MAGIC: i32 = 0x4c554255; // "LUBU"
const BYTES: usize = 96;

export function luPattern(h: usize): usize {
  return load<u32>(h, 4);
}
/** Numbers of a block: 1, 4, ... */
export function luBlockLength(h: usize): i32 {
  return load<i32>(h, 8);
}
/** f64 [luSlotCount * blockLength], to be filled by the caller before each factor. */
export function luValues(h: usize): usize {
  return load<u32>(h, 12);
}
/** u8 [n] by row: 1 makes block row and block column those of the identity, without another analysis. */
export function luDead(h: usize): usize {
  return load<u32>(h, 16);
}
/** f64 [fill * blockLength] rows of L, in the order of patternRowColumns */
export function luLower(h: usize): usize {
  return load<u32>(h, 20);
}
/** f64 [fill * blockLength] rows of U, in the order of patternColumnRows */
export function luUpper(h: usize): usize {
  return load<u32>(h, 24);
}
/** u32 [fill] beside it: address of the block's column in the work row */
export function luAddress(h: usize): usize {
  return load<u32>(h, 28);
}
/** f64 [n * blockLength] inverses of the diagonal blocks */
export function luInverse(h: usize): usize {
  return load<u32>(h, 32);
}
/** f64 [n * blockLength] all zero between calls */
export function luWork(h: usize): usize {
  return load<u32>(h, 36);
}
/** i32 [n + 1] where the upper pairs of row k begin in the next two */
export function luUpperStart(h: usize): usize {
  return load<u32>(h, 40);
}
/** i32 [pairs] column of the pair, in elimination order */
export function luUpperColumns(h: usize): usize {
  return load<u32>(h, 44);
}
/** i32 [pairs] number of the pair */
export function luUpperPairs(h: usize): usize {
  return load<u32>(h, 48);
}
/** A diagonal block counts as singular below this times its own size or that of the block it came from; 1e-14 unless set. */
export function luTolerance(h: usize): f64 {
  return load<f64>(h, 56);
}
export function luSetTolerance(h: usize, tolerance: f64): void {
  store<f64>(h, tolerance, 56);
}
export function luIsFactored(h: usize): bool {
  return luIs(h) && load<i32>(h, 68) !== 0;
}
export function luSetFactored(h: usize, isFactored: bool): void {
  store<i32>(h, isFactored ? 1 : 0, 68);
}

export function luIs(h: usize): bool {
  return h !== 0 && load<i32>(h) === MAGIC;
}

/** Slots of off-diagonal blocks begin at an even number, so that slot(j, i) = slot(i, j) ^ 1. */
export function luFirstPairSlot(n: i32): i32 {
  return (n + 1) & ~1;
}

/** Number of blocks in luValues. */
export function luSlotCount(h: usize): i32 {
  return luFirstPairSlot(patternSize(luPattern(h))) + 2 * patternPairs(luPattern(h));
}

/**
 * Orders and analyses a matrix of n x n blocks with couplings (rows[e], cols[e]) in both directions and a full diagonal.
 *  Shapes:  rows, cols i32 [m], repeats allowed; slots i32 [m] out: slot of block (rows[e], cols[e]) in luValues; that
 *           of (cols[e], rows[e]) is slot ^ 1; that of the diagonal block of row i is i
 *  Gives:   handle, or 0: see report and arenaStatus
 */
export function luAnalyse(n: i32, m: i32, rows: usize, cols: usize, slots: usize, blockLength: i32): usize {
  const pattern = analysePattern(n, m, rows, cols, slots);
  if (pattern === 0) return 0;
  const firstPair = luFirstPairSlot(n);
  const pairs = patternPairs(pattern);
  for (let e = 0; e < m; e++) {
    const pair = i32At(slots, e);
    if (pair === -2147483648) setI32(slots, e, i32At(rows, e));
    else setI32(slots, e, pair < 0 ? firstPair + 2 * ~pair + 1 : firstPair + 2 * pair);
  }
  const fill = patternFill(pattern);
  const h = alloc(BYTES);
  const values = allocF64((firstPair + 2 * pairs) * blockLength);
  const dead = alloc(n);
  const lower = allocF64(fill * blockLength);
  const upper = allocF64(fill * blockLength);
  const address = allocI32(fill);
  const inverse = allocF64(n * blockLength);
  const work = allocF64(n * blockLength);
  const upperStart = allocI32(n + 2);
  const upperColumns = allocI32(pairs);
  const upperPairs = allocI32(pairs);
  if (arenaStatus() !== STATUS_OK) {
    fail(arenaStatus(), -1);
    return 0;
  }
  const columnRows = patternColumnRows(pattern);
  const stride = (<usize>blockLength) << 3;
  for (let p = 0; p < fill; p++) setI32(address, p, <i32>(work + <usize>i32At(columnRows, p) * stride));

  // The pairs by column: the upper half of row k. Counting sort, one place further on than usual, so that filling
  // leaves the starts right.
  const pairStart = patternPairStart(pattern);
  const pairColumns = patternPairColumns(pattern);
  for (let u = 0; u < pairs; u++) {
    const j = i32At(pairColumns, u);
    setI32(upperStart, j + 2, i32At(upperStart, j + 2) + 1);
  }
  for (let j = 0; j < n; j++) setI32(upperStart, j + 2, i32At(upperStart, j + 2) + i32At(upperStart, j + 1));
  for (let k = 0; k < n; k++) {
    const end = i32At(pairStart, k + 1);
    for (let u = i32At(pairStart, k); u < end; u++) {
      const j = i32At(pairColumns, u);
      const at = i32At(upperStart, j + 1);
      setI32(upperColumns, at, k);
      setI32(upperPairs, at, u);
      setI32(upperStart, j + 1, at + 1);
    }
  }

  store<i32>(h, <i32>pattern, 4);
  store<i32>(h, blockLength, 8);
  store<i32>(h, <i32>values, 12);
  store<i32>(h, <i32>dead, 16);
  store<i32>(h, <i32>lower, 20);
  store<i32>(h, <i32>upper, 24);
  store<i32>(h, <i32>address, 28);
  store<i32>(h, <i32>inverse, 32);
  store<i32>(h, <i32>work, 36);
  store<i32>(h, <i32>upperStart, 40);
  store<i32>(h, <i32>upperColumns, 44);
  store<i32>(h, <i32>upperPairs, 48);
  store<f64>(h, 1e-14, 56);
  store<i32>(h, MAGIC);
  return h;
}

/** Names a pattern that no longer fits the topology: until the next analysis every factor fails. */
export function luCheckPattern(h: usize, n: i32, m: i32, rows: usize, cols: usize): i32 {
  if (!luIs(h)) return fail(STATUS_NOT_READY, -1);
  if (isStale(luPattern(h), n, m, rows, cols)) store<i32>(h, 1, 64);
  return luReady(h, luBlockLength(h));
}

/** ok when a factor of this block size may begin. */
export function luReady(h: usize, blockLength: i32): i32 {
  if (!luIs(h) || luBlockLength(h) !== blockLength) return fail(STATUS_NOT_READY, -1);
  return load<i32>(h, 64) !== 0 ? fail(STATUS_STALE_PATTERN, -1) : STATUS_OK;
}

/** Sum over columns of c^2 + c: block products of one factor, for benches. */
export function luBlockProducts(h: usize): f64 {
  const pattern = luPattern(h);
  const columnStart = patternColumnStart(pattern);
  let sum = 0.0;
  for (let j = 0; j < patternSize(pattern); j++) {
    const c = <f64>(i32At(columnStart, j + 1) - i32At(columnStart, j));
    sum += c * (c + 1.0);
  }
  return sum;
}
