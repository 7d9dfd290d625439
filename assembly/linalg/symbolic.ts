import { alloc, allocI32, arenaMark, arenaStatus, rewindArena } from "../core/arena";
import { fillI32, i32At, setI32 } from "../core/memory";
import { fail } from "../core/report";
import { STATUS_BAD_INPUT, STATUS_OK } from "../core/status";
import { adjacency, adjacencyCapacity } from "./adjacency";
import { amdListCapacity, amdOrder, amdScratchCapacity } from "./amd";
import { denseTail } from "./denseTail";
import { PATTERN_BYTES, patternHash, setPatternFlops, setPatternWord } from "./pattern";

/** Parent of every column in the elimination tree. Source: Liu 1990, with path compression in `ancestor`. */
function eliminationTree(
  n: i32,
  starts: usize,
  list: usize,
  order: usize,
  place: usize,
  parent: usize,
  ancestor: usize,
): void {
  for (let k = 0; k < n; k++) {
    setI32(parent, k, -1);
    setI32(ancestor, k, -1);
    const row = i32At(order, k);
    const end = i32At(starts, row + 1);
    for (let p = i32At(starts, row); p < end; p++) {
      let i = i32At(place, i32At(list, p));
      while (i !== -1 && i < k) {
        const up = i32At(ancestor, i);
        setI32(ancestor, i, k);
        if (up === -1) setI32(parent, i, k);
        i = up;
      }
    }
  }
}

/** Depth-first order of a forest: children before parents, a subtree in one piece. scratch i32 [3 n] */
function postorder(n: i32, parent: usize, post: usize, scratch: usize): void {
  const child = scratch;
  const sibling = child + ((<usize>n) << 2);
  const stack = sibling + ((<usize>n) << 2);
  fillI32(child, n, -1);
  for (let j = n - 1; j >= 0; j--) {
    const p = i32At(parent, j);
    if (p === -1) continue;
    setI32(sibling, j, i32At(child, p));
    setI32(child, p, j);
  }
  let k = 0;
  for (let root = 0; root < n; root++) {
    if (i32At(parent, root) !== -1) continue;
    let top = 0;
    setI32(stack, 0, root);
    while (top >= 0) {
      const j = i32At(stack, top);
      const c = i32At(child, j);
      if (c === -1) {
        top--;
        setI32(post, k++, j);
      } else {
        setI32(child, j, i32At(sibling, c));
        setI32(stack, ++top, c);
      }
    }
  }
}

/**
 * Reorders `post` by height above the leaves; within a height it stays as it is. The fill is the same, but columns that
 * follow each other then hang on each other no more, and a processor works on several at once.
 */
function levelOrder(n: i32, parent: usize, post: usize): void {
  const height = allocI32(n);
  const start = allocI32(n + 1);
  const before = allocI32(n);
  if (arenaStatus() !== STATUS_OK) return;
  memory.copy(before, post, (<usize>n) << 2);
  for (let k = 0; k < n; k++) {
    const h = i32At(height, k);
    setI32(start, h + 1, i32At(start, h + 1) + 1);
    const p = i32At(parent, k);
    if (p >= 0 && i32At(height, p) <= h) setI32(height, p, h + 1);
  }
  for (let h = 0; h < n; h++) setI32(start, h + 1, i32At(start, h + 1) + i32At(start, h));
  for (let k = 0; k < n; k++) {
    const j = i32At(before, k);
    const h = i32At(height, j);
    const at = i32At(start, h);
    setI32(post, at, j);
    setI32(start, h, at + 1);
  }
}

/**
 * Counts what row k of L holds: the part of the tree between k and the columns of row k of the matrix.
 *  Shapes:  rowStart, pairStart i32 [n + 1] out; columnStart i32 [n + 1] out: entries of column j at j + 1; seen i32 [n]
 *  Gives:   entries of L
 */
function countRows(
  n: i32,
  starts: usize,
  list: usize,
  order: usize,
  place: usize,
  parent: usize,
  seen: usize,
  rowStart: usize,
  pairStart: usize,
  columnStart: usize,
): i32 {
  fillI32(columnStart, n + 1, 0);
  let fill = 0;
  let pairs = 0;
  for (let k = 0; k < n; k++) {
    setI32(seen, k, k);
    setI32(rowStart, k, fill);
    setI32(pairStart, k, pairs);
    const row = i32At(order, k);
    const end = i32At(starts, row + 1);
    for (let p = i32At(starts, row); p < end; p++) {
      let i = i32At(place, i32At(list, p));
      if (i > k) continue;
      pairs++;
      while (i32At(seen, i) !== k) {
        setI32(seen, i, k);
        setI32(columnStart, i + 1, i32At(columnStart, i + 1) + 1);
        fill++;
        i = i32At(parent, i);
      }
    }
  }
  setI32(rowStart, n, fill);
  setI32(pairStart, n, pairs);
  return fill;
}

function hashTopology(n: i32, m: i32, rows: usize, cols: usize): i32 {
  let h: u32 = 0x811c9dc5 ^ <u32>n;
  for (let e = 0; e < m; e++) {
    h = (h ^ <u32>i32At(rows, e)) * 0x01000193;
    h = (h ^ <u32>i32At(cols, e)) * 0x01000193;
    h ^= h >>> 15;
  }
  return <i32>h;
}

/** True when the pattern was analysed for another list of pairs. Costs one pass over the list: once per solve, not per factor. */
export function isStale(h: usize, n: i32, m: i32, rows: usize, cols: usize): bool {
  return hashTopology(n, m, rows, cols) !== patternHash(h);
}

/**
 * Orders a symmetric pattern and finds the structure of its factor.
 *  Shapes:  rows, cols i32 [m], any order, repeats allowed, self loops ignored;
 *           pairOf i32 [m] out: number of the distinct pair that entry e belongs to, with the sign bit set (~number)
 *           when (rows[e], cols[e]) lies above the diagonal in elimination order; -2147483648 for a self loop
 *  isByLevel: leaves first, then what hangs on them, and so on, instead of subtree by subtree; where the factor is dense
 *             enough for blocks of columns, those come last (patternTail)
 *  Gives:   handle, or 0 (report and arenaStatus say why)
 *  Fails:   badInput -> report.at is the entry
 *  All sizes are known before each stage, so scratch memory is given back and the arena holds no holes.
 */
export function analysePattern(
  n: i32,
  m: i32,
  rows: usize,
  cols: usize,
  pairOf: usize,
  isByLevel: bool = false,
): usize {
  const h = alloc(PATTERN_BYTES);
  const order = allocI32(n);
  const place = allocI32(n);
  const parent = allocI32(n);
  const columnStart = allocI32(n + 1);
  const rowStart = allocI32(n + 1);
  const pairStart = allocI32(n + 1);
  const mark = arenaMark();

  // --- order, tree, counts ---
  let starts = allocI32(n + 1);
  let list = allocI32(adjacencyCapacity(m));
  let scratch = allocI32(n + 1 + 2 * m);
  if (arenaStatus() !== STATUS_OK) {
    fail(arenaStatus(), -1);
    return 0;
  }
  const adjacent = adjacency(n, m, rows, cols, starts, list, scratch);
  if (adjacent < 0) {
    fail(STATUS_BAD_INPUT, -1 - adjacent);
    return 0;
  }
  const capacity = amdListCapacity(adjacent, n);
  const work = allocI32(capacity);
  const amdScratch = allocI32(amdScratchCapacity(n));
  if (arenaStatus() !== STATUS_OK) {
    fail(arenaStatus(), -1);
    return 0;
  }
  memory.copy(work, list, (<usize>adjacent) << 2);
  amdOrder(n, starts, work, capacity, amdScratch, order);
  const post = amdScratch;
  const other = post + ((<usize>n) << 2);
  for (let k = 0; k < n; k++) setI32(place, i32At(order, k), k);
  eliminationTree(n, starts, list, order, place, parent, other);
  postorder(n, parent, post, other);
  if (isByLevel) levelOrder(n, parent, post);
  for (let k = 0; k < n; k++) setI32(other, k, i32At(order, i32At(post, k)));
  memory.copy(order, other, (<usize>n) << 2);
  for (let k = 0; k < n; k++) setI32(place, i32At(order, k), k);
  eliminationTree(n, starts, list, order, place, parent, other);

  let fill = countRows(n, starts, list, order, place, parent, other, rowStart, pairStart, columnStart);
  let tail = n;
  if (isByLevel) {
    tail = denseTail(n, parent, columnStart + 4, order, amdScratch);
    if (tail < n) {
      for (let k = 0; k < n; k++) setI32(place, i32At(order, k), k);
      eliminationTree(n, starts, list, order, place, parent, other);
      fill = countRows(n, starts, list, order, place, parent, other, rowStart, pairStart, columnStart);
    }
  }
  const pairs = i32At(pairStart, n);
  let flops = 0.0;
  for (let j = 0; j < n; j++) {
    const c = <f64>i32At(columnStart, j + 1);
    flops += (c * (c + 3.0)) / 2.0;
    setI32(columnStart, j + 1, i32At(columnStart, j + 1) + i32At(columnStart, j));
  }
  rewindArena(mark);

  // --- the lists themselves ---
  const columnRows = allocI32(fill);
  const rowColumns = allocI32(fill);
  const pairColumns = allocI32(pairs);
  const mark2 = arenaMark();
  starts = allocI32(n + 1);
  list = allocI32(adjacencyCapacity(m));
  scratch = allocI32(n + 1 + 2 * m);
  const filled = allocI32(n);
  const seen2 = allocI32(n);
  if (arenaStatus() !== STATUS_OK) {
    fail(arenaStatus(), -1);
    return 0;
  }
  adjacency(n, m, rows, cols, starts, list, scratch);
  for (let j = 0; j < n; j++) setI32(filled, j, i32At(columnStart, j));
  for (let k = 0; k < n; k++) {
    setI32(seen2, k, k);
    const row = i32At(order, k);
    const end = i32At(starts, row + 1);
    for (let p = i32At(starts, row); p < end; p++) {
      let i = i32At(place, i32At(list, p));
      if (i > k) continue;
      while (i32At(seen2, i) !== k) {
        setI32(seen2, i, k);
        const at = i32At(filled, i);
        setI32(columnRows, at, k);
        setI32(filled, i, at + 1);
        i = i32At(parent, i);
      }
    }
  }
  // Reading columns in order writes every row in ascending order; likewise the pairs.
  for (let k = 0; k < n; k++) setI32(filled, k, i32At(rowStart, k));
  for (let j = 0; j < n; j++) {
    const end = i32At(columnStart, j + 1);
    for (let p = i32At(columnStart, j); p < end; p++) {
      const k = i32At(columnRows, p);
      const at = i32At(filled, k);
      setI32(rowColumns, at, j);
      setI32(filled, k, at + 1);
    }
  }
  for (let k = 0; k < n; k++) setI32(filled, k, i32At(pairStart, k));
  for (let j = 0; j < n; j++) {
    const row = i32At(order, j);
    const end = i32At(starts, row + 1);
    for (let p = i32At(starts, row); p < end; p++) {
      const k = i32At(place, i32At(list, p));
      if (k < j) continue;
      const at = i32At(filled, k);
      setI32(pairColumns, at, j);
      setI32(filled, k, at + 1);
    }
  }
  rewindArena(mark2);

  // --- which pair is entry e? rows are short: bisection ---
  for (let e = 0; e < m; e++) {
    const i = i32At(place, i32At(rows, e));
    const j = i32At(place, i32At(cols, e));
    if (i === j) {
      setI32(pairOf, e, -2147483648);
      continue;
    }
    const low = min(i, j);
    let a = i32At(pairStart, max(i, j));
    let b = i32At(pairStart, max(i, j) + 1) - 1;
    while (a < b) {
      const middle = (a + b) >> 1;
      if (i32At(pairColumns, middle) < low) a = middle + 1;
      else b = middle;
    }
    setI32(pairOf, e, i > j ? a : ~a);
  }

  setPatternWord(h, 4, n);
  setPatternWord(h, 8, pairs);
  setPatternWord(h, 12, fill);
  setPatternWord(h, 16, <i32>order);
  setPatternWord(h, 20, <i32>place);
  setPatternWord(h, 24, <i32>parent);
  setPatternWord(h, 28, <i32>columnStart);
  setPatternWord(h, 32, <i32>columnRows);
  setPatternWord(h, 36, <i32>rowStart);
  setPatternWord(h, 40, <i32>rowColumns);
  setPatternWord(h, 44, <i32>pairStart);
  setPatternWord(h, 48, <i32>pairColumns);
  setPatternWord(h, 52, hashTopology(n, m, rows, cols));
  setPatternWord(h, 56, tail);
  setPatternFlops(h, flops);
  return h;
}
