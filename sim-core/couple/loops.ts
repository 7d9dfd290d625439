import type { UtilitySolver } from "../utilities/contract";

/** Which links hang together: separate heating and cooling nets of one solver. Number of the loop by link row. */
export function loopsOf(heat: UtilitySolver): Int32Array {
  const from = heat.column("link", "from");
  const to = heat.column("link", "to");
  const root = new Int32Array(heat.numbering.node!.count);
  for (let i = 0; i < root.length; i++) root[i] = i;
  const find = (node: number): number => {
    let top = node;
    while (root[top] !== top) top = root[top]!;
    for (let at = node; root[at] !== top; ) {
      const next = root[at]!;
      root[at] = top;
      at = next;
    }
    return top;
  };
  for (let k = 0; k < from.length; k++) root[find(from[k]!)] = find(to[k]!);
  const loops = new Int32Array(from.length);
  for (let k = 0; k < from.length; k++) loops[k] = find(from[k]!);
  return loops;
}
