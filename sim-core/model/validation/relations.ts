import { type Element, RELATION_TYPES } from "../element";
import type { Issue } from "../issue";
import { didYouMean } from "../nearest";
import type { KindSchema } from "../schema";

export type SchemaOf = (kind: string) => KindSchema | undefined;
export interface Graph {
  readonly byId: ReadonlyMap<string, Element>;
  /** Ids that something feeds. */
  readonly fed: ReadonlySet<string>;
}

/** What a kind must connect to: one of each list. `hint` says what happens otherwise. */
const NEEDS: Readonly<
  Record<string, { to: readonly (readonly string[])[]; severity: Issue["severity"]; hint: string }>
> = {
  building: { to: [["bus"], ["waterJunction"]], severity: "warning", hint: "it will draw nothing from that network" },
  hydrant: { to: [["waterJunction"]], severity: "error", hint: "a hydrant stands on a main" },
  gridSupply: { to: [["bus"]], severity: "error", hint: "a supply gives to a bus" },
  generator: { to: [["bus"]], severity: "error", hint: "a generator gives to a bus" },
  powerLoad: { to: [["bus"]], severity: "error", hint: "a load draws from a bus" },
  citySource: { to: [["gasJunction"]], severity: "error", hint: "a city gate gives to a gas junction" },
  gasLoad: { to: [["gasJunction"]], severity: "error", hint: "a load draws from a gas junction" },
  chp: {
    to: [["bus"], ["gasJunction"], ["heatPlant"]],
    severity: "error",
    hint: "an engine needs gas, a bus and a plant",
  },
  peaker: { to: [["bus"], ["gasJunction"]], severity: "error", hint: "a peaker needs gas and a bus" },
  boiler: { to: [["gasJunction", "bus"], ["heatPlant"]], severity: "error", hint: "a boiler needs fuel and a plant" },
  heatPump: { to: [["bus"], ["heatPlant"]], severity: "error", hint: "a heat pump needs a bus and a plant" },
  chiller: { to: [["bus"], ["heatPlant"]], severity: "error", hint: "a chiller needs a bus and a plant" },
  hotStore: { to: [["heatPlant"]], severity: "error", hint: "a store stands at a plant" },
  coldStore: { to: [["heatPlant"]], severity: "error", hint: "a store stands at a plant" },
  battery: { to: [["bus"]], severity: "error", hint: "a battery hangs on a bus" },
  pv: { to: [["bus"]], severity: "error", hint: "an inverter hangs on a bus" },
  wind: { to: [["bus"]], severity: "error", hint: "a turbine hangs on a bus" },
  standby: { to: [["bus"]], severity: "error", hint: "an engine feeds a bus" },
  evHub: { to: [["bus"]], severity: "error", hint: "chargers hang on a bus" },
  meter: { to: [], severity: "warning", hint: "" },
};

/** Kinds that stand still without power, and must therefore say where it comes from. */
const NEED_FEEDER: Readonly<Record<string, string>> = {
  waterPump: "pump",
  heatPlant: "circulation pump",
};

export function checkRelations(
  element: Element,
  schema: KindSchema | undefined,
  graph: Graph,
  schemaOf: SchemaOf,
  issues: Issue[],
): void {
  const add = (severity: Issue["severity"], code: string, field: string, got: string, want: string, hint?: string) =>
    issues.push({ severity, code, element: element.id, field, got, want, hint });
  for (const relation of element.relations) {
    if (!RELATION_TYPES.includes(relation.type)) {
      add(
        "error",
        "unknownRelation",
        "relations",
        relation.type,
        RELATION_TYPES.join(", "),
        didYouMean(relation.type, RELATION_TYPES),
      );
    } else if (!graph.byId.has(relation.to)) {
      add(
        "error",
        "unknownTarget",
        relation.type,
        relation.to,
        "the id of an element",
        didYouMean(relation.to, graph.byId.keys()),
      );
    } else if (relation.to === element.id) {
      add("error", "selfRelation", relation.type, relation.to, "another element");
    }
  }
  if (!schema) return;
  const ends = element.relations.filter((r) => r.type === "connects").map((r) => r.to);
  if (schema.topology === "edge") checkEnds(element, schema, ends, graph, schemaOf, issues);
  const needs = NEEDS[element.kind];
  if (needs) {
    const kinds = ends.map((id) => graph.byId.get(id)?.kind);
    for (const alternatives of needs.to)
      if (!alternatives.some((kind) => kinds.includes(kind)))
        add(
          needs.severity,
          `${element.kind}Without${capital(alternatives[0]!)}`,
          "connects",
          "none",
          alternatives.join(" or "),
          needs.hint,
        );
  }
  const machine = NEED_FEEDER[element.kind];
  if (machine && !graph.fed.has(element.id))
    add(
      "warning",
      `${element.kind}WithoutFeeder`,
      "feeds",
      "no bus feeds it",
      "a relation feeds from a bus",
      `this ${machine} will run through every power cut`,
    );
}

function checkEnds(
  element: Element,
  schema: KindSchema,
  ends: readonly string[],
  graph: Graph,
  schemaOf: SchemaOf,
  issues: Issue[],
): void {
  const add = (code: string, got: string, want: string, hint?: string) =>
    issues.push({ severity: "error", code, element: element.id, field: "connects", got, want, hint });
  if (ends.length !== 2) {
    add("wrongEnds", `${ends.length} ends`, "2: from and to", `${schema.label} is an edge`);
    return;
  }
  if (ends[0] === ends[1] && graph.byId.has(ends[0]!)) add("loopEdge", `${ends[0]} twice`, "two different ends");
  for (const id of ends) {
    const end = graph.byId.get(id);
    const endSchema = end && schemaOf(end.kind);
    if (endSchema && (endSchema.topology !== "node" || endSchema.domain !== schema.domain))
      add("wrongEnd", `${id} (${end.kind})`, `a node of ${schema.domain}`);
  }
  const loops = ends.map((id) => graph.byId.get(id)?.fields.loop).filter((loop) => loop !== undefined);
  const own = element.fields.loop;
  if (own !== undefined && loops.some((loop) => loop !== own))
    add("mixedLoops", `${own} between ${loops.join(" and ")}`, "one loop", "heating and cooling water do not mix");
}

const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1);
