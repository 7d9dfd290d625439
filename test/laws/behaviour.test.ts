import { describe, expect, it } from "vitest";
import { SCENARIOS } from "@/scenarios";
import {
  airing_W_K,
  airingHeat_W,
  behindBlinds_W_m2,
  opensWindows,
  waterHeatFactor_1,
} from "@/sim-core/couple/buildings/behaviour";
import { zoneOf, zoneStep } from "@/sim-core/couple/buildings/zone";
import { findColumn } from "@/sim-core/record/frame";
import { advance, frameLayout, openRun } from "@/sim-core/session/run";
import { pastDayMean_K } from "@/sim-core/time/weather";
import { district, element, emptyModule, scenario } from "../support/district";

const C = 273.15;
/** 1,000 m2 of flats, half of them cooled. */
const HOUSE = { grossArea_m2: 1000, people: 40, dwellings: 16, electric_W: 5000, water_m3_s: 1e-4 };
const place = (fields: Record<string, number>) => district([element("HOUSE", "building", { ...HOUSE, ...fields })]);
const W_RES = [0.63, 0.39, 0.24, 0.16, 0.13, 0.27, 0.9, 1.36, 1.43, 1.44, 1.42, 1.39].concat([
  1.36, 1.33, 1.24, 1.11, 1.11, 1.17, 1.22, 1.26, 1.26, 1.25, 1.06, 0.87,
]);

describe("water and heat", () => {
  it("up to a daily mean of 21 C nobody draws more; at 31 C dwellings draw 15 % more over the day, others 10 %", () => {
    for (let hour = 0; hour < 24; hour += 0.5)
      for (const isDwelling of [true, false]) expect(waterHeatFactor_1(21 + C, hour, isDwelling)).toBe(1);
    const base = W_RES.reduce((sum, share) => sum + share, 0);
    const hot = W_RES.reduce((sum, share, hour) => sum + share * waterHeatFactor_1(31 + C, hour + 0.5, true), 0);
    expect(hot / base).toBeCloseTo(1.15, 2);
    expect(waterHeatFactor_1(31 + C, 12, false)).toBeCloseTo(1.1, 12);
  });

  it("in a week of 32 C the evening of dwellings is 20 to 40 % up, and no instant jumps by more than 2 %", () => {
    for (let hour = 18.5; hour <= 21.5; hour += 0.25) {
      expect(waterHeatFactor_1(32 + C, hour, true)).toBeGreaterThan(1.2);
      expect(waterHeatFactor_1(32 + C, hour, true)).toBeLessThan(1.4);
    }
    for (let hour = 1 / 12; hour < 24; hour += 1 / 12) {
      const step = waterHeatFactor_1(32 + C, hour, true) - waterHeatFactor_1(32 + C, hour - 1 / 12, true);
      expect(Math.abs(step)).toBeLessThan(0.02);
    }
  });

  it("the daily mean is of the 24 hours behind: the shipped heatwave has 32.0 C from its first hour to its last", () => {
    const { weather, start_s } = SCENARIOS.heatwave!();
    expect(pastDayMean_K(weather, start_s) - C).toBeCloseTo(32, 1);
    expect(pastDayMean_K(weather, start_s + 86_399) - C).toBeCloseTo(32, 1);
  });

  it("a day that the series covers in part has the mean of that part", () => {
    const steady = scenario().weather;
    expect(pastDayMean_K(steady, steady.start_s + 100)).toBeCloseTo(303.15, 9);
  });
});

describe("windows", () => {
  it("open above 24 C, stay open down to 22 C, and are shut whenever it is warmer outside", () => {
    expect(opensWindows(false, 23.9 + C, 15 + C)).toBe(false);
    expect(opensWindows(false, 24.1 + C, 15 + C)).toBe(true);
    expect(opensWindows(true, 22.1 + C, 15 + C)).toBe(true);
    expect(opensWindows(true, 21.9 + C, 15 + C)).toBe(false);
    expect(opensWindows(true, 30 + C, 30 + C)).toBe(false);
  });

  it("2.5 changes an hour of 2,160 m3 are 1,800 W/K, of which the house's own 400 are there already", () => {
    expect(airing_W_K(800, 2.7, 400)).toBeCloseTo(1400, 9);
  });

  it("heat through open windows is that of a zone with so much more ventilation, to 1e-9 K and 1e-9 W", () => {
    const fields = { opaque_W_K: 480, window_W_K: 320, capacity_J_K: 132e6, massArea_m2: 2000, surfaceArea_m2: 3600 };
    const zone = zoneOf({ ...fields, ventilation_W_K: 400 });
    const [shut, open, aired] = [0, 1, 2].map(() => ({ air_K: 0, mass_K: 0, slope_K_W: 0 }));
    const step = (z: typeof zone, power_W: number, out: typeof shut) =>
      zoneStep(z, 301, 296, 296, 6000, 4000, power_W, 300, out!);
    step(zone, 0, shut);
    const heat_W = airingHeat_W(shut!.air_K, 296, 1400, shut!.slope_K_W);
    step(zone, -heat_W, aired);
    step(zoneOf({ ...fields, ventilation_W_K: 1800 }), 0, open);
    expect(aired!.air_K).toBeCloseTo(open!.air_K, 9);
    expect(aired!.mass_K).toBeCloseTo(open!.mass_K, 9);
    expect(heat_W).toBeCloseTo(1400 * (open!.air_K - 296), 6);
  });

  it("are closed as far as it takes to keep 22 C", () => {
    const slope_K_W = 1e-4;
    expect(300 - airingHeat_W(300, 275, 1e5, slope_K_W) * slope_K_W).toBeCloseTo(22 + C, 9);
  });

  it("a mild night of 18 C: flats with windows stay above 22 C and end cooler than a house that airs nothing", () => {
    const air_C = (fields: Record<string, number>) => {
      const { run } = openRun(emptyModule(), place(fields), scenario({}, 18 + C), 1);
      for (let tick = 0; tick < 24; tick++) advance(run!);
      const column = findColumn(frameLayout(run!), "district", "building", "airTemperature_K")!;
      return run!.values[column.offset]! - C;
    };
    const loads = { electric_W: 15_000 };
    const aired = air_C(loads);
    expect(aired).toBeGreaterThanOrEqual(21.99);
    expect(air_C({ ...loads, dwellings: 0 })).toBeGreaterThan(aired + 1);
  });
});

it("blinds pass 200 W/m2 whole and 600 as 180: each facade by its own light, not by the mean of four", () => {
  expect(behindBlinds_W_m2(200)).toBe(200);
  expect(behindBlinds_W_m2(600)).toBeCloseTo(180, 9);
  // One facade of 650 and three of 80: their mean, 222, would let 67 through; the three dim ones stay open.
  const light = [650, 80, 80, 80];
  expect(light.reduce((sum, x) => sum + behindBlinds_W_m2(x), 0) / 4).toBeCloseTo((195 + 240) / 4, 9);
});

it("a run begins lived in: under steady weather the first hour and the last differ by less than 0.5 K", () => {
  const { run } = openRun(emptyModule(), place({ acShare_1: 0.5 }), scenario(), 1);
  const column = findColumn(frameLayout(run!), "district", "building", "uncooledAir_K")!;
  advance(run!);
  const first_K = run!.values[column.offset]!;
  for (let tick = 1; tick < 288; tick++) advance(run!);
  expect(first_K).toBeGreaterThan(303.15);
  expect(Math.abs(run!.values[column.offset]! - first_K)).toBeLessThan(0.5);
});
