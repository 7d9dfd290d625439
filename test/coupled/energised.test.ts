import { expect, it } from "vitest";
import type { TableName } from "@/sim-core/compile/layout";
import type { Change } from "@/sim-core/model/change";
import type { District } from "@/sim-core/model/district";
import { findColumn } from "@/sim-core/record/frame";
import { advance, frameLayout, openRun, resultOf } from "@/sim-core/session/run";
import { restoreRun, saveRun } from "@/sim-core/session/state";
import type { Run } from "@/sim-core/time/run";
import { element, scenario } from "../support/district";
import { solversModule } from "../support/module";
import { town } from "../support/town";

function open(place: District, changes: readonly Change[] = [], seed = 1): Run {
  const { run, issues } = openRun(solversModule(), place, scenario({ changes }), seed);
  if (!run) throw new Error(issues.map((i) => JSON.stringify(i)).join("\n"));
  return run;
}

function value(run: Run, table: TableName, rows: string, name: string, id: string): number {
  const column = findColumn(frameLayout(run), table, rows, name)!;
  return run.values[column.offset + column.ids.indexOf(id)]!;
}

const cable = (at_s: number, isClosed: boolean): Change => {
  return { at_s, op: "set", target: "CABLE", fields: { isClosed }, by: "city", why: isClosed ? "closed" : "opened" };
};

it("the bus carries what pump and homes draw: its port is minus their sum, to 1e-12", () => {
  const run = open(town());
  advance(run);
  const pump_W = value(run, "water", "link", "power_W", "PUMP");
  const homes_W = value(run, "district", "building", "electric_W", "HOMES");
  expect(pump_W).toBeGreaterThan(5e3);
  expect(value(run, "district", "fed", "power_W", "PUMP")).toBe(pump_W);
  const solver = run.coupling.solvers.power!;
  const port_W = solver.column("bus", "portPower_W")[solver.numbering.bus!.row("B")]!;
  expect(Math.abs(port_W / -(pump_W + homes_W) - 1)).toBeLessThan(1e-12);
  expect(resultOf(run).failures).toEqual([]);
  expect(resultOf(run).settle.worstResidual).toBeLessThan(1e-8);
});

it("a cable opened at 900 s stops the pump and darkens the homes in that same instant", () => {
  const run = open(town(), [cable(900, false)]);
  for (let i = 0; i < 3; i++) advance(run);
  expect(value(run, "water", "link", "flow_m3_s", "PUMP")).toBeGreaterThan(0.005);
  advance(run);
  expect(value(run, "power", "bus", "isEnergised", "B")).toBe(0);
  expect(value(run, "power", "bus", "isEnergised", "A")).toBe(1);
  expect(Math.abs(value(run, "water", "link", "flow_m3_s", "PUMP"))).toBeLessThan(1e-6);
  expect(value(run, "district", "fed", "isEnergised", "PUMP")).toBe(0);
  expect(value(run, "district", "building", "electric_W", "HOMES")).toBe(0);
  expect(value(run, "district", "building", "electric_W", "OTHERS")).toBeGreaterThan(0);
  const stop = run.events.find((e) => e.element === "PUMP" && e.type === "device" && e.text.includes("tripped"));
  expect(stop?.time_s).toBe(900);
});

it("the pump comes back 15 s after power does, to the second, and homes come back at once", () => {
  const run = open(town(), [cable(900, false), cable(1700, true)]);
  const starts: number[] = [];
  let was = 1;
  for (let i = 0; i < 8; i++) {
    advance(run);
    const is = value(run, "district", "fed", "isEnergised", "PUMP");
    if (is === 1 && was === 0) starts.push(run.values.length > 0 ? i * 300 : 0);
    was = is;
  }
  expect(starts).toEqual([1800]);
  const back = run.events.find((e) => e.element === "PUMP" && e.text.includes("restarted"));
  expect(back?.time_s).toBe(1715);
});

it("a bus below 85 % of its voltage stops its pump; the load that pulled it down stays", () => {
  const weak = { resistance_ohm: 30, reactance_ohm: 12, susceptance_S: 0, rating_A: 300, length_m: 9000 };
  const place = town([element("HEAVY", "powerLoad", { active_W: 4e4, reactive_var: 0 }, ["B"])]);
  const elements = place.elements.map((e) => (e.id === "CABLE" ? { ...e, fields: weak } : e));
  const calm = open({ ...place, elements });
  advance(calm);
  expect(value(calm, "district", "fed", "isEnergised", "PUMP")).toBe(1);
  const surge: Change = { at_s: 600, op: "set", target: "HEAVY", fields: { active_W: 7e5 }, by: "city", why: "surge" };
  const run = open({ ...place, elements }, [surge]);
  for (let i = 0; i < 3; i++) advance(run);
  expect(value(run, "power", "bus", "isEnergised", "B")).toBe(1);
  expect(value(run, "district", "fed", "isEnergised", "PUMP")).toBe(0);
});

it("a day of the town restored at tick 120 reproduces the digest of its end", () => {
  const changes = [cable(30_000, false), cable(31_000, true)];
  const run = open(town(), changes);
  for (let i = 0; i < 120; i++) advance(run);
  const kept = saveRun(run);
  for (let i = 120; i < 288; i++) advance(run);
  const { digest, failures } = resultOf(run);
  expect(failures).toEqual([]);
  const fresh = open(town(), changes);
  restoreRun(fresh, kept);
  for (let i = 120; i < 288; i++) advance(fresh);
  expect(resultOf(fresh).digest).toBe(digest);
});

it("the tower's level is kept between 2 and 5.5 m by the pump's own rule, and no power or water is missing", () => {
  const run = open(town());
  let [low, high] = [99, 0];
  for (let i = 0; i < 288; i++) {
    advance(run);
    const level_m = value(run, "water", "node", "level_m", "TOWER");
    low = Math.min(low, level_m);
    high = Math.max(high, level_m);
  }
  expect(low).toBeGreaterThan(1.8);
  expect(high).toBeLessThan(6.001);
  expect(resultOf(run).isValid).toBe(true);
});
