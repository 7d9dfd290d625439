import { type Element, type ElementId, UTILITY_NAMES } from "../element";
import { didYouMean } from "../nearest";
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

/**
 * Why a filter passes nothing whatever the others say: a field, kind, owner or place that this district has nowhere.
 * Told beside an empty answer, not as an error: a small district may well be without a peaker.
 */
export function unknownIn(graph: Graph, { name, comparison, value }: Filter): string | undefined {
  const { elements } = graph.district;
  const known = valuesOf(graph, name);
  if (known === undefined) {
    if ((FILTER_NAMES as readonly string[]).includes(name) || elements.some((e) => e.fields[name] !== undefined))
      return undefined;
    const names = new Set([...FILTER_NAMES, ...elements.flatMap((e) => Object.keys(e.fields))]);
    return told(`no element has a field "${name}"`, didYouMean(name, names));
  }
  if (comparison !== "=" || known.some((k) => k.toLowerCase() === value.toLowerCase())) return undefined;
  return told(`no ${name} "${value}" in this district`, didYouMean(value, new Set(known)));
}

const told = (text: string, guess: string | undefined): string => (guess ? `${text} (${guess})` : text);

/** What may stand after `name=`, where that is a closed list. */
function valuesOf(graph: Graph, name: string): string[] | undefined {
  const { elements } = graph.district;
  if (name === "kind") return elements.map((e) => e.kind);
  if (name === "owner") return elements.map((e) => e.owner);
  if (name === "utility") return [...UTILITY_NAMES, "district"];
  if (name !== "zone" && name !== "within") return undefined;
  const places = new Set<ElementId>();
  for (const { relations } of elements) for (const { type, to } of relations) if (type === "within") places.add(to);
  return [...places].flatMap((id) => [id, graph.byId.get(id)?.name ?? id]);
}
