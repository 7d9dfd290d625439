import type { Atlas } from "./atlas";
import type { Chain } from "./store";

const MOST = 4000;

/**
 * What an element hangs on and what hangs on it, over `feeds` and `serves` across the utilities, and one step over
 * `connects` at the element itself. A first reading of the graph; the questions proper are asked in the search box.
 */
export function chainOf(atlas: Atlas, id: string): Chain {
  const out = (from: string) =>
    (atlas.elements[atlas.indexOf.get(from) ?? -1]?.relations ?? [])
      .filter((r) => r.type === "feeds" || r.type === "serves")
      .map((r) => r.to);
  const into = (from: string) =>
    (atlas.incoming.get(from) ?? []).filter((r) => r.type === "feeds" || r.type === "serves").map((r) => r.id);
  const near = new Set<string>();
  for (const r of atlas.elements[atlas.indexOf.get(id) ?? -1]?.relations ?? [])
    if (r.type === "connects") near.add(r.to);
  const reach = (next: (id: string) => readonly string[]) => {
    const seen = new Set<string>();
    let edge = [id];
    while (edge.length && seen.size < MOST) {
      const ahead: string[] = [];
      for (const e of edge) {
        for (const n of next(e)) {
          if (n === id || seen.has(n)) continue;
          seen.add(n);
          ahead.push(n);
        }
      }
      edge = ahead;
    }
    return seen;
  };
  const upstream = reach(into);
  for (const n of near) upstream.add(n);
  return { upstream, downstream: reach(out) };
}
