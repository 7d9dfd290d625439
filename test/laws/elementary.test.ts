import { describe, expect, it } from "vitest";
import {
  acos,
  asin,
  atan,
  atan2,
  cos,
  exp,
  expm1,
  log,
  log1p,
  log10,
  pow,
  sin,
  tan,
} from "../../assembly/core/elementary";
import { uniform } from "../../sim-core/cli/bench/graphs";
import { type Evaluate, elementaryDigest, evaluateHere, FUNCTIONS } from "../support/elementary-digest";
import { exact, ulps } from "../support/exact";
import { bareKernel } from "../support/module";

const kernel = bareKernel();
const evaluateKernel = kernel.verbs.elementary as unknown as Evaluate;
const elementary = { acos, asin, atan, atan2, cos, exp, expm1, log, log1p, log10, pow, sin, tan };
const COUNT = 3000;

/** Worst error over seeded arguments, spread evenly and (where `decades`) logarithmically. */
function worst(
  name: "exp" | "log" | "sin" | "cos" | "expm1" | "log1p" | "log10" | "tan" | "atan" | "asin",
  ranges: [number, number, boolean][],
): number {
  const random = uniform(7);
  let most = 0;
  for (const [from, to, isLogarithmic] of ranges) {
    for (let i = 0; i < COUNT / ranges.length; i++) {
      const u = random();
      const x = isLogarithmic
        ? (random() < 0.5 && from < 0 ? -1 : 1) * 10 ** (Math.log10(Math.abs(from)) * (1 - u) + Math.log10(to) * u)
        : from + (to - from) * u;
      most = Math.max(most, ulps(elementary[name](x), exact[name](x)));
    }
  }
  return most;
}

describe("elementary: error in units of the last place against 320-bit arithmetic", () => {
  it("exp errs by less than 0.52 ulp over its whole normal range", () => {
    expect(
      worst("exp", [
        [-708, 709.7, false],
        [-1, 1, false],
        [-1e-12, 1, true],
      ]),
    ).toBeLessThan(0.52);
  });
  it("exp errs by less than 1 ulp where the result is subnormal", () => {
    expect(worst("exp", [[-745, -708.4, false]])).toBeLessThan(1);
  });
  it("log errs by less than 0.75 ulp from 1e-307 to 1e308 and around 1", () => {
    expect(
      worst("log", [
        [1e-307, 1e308, true],
        [0.5, 2, false],
        [0.99, 1.01, false],
        [1 - 1e-9, 1 + 1e-9, false],
      ]),
    ).toBeLessThan(0.75);
  });
  it("pow errs by less than 0.55 ulp for the exponents of the pipe laws and for random ones", () => {
    const random = uniform(11);
    let most = 0;
    for (let i = 0; i < COUNT; i++) {
      const x = 10 ** (-12 + 18 * random());
      const y = [0.852, 1.852, 0.54, 0.25, -0.5, 1.4, 100 * random() - 50, random()][i % 8]!;
      const got = elementary.pow(x, y);
      if (got > 1e-300 && got < 1e300) most = Math.max(most, ulps(got, exact.pow(x, y)));
    }
    for (let i = 0; i < COUNT / 3; i++) {
      const x = 1 + (random() - 0.5) * 10 ** (-8 * random());
      const y = (random() - 0.5) * 10 ** (9 * random());
      const got = elementary.pow(x, y);
      if (got > 1e-300 && got < 1e300) most = Math.max(most, ulps(got, exact.pow(x, y)));
    }
    expect(most).toBeLessThan(0.55);
  });
  it("a power from the tables of one exponent errs by less than 3 ulp, alone and two at a time with the same bits", () => {
    const random = uniform(23);
    const { fixedPower, fixedPower2, fixedPowerTables } = kernel.verbs as unknown as Record<
      string,
      (...args: number[]) => number
    >;
    const pair = kernel.array("f64", 4);
    let most = 0;
    for (const y of [-0.852, -0.9, -1, 0.5]) {
      const tables = fixedPowerTables!(y);
      for (let i = 0; i < COUNT; i++) {
        const x = 10 ** (-12 + 16 * random());
        const alone = fixedPower!(tables, x);
        most = Math.max(most, ulps(alone, exact.pow(x, y)));
        pair.view.set([-x, x * 3]);
        fixedPower2!(tables, pair.address, pair.address + 16);
        expect(pair.view[2]).toBe(alone);
        expect(pair.view[3]).toBe(fixedPower!(tables, x * 3));
      }
      expect(fixedPower!(tables, 0)).toBe(y < 0 ? Number.POSITIVE_INFINITY : 0);
      expect(fixedPower!(tables, Number.NaN)).toBeNaN();
    }
    expect(most).toBeLessThan(3);
  });
  it("sin and cos err by less than 0.8 ulp up to 1.6e6 rad", () => {
    const ranges: [number, number, boolean][] = [
      [-7, 7, false],
      [-1e3, 1e3, false],
      [-1.6e6, 1.6e6, false],
      [-1e-9, 1, true],
    ];
    expect(worst("sin", ranges)).toBeLessThan(0.8);
    expect(worst("cos", ranges)).toBeLessThan(0.8);
  });
  it("sin and cos hold at the doubles nearest to multiples of pi/2", () => {
    let most = 0;
    for (let k = 1; k < 2000; k += 7) {
      const x = k * (Math.PI / 2);
      most = Math.max(most, ulps(elementary.sin(x), exact.sin(x)), ulps(elementary.cos(x), exact.cos(x)));
    }
    expect(most).toBeLessThan(0.8);
  });
  it("expm1 errs by less than 1.6, log1p by less than 1, log10 by less than 2 ulp", () => {
    expect(
      worst("expm1", [
        [-3, 3, false],
        [-1e-9, 1, true],
      ]),
    ).toBeLessThan(1.6);
    expect(
      worst("log1p", [
        [-0.9, 5, false],
        [-1e-9, 0.9, true],
      ]),
    ).toBeLessThan(1);
    expect(
      worst("log10", [
        [1e-300, 1e300, true],
        [0.5, 2, false],
      ]),
    ).toBeLessThan(2);
  });
  it("tan errs by less than 2, atan by less than 2, asin by less than 3 ulp", () => {
    expect(worst("tan", [[-7, 7, false]])).toBeLessThan(2);
    expect(
      worst("atan", [
        [-3, 3, false],
        [-1e-9, 1e9, true],
      ]),
    ).toBeLessThan(2);
    expect(
      worst("asin", [
        [-1, 1, false],
        [-1e-9, 1, true],
      ]),
    ).toBeLessThan(3);
  });
});

describe("elementary: special values", () => {
  it("agrees with Math on every pair of 22 special arguments, pow(1, NaN) = pow(1, Infinity) = 1 apart", () => {
    const specials = [
      0,
      -0,
      1,
      -1,
      2,
      -2,
      0.5,
      -0.5,
      3,
      -3,
      1e300,
      -1e300,
      1e308,
      1e-308,
      5e-324,
      -5e-324,
      2 ** 53,
      2 ** 53 + 2,
      Infinity,
      -Infinity,
      NaN,
      1 + 2 ** -52,
    ];
    for (const x of specials) {
      for (const y of specials) {
        const want = x === 1 || (x === -1 && !Number.isNaN(y) && Math.abs(y) === Infinity) ? 1 : x ** y;
        expect(
          Math.abs(pow(x, y) - want) <= Math.abs(want) * 4e-16 || Object.is(pow(x, y), want),
          `pow(${x}, ${y}) = ${pow(x, y)}, want ${want}`,
        ).toBe(true);
        expect(
          Object.is(atan2(y, x), Math.atan2(y, x)) || Math.abs(atan2(y, x) - Math.atan2(y, x)) < 5e-16,
          `atan2(${y}, ${x})`,
        ).toBe(true);
      }
      for (const [name, f] of Object.entries({ exp, log, sin, expm1, log1p })) {
        if (name === "sin" && Math.abs(x) > 1.6e6) continue;
        const want = Math[name as "exp"](x);
        expect(
          Object.is(f(x), want) || Math.abs(f(x) - want) <= Math.abs(want) * 4e-16,
          `${name}(${x}) = ${f(x)}, want ${want}`,
        ).toBe(true);
      }
    }
  });
  it("is exact where the result is: pow(10, 0..22), pow(2, -1074..1023), exp(0), log(1), cos(0), sin(-0)", () => {
    for (let n = 0; n <= 22; n++) expect(pow(10, n)).toBe(Number(`1e${n}`));
    for (let n = -1074; n <= 1023; n++) expect(pow(2, n)).toBe(2 ** n);
    for (let x = 1; x < 200; x++) expect(pow(x, 2)).toBe(x * x);
    expect([exp(0), log(1), cos(0)]).toEqual([1, 0, 1]);
    expect(Object.is(sin(-0), -0)).toBe(true);
  });
  it("gives NaN rather than meaningless digits for sin(1e7) and cos(-Infinity)", () => {
    expect([sin(1e7), cos(-Infinity)]).toEqual([NaN, NaN]);
  });
});

describe("elementary: the same bits in TypeScript and WebAssembly", () => {
  it("13 functions at 100,000 seeded arguments each", () => {
    const random = uniform(2026);
    for (let which = 0; which < FUNCTIONS.length; which++) {
      const { name, from, to } = FUNCTIONS[which]!;
      for (let i = 0; i < 100_000; i++) {
        const x = from + (to - from) * random();
        const y = -20 + 40 * random();
        const a = evaluateHere(which, x, y);
        const b = evaluateKernel(which, x, y);
        if (!Object.is(a, b)) expect.fail(`${name}(${x}, ${y}): ${a} here, ${b} in the kernel`);
      }
    }
  });
  it("one digest over all functions", () => {
    expect(elementaryDigest(1, 2000, evaluateKernel)).toBe(elementaryDigest(1, 2000));
  });
});
