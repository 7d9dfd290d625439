import type { Element, ElementId } from "../element";
import { affectedBy } from "./affected";
import { findElements, unknownIn } from "./find";
import { type Graph, peopleOf } from "./graph";
import type { Query } from "./language";
import { pathBetween } from "./path";
import { fedBy, type Supply, servedBy } from "./upstream";

/** What a query found, as rows of a table: the same for the command line, its JSON and the search box. */
export interface Answer {
  readonly form: Query["form"];
  readonly columns: readonly string[];
  /** `id` is the element a row is about; cells stand in the order of the columns. */
  readonly rows: readonly { readonly id: ElementId; readonly cells: readonly (string | number)[] }[];
  /** One sentence each. */
  readonly summary: readonly string[];
}

/** Places that people ask for by name come first in a summary. */
const KEY_USES = ["hospital", "fireStation", "school", "dataCentre", "works"];

export function answer(graph: Graph, query: Query): Answer {
  if (query.form === "path") return path(graph, query);
  if (query.form === "find") return find(graph, query);
  if (query.form === "affected-by") return affected(graph, query.id);
  if (query.form === "fed-by") return supplies(graph, query.form, query.id, fedBy(graph, query.id), "lives from");
  return supplies(graph, query.form, query.id, servedBy(graph, query.id), "serves");
}

function find(graph: Graph, query: Extract<Query, { form: "find" }>): Answer {
  const found = findElements(graph, query.filters);
  const fields = query.filters.map((f) => f.name).filter((name) => found.some((e) => e.fields[name] !== undefined));
  return {
    form: "find",
    columns: ["id", "kind", "name", "owner", ...fields],
    rows: found.map((e) => row(e, [e.owner, ...fields.map((name) => cell(e.fields[name]))])),
    summary: [
      `${found.length} of ${graph.district.elements.length} elements`,
      ...query.filters.flatMap((filter) => unknownIn(graph, filter) ?? []),
    ],
  };
}

const cell = (value: unknown): string | number =>
  typeof value === "number" || typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
const row = (e: Element, more: readonly (string | number)[]) => ({
  id: e.id,
  cells: [e.id, e.kind, e.name ?? "", ...more],
});

function affected(graph: Graph, id: ElementId): Answer {
  const effects = affectedBy(graph, id);
  // A zone counts those who live on it, so that the table itself leads to people.
  const living = new Map<ElementId, number>();
  for (const { id: building, because } of effects) {
    const element = graph.byId.get(building)!;
    if (element.fields.use === "dwelling") living.set(because, (living.get(because) ?? 0) + peopleOf(element));
  }
  const rows = effects.map((effect) => {
    const element = graph.byId.get(effect.id)!;
    const people = element.kind === "zone" ? (living.get(effect.id) ?? 0) : peopleOf(element);
    return row(element, [effect.service, effect.effect, effect.because, people]);
  });
  const summary: string[] = [];
  for (const service of ["power", "water", "gas", "heat", "cooling"] as const)
    for (const effect of ["loses", "reduced"] as const) {
      const hit = effects.filter((e) => e.service === service && e.effect === effect).map((e) => graph.byId.get(e.id)!);
      const buildings = hit.filter((e) => e.kind === "building");
      if (buildings.length === 0) continue;
      const residents = buildings.filter((e) => e.fields.use === "dwelling").reduce((sum, e) => sum + peopleOf(e), 0);
      const named = buildings.filter((e) => KEY_USES.includes(String(e.fields.use))).map((e) => e.name ?? e.id);
      summary.push(
        `${service} ${effect === "loses" ? "lost" : "reduced"}: ${buildings.length} buildings, ${residents} residents${named.length > 0 ? `; ${named.join(", ")}` : ""}`,
      );
    }
  if (effects.length === 0) summary.push("nothing loses service in the normal state");
  else summary.push("normal state, without switching: ties, standby pumps that are off and stores may help");
  return {
    form: "affected-by",
    columns: ["id", "kind", "name", "service", "effect", "because", "people"],
    rows,
    summary,
  };
}

function supplies(
  graph: Graph,
  form: "fed-by" | "serves",
  id: ElementId,
  list: readonly Supply[],
  verb: string,
): Answer {
  const people = list
    .map((s) => graph.byId.get(s.id)!)
    .filter((e) => e.kind === "building" && e.fields.use === "dwelling")
    .reduce((sum, e) => sum + peopleOf(e), 0);
  const summary = [`${id} ${verb} ${list.length} elements`];
  if (form === "serves") summary.push(`${people} residents`);
  return {
    form,
    columns: ["id", "kind", "name", "depth", "how", "of"],
    rows: list.map((s) => row(graph.byId.get(s.id)!, [s.depth, s.how, s.of])),
    summary,
  };
}

function path(graph: Graph, query: Extract<Query, { form: "path" }>): Answer {
  const steps = pathBetween(graph, query.from, query.to, query.via);
  const columns = ["id", "kind", "name", "relation"];
  if (!steps)
    return {
      form: "path",
      columns,
      rows: [],
      summary: [`no chain of supply from ${query.from} to ${query.to}${query.via ? ` through ${query.via}` : ""}`],
    };
  return {
    form: "path",
    columns,
    rows: steps.map((s) =>
      row(graph.byId.get(s.id)!, [s.by === null ? "" : s.isForward ? `${s.by} ->` : `<- ${s.by}`]),
    ),
    summary: [`${steps.length - 1} steps`],
  };
}
