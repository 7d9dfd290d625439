import { describe, expect, it } from "vitest";
import { readInp } from "../../sim-core/exchange/inp/read";
import { compileWater } from "../../sim-core/utilities/water/compile";
import { ExtendedPeriod } from "../../sim-core/utilities/water/studies/eps";
import { solversModule } from "../support/module";
import { randomInp } from "../support/random-inp";
import { isFull } from "../support/size";
import { reducingValves, shortSupply } from "../support/stress-inp";
import { brokenLaw } from "../support/water-laws";

const valves = (seed: number): string => reducingValves(40 + 40 * (seed % 5), seed);
const short = (seed: number): string => shortSupply(60 + 120 * (seed % 4), seed);

/** Files in whose runs EPANET's trials find no balance, in EPANET or in our sequence of them. */
const LANDING: readonly (readonly [string, (seed: number) => string, readonly number[]])[] = [
  ["random networks", randomInp, [45, 83, 1407, 1504]],
  ["reducing valves", valves, [24, 28]],
  ["short supply", short, [9, 49]],
];
const FULL: typeof LANDING = [
  ["random networks", randomInp, [45, 83, 846, 908, 1407, 1504, 1665, 1798, 1822]],
  ["reducing valves", valves, [9, 17, 23, 24, 28, 39]],
  ["short supply", short, [5, 9, 27, 34, 49, 57]],
];

// 1e-9 m3/s and 1e-6 m, in cubic feet and feet; outflows as near as EPANET wants them.
const LIMITS = { mass: 3.5e-8, energy: 3e-6, outflow: 1e-4 };

describe("steps that only damped steps balance", () => {
  for (const [name, text, seeds] of isFull ? FULL : LANDING)
    it.each(seeds)(`${name}, seed %i: mass, energy, statuses and outflows hold at every one`, (seed) => {
      const { district, schedule } = readInp(text(seed), "net.inp");
      const { net } = compileWater(district!);
      const eps = new ExtendedPeriod(solversModule(), net!, schedule!);
      const solve = eps.network.solve.bind(eps.network);
      let isDamped = false;
      eps.network.solve = () => {
        const result = solve();
        isDamped = result.isDamped;
        return result;
      };
      let checked = 0;
      const result = eps.run((time_s, network) => {
        if (!isDamped) return;
        checked++;
        expect(brokenLaw(net!, network, LIMITS), `${time_s} s`).toBe("");
      });
      expect(result.failure).toBe("");
      expect(checked).toBeGreaterThan(0);
      expect(result.damped_s.length).toBe(checked);
    });
});
