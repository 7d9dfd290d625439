import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { DISTRICTS, SCENARIOS } from "@/scenarios";
import { openFile } from "@/sim-core/exchange/open";
import { findColumn } from "@/sim-core/record/frame";
import { advance, frameLayout, openRun } from "@/sim-core/session/run";
import { type OutageRow, standAt, studyOutages } from "@/sim-core/study/outages";
import { compilePower } from "@/sim-core/utilities/power/compile";
import { openPowerGrid } from "@/sim-core/utilities/power/solver";
import { TOWN_CASE } from "../support/town-files";

const solvers = new WebAssembly.Module(readFileSync(join(import.meta.dirname, "../../public/solvers.wasm")));
let now = 0;
const limits = { part_ms: 5, most_ms: 1e9, now_ms: () => now++ };

it("a radial case: each outage leaves what hangs behind it, the first branch all of 4 MW", () => {
  const rows: OutageRow[] = [];
  const study = studyOutages(solvers, openFile("town.m", TOWN_CASE).district!, null, (r) => rows.push(...r), limits);
  expect(study).toEqual({ failure: "", studied: 3, branches: 3 });
  const lost = new Map(rows.map((r) => [r.branch, r.lost_W]));
  expect([...lost.values()]).toEqual([4e6, 2e6, 1e6]);
  expect(rows[0]!.harm_1).toBeGreaterThan(rows[1]!.harm_1);
});

it("Harbourside at an instant of a run: the grid solves to the Frame's voltages within 1e-7, and a feeder's only cable loses what hangs behind it", () => {
  const scenario = SCENARIOS.heatwave!();
  const district = DISTRICTS.harbourside!();
  const { run } = openRun(solvers, district, scenario, scenario.seed);
  for (let t = 0; t < 24; t++) advance(run!);
  const at = { layout: frameLayout(run!), values: Float64Array.from(run!.values) };
  const opened = openPowerGrid(solvers, compilePower(district).grid!);
  standAt(opened, at);
  expect(opened.solver.solve(0).ok).toBe(true);
  const voltage = findColumn(at.layout, "power", "bus", "voltage_1")!;
  const off = voltage.ids.map((_, i) => Math.abs(opened.grid.voltage[i]! - at.values[voltage.offset + i]!));
  expect(Math.max(...off)).toBeLessThan(1e-7);

  const rows: OutageRow[] = [];
  let parts = 0;
  const study = studyOutages(
    solvers,
    district,
    at,
    (r) => {
      parts++;
      rows.push(...r);
    },
    limits,
  );
  expect(study.failure).toBe("");
  expect(study.studied).toBe(study.branches);
  expect(rows).toHaveLength(study.branches);
  expect(parts).toBeGreaterThan(3);
  // one of the two 33 kV cables to a primary: nobody loses supply; the only cable of a feeder: all behind it does
  expect(rows.find((r) => r.branch === "HC-hill-1")).toMatchObject({ lost_W: 0, deadBuses: 0 });
  const first = rows.find((r) => r.branch.startsWith("MC-hill-") && r.deadBuses > 0)!;
  const column = findColumn(at.layout, "power", "branch", "powerFrom_W")!;
  const carried_W = Math.abs(at.values[column.offset + column.ids.indexOf(first.branch)]!);
  expect(first.lost_W / carried_W).toBeGreaterThan(0.97);
  expect(first.lost_W / carried_W).toBeLessThan(1.5);
});

it("what has no grid, or none that solves, says so", () => {
  const nothing = { ...DISTRICTS.harbourside!(), elements: [] };
  expect(studyOutages(solvers, nothing, null, () => {}, limits).failure).not.toBe("");
});
