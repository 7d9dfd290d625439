import { expect, it } from "vitest";
import { CURVES, type InverseCurve, tripTime_s } from "@/sim-core/utilities/power/protection/curve";

it("the four inverse curves follow TMS k / (M^a - 1) to 1e-12: at M = 2, 5, 10 and TMS 0.1, 1", () => {
  for (const name of Object.keys(CURVES) as InverseCurve[])
    for (const multiple of [2, 5, 10])
      for (const tms of [0.1, 1]) {
        const { k, a } = CURVES[name];
        const want = (tms * k) / (multiple ** a - 1);
        expect(Math.abs(tripTime_s(name, tms, multiple) / want - 1)).toBeLessThan(1e-12);
      }
});

it("standard inverse at TMS 1 takes 10.03 s at M = 2 and 2.97 s at M = 10; very 13.5 and 1.5; extremely 26.7 and 0.81", () => {
  const at = (name: string) => [2, 10].map((m) => Number(tripTime_s(name, 1, m).toPrecision(3)));
  expect(at("standardInverse")).toEqual([10, 2.97]);
  expect(at("veryInverse")).toEqual([13.5, 1.5]);
  expect(at("extremelyInverse")).toEqual([26.7, 0.808]);
});

it("never trips at or below its setting, trips after its delay above it, and no faster than at 20 times", () => {
  expect(tripTime_s("standardInverse", 0.1, 1)).toBe(Number.POSITIVE_INFINITY);
  expect(tripTime_s("definiteTime", 3, 0.99)).toBe(Number.POSITIVE_INFINITY);
  expect(tripTime_s("definiteTime", 3, 1.01)).toBe(3);
  expect(tripTime_s("veryInverse", 1, 200)).toBe(tripTime_s("veryInverse", 1, 20));
});

it("the slope of each curve is falling: as its closed form, rtol 1e-6, by central difference", () => {
  for (const name of Object.keys(CURVES) as InverseCurve[]) {
    const { k, a } = CURVES[name];
    for (const m of [1.3, 2, 8]) {
      const h = 1e-6 * m;
      const slope = (tripTime_s(name, 1, m + h) - tripTime_s(name, 1, m - h)) / (2 * h);
      const want = (-k * a * m ** (a - 1)) / (m ** a - 1) ** 2;
      expect(Math.abs(slope / want - 1)).toBeLessThan(1e-6);
    }
  }
});
