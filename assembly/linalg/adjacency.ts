import { i32At, setI32 } from "../core/memory";

/** Length of `list` that adjacency() may write for m pairs. */
export function adjacencyCapacity(m: i32): i32 {
  return 2 * m;
}

/**
 * Neighbours of every node of an undirected graph, ascending, each once, self loops left out.
 *  Shapes:  rows, cols i32 [m]; start i32 [n + 1] out; list i32 [2 m] out; scratch i32 [n + 1 + 2 m]
 *  Gives:   start[n], the number of neighbours in all (twice the number of distinct pairs), or -1 - e when pair e
 *           names a node outside 0..n-1
 *  Two counting sorts: by column into scratch, then by row, so that every list comes out sorted without comparing.
 */
export function adjacency(n: i32, m: i32, rows: usize, cols: usize, start: usize, list: usize, scratch: usize): i32 {
  const from = scratch;
  const other = scratch + ((<usize>(n + 1)) << 2);
  for (let i = 0; i <= n; i++) setI32(from, i, 0);
  for (let e = 0; e < m; e++) {
    const i = i32At(rows, e);
    const j = i32At(cols, e);
    if (i < 0 || j < 0 || i >= n || j >= n) return -1 - e;
    if (i === j) continue;
    setI32(from, i + 1, i32At(from, i + 1) + 1);
    setI32(from, j + 1, i32At(from, j + 1) + 1);
  }
  for (let i = 0; i < n; i++) setI32(from, i + 1, i32At(from, i + 1) + i32At(from, i));
  // start serves as the fill position of the first sort
  for (let i = 0; i < n; i++) setI32(start, i, i32At(from, i));
  for (let e = 0; e < m; e++) {
    const i = i32At(rows, e);
    const j = i32At(cols, e);
    if (i === j) continue;
    setI32(other, i32At(start, i), j);
    setI32(start, i, i32At(start, i) + 1);
    setI32(other, i32At(start, j), i);
    setI32(start, j, i32At(start, j) + 1);
  }
  for (let i = 0; i < n; i++) setI32(start, i, i32At(from, i));
  // Nodes in ascending order enter their neighbours' lists: each list ends sorted.
  for (let i = 0; i < n; i++) {
    const end = i32At(from, i + 1);
    for (let p = i32At(from, i); p < end; p++) {
      const j = i32At(other, p);
      const at = i32At(start, j);
      setI32(list, at, i);
      setI32(start, j, at + 1);
    }
  }
  // Close the gaps that repeated pairs leave.
  let to = 0;
  for (let i = 0; i < n; i++) {
    const end = i32At(from, i + 1);
    let before = -1;
    setI32(start, i, to);
    for (let p = i32At(from, i); p < end; p++) {
      const j = i32At(list, p);
      if (j !== before) setI32(list, to++, j);
      before = j;
    }
  }
  setI32(start, n, to);
  return to;
}
