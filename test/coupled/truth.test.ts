import { describe, expect, it } from "vitest";
import { DISTRICTS, SCENARIOS } from "@/scenarios";
import type { TableName } from "@/sim-core/compile/layout";
import type { Change } from "@/sim-core/model/change";
import type { District } from "@/sim-core/model/district";
import { findColumn } from "@/sim-core/record/frame";
import { advance, frameLayout, openRun, resultOf } from "@/sim-core/session/run";
import type { Run } from "@/sim-core/time/run";
import { NET_CALORIFIC_J_KG } from "@/sim-core/utilities/registry";
import { solversModule } from "../support/module";

const FEEDER = "MC-hill-A4";
const NOON = 43_200;

function open(changes: readonly Change[] = [], scenario = "normal-day") {
  const district = DISTRICTS.harbourside!();
  const { run } = openRun(solversModule(), district, { ...SCENARIOS[scenario]!(), changes }, 1);
  return { district, run: run! };
}

/** A recorded column as a Map from id to value. */
function column(run: Run, table: TableName, rows: string, name: string): Map<string, number> {
  const { ids, offset } = findColumn(frameLayout(run), table, rows, name)!;
  return new Map(ids.map((id, row) => [id, run.values[offset + row]!]));
}

const sum = (values: Iterable<number>) => [...values].reduce((total, v) => total + v, 0);
const breaker = (at_s: number, isClosed: boolean): Change => {
  return { at_s, op: "set", target: FEEDER, fields: { isClosed }, by: "power", why: isClosed ? "closed" : "opened" };
};
const pumpsOf = (district: District) => district.elements.filter((e) => e.kind === "waterPump").map((e) => e.id);

it("the breaker of hill feeder 4, opened at noon, stops its 2 boosters in that tick and none of the other 7 pumps", () => {
  const [calm, cut] = [open(), open([breaker(NOON, false)])];
  const pumps = pumpsOf(cut.district);
  expect(pumps.length).toBe(9);
  const differing: string[][] = [];
  for (let tick = 0; tick <= NOON / 300; tick++) {
    advance(calm.run);
    advance(cut.run);
    const [a, b] = [calm.run, cut.run].map((run) => column(run, "district", "fed", "isEnergised"));
    differing.push(pumps.filter((id) => a!.get(id) !== b!.get(id)).sort());
  }
  const last = differing.pop();
  expect(differing.every((ids) => ids.length === 0)).toBe(true);
  expect(last).toEqual(["BOOSTER-high-A", "BOOSTER-high-B"]);
  const [was, is] = [calm.run, cut.run].map((run) => column(run, "water", "link", "flow_m3_s"));
  expect(was!.get("BOOSTER-high-A")).toBeGreaterThan(1e-3);
  expect(Math.abs(is!.get("BOOSTER-high-A")!)).toBeLessThan(1e-6);
  const drawn = column(cut.run, "district", "fed", "power_W");
  expect(drawn.get("BOOSTER-high-A")).toBe(0);
  for (const id of pumps.filter((p) => !p.startsWith("BOOSTER-high")))
    if (was!.get(id)! > 1e-3) expect(is!.get(id)).toBeGreaterThan(1e-3);
  expect(resultOf(cut.run).failures).toEqual([]);
});

it("a breaker opened at 13:07:30 trips its booster at that second, between two ticks", () => {
  const { run } = open([breaker(13 * 3600 + 450, false)]);
  for (let tick = 0; tick < 160; tick++) advance(run);
  const told = run.events.filter((e) => e.time_s > 13 * 3600 && (e.element === FEEDER || e.text.includes("tripped")));
  expect(told.some((e) => e.element === FEEDER)).toBe(true);
  expect(told.some((e) => e.element === "BOOSTER-high-A")).toBe(true);
  expect(new Set(told.map((e) => e.time_s))).toEqual(new Set([13 * 3600 + 450]));
});

describe("what the Frames of Harbourside's heatwave day add up to", () => {
  const { district, run } = open([], "heatwave");
  const of = (kind: string) => district.elements.filter((e) => e.kind === kind).map((e) => e.id);
  const at = (ids: readonly string[], values: Map<string, number>) => sum(ids.map((id) => values.get(id) ?? 0));
  const worst = { water: 0, power: 0, gas: 0, heat: 0, chp: 0 };
  let mostPower_W = 0;
  const keep = (name: keyof typeof worst, gap: number, size: number) => {
    worst[name] = Math.max(worst[name], Math.abs(gap) / Math.max(Math.abs(size), 1e-12));
  };

  it("288 ticks solve", () => {
    for (let tick = 0; tick < 288; tick++) {
      advance(run);
      const flow = column(run, "water", "node", "demand_m3_s");
      const intake = -at(of("reservoir"), flow);
      const tanks = at(of("tank"), flow);
      const drawn = at(of("waterJunction"), flow);
      keep("water", intake - tanks - drawn, drawn);

      const [from, to] = [column(run, "power", "branch", "powerFrom_W"), column(run, "power", "branch", "powerTo_W")];
      const losses_W = sum(from.values()) + sum(to.values());
      const given_W = sum(column(run, "power", "source", "power_W").values());
      const device_W = sum(column(run, "district", "device", "power_W").values());
      const buildings_W = sum(column(run, "district", "building", "electric_W").values());
      const fed_W = sum(column(run, "district", "fed", "power_W").values());
      const served_W = sum(column(run, "power", "load", "served_W").values());
      keep("power", given_W + device_W - buildings_W - fed_W - served_W - losses_W, given_W);

      const device = (name: string) => column(run, "district", "device", name);
      const [gas, power, heat] = [device("gas_kg_s"), device("power_W"), device("heat_W")];
      const buildings_kg_s = sum(column(run, "district", "building", "gas_kg_s").values());
      const burnt_kg_s = buildings_kg_s - sum(gas.values());
      const into_kg_s = gasFromSources(run);
      keep("gas", into_kg_s - burnt_kg_s, burnt_kg_s);

      const chp_W = power.get("CHP")!;
      const fuel_W = -gas.get("CHP")! * NET_CALORIFIC_J_KG;
      mostPower_W = Math.max(mostPower_W, chp_W);
      // Electric efficiency of the engine at half load, three quarters and full load, straight between.
      if (chp_W > 0) keep("chp", chp_W / fuel_W - efficiency(chp_W / 3e6), 1);
      if (chp_W > 0) expect(chp_W + heat.get("CHP")!).toBeLessThan(fuel_W);

      // A plant's sources give what the loop takes from it, less what its store takes or returns.
      const cold = device("cold_W");
      for (const [loop, given] of [
        ["heat", heat],
        ["cooling", cold],
      ] as const) {
        const plants = district.elements.filter((e) => e.kind === "heatPlant" && e.fields.loop === loop);
        const taken_W = at(
          plants.map((e) => e.id),
          column(run, "district", "plant", "required_W"),
        );
        keep("heat", sum(given.values()) - taken_W, taken_W);
      }
    }
    expect(resultOf(run).failures).toEqual([]);
  }, 60_000);

  it("water: intake is demand and what tanks take, to 1e-6 in every tick", () =>
    expect(worst.water).toBeLessThan(1e-6));
  it("power: sources are loads and losses, to 1e-6 in every tick", () => expect(worst.power).toBeLessThan(1e-6));
  it("gas: the city gate gives what is burnt, to 1e-6 in every tick", () => expect(worst.gas).toBeLessThan(1e-6));
  it("heat and cold: what engine, boilers, chillers and stores give is what the loops take, to 1e-6", () =>
    expect(worst.heat).toBeLessThan(1e-6));
  it("the engine's power is its gas times the efficiency on its sheet, to 1e-9", () => {
    expect(mostPower_W).toBeGreaterThan(1e6);
    expect(worst.chp).toBeLessThan(1e-9);
  });
});

function efficiency(load_1: number): number {
  const [half, most, full] = [0.39, 0.413, 0.424];
  if (load_1 <= 0.5) return half;
  return load_1 <= 0.75
    ? half + ((most - half) * (load_1 - 0.5)) / 0.25
    : most + ((full - most) * (load_1 - 0.75)) / 0.25;
}

/** What leaves the nodes that hold a pressure: recorded flows, since the solver itself may have gone on within the tick. */
function gasFromSources(run: Run): number {
  const solver = run.coupling.solvers.gas!;
  const held = new Set(
    run.district.elements
      .filter((e) => e.kind === "citySource")
      .map((e) => solver.numbering.node!.row(e.relations.find((r) => r.type === "connects")?.to ?? e.id)),
  );
  const [from, to] = ["from", "to"].map((name) => solver.column("link", name));
  let out = 0;
  for (const [id, flow_kg_s] of column(run, "gas", "link", "flow_kg_s")) {
    const row = solver.numbering.link!.row(id);
    if (held.has(from![row]!)) out += flow_kg_s;
    if (held.has(to![row]!)) out -= flow_kg_s;
  }
  return out;
}
