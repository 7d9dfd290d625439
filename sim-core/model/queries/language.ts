import { type ElementId, UTILITY_NAMES, type Utility } from "../element";
import { didYouMean } from "../nearest";
import { COMPARISONS, type Filter } from "./find";
import type { Graph } from "./graph";

export type Query =
  | { readonly form: "affected-by" | "fed-by" | "serves"; readonly id: ElementId }
  | { readonly form: "path"; readonly from: ElementId; readonly to: ElementId; readonly via?: Utility }
  | { readonly form: "find"; readonly filters: readonly Filter[] };

/** The forms, as `help query` and the search box show them. */
export const QUERY_FORMS = [
  { form: "affected-by <id>", meaning: "what loses or keeps a reduced service when this is lost, in the normal state" },
  { form: "fed-by <id>", meaning: "what this lives from, across utilities, to the sources" },
  { form: "serves <id>", meaning: "what and whom this serves" },
  { form: "path <from> <to> [via <utility>]", meaning: "shortest chain of supply between two elements" },
  {
    form: "find <filter> ...",
    meaning:
      "elements that pass every filter: kind=bus utility=water zone=ZONE-high name~hospital diameter_m>=0.3 (SI)",
  },
] as const;
const FORMS = ["affected-by", "fed-by", "serves", "path", "find"] as const;

export type Parsed = { readonly query: Query } | { readonly error: string };

/** Words of a line; double quotes hold a name with blanks together. */
export function words(line: string): string[] {
  return [...line.matchAll(/([^\s"]*)"([^"]*)"|\S+/g)].map((m) => (m[2] === undefined ? m[0] : `${m[1]}${m[2]}`));
}

/** A query from its words. An element is named by its id, or by its whole name without regard to case. */
export function parseQuery(graph: Graph, line: string | readonly string[]): Parsed {
  const [form, ...rest] = typeof line === "string" ? words(line) : line;
  if (form === undefined) return { error: `which query? ${FORMS.join(", ")}` };
  if (!(FORMS as readonly string[]).includes(form)) {
    const guess = didYouMean(form, FORMS);
    return { error: `unknown query "${form}": wanted one of ${FORMS.join(", ")}${guess ? ` (${guess})` : ""}` };
  }
  if (form === "find") return parseFilters(rest);
  const wanted = form === "path" ? 2 : 1;
  if (rest.length < wanted)
    return { error: `${form} needs ${wanted === 1 ? "an element" : "two elements"}, got ${rest.length || "none"}` };
  // One element may be named with blanks; of two, the quotes say where the first one ends.
  const first = resolve(graph, form === "path" ? rest[0]! : rest.join(" "));
  if ("error" in first) return first;
  if (form !== "path") return { query: { form: form as "affected-by", id: first.id } };
  const second = resolve(graph, rest[1]!);
  if ("error" in second) return second;
  if (rest.length === 2) return { query: { form: "path", from: first.id, to: second.id } };
  if (rest[2] !== "via" || rest.length !== 4)
    return { error: `after two elements path takes "via <utility>", got "${rest.slice(2).join(" ")}"` };
  if (!(UTILITY_NAMES as readonly string[]).includes(rest[3]!))
    return { error: `unknown utility "${rest[3]}": wanted one of ${UTILITY_NAMES.join(", ")}` };
  return { query: { form: "path", from: first.id, to: second.id, via: rest[3] as Utility } };
}

function resolve(graph: Graph, word: string): { readonly id: ElementId } | { readonly error: string } {
  if (graph.byId.has(word)) return { id: word };
  const wanted = word.toLowerCase();
  const named = graph.district.elements.filter(
    (e) => e.id.toLowerCase() === wanted || e.name?.toLowerCase() === wanted,
  );
  if (named.length === 1) return { id: named[0]!.id };
  if (named.length > 1)
    return {
      error: `${named.length} elements are called "${word}": ${named
        .slice(0, 5)
        .map((e) => e.id)
        .join(", ")}`,
    };
  const guess =
    didYouMean(word, [...graph.byId.keys()]) ??
    didYouMean(
      word,
      graph.district.elements.flatMap((e) => e.name ?? []),
    );
  return { error: `no element "${word}"${guess ? ` (${guess})` : ""}` };
}

function parseFilters(rest: readonly string[]): Parsed {
  if (rest.length === 0) return { error: "find needs at least one filter such as kind=bus" };
  const filters: Filter[] = [];
  for (const word of rest) {
    const match = /^([A-Za-z]\w*)(<=|>=|!=|=|<|>|~)(.*)$/.exec(word);
    if (!match || match[3] === "")
      return { error: `filter "${word}": wanted name, one of ${COMPARISONS.join(" ")} and a value, such as kind=bus` };
    const [, name, comparison, value] = match as unknown as [string, string, Filter["comparison"], string];
    if (["<", ">", "<=", ">="].includes(comparison) && Number.isNaN(Number(value)))
      return { error: `filter "${word}": ${comparison} wants a number in SI, got "${value}"` };
    filters.push({ name, comparison, value });
  }
  return { query: { form: "find", filters } };
}
