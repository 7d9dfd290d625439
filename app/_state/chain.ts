import { affectedBy, fedBy } from "@/sim-core";
import type { Atlas } from "./atlas";
import type { Chain } from "./store";

/** What an element lives from, and what would lose or keep a reduced service without it, across the utilities. */
export function chainOf(atlas: Atlas, id: string): Chain {
  const upstream = new Set(fedBy(atlas.graph, id).map((s) => s.id));
  const downstream = new Set(affectedBy(atlas.graph, id).map((e) => e.id));
  for (const set of [upstream, downstream]) set.delete(id);
  return { upstream, downstream };
}
