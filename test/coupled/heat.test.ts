import { expect, it } from "vitest";
import type { Element } from "@/sim-core/model/element";
import type { Scenario } from "@/sim-core/model/scenario";
import { findColumn } from "@/sim-core/record/frame";
import { advance, frameLayout, openRun, resultOf } from "@/sim-core/session/run";
import type { Run } from "@/sim-core/time/run";
import { district, element, scenario } from "../support/district";
import { smallLoop } from "../support/loop";
import { solversModule } from "../support/module";

const boiler = (rated_W: number) => element("BOILER", "boiler", { ratedHeat_W: rated_W, isOn: true }, ["G2", "PLANT"]);

function open(elements: readonly Element[], more: Partial<Scenario> = {}): Run {
  const { run, issues } = openRun(solversModule(), district(elements), scenario(more, 278.15), 1);
  if (!run) throw new Error(JSON.stringify(issues));
  return run;
}

function value(run: Run, table: "district" | "heat" | "gas", rows: string, name: string, id: string): number {
  const column = findColumn(frameLayout(run), table, rows, name)!;
  return run.values[column.offset + column.ids.indexOf(id)]!;
}

it("the boiler gives what the plant gives, to 1e-8: demand and pipe losses, to 1e-4", () => {
  const run = open(smallLoop(400e3, [boiler(1e6)]));
  advance(run);
  const given_W = value(run, "district", "device", "heat_W", "BOILER");
  const taken_W = value(run, "heat", "link", "heat_W", "PLANT");
  const used_W = value(run, "heat", "link", "heat_W", "HIU");
  const lost_W = ["OUT", "BACK"].reduce((sum, id) => sum + value(run, "heat", "link", "heat_W", id), 0);
  expect(Math.abs(given_W / taken_W - 1)).toBeLessThan(1e-8);
  expect(Math.abs(used_W / -400e3 - 1)).toBeLessThan(1e-6);
  // Heat capacity is taken at each pipe's own mean temperature, so enthalpy around the loop closes to 1e-4 only.
  expect(Math.abs((given_W + used_W + lost_W) / given_W)).toBeLessThan(1e-4);
  // The gas for it comes through the main.
  expect(value(run, "district", "device", "gas_kg_s", "BOILER")).toBeLessThan(0);
  expect(value(run, "gas", "link", "flow_kg_s", "MAIN")).toBeCloseTo(
    -value(run, "district", "device", "gas_kg_s", "BOILER"),
    9,
  );
  expect(resultOf(run).settle.worstResidual).toBeLessThan(1e-8);
});

it("a boiler of 300 kW on a demand of 400 kW: it gives 300 kW, the consumer gets what the pipes leave, settled to 1e-8", () => {
  const run = open(smallLoop(400e3, [boiler(300e3)]));
  for (let i = 0; i < 3; i++) advance(run);
  const result = resultOf(run);
  expect(result.failures).toEqual([]);
  expect(value(run, "district", "device", "heat_W", "BOILER")).toBeCloseTo(300e3, 0);
  expect(Math.abs(value(run, "heat", "link", "heat_W", "PLANT") / 300e3 - 1)).toBeLessThan(1e-6);
  const share_1 = value(run, "district", "plant", "share_1", "PLANT");
  expect(share_1).toBeGreaterThan(0.65);
  expect(share_1).toBeLessThan(0.75);
  expect(-value(run, "heat", "link", "heat_W", "HIU")).toBeCloseTo(share_1 * 400e3, 0);
  expect(result.settle.worstResidual).toBeLessThan(1e-8);
  expect(result.settle.maxIterations).toBeLessThan(15);
});

it("the shortage ends in the tick in which the boiler can give enough again", () => {
  const set = (at_s: number, isInService: boolean) => {
    return { at_s, op: "set" as const, target: "B2", fields: { isInService }, by: "city", why: "test" };
  };
  const second = element("B2", "boiler", { ratedHeat_W: 300e3, startDelay_s: 0 }, ["G2", "PLANT"]);
  const run = open(smallLoop(400e3, [boiler(300e3), second]), { changes: [set(600, false), set(1200, true)] });
  const shares: number[] = [];
  for (let i = 0; i < 6; i++) {
    advance(run);
    shares.push(value(run, "district", "plant", "share_1", "PLANT"));
  }
  expect(shares.map((s) => s === 1)).toEqual([true, true, false, false, true, true]);
});

it("a hot store takes what the engine gives too much and returns it: stored energy closes to 1e-9", () => {
  const store = element("STORE", "hotStore", { capacity_J: 40e9, maxCharge_W: 2e6, loss_1_day: 0 }, ["PLANT"]);
  const engine = { ratedPower_W: 600e3, ratedHeat_W: 650e3, command_1: 1, isOn: true };
  const run = open(smallLoop(300e3, [element("CHP", "chp", engine, ["G2", "PLANT"]), store]));
  advance(run);
  const before_J = value(run, "district", "device", "stored_J", "STORE");
  let taken_J = 0;
  for (let i = 0; i < 12; i++) {
    taken_J -= 300 * value(run, "district", "device", "heat_W", "STORE");
    advance(run);
  }
  expect(taken_J).toBeGreaterThan(0.9e9);
  expect(Math.abs((value(run, "district", "device", "stored_J", "STORE") - before_J) / taken_J - 1)).toBeLessThan(1e-9);
  const chp_W = value(run, "district", "device", "heat_W", "CHP");
  const plant_W = value(run, "heat", "link", "heat_W", "PLANT");
  expect(Math.abs((chp_W + value(run, "district", "device", "heat_W", "STORE")) / plant_W - 1)).toBeLessThan(1e-9);
});
