import { affectedBy, fedBy } from "@/sim-core";
import type { Atlas } from "./atlas";
import type { Chain } from "./store";

/** What an element lives from, and what would lose or keep a reduced service without it, across the utilities. */
export function chainOf(atlas: Atlas, id: string): Chain {
  const upstream = new Set(fedBy(atlas.graph, id).map((s) => s.id));
  const downstream = new Set(affectedBy(atlas.graph, id).map((e) => e.id));
  // the pipes and cables between two things of the chain belong to it
  atlas.elements.forEach((e, i) => {
    const from = atlas.elements[atlas.ends[2 * i]]?.id;
    const to = atlas.elements[atlas.ends[2 * i + 1]]?.id;
    if (from === undefined || to === undefined) return;
    for (const set of [upstream, downstream]) {
      if ((from === id || set.has(from)) && (to === id || set.has(to))) set.add(e.id);
    }
  });
  for (const set of [upstream, downstream]) set.delete(id);
  return { upstream, downstream };
}
