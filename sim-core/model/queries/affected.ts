import type { Element, ElementId, Utility } from "../element";
import { type Graph, origins, targets } from "./graph";
import { type Reached, reach } from "./reach";

export type Service = "power" | "water" | "gas" | "heat" | "cooling";

/**
 * One consequence in the normal state, without switching. `loses`: nothing else supplies it; for a pressure zone, every
 * pump and tank that serves it is out (what a bypass still lets through by gravity is for a run to say). `reduced`:
 * something that supplies it is left.
 */
export interface Effect {
  readonly id: ElementId;
  readonly service: Service;
  readonly effect: "loses" | "reduced";
  /** What it lost, the step before in the chain. */
  readonly because: ElementId;
}

/** Devices that stop without any one of what they connect to. */
const NEEDS_ALL = ["chp", "peaker", "heatPump", "chiller", "boiler"];
const HEAT_SOURCES = ["chp", "boiler", "heatPump", "chiller"];
const STORES = ["hotStore", "coldStore"];

/**
 * What loses service when one element is lost: power by connection, and from there along feeds, connects and serves
 * through every utility until nothing more changes. A place takes along what lies within it.
 */
export function affectedBy(graph: Graph, id: ElementId): Effect[] {
  const state: State = { graph, lost: new Set([id, ...contents(graph, id)]), effects: new Map(), before: new Map() };
  for (const utility of ["power", "gas"] as const) state.before.set(utility, reach(graph, utility, new Set()));
  // Bounded: each round loses at least one more element, and rounds beyond a dozen mean a chain no district has.
  for (let round = 0; round < 50; round++) {
    const size = state.lost.size + state.effects.size;
    networkLoss(state, "power", id);
    pumpsAndDevices(state);
    networkLoss(state, "gas", id);
    pumpsAndDevices(state);
    loops(state, id);
    waterZones(state);
    if (state.lost.size + state.effects.size === size) break;
  }
  buildings(state);
  return [...state.effects.values()];
}

interface State {
  readonly graph: Graph;
  readonly lost: Set<ElementId>;
  readonly effects: Map<string, Effect>;
  /** How each network reaches its nodes when nothing is lost. */
  readonly before: Map<Utility, Reached>;
}

function note(state: State, id: ElementId, service: Service, effect: Effect["effect"], because: ElementId): void {
  const key = `${id} ${service}`;
  const known = state.effects.get(key);
  if (!known || (known.effect === "reduced" && effect === "loses"))
    state.effects.set(key, { id, service, effect, because });
}

/** A site or feeder stands for the equipment within it. */
function contents(graph: Graph, id: ElementId): ElementId[] {
  const kind = graph.byId.get(id)?.kind;
  return kind === "substation" || kind === "feeder" || kind === "street" ? origins(graph, id, "within") : [];
}

function networkLoss(state: State, utility: "power" | "gas", root: ElementId): void {
  const { graph, lost } = state;
  const now = reach(graph, utility, lost);
  const service: Service = utility;
  for (const node of state.before.get(utility)!.keys()) {
    if (now.has(node)) continue;
    note(state, node, service, "loses", lost.has(node) && node !== root ? root : upstream(state, utility, node, root));
    lost.add(node);
  }
}

/** What supplies a node in the normal state: the step before it on the way from the source. */
function upstream(state: State, utility: "power" | "gas", node: ElementId, root: ElementId): ElementId {
  const step = state.before.get(utility)!.get(node);
  if (!step || node === root || step.edge === root) return root;
  return step.from ?? step.edge ?? root;
}

function pumpsAndDevices(state: State): void {
  const { graph, lost } = state;
  for (const element of graph.district.elements) {
    if (lost.has(element.id)) continue;
    const feeders = origins(graph, element.id, "feeds").filter((f) => graph.byId.get(f)!.kind === "bus");
    if (
      (element.kind === "waterPump" || element.kind === "heatPlant") &&
      feeders.length > 0 &&
      feeders.every((f) => lost.has(f))
    ) {
      lost.add(element.id);
      note(state, element.id, "power", "loses", feeders[0]!);
    } else if (NEEDS_ALL.includes(element.kind)) {
      const missing = targets(graph, element.id, "connects").find(
        (t) => lost.has(t) && graph.byId.get(t)!.kind !== "heatPlant",
      );
      if (missing === undefined) continue;
      lost.add(element.id);
      note(state, element.id, serviceOfNode(graph.byId.get(missing)!), "loses", missing);
    }
  }
}

function serviceOfNode(node: Element): Service {
  if (node.kind === "bus") return "power";
  if (node.kind === "gasJunction") return "gas";
  return node.kind === "waterJunction" ? "water" : node.fields.loop === "cooling" ? "cooling" : "heat";
}

/** A loop stands still with its pump, or with every source of its plant; a store makes that "reduced". */
function loops(state: State, root: ElementId): void {
  const { graph, lost } = state;
  const plants = graph.district.elements.filter((e) => e.kind === "heatPlant");
  const normal = new Set(reach(graph, "heat", new Set()).keys());
  const now = new Set(reach(graph, "heat", lost).keys());
  for (const consumer of graph.district.elements) {
    if (consumer.kind !== "heatConsumer") continue;
    const service: Service = consumer.fields.loop === "cooling" ? "cooling" : "heat";
    const ends = targets(graph, consumer.id, "connects");
    if (lost.has(consumer.id)) note(state, consumer.id, service, "loses", root);
    else if (ends.some((end) => normal.has(end) && !now.has(end))) {
      const plant = plants.find((p) => lost.has(p.id) && p.fields.loop === consumer.fields.loop);
      note(state, consumer.id, service, "loses", plant?.id ?? root);
    }
  }
  for (const plant of plants) {
    if (lost.has(plant.id)) continue;
    const at = origins(graph, plant.id, "connects").map((d) => graph.byId.get(d)!);
    const sources = at.filter((d) => HEAT_SOURCES.includes(d.kind));
    const gone = sources.filter((d) => lost.has(d.id));
    if (gone.length === 0) continue;
    const service: Service = plant.fields.loop === "cooling" ? "cooling" : "heat";
    const isOver = gone.length === sources.length && !at.some((d) => STORES.includes(d.kind) && !lost.has(d.id));
    note(state, plant.id, service, isOver ? "loses" : "reduced", gone[0]!.id);
    if (isOver) lost.add(plant.id);
  }
}

/** A zone lives from what serves it: pumps and tanks. Without any of them it loses; with some left it is reduced. */
function waterZones(state: State): void {
  const { graph, lost } = state;
  for (const zone of graph.district.elements) {
    if (zone.kind !== "zone" || zone.fields.service !== "water") continue;
    const suppliers = origins(graph, zone.id, "serves").filter((s) =>
      ["waterPump", "tank", "reservoir"].includes(graph.byId.get(s)!.kind),
    );
    const gone = suppliers.filter((s) => lost.has(s));
    const starved = suppliers.find((s) => !lost.has(s) && suctionZone(state, s) !== undefined);
    if (gone.length > 0) {
      const isOver = gone.length === suppliers.length;
      note(state, zone.id, "water", isOver ? "loses" : "reduced", gone[0]!);
    }
    if (starved !== undefined && starved !== null)
      note(state, zone.id, "water", "reduced", suctionZone(state, starved)!);
  }
}

/** The lost zone out of which a booster draws, if any. */
function suctionZone(state: State, pump: ElementId): ElementId | undefined {
  const from = targets(state.graph, pump, "connects")[0];
  if (from === undefined || state.graph.byId.get(pump)!.kind !== "waterPump") return undefined;
  const zone = targets(state.graph, from, "within").find((z) => state.graph.byId.get(z)!.kind === "zone");
  return zone !== undefined && state.effects.get(`${zone} water`)?.effect === "loses" ? zone : undefined;
}

/** Buildings and hydrants by the nodes that they hang on. */
function buildings(state: State): void {
  const { graph, lost } = state;
  for (const element of graph.district.elements) {
    if (element.kind !== "building" && element.kind !== "hydrant" && element.kind !== "pv" && element.kind !== "evHub")
      continue;
    for (const node of targets(graph, element.id, "connects")) {
      const kind = graph.byId.get(node)!.kind;
      if (kind === "bus" && lost.has(node)) note(state, element.id, "power", "loses", node);
      if (kind === "gasJunction" && lost.has(node)) note(state, element.id, "gas", "loses", node);
      if (kind === "heatConsumer") {
        const service: Service = graph.byId.get(node)!.fields.loop === "cooling" ? "cooling" : "heat";
        if (state.effects.get(`${node} ${service}`)) note(state, element.id, service, "loses", node);
      }
      if (kind === "waterJunction") {
        if (lost.has(node)) note(state, element.id, "water", "loses", node);
        for (const zone of targets(graph, node, "within")) {
          const effect = state.effects.get(`${zone} water`);
          if (effect) note(state, element.id, "water", effect.effect, zone);
        }
      }
    }
  }
}
