import { expect, test } from "vitest";
import { afterReading, bestReading, fewest, hydrantAt } from "../../sim-core/telemetry/compare/next";

const SHARES = [0.3, 0.25, 0.25, 0.2];
/** What two hydrants would show by each of four places, Pa: the first says nothing, the second tells two and two apart. */
const SAME = [300e3, 300e3, 300e3, 300e3];
const HALVES = [300e3, 300e3, 280e3, 280e3];

test("the fewest places that hold nine tenths: of one that is nearly sure one, of four alike all", () => {
  expect(fewest([0.92, 0.05, 0.03], 0.9)).toBe(1);
  expect(fewest(SHARES, 0.9)).toBe(4);
  expect(fewest([0.05, 0.01, 0.03], 0.9)).toBe(3); // shares of a part are taken for the whole
});

test("a reading leaves the places that it fits; far from all of them it leaves the nearest, and never NaN", () => {
  const [a, b, c, d] = afterReading(SHARES, HALVES, 299e3, 2e3);
  expect(a! + b!).toBeGreaterThan(0.999);
  expect(a! / b!).toBeCloseTo(0.3 / 0.25, 9);
  expect(c! + d!).toBeLessThan(1e-3);
  const far = afterReading(SHARES, HALVES, 900e3, 2e3);
  expect(far.reduce((x, y) => x + y, 0)).toBeCloseTo(1, 12);
  expect(far[0]! + far[1]!).toBeGreaterThan(0.999);
});

test("of two hydrants the one that halves the places is asked for; one that a place has no run for, never", () => {
  const gauges = ["A", "B", "C"].map(hydrantAt);
  const expected = [SAME, HALVES, [1e5, 2e5, Number.NaN, 4e5]];
  expect(bestReading(gauges, expected, SHARES, 2e3, 0.9)).toMatchObject({ gauge: { element: "B" }, left: 2 });
  expect(bestReading(gauges, expected, SHARES, 200e3, 0.9)).toMatchObject({
    ...{ gauge: { element: "B" }, left: 4 }, // a gauge that says nothing: then the one that says most
  });
  expect(bestReading([], [], SHARES, 2e3, 0.9)).toBeNull();
});
