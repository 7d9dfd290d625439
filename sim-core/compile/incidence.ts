/** Links at each node: those of node i are links[start[i] .. start[i + 1]), in rising order. */
export interface Incidence {
  readonly start: Int32Array;
  readonly links: Int32Array;
}

export function incidenceOf(nodeCount: number, from: ArrayLike<number>, to: ArrayLike<number>): Incidence {
  const start = new Int32Array(nodeCount + 1);
  for (let e = 0; e < from.length; e++) {
    start[from[e]! + 1]!++;
    start[to[e]! + 1]!++;
  }
  for (let i = 0; i < nodeCount; i++) start[i + 1]! += start[i]!;
  const next = start.slice(0, nodeCount);
  const links = new Int32Array(2 * from.length);
  for (let e = 0; e < from.length; e++) {
    links[next[from[e]!]!++] = e;
    links[next[to[e]!]!++] = e;
  }
  return { start, links };
}
