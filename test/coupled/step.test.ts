import { describe, expect, it } from "vitest";
import { MODE } from "@/sim-core/couple/device";
import type { District } from "@/sim-core/model/district";
import type { Scenario } from "@/sim-core/model/scenario";
import { findColumn } from "@/sim-core/record/frame";
import { advance, frameLayout, openRun, resultOf, tickCount } from "@/sim-core/session/run";
import { restoreRun, saveRun } from "@/sim-core/session/state";
import type { Run } from "@/sim-core/time/run";
import { district, element, emptyModule, scenario } from "../support/district";

/** Devices and a building without networks: the whole step, with nothing to solve. */
const PLACE = district([
  element("BAT", "battery", { capacity_J: 36e9, maxPower_W: 2e6, roundTrip_1: 0.81, command_1: -0.5 }),
  element("PK", "peaker", { ratedPower_W: 4e6, startDelay_s: 140, rampPower_1_s: 0.005 }),
  element("HOUSE", "building", {
    grossArea_m2: 1000,
    people: 40,
    dwellings: 16,
    electric_W: 5000,
    water_m3_s: 1e-4,
    acShare_1: 0.5,
  }),
]);

function open(place: District = PLACE, story: Scenario = scenario(), seed = 1): Run {
  const { run, issues } = openRun(emptyModule(), place, story, seed);
  if (!run) throw new Error(JSON.stringify(issues));
  return run;
}

function value(run: Run, rows: string, name: string, id: string): number {
  const column = findColumn(frameLayout(run), "district", rows, name)!;
  return run.values[column.offset + column.ids.indexOf(id)]!;
}

function play(run: Run, ticks = tickCount(run)): Run {
  for (let i = 0; i < ticks; i++) advance(run);
  return run;
}

const change = (at_s: number, target: string, fields: Record<string, number | boolean>) => {
  return { at_s, op: "set" as const, target, fields, by: "city", why: "test" };
};

describe("devices in the step", () => {
  it("a battery's stored energy is what went in times 0.9, less what came out over 0.9, to 1e-9", () => {
    const run = open(PLACE, scenario({ changes: [change(7200, "BAT", { command_1: 0.4 })] }));
    const start_J = 18e9;
    play(run, 12);
    advance(run);
    expect(value(run, "device", "power_W", "BAT")).toBe(-1e6);
    expect(value(run, "device", "stored_J", "BAT")).toBeCloseTo(start_J + 0.9 * 1e6 * 3600, -1);
    play(run, 12);
    advance(run);
    const given_J = 0.4 * 2e6 * 300;
    expect(value(run, "device", "stored_J", "BAT")).toBeCloseTo(start_J + 0.9 * 1e6 * 7200 - given_J / 0.9, -1);
  });

  it("a battery charges to 95 % and stops there, and never gives below 5 %", () => {
    const full = play(open(), 288);
    expect(value(full, "device", "stored_J", "BAT")).toBeLessThanOrEqual(0.95 * 36e9 * (1 + 1e-12));
    expect(value(full, "device", "stored_J", "BAT")).toBeGreaterThan(0.9499 * 36e9);
    const empty = play(open(PLACE, scenario({ changes: [change(0, "BAT", { command_1: 1 })] })), 288);
    expect(value(empty, "device", "stored_J", "BAT")).toBeCloseTo(0.05 * 36e9, -3);
  });

  it("a Change ends the step to the second: the peaker called at 1000 s runs from 1140 s and is full at 1340 s", () => {
    const run = open(PLACE, scenario({ changes: [change(1000, "PK", { isOn: true, command_1: 1 })] }));
    play(run, 5);
    const seen = run.events.filter((e) => e.element === "PK").map((e) => [e.type, e.time_s, e.value]);
    expect(seen).toEqual([
      ["change", 1000, Number.NaN],
      ["device", 1000, MODE.starting],
      ["device", 1140, MODE.running],
    ]);
    // 60 s of ramp within [1140, 1200), then 140 s more: mean over [1200, 1500) by hand.
    const mean_1 = (140 * (0.3 + 1)) / 2 / 300 + 160 / 300;
    expect(value(run, "device", "power_W", "PK")).toBeCloseTo(4e6 * mean_1, 3);
    expect(run.steps).toBe(5 + 2);
  });

  it("the uncooled half of a house is warmer than the cooled half, which holds 26 C", () => {
    const run = play(open());
    expect(value(run, "building", "airTemperature_K", "HOUSE")).toBeCloseTo(299.15, 3);
    expect(value(run, "building", "uncooledAir_K", "HOUSE")).toBeGreaterThan(301);
    const need_W = value(run, "building", "coolingNeed_W", "HOUSE");
    expect(value(run, "building", "electric_W", "HOUSE")).toBeGreaterThan(need_W / 4);
  });
});

describe("determinism", () => {
  it("the same seed gives the same 128 bits, another seed others", () => {
    const digest = (seed: number) => resultOf(play(open(PLACE, scenario(), seed), 24)).digest;
    expect(digest(7)).toBe(digest(7));
    expect(new Set([1, 2, 3, 4].map(digest)).size).toBe(4);
  });

  it("a run restored at tick 100 reproduces the digest of tick 288, in itself and in a fresh run", () => {
    const story = scenario({ changes: [change(31_000, "PK", { isOn: true, command_1: 0.8 })] });
    const run = play(open(PLACE, story), 100);
    const kept = saveRun(run);
    play(run, 188);
    const { digest, events } = resultOf(run);
    const count = events.length;
    restoreRun(run, kept);
    expect(run.tick).toBe(100);
    expect(resultOf(play(run, 188)).digest).toBe(digest);
    expect(run.events.length).toBe(count);
    const fresh = open(PLACE, story);
    restoreRun(fresh, kept);
    expect(resultOf(play(fresh, 188)).digest).toBe(digest);
  });
});

it("what cannot change in a run is a failure with the field's name, and the run is not valid", () => {
  const run = open(
    PLACE,
    scenario({ changes: [change(0, "PK", { ratedPower_W: 5 }), change(0, "NO", { isOn: true })] }),
  );
  play(run, 1);
  const result = resultOf(run);
  expect(result.isValid).toBe(false);
  expect(result.failures.map((f) => f.text)).toEqual([
    "PK, ratedPower_W: got 5, wanted isOn, isInService or command_1",
    "target: got NO, wanted the id of an element or a Tag",
  ]);
});
