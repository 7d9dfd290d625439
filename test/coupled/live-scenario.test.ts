import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { harbourside } from "../../scenarios/districts/harbourside";
import { normalDay } from "../../scenarios/normal-day";
import { issueText } from "../../sim-core/model/issue";
import { findColumn } from "../../sim-core/record/frame";
import { advance, frameLayout, openRun, resultOf, tickCount } from "../../sim-core/session/run";
import { localDay } from "../../sim-core/telemetry/frames";
import { scenarioFromLive } from "../../sim-core/telemetry/scenario";
import { localHour } from "../../sim-core/time/clock";
import { sampleOf } from "../support/telemetry";

const district = harbourside();
const at_s = Date.parse("2026-06-10T09:07:00Z") / 1000;
const level = (value: number, s: number, more = {}) =>
  sampleOf({ tag: "TOWER.level_m", value, source_ms: s * 1000, receive_ms: s * 1000, ...more });

test("six hours of live become a scenario that runs: the tower begins at its measured 3.21 m, on the field's own clock", () => {
  const samples = [
    level(9.9, at_s + 170, { quality: "uncertain" }),
    level(3.21, at_s + 200),
    level(2.5, at_s - 400),
    sampleOf({ tag: "GRID.power_W", value: 1e6, source_ms: at_s * 1000 }),
  ];
  const { scenario, issues } = scenarioFromLive(
    district,
    normalDay(),
    { from_s: at_s, to_s: at_s + 6 * 3600 },
    samples,
  );
  expect(issues.map(issueText)).toEqual([
    "GROUND-STORE, level_m: got no good value, wanted one within 900 s of the start",
    "HOT-STORE, stored_J: got no good value, wanted one within 900 s of the start",
    "tags: got 1 more Tags, wanted nothing: a run computes them, compare it with them",
  ]);
  expect(scenario).toMatchObject({ start_s: at_s + 180, duration_s: 71 * 300 });
  expect(scenario!.story).toMatch(
    /^The last hours of the field, begun from what was measured \(TOWER\.level_m\)\. Weather: Assumed .*; the same hours of the day, not measured on this one\.$/,
  );
  const { run } = openRun(
    new WebAssembly.Module(readFileSync("public/solvers.wasm")),
    district,
    scenario!,
    scenario!.seed,
  );
  const layout = frameLayout(run!);
  const column = findColumn(layout, "water", "node", "level_m")!;
  const cell = column.offset + column.ids.indexOf("TOWER");
  expect(advance(run!)[cell]).toBeCloseTo(3.21, 9);
  while (run!.tick < tickCount(run!)) advance(run!);
  expect(resultOf(run!)).toMatchObject({ isValid: true, ticks: 71 });
});

test("its weather is the base's at the same local hour: the warmest hour is the same, also on another side of the clock change", () => {
  const warmest = (day: string) => {
    const from_s = localDay(district, Date.parse(`${day}T12:00:00Z`) / 1000).from_s;
    const { scenario } = scenarioFromLive(district, normalDay(), { from_s, to_s: from_s + 86_400 }, []);
    const { temperature_K, start_s, step_s } = scenario!.weather;
    return localHour(district, start_s + temperature_K.indexOf(Math.max(...temperature_K.slice(0, 24))) * step_s);
  };
  expect(warmest("2026-06-10")).toBe(warmest("2026-12-10"));
});

test("less than a tick is no scenario", () => {
  const { scenario, issues } = scenarioFromLive(district, normalDay(), { from_s: at_s, to_s: at_s + 100 }, []);
  expect([scenario, issueText(issues[0]!)]).toEqual([null, "span: got 100 s, wanted at least one tick of 300 s"]);
});
