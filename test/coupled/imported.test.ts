import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openInp } from "@/sim-core/exchange/inp";
import { openFile } from "@/sim-core/exchange/open";
import type { Change } from "@/sim-core/model/change";
import { issueText } from "@/sim-core/model/issue";
import { findColumn } from "@/sim-core/record/frame";
import { advance, frameLayout, openRun, resultOf } from "@/sim-core/session/run";
import { WATER } from "@/sim-core/utilities/water";
import { solversModule } from "../support/module";
import { hasShared, shared } from "../support/shared";

const HOUR = 3600;
/** Water that came, by the ledger, against what is used, stored and lost, in the worst tick. */
const CLOSES = 1e-6;

/**
 * Two pumped sources, two tanks and a ring, in the manner of Net3, in US units: from the ring a booster lifts water to
 * the hill, where a tank stands, and a reducing valve feeds the harbour. Without the booster the hill lives on its
 * tank, and then on nothing.
 */
const TOWN = `[TITLE]
Two sources, two tanks and a hill
[JUNCTIONS]
 10 20 0
 11 30 150 day
 12 35 200 day
 13 25 180 day
 14 40 120 day
 20 150 60 day
 21 170 40 day
 22 165 30 day
 30 5 90 day
[RESERVOIRS]
 River 10
 Lake 30
[TANKS]
 T1 130 18 2 30 60 0
 T2 200 12 1 20 30 0
[PIPES]
 1 10 11 2000 14 110 0 Open
 2 11 12 3000 12 110 0 Open
 3 12 13 2500 12 110 0 Open
 4 13 14 2500 10 110 0 Open
 5 14 11 3000 10 110 0 Open
 6 12 T1 500 12 120 0 Open
 7 20 21 1500 8 110 0 Open
 8 21 22 1200 6 110 0 Open
 9 22 T2 400 8 120 0 Open
[PUMPS]
 P1 River 10 HEAD one
 P2 Lake 13 HEAD two
 UP 14 20 HEAD up
[VALVES]
 V1 14 30 6 PRV 40 0
[PATTERNS]
 day 0.6 0.5 0.6 1.0 1.4 1.5 1.3 1.1 1.0 1.1 1.2 0.9
[CURVES]
 one 900 180
 two 500 150
 up 300 140
[OPTIONS]
 Units GPM
 Headloss H-W
 Trials 40
 Accuracy 0.01
[TIMES]
 Duration 24:00
 Hydraulic Timestep 1:00
 Pattern Timestep 2:00
[END]
`;
const LINE = TOWN.split("\n").findIndex((line) => line.includes("Accuracy")) + 1;
const LOWEST_M = 5 * 0.3048;

const change = (hour: number, target: string, fields: Change["fields"]): Change => ({
  at_s: hour * HOUR,
  op: "set",
  target,
  fields,
  by: "water",
  why: "incident",
});

function runOf(text: string, changes: readonly Change[], hours: number, file = "town.inp") {
  const { district, scenario } = openInp(text, file).coupled!;
  const duration_s = hours * HOUR;
  const { run, issues } = openRun(solversModule(), district, { ...scenario, duration_s, changes }, 1);
  expect(issues.filter((i) => i.severity === "error")).toEqual([]);
  const layout = frameLayout(run!);
  const reader = (rows: string, name: string) => {
    const column = findColumn(layout, "water", rows, name)!;
    const ids = run!.coupling.solvers.water!.numbering[rows]!;
    return (values: Float64Array, id: string): number => values[column.offset + ids.row(id)]!;
  };
  const [head, demand] = [reader("node", "head_m"), reader("node", "demand_m3_s")];
  const [level, flow] = [reader("node", "level_m"), reader("link", "flow_m3_s")];
  return {
    run: run!,
    tick_s: scenario.tick_s,
    ...{ head, demand, level, flow },
    ticks: duration_s / scenario.tick_s,
    water: () => resultOf(run!).ledger.per_utility.find((u) => u.name === "water")!,
  };
}

const junctions = ["10", "11", "12", "13", "14", "20", "21", "22", "30"];
/** EPANET's ids are kept for nodes; links whose id is a node's too have a prefix. */
const HILL = ["20", "21", "22"];

describe("an imported network in a coupled run", () => {
  it("a hill whose booster stands lives on its tank, then is cut off: no water, no head below the ground, books that close", () => {
    const town = runOf(TOWN, [change(2, "UP", { isOn: false }), change(16, "UP", { isOn: true })], 24);
    let dryTicks = 0;
    let refilled = 0;
    for (let tick = 0; tick < town.ticks; tick++) {
      const values = advance(town.run);
      const hour = (tick * town.tick_s) / HOUR;
      for (const id of junctions) expect(town.head(values, id), `${id} at ${hour} h`).toBeGreaterThan(LOWEST_M - 1);
      expect(town.level(values, "T2")).toBeGreaterThanOrEqual(0.3048 - 1e-9);
      if (HILL.every((id) => town.demand(values, id) === 0)) {
        dryTicks++;
        expect(hour).toBeGreaterThan(2);
        expect(hour).toBeLessThan(16);
        for (const link of ["UP", "7", "8", "9"]) expect(town.flow(values, link)).toBeCloseTo(0, 9);
      }
      if (hour >= 16) {
        expect(town.flow(values, "UP"), `booster at ${hour} h`).toBeGreaterThan(0.001);
        refilled = Math.max(refilled, town.level(values, "T2"));
      }
    }
    expect(town.run.failures).toEqual([]);
    expect(dryTicks).toBeGreaterThan(12);
    expect(refilled).toBeGreaterThan(1);
    const { gap, in: came, worst_relative } = town.water();
    console.log(
      `${dryTicks} dry ticks, worst gap of a tick ${worst_relative.toExponential(1)}, of the day ${gap / came}`,
    );
    expect(worst_relative).toBeLessThan(CLOSES);
  });

  it("without any power every tank gives what it holds and no more; then everyone is named, and the pumps come back", () => {
    const { district } = openInp(TOWN.replace("Duration 24:00", "Duration 96:00"), "town.inp").coupled!;
    const { solver } = WATER.open(solversModule(), district);
    const s = solver!;
    const pumps = ["P1", "P2", "UP"].map((id) => s.numbering.link!.row(id));
    const energised = s.column("link", "isEnergised");
    const [head, demand, flow] = [
      s.column("node", "head_m"),
      s.column("node", "demand_m3_s"),
      s.column("link", "flow_m3_s"),
    ];
    const before = s.stored!();
    let delivered = 0;
    let cutOff: string[] = [];
    const go = (from_s: number, to_s: number): void => {
      for (let t = from_s; t < to_s; ) {
        s.applyProfiles(t);
        s.act!(t);
        const outcome = s.solve(t);
        expect(outcome.ok, `at ${t} s`).toBe(true);
        cutOff = outcome.report.notes.filter((n) => n.code === "cutOff").map((n) => n.at);
        for (const h of head) expect(h).toBeGreaterThan(LOWEST_M - 1);
        const end = Math.min(s.nextEvent_s(t), (Math.floor(t / HOUR) + 1) * HOUR, to_s);
        const dt = Math.max(end - t, 1e-3);
        for (const id of junctions) delivered += demand[s.numbering.node!.row(id)]! * dt;
        s.advance(t, t + dt);
        t += dt;
      }
    };
    for (const k of pumps) energised[k] = 0;
    go(0, 96 * HOUR);
    expect([...cutOff].sort()).toEqual([...junctions].sort());
    const drained = before - s.stored!();
    expect(drained).toBeGreaterThan(1000);
    expect(Math.abs(delivered / drained - 1)).toBeLessThan(CLOSES);

    for (const k of pumps) energised[k] = 1;
    go(96 * HOUR, 97 * HOUR);
    for (const k of pumps) expect(flow[k]!).toBeGreaterThan(0.001);
    expect(cutOff).toEqual([]);
  });

  it("a pump, a check valve and a reducing valve in a zone without water give none, neither out of it nor in a circle", () => {
    const circle = TOWN.replace("\n[PUMPS]", "\n 15 21 13 1000 6 110 0 CV\n[PUMPS]");
    const shut = ["3", "5"].map((id) => change(1, id, { isOpen: false }));
    const town = runOf(circle, [...shut, change(1, "P2", { isOn: false })], 12);
    let dryTicks = 0;
    for (let tick = 0; tick < town.ticks; tick++) {
      const values = advance(town.run);
      if (town.demand(values, "13") > 0) continue;
      dryTicks++;
      for (const id of junctions) expect(town.head(values, id)).toBeGreaterThan(LOWEST_M - 1);
      for (const link of ["UP", "V1", "15"]) expect(town.flow(values, link), link).toBe(0);
    }
    expect(dryTicks).toBeGreaterThan(12);
    expect(town.run.failures).toEqual([]);
    expect(town.water().worst_relative).toBeLessThan(CLOSES);
  });

  it("its flows settle further than the file asks, so that the ledger closes in every tick, and the report says so with the line", () => {
    const town = runOf(TOWN, [], 24);
    for (let tick = 0; tick < town.ticks; tick++) advance(town.run);
    expect(town.run.failures).toEqual([]);
    expect(town.water().worst_relative).toBeLessThan(CLOSES);

    const line = `town.inp:${LINE}: [OPTIONS], accuracy: got Accuracy 0.01 (1e-8 in a coupled run, so that its ledger closes; the file's own run keeps 0.01)`;
    const texts = (text: string) =>
      openFile("town.inp", text)
        .entries.filter((e) => e.group === "changed")
        .map((e) => issueText(e.issue));
    expect(texts(TOWN)).toContain(line);
    expect(texts(TOWN.replace(" Accuracy 0.01\n", ""))).toContain(
      "town.inp: [OPTIONS], accuracy: got none, so 0.001 (1e-8 in a coupled run, so that its ledger closes; the file's own run keeps 0.001)",
    );
  });

  // L-TOWN: reducing valves and an accuracy of 0.01. Richmond: tanks that run empty behind zones that hang on them alone.
  for (const [name, hours] of [
    ["L-TOWN", 12],
    ["Richmond_skeleton", 24],
    ["d-town", 24],
  ] as const)
    it.skipIf(!hasShared)(`${name}: ${hours} h of a coupled run with books that close in every tick`, () => {
      const text = readFileSync(shared("reference", "water", `${name}.inp`), "utf8");
      const town = runOf(text, [], hours, `${name}.inp`);
      for (let tick = 0; tick < town.ticks; tick++) advance(town.run);
      expect(town.run.failures).toEqual([]);
      const { worst_relative } = town.water();
      console.log(`${name}: worst gap of ${town.ticks} ticks ${worst_relative.toExponential(1)}`);
      expect(worst_relative).toBeLessThan(CLOSES);
    });
});
