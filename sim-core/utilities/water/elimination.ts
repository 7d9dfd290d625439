/**
 * The order in which the junctions of a network are eliminated, and the factor that follows from it
 * (assembly/hydraulic/system.ts takes these arrays as they are).
 */
export interface Elimination {
  /** Junction -> its place in the order. */
  readonly pivotOf: Int32Array;
  /** Place -> junction. */
  readonly junctionOf: Int32Array;
  /** Column pointers of L, [n + 1]. */
  readonly start: Int32Array;
  /** Row (a place) of every entry, rising within a column. */
  readonly rowAt: Int32Array;
  /** For every column, for every pair p < q of its entries: the entry (row q, row p). */
  readonly target: Int32Array;
  /** Entry of every pair handed in; -1 for a pair with an end that is no junction. */
  readonly entryOf: Int32Array;
}

/**
 * Minimum degree on the graph of `pairs` (junction a[i] with b[i]; -1 for a fixed node), exact degrees, ties by number.
 * Water networks are nearly trees: a few neighbours per node, so cliques stay small and exact degrees cost little.
 */
export function eliminate(n: number, a: Int32Array, b: Int32Array): Elimination {
  const neighbours: Set<number>[] = Array.from({ length: n }, () => new Set());
  for (let i = 0; i < a.length; i++) {
    if (a[i]! < 0 || b[i]! < 0 || a[i] === b[i]) continue;
    neighbours[a[i]!]!.add(b[i]!);
    neighbours[b[i]!]!.add(a[i]!);
  }
  const pivotOf = new Int32Array(n).fill(-1);
  const junctionOf = new Int32Array(n);
  const columns: number[][] = [];
  // Buckets by degree; a node lies in the bucket of every degree it had, stale ones are skipped.
  const buckets: number[][] = [];
  const put = (v: number): void => {
    const d = neighbours[v]!.size;
    const bucket = buckets[d];
    if (bucket) bucket.push(v);
    else buckets[d] = [v];
  };
  for (let v = n - 1; v >= 0; v--) put(v);
  let low = 0;
  for (let k = 0; k < n; k++) {
    let v = -1;
    while (v < 0) {
      const bucket = buckets[low];
      if (!bucket || bucket.length === 0) {
        low++;
        continue;
      }
      const candidate = bucket.pop()!;
      if (pivotOf[candidate]! < 0 && neighbours[candidate]!.size === low) v = candidate;
    }
    pivotOf[v] = k;
    junctionOf[k] = v;
    const around = [...neighbours[v]!];
    columns.push(around);
    for (const u of around) neighbours[u]!.delete(v);
    for (let i = 0; i < around.length; i++) {
      const set = neighbours[around[i]!]!;
      for (let j = 0; j < around.length; j++) if (i !== j) set.add(around[j]!);
    }
    for (const u of around) {
      put(u);
      if (neighbours[u]!.size < low) low = neighbours[u]!.size;
    }
    neighbours[v]!.clear();
  }

  const start = new Int32Array(n + 1);
  for (let k = 0; k < n; k++) start[k + 1] = start[k]! + columns[k]!.length;
  const rowAt = new Int32Array(start[n]!);
  let products = 0;
  for (let k = 0; k < n; k++) {
    const rows = columns[k]!.map((v) => pivotOf[v]!).sort((x, y) => x - y);
    rowAt.set(rows, start[k]!);
    products += (rows.length * (rows.length - 1)) / 2;
  }
  const find = (column: number, row: number): number => {
    let lo = start[column]!;
    let hi = start[column + 1]! - 1;
    while (lo <= hi) {
      const mid = (lo + hi) >> 1;
      if (rowAt[mid]! === row) return mid;
      if (rowAt[mid]! < row) lo = mid + 1;
      else hi = mid - 1;
    }
    throw new Error(`elimination: no entry (${row}, ${column})`);
  };
  const target = new Int32Array(products);
  let at = 0;
  for (let k = 0; k < n; k++) {
    for (let p = start[k]!; p < start[k + 1]!; p++) {
      for (let q = p + 1; q < start[k + 1]!; q++) target[at++] = find(rowAt[p]!, rowAt[q]!);
    }
  }
  const entryOf = new Int32Array(a.length).fill(-1);
  for (let i = 0; i < a.length; i++) {
    if (a[i]! < 0 || b[i]! < 0 || a[i] === b[i]) continue;
    const [x, y] = [pivotOf[a[i]!]!, pivotOf[b[i]!]!];
    entryOf[i] = x < y ? find(x, y) : find(y, x);
  }
  return { pivotOf, junctionOf, start, rowAt, target, entryOf };
}
