import { describe, expect, it } from "vitest";
import { roomUnitCapacity_1, roomUnitCop_1 } from "@/sim-core/couple/buildings/airConditioner";
import { boilerEfficiency_1 } from "@/sim-core/couple/devices/boiler";
import { chillerCapacity_1, chillerInputRatio_1, chillerPartLoad_1 } from "@/sim-core/couple/devices/chiller";
import {
  engineEfficiency_1,
  engineFuel_W,
  engineHeat_W,
  engineLaw,
  engineLoadFor_1,
} from "@/sim-core/couple/devices/engine";
import { heatPumpCop_1 } from "@/sim-core/couple/devices/heatPump";
import { planeOfArray_W_m2, pvPower_W } from "@/sim-core/couple/devices/pv";
import { CO2_KG_J, NET_CALORIFIC_J_KG } from "@/sim-core/couple/fuel";
import { wetBulb_K } from "@/sim-core/model/air";
import { sunPosition } from "@/sim-core/model/sun";
import { element } from "../support/district";

describe("gas engine", () => {
  const law = engineLaw(element("E", "chp"), 1.4e6, 1.5e6);

  it("gives 42.4, 41.3 and 39.0 % electricity at 100, 75 and 50 % load", () => {
    expect([1, 0.75, 0.5].map((load) => engineEfficiency_1(law, load))).toEqual([0.424, 0.413, 0.39]);
    expect(engineEfficiency_1(law, 0.875)).toBeCloseTo(0.4185, 12);
  });

  it("power and heat over fuel are the same at every load, to 1e-12", () => {
    for (const load of [0.5, 0.6, 0.75, 0.9, 1]) {
      const total = (load * 1.4e6 + engineHeat_W(law, load)) / engineFuel_W(law, load);
      expect(Math.abs(total / law.total_1 - 1)).toBeLessThan(1e-12);
    }
    expect(engineHeat_W(law, 1)).toBeCloseTo(1.5e6, 3);
  });

  it("the load that gives a heat gives that heat back, to 1e-9", () => {
    for (const load of [0.5, 0.55, 0.8, 0.99]) {
      const back = engineLoadFor_1(law, engineHeat_W(law, load), 0.5);
      expect(Math.abs(engineHeat_W(law, back) / engineHeat_W(law, load) - 1)).toBeLessThan(1e-9);
    }
  });
});

it("a condensing boiler gives 103 % up to 40 C return, 98 % at 47.5 C, 93 % from 55 C", () => {
  const at = (celsius: number) => boilerEfficiency_1(1.03, 0.93, celsius + 273.15);
  expect(at(30)).toBe(1.03);
  expect(at(40)).toBe(1.03);
  expect(at(47.5)).toBeCloseTo(0.98, 12);
  expect(at(55)).toBeCloseTo(0.93, 12);
  expect(at(70)).toBeCloseTo(0.93, 12);
});

it("a heat pump at half of Carnot lifts 281 K to 333 K with COP 3.20", () => {
  expect(heatPumpCop_1(0.5, 333, 281)).toBeCloseTo(3.2, 2);
});

it("chiller: input ratio 0.89 / 0.95 / 1.00 / 1.06 / 1.14, capacity 1.03 / 1.02 / 1.00 / 0.97 / 0.91 at 24 to 35 C", () => {
  const condenser_C = [24, 27, 29.4, 32, 35];
  const ratios = condenser_C.map((b) => chillerInputRatio_1(6.7, b));
  const capacities = condenser_C.map((b) => chillerCapacity_1(6.7, b));
  [0.89, 0.95, 1.0, 1.06, 1.14].forEach((want, i) => expect(Math.abs(ratios[i]! - want)).toBeLessThan(0.006));
  [1.03, 1.02, 1.0, 0.97, 0.91].forEach((want, i) => expect(Math.abs(capacities[i]! - want)).toBeLessThan(0.006));
});

it("chiller power falls steadily to zero with load: no jump where it begins to cycle", () => {
  expect(chillerPartLoad_1(0)).toBe(0);
  expect(Math.abs(chillerPartLoad_1(0.2 - 1e-9) - chillerPartLoad_1(0.2))).toBeLessThan(1e-8);
  expect(chillerPartLoad_1(1)).toBeCloseTo(1.0, 3);
});

it("room unit rated 3.5: COP 4.18 at 25 C, 3.86 at 30, 3.50 at 35, 3.28 at 38, 2.71 at 46; capacity 0.97 at 38 C", () => {
  const cop = (outdoor_C: number) => roomUnitCop_1(3.5, 19.4, outdoor_C, 1);
  const want: readonly (readonly [number, number])[] = [
    [25, 4.18],
    [30, 3.86],
    [35, 3.5],
    [38, 3.28],
    [40, 3.13],
    [43, 2.91],
    [46, 2.71],
  ];
  for (const [outdoor_C, expected] of want) expect(Math.abs(cop(outdoor_C) - expected)).toBeLessThan(0.01);
  expect(Math.abs(roomUnitCapacity_1(19.4, 38) - 0.97)).toBeLessThan(0.006);
});

it("natural gas has 47.3 MJ/kg net, and 56.1 g of CO2 per MJ", () => {
  expect(NET_CALORIFIC_J_KG / 1e6).toBeCloseTo(47.3, 1);
  expect(CO2_KG_J * 1e9).toBeCloseTo(56.1, 1);
});

describe("sun and air", () => {
  it("stands 61.96 degrees high in the south at Greenwich at noon of the June solstice 2024", () => {
    const { altitude_rad, azimuth_rad } = sunPosition(1_718_884_800, 51.4779, 0);
    expect((altitude_rad * 180) / Math.PI).toBeCloseTo(61.96, 1);
    expect(Math.abs((azimuth_rad * 180) / Math.PI - 180)).toBeLessThan(1.5);
  });

  it("is below the horizon at midnight and in the east at 8 h", () => {
    expect(sunPosition(1_718_841_600, 51.4779, 0).altitude_rad).toBeLessThan(0);
    const morning = (sunPosition(1_718_870_400, 51.4779, 0).azimuth_rad * 180) / Math.PI;
    expect(morning).toBeGreaterThan(80);
    expect(morning).toBeLessThan(110);
  });

  it("wet bulb is 13.7 C at 20 C 50 %, 23.0 C at 38 C 25 %, 27.0 C at 38 C 40 %", () => {
    const at = (t: number, rh: number) => wetBulb_K(t + 273.15, rh) - 273.15;
    expect(at(20, 0.5)).toBeCloseTo(13.7, 1);
    expect(Math.abs(at(38, 0.25) - 23.0)).toBeLessThan(0.06);
    expect(Math.abs(at(38, 0.4) - 27.0)).toBeLessThan(0.06);
  });

  it("a flat array sees global = direct x sin(altitude) + diffuse, to 1e-9", () => {
    const sky = { sunAltitude_rad: 0.9, sunAzimuth_rad: 2.5, direct_W_m2: 800, diffuse_W_m2: 110, global_W_m2: 0 };
    sky.global_W_m2 = 800 * Math.sin(0.9) + 110;
    const light = planeOfArray_W_m2(sky as never, 0, 3);
    expect(Math.abs(light - sky.global_W_m2)).toBeLessThan(1e-9);
  });

  it("1 kWp gives 726 W at 1000 W/m2 and 38 C: cells at 69 C cost 17 %, the system 13 %", () => {
    expect(pvPower_W(1000, 1000, 311.15, -0.0038)).toBeCloseTo(873 * (1 - 0.0038 * (38 + 31.25 - 25)), 6);
  });
});
