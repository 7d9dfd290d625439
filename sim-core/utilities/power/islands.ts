import type { Report } from "../../solve/outcome";
import { type Grid, joins, place } from "./bound";

/** All buses that closed branches join to `start`, in the order in which a walk finds them. */
export function islandOf(g: Grid, start: number, seen: Uint8Array): number[] {
  const { from, to, incidence } = g.net;
  const found = [start];
  seen[start] = 1;
  for (let head = 0; head < found.length; head++) {
    const bus = found[head]!;
    for (let p = incidence.start[bus]!; p < incidence.start[bus + 1]!; p++) {
      const b = incidence.links[p]!;
      if (!joins(g, b)) continue;
      const other = from[b] === bus ? to[b]! : from[b]!;
      if (seen[other] === 1) continue;
      seen[other] = 1;
      found.push(other);
    }
  }
  return found;
}

/** One note for each island without supply: its first bus, and how many it has. */
export function deadIslands(g: Grid): Report["notes"] {
  const seen = new Uint8Array(g.net.buses.count);
  const notes: Report["notes"][number][] = [];
  for (let i = 0; i < seen.length; i++) {
    if (g.isEnergised[i] === 1 || seen[i] === 1) continue;
    notes.push({ code: "islandWithoutSource", at: place(g, i), value: islandOf(g, i, seen).length });
  }
  return notes;
}
