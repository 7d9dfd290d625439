import type { Element } from "../element";
import { type Graph, targets } from "./graph";

export const COMPARISONS = ["<=", ">=", "!=", "=", "<", ">", "~"] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** `kind=bus`, `zone=ZONE-high`, `diameter_m>=0.3`, `name~hospital`. */
export interface Filter {
  readonly name: string;
  readonly comparison: Comparison;
  readonly value: string;
}

/** Names that are not fields: what an element is, whose it is, where it lies. */
export const FILTER_NAMES = ["id", "kind", "name", "owner", "utility", "zone", "within"] as const;

/** Elements that pass every filter, in the district's order. A missing field passes no comparison but `!=`. */
export function findElements(graph: Graph, filters: readonly Filter[]): Element[] {
  return graph.district.elements.filter((element) => filters.every((filter) => passes(graph, element, filter)));
}

function passes(graph: Graph, element: Element, { name, comparison, value }: Filter): boolean {
  if (name === "zone" || name === "within") {
    const around = surroundings(graph, element);
    const isIn = around.some(
      (id) =>
        matches(id, comparison === "!=" ? "=" : comparison, value) ||
        matches(graph.byId.get(id)?.name, comparison === "!=" ? "=" : comparison, value),
    );
    return comparison === "!=" ? !isIn : isIn;
  }
  const own = {
    id: element.id,
    kind: element.kind,
    name: element.name,
    owner: element.owner,
    utility: graph.utilityOf(element),
  } as const;
  return matches(name in own ? own[name as keyof typeof own] : element.fields[name], comparison, value);
}

/** Places around an element: what it is within, and for those who hang on a node, what that node is within. */
function surroundings(graph: Graph, element: Element): string[] {
  const found = new Set<string>();
  const collect = (id: string, depth: number) => {
    for (const place of targets(graph, id, "within")) {
      if (found.has(place)) continue;
      found.add(place);
      if (depth < 4) collect(place, depth + 1);
    }
  };
  collect(element.id, 0);
  for (const node of targets(graph, element.id, "connects")) collect(node, 1);
  return [...found];
}

function matches(own: unknown, comparison: Comparison, value: string): boolean {
  if (own === undefined) return comparison === "!=";
  if (typeof own === "number") {
    const wanted = Number(value);
    if (Number.isNaN(wanted)) return comparison === "!=";
    if (comparison === "=") return own === wanted;
    if (comparison === "!=") return own !== wanted;
    if (comparison === "<") return own < wanted;
    if (comparison === "<=") return own <= wanted;
    if (comparison === ">") return own > wanted;
    return comparison === ">=" && own >= wanted;
  }
  const text = String(own).toLowerCase();
  const wanted = value.toLowerCase();
  if (comparison === "~") return text.includes(wanted);
  if (comparison === "=") return text === wanted;
  return comparison === "!=" && text !== wanted;
}
