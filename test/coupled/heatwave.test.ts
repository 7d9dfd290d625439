import { expect, it } from "vitest";
import { DEFAULT_DISTRICT, DISTRICTS, SCENARIOS } from "@/scenarios";
import { findColumn } from "@/sim-core/record/frame";
import { advance, frameLayout, openRun, resultOf, tickCount } from "@/sim-core/session/run";
import { restoreRun, saveRun } from "@/sim-core/session/state";
import { solversModule } from "../support/module";

const open = (seed = 1) => {
  const { run, issues } = openRun(solversModule(), DISTRICTS[DEFAULT_DISTRICT]!(), SCENARIOS.heatwave!(), seed);
  expect(issues.filter((issue) => issue.severity === "error")).toEqual([]);
  return run!;
};

it("the heatwave on Harbourside: 288 ticks of four utilities solve, and settle below 1e-8 in every one", () => {
  const run = open();
  const count = tickCount(run);
  const grid = findColumn(frameLayout(run), "power", "source", "power_W")!.offset;
  let [least_W, most_W] = [Number.POSITIVE_INFINITY, 0];
  let notNumbers = 0;
  const cut = 100;
  let kept = saveRun(run);
  for (let tick = 0; tick < count; tick++) {
    if (tick === cut) kept = saveRun(run);
    const values = advance(run);
    least_W = Math.min(least_W, values[grid]!);
    most_W = Math.max(most_W, values[grid]!);
    for (const value of values)
      if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) notNumbers++;
  }
  const result = resultOf(run);
  expect(result.failures).toEqual([]);
  expect(result.isValid).toBe(true);
  expect(result.ticks).toBe(288);
  expect(Object.keys(run.coupling.solvers).sort()).toEqual(["gas", "heat", "power", "water"]);
  expect(result.settle.worstResidual).toBeLessThan(1e-8);
  expect(result.settle.maxIterations).toBeLessThan(12);
  expect(notNumbers).toBe(0);
  // Night and afternoon of a hot day differ by half at least.
  expect(most_W).toBeGreaterThan(1.5 * least_W);
  // Restored at tick 100 it ends in the same bits.
  restoreRun(run, kept);
  for (let tick = cut; tick < count; tick++) advance(run);
  expect(resultOf(run).digest).toBe(result.digest);
});

it("losing a primary at 900 s stops its pumps and darkens its buildings in that instant; ties feed them 120 s later", () => {
  const district = DISTRICTS[DEFAULT_DISTRICT]!();
  const transformers = district.elements.filter((e) => e.kind === "transformer" && /^TX-hill-\d$/.test(e.id));
  expect(transformers.length).toBe(2);
  const changes = transformers.map(({ id }) => {
    return { at_s: 900, op: "set" as const, target: id, fields: { isClosed: false }, by: "power", why: "primary lost" };
  });
  const scenario = { ...SCENARIOS.heatwave!(), changes };
  const { run } = openRun(solversModule(), district, scenario, 1);
  for (let tick = 0; tick < 4; tick++) advance(run!);
  const column = findColumn(frameLayout(run!), "district", "building", "isEnergised")!;
  const dark = () => column.ids.filter((_, row) => run!.values[column.offset + row] === 0);
  expect(dark().length).toBeGreaterThan(20);
  expect(dark().length).toBeLessThan(column.ids.length);
  // at night the other primary can carry it: the five open points of the rings close, telecontrolled
  for (let tick = 4; tick < 6; tick++) advance(run!);
  const closed = run!.events.filter((e) => e.text.includes("feeds what lost its own supply"));
  expect(new Set(closed.map((e) => e.time_s))).toEqual(new Set([1020]));
  expect(dark()).toEqual([]);
  const stops = run!.events.filter((e) => e.text.includes("tripped"));
  expect(stops.length).toBeGreaterThan(0);
  expect(new Set(stops.map((e) => e.time_s))).toEqual(new Set([900]));
  expect(resultOf(run!).failures).toEqual([]);
});
