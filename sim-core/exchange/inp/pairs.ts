import type { InpContext, LinkRecord } from "./context";

/** Two valves that set the pressure or the flow of one junction against each other, by their types and where they meet. */
function opposed(a: LinkRecord, b: LinkRecord): boolean {
  const types = `${a.fields.valveType} ${b.fields.valveType}`;
  const isSeries = a.to === b.from;
  if (types === "PRV PRV") return isSeries || a.to === b.to;
  if (types === "PSV PSV") return isSeries || a.from === b.from;
  return isSeries && (types === "PRV PSV" || types === "FCV PSV" || types === "PRV FCV");
}

/** EPANET refuses most files with such a pair (its error 220), though not all: which of them wins is then left open. */
export function warnOfPairs(c: InpContext): void {
  const at = new Map<string, LinkRecord[]>();
  for (const link of c.links.values())
    if (link.kind === "waterValve")
      for (const node of [link.from, link.to]) {
        const list = at.get(node) ?? [];
        at.set(node, list);
        list.push(link);
      }
  for (const [node, valves] of at)
    valves.forEach((b, i) => {
      const a = valves.slice(0, i).find((x) => opposed(x, b) || opposed(b, x));
      if (!a || (a.from !== node && a.to !== node)) return;
      c.add("warning", "valvesOpposed", b.line, {
        element: `valve ${b.id}`,
        got: `${a.fields.valveType} ${a.id} at ${node}, which ${b.fields.valveType} ${b.id} sets as well`,
        want: "a length of pipe between them",
        hint: "EPANET refuses most such files",
      });
    });
}
