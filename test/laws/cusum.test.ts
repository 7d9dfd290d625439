import { expect, test } from "vitest";
import { Random } from "../../sim-core/model/random";
import { deviationAt, learnBand } from "../../sim-core/telemetry/compare/band";
import {
  cusumStep,
  falseAlarmInterval_steps,
  limitFor,
  limitFromDays,
  newCusum,
} from "../../sim-core/telemetry/compare/cusum";
import { size } from "../support/size";

/** Mean 0, variance 1: twelve uniforms. */
function normal(random: Random): number {
  let sum = -6;
  for (let k = 0; k < 12; k++) sum += random.unit();
  return sum;
}

/** Mean number of steps to an alarm, over so many alarms. */
function meanRun(h: number, shift: number, alarms: number, seed: number): number {
  const random = new Random(seed);
  let steps = 0;
  for (let k = 0; k < alarms; k++) {
    const state = newCusum();
    do steps++;
    while (cusumStep(state, normal(random) + shift) <= h);
  }
  return steps / alarms;
}

test.each([3, 4, 5])("with h = %d false alarms are as far apart as the formula says, within 8 %", (h) => {
  const alarms = size(1500, 10_000);
  const ratio = meanRun(h, 0, alarms, 7) / falseAlarmInterval_steps(h);
  expect(ratio).toBeGreaterThan(0.92);
  expect(ratio).toBeLessThan(1.08);
});

test("the limit for a wanted interval is the formula's inverse, to 1e-9", () => {
  for (const steps of [100, 1e4, 1e6, 2.4e6])
    expect(falseAlarmInterval_steps(limitFor(steps)) / steps).toBeCloseTo(1, 9);
});

// Siegmund's formula with drift d = shift - 1/2: (exp(-2 d b) + 2 d b - 1) / (2 d^2), b = h + 1.166 = 9.21
test.each([
  [1, 16.4],
  [2, 5.9],
])(
  "at one false alarm in 10,000 steps a shift of %d deviations is found after %d steps, within 5 %%",
  (shift, steps) => {
    expect(meanRun(limitFor(10_000), shift, 4000, shift) / steps).toBeGreaterThan(0.95);
    expect(meanRun(limitFor(10_000), shift, 4000, shift) / steps).toBeLessThan(1.05);
  },
);

test("a gap changes nothing: NaN between two steps leaves both sums and the time since", () => {
  const state = newCusum();
  for (let k = 0; k < 5; k++) cusumStep(state, 1);
  const before = { ...state };
  expect(cusumStep(state, Number.NaN)).toBe(2.5);
  expect(state).toEqual(before);
  expect(state.sinceHigh).toBe(5);
});

test("an autoregression of 0.9 is learnt as such, and its innovations are then independent", () => {
  const random = new Random(3);
  const series = new Float64Array(20_000);
  for (let k = 1; k < series.length; k++) series[k] = 0.9 * series[k - 1]! + normal(random);
  const still = new Float64Array(series.length);
  const band = learnBand(
    series.map((x) => 5 + x),
    still,
    1,
  )!;
  expect(band.mean).toBeCloseTo(5, 0);
  expect(band.keep_1).toBeCloseTo(0.9, 1);
  expect(band.innovation_1 * band.deviation).toBeCloseTo(1, 1);
  expect(band.deviation / Math.sqrt(1 / (1 - 0.81))).toBeCloseTo(1, 1);
  expect(learnBand(new Float64Array(200).fill(Number.NaN), still, 1)).toBeNull();
});

test("a residual that grows with its load is learnt as such: deviations at rest and at full load, within 10 %", () => {
  const random = new Random(4);
  const loads = Float64Array.from({ length: 20_000 }, (_, k) => 50 + 50 * Math.cos(k / 40));
  const residuals = loads.map((load) => Math.sqrt(4 + (0.1 * load) ** 2) * normal(random));
  const band = learnBand(residuals, loads, 100)!;
  for (const load of [0, 100]) {
    const ratio = deviationAt(band, load) / Math.sqrt(4 + (0.1 * load) ** 2);
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  }
});

test("a limit from twelve days allows for what twelve days do not know: in the mean over such limits one day in ten exceeds it, within a fifth", () => {
  const random = new Random(10);
  const gumbel = () => 10 - 2 * Math.log(-Math.log(random.unit() || 0.5));
  let over = 0;
  for (let k = 0; k < 4000; k++) {
    const limit = limitFromDays(Array.from({ length: 12 }, gumbel), 0.1);
    over += 1 - Math.exp(-Math.exp(-(limit - 10) / 2)); // of Gumbel's distribution itself
  }
  expect(over / 4000).toBeGreaterThan(0.08);
  expect(over / 4000).toBeLessThan(0.12);
});

test("a limit learnt from 1,000 days of Gumbel maxima is exceeded on 1 % of the days that follow, within a third", () => {
  const random = new Random(9);
  const gumbel = () => 10 - 2 * Math.log(-Math.log(random.unit() || 0.5));
  const limit = limitFromDays(Array.from({ length: 1000 }, gumbel), 0.01);
  let over = 0;
  for (let k = 0; k < 20_000; k++) if (gumbel() > limit) over++;
  expect(over / 20_000).toBeGreaterThan(0.0067);
  expect(over / 20_000).toBeLessThan(0.0133);
  expect(limitFromDays([1, 2, 3, 4], 0.01)).toBeNaN();
});
