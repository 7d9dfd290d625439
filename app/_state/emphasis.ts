import type { WorkbenchState } from "./store";

/** How each element stands out: 0 steps back, 1 normal, 2 chain, found or within what is marked, 3 picked or marked itself. */
export function levelsOf({ selected, chain, found, marked, departures }: WorkbenchState): (id: string) => number {
  const hasChain = chain !== null && chain.upstream.size + chain.downstream.size > 0;
  const ids = found && found.ids.length > 0 ? new Set(found.ids) : null;
  return (id) => {
    if (id === selected) return 3;
    if (marked) return marked.edge.has(id) ? 3 : marked.within.has(id) ? 2 : 0;
    if (selected && hasChain) return chain.upstream.has(id) || chain.downstream.has(id) ? 2 : 0;
    if (selected && !departures) return 1;
    if (ids) return ids.has(id) ? 2 : 0;
    return departures ? (departures.has(id) ? 2 : 0) : 1;
  };
}
