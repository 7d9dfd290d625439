import { describe, expect, it } from "vitest";
import {
  ampacity_A,
  type Conductor,
  cableLimit_A,
  cableTemperature_K,
  conductorTemperature_K,
  convection_W_m,
  radiation_W_m,
  resistanceAt_ohm_m,
  sunHeat_W_m,
} from "@/sim-core/utilities/power/thermal/conductor";
import { SteadyTable } from "@/sim-core/utilities/power/thermal/steady";
import {
  ageingRate_1,
  COOLING,
  designHotSpot_K,
  hotSpot_K,
  hotSpotAfter_K,
  loadAtHotSpot_1,
  steadyGradient_K,
  steadyOilRise_K,
  steadyState,
  stepThermal,
  type ThermalClass,
} from "@/sim-core/utilities/power/thermal/transformer";

const ZERO_C = 273.15;

describe("transformer (IEC 60076-7)", () => {
  const onan: ThermalClass = { ...COOLING.ONAN, isUpgraded: false };
  const onaf: ThermalClass = { ...COOLING.ONAF, isUpgraded: true };
  const small: ThermalClass = { ...COOLING.distribution, isUpgraded: false };

  it("at rated load and 20 C the hot spot stands at 98 C and life passes at rate 1", () => {
    for (const t of [onan, small]) {
      const s = steadyState(t, 1, 20 + ZERO_C);
      expect(Math.abs(hotSpot_K(s) - ZERO_C - 98)).toBeLessThan(1e-9);
      expect(Math.abs(ageingRate_1(t, hotSpot_K(s)) - 1)).toBeLessThan(1e-12);
      expect(Math.abs(loadAtHotSpot_1(t, 20 + ZERO_C) - 1)).toBeLessThan(1e-9);
    }
  });

  it("kraft paper ages twice as fast for 6 K, upgraded paper at rate 1 at 110 C; slopes as differences, rtol 1e-6", () => {
    expect(Math.abs(ageingRate_1(onan, 104 + ZERO_C) - 2)).toBeLessThan(1e-12);
    expect(Math.abs(ageingRate_1(onaf, 110 + ZERO_C) - 1)).toBeLessThan(1e-12);
    const h = 1e-4;
    const slope = (t: ThermalClass, at: number) => (ageingRate_1(t, at + h) - ageingRate_1(t, at - h)) / (2 * h);
    expect(Math.abs(slope(onan, 390) / ((Math.LN2 / 6) * ageingRate_1(onan, 390)) - 1)).toBeLessThan(1e-6);
    const upgraded = (15_000 / (390 - 0.15) ** 2) * ageingRate_1(onaf, 390);
    expect(Math.abs(slope(onaf, 390) / upgraded - 1)).toBeLessThan(1e-6);
  });

  it("one step of 3 h, 180 of 1 min and 10,800 of 1 s end at the same temperatures to 1e-9 K and age alike to 1e-6", () => {
    const run = (pieces: number) => {
      const s = steadyState(onaf, 0.4, 298.15);
      for (let i = 0; i < pieces; i++) stepThermal(onaf, s, 1.6, 311.15, 10_800 / pieces);
      return s;
    };
    const [once, often, fine] = [run(1), run(180), run(10_800)];
    expect(Math.abs(hotSpot_K(once) - hotSpot_K(often))).toBeLessThan(1e-9);
    expect(Math.abs(once.topOil_K - fine.topOil_K)).toBeLessThan(1e-9);
    expect(Math.abs(once.aged_s / fine.aged_s - 1)).toBeLessThan(1e-6);
    expect(hotSpotAfter_K(onaf, steadyState(onaf, 0.4, 298.15), 1.6, 311.15, 10_800)).toBeCloseTo(hotSpot_K(once), 9);
  });

  it("after a step of load the hot spot of a large unit passes its end value first: by more than 5 K, within 40 min", () => {
    const s = steadyState(onan, 0.5, 293.15);
    const end_K = hotSpot_K(steadyState(onan, 1.5, 293.15));
    let most_K = 0;
    let gradient_K = 0;
    for (let minute = 1; minute <= 40; minute++) {
      stepThermal(onan, s, 1.5, 293.15, 60);
      most_K = Math.max(most_K, hotSpot_K(s));
      gradient_K = Math.max(gradient_K, hotSpot_K(s) - s.topOil_K);
    }
    expect(gradient_K).toBeGreaterThan(end_K - steadyState(onan, 1.5, 293.15).topOil_K + 5);
    expect(most_K).toBeLessThan(end_K);
  });

  it("the table of a class gives its law to 1e-5 K from no load to three times the rating", () => {
    for (const t of [onan, onaf, small]) {
      const table = new SteadyTable(t);
      for (let load = 0; load < 3; load += 0.00137) {
        expect(Math.abs(table.oilRise_K(load) - steadyOilRise_K(t, load))).toBeLessThan(1e-5);
        expect(Math.abs(table.gradient_K(load) - steadyGradient_K(t, load))).toBeLessThan(1e-5);
      }
    }
  });

  it("a hot day costs load: 1.00 of its rating at 20 C, less at 39.5 C, and the limit's slope is falling everywhere", () => {
    let before = Number.POSITIVE_INFINITY;
    for (let air_C = -20; air_C <= 50; air_C += 5) {
      const load = loadAtHotSpot_1(small, air_C + ZERO_C);
      expect(load).toBeLessThan(before);
      before = load;
    }
    const hot = loadAtHotSpot_1(small, 39.5 + ZERO_C);
    expect(hot).toBeGreaterThan(0.75);
    expect(hot).toBeLessThan(0.9);
    expect(hotSpot_K(steadyState(small, hot, 39.5 + ZERO_C))).toBeCloseTo(designHotSpot_K(small), 6);
  });
});

/** 795 kcmil 26/7 ACSR "Drake". */
const DRAKE: Conductor = {
  diameter_m: 0.02814,
  resistance25_ohm_m: 7.283e-5,
  resistance75_ohm_m: 8.688e-5,
  emissivity_1: 0.8,
  absorptivity_1: 0.8,
  elevation_m: 0,
  windAngle_rad: Math.PI / 2,
};

describe("overhead line (IEEE 738)", () => {
  // Worked example: 40 C air, 0.61 m/s across, 100 C conductor, 1,000 W/m2 or so on the conductor (22.4 W/m).
  const air = { temperature_K: 40 + ZERO_C, wind_m_s: 0.61, light_W_m2: 22.44 / 0.8 / 0.02814 };

  it("the standard's example: convection 81.9, radiation 39.1, sun 22.4 W/m, 9.390e-5 ohm/m, 1,025 A", () => {
    // the example works with properties of air in three or four digits: 0.2 % of convection
    expect(Math.abs(convection_W_m(DRAKE, air, 373.15) - 81.93)).toBeLessThan(0.2);
    expect(Math.abs(radiation_W_m(DRAKE, air, 373.15) - 39.1)).toBeLessThan(0.1);
    expect(Math.abs(sunHeat_W_m(DRAKE, air) - 22.44)).toBeLessThan(1e-9);
    expect(Math.abs(resistanceAt_ohm_m(DRAKE, 373.15) - 9.39e-5)).toBeLessThan(1e-8);
    expect(Math.abs(ampacity_A(DRAKE, air, 373.15) - 1025)).toBeLessThan(1.5);
  });

  it("natural convection alone is 42.4 W/m there", () => {
    expect(Math.abs(convection_W_m(DRAKE, { ...air, wind_m_s: 0 }, 373.15) - 42.4)).toBeLessThan(0.1);
  });

  it("Drake at 75 C, 0.61 m/s, emissivity 0.5 and 900 W/m2 carries 900 A at 25 C and 753 A at 40 C, to 2 %", () => {
    const weathered = { ...DRAKE, emissivity_1: 0.5, absorptivity_1: 0.5 };
    const at = (air_C: number) =>
      ampacity_A(weathered, { temperature_K: air_C + ZERO_C, wind_m_s: 0.61, light_W_m2: 900 }, 75 + ZERO_C);
    expect(Math.abs(at(25) / 900 - 1)).toBeLessThan(0.02);
    expect(Math.abs(at(40) / 753 - 1)).toBeLessThan(0.02);
  });

  it("the temperature at which it settles under its ampacity is the temperature of that ampacity, to 1e-6 K", () => {
    for (const limit_C of [60, 75, 100]) {
      const current_A = ampacity_A(DRAKE, air, limit_C + ZERO_C);
      expect(Math.abs(conductorTemperature_K(DRAKE, air, current_A) - limit_C - ZERO_C)).toBeLessThan(1e-6);
    }
  });

  it("more wind, less sun and colder air never cost ampacity", () => {
    let before = 0;
    for (const wind_m_s of [0, 0.1, 0.3, 0.61, 1, 2, 5, 10, 25]) {
      const now = ampacity_A(DRAKE, { ...air, wind_m_s }, 348.15);
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
    const base = ampacity_A(DRAKE, air, 348.15);
    expect(ampacity_A(DRAKE, { ...air, light_W_m2: 0 }, 348.15)).toBeGreaterThan(base);
    expect(ampacity_A(DRAKE, { ...air, temperature_K: 303.15 }, 348.15)).toBeGreaterThan(base);
  });
});

it("an XLPE cable rated in ground of 20 C carries 0.926 of it at 30 C, and stands at 90 C there", () => {
  const cable = { rating_A: 300, hottest_K: 90 + ZERO_C, rated_K: 20 + ZERO_C };
  const limit_A = cableLimit_A(cable, 30 + ZERO_C);
  expect(limit_A / 300).toBeCloseTo(Math.sqrt(60 / 70), 12);
  expect(cableTemperature_K(70, 30 + ZERO_C, limit_A / 300)).toBeCloseTo(90 + ZERO_C, 9);
});
