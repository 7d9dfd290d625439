import { describe, expect, it } from "vitest";
import { readInp } from "../../sim-core/exchange/inp/read";
import type { WaterSchedule } from "../../sim-core/model/schedule";
import { compileWater } from "../../sim-core/utilities/water/compile";
import { coupled } from "../../sim-core/utilities/water/constants";
import type { WaterNet } from "../../sim-core/utilities/water/net";
import { ExtendedPeriod } from "../../sim-core/utilities/water/studies/eps";
import { solversModule } from "../support/module";
import { randomInp } from "../support/random-inp";
import { isFull } from "../support/size";
import { reducingValves, shortSupply } from "../support/stress-inp";
import { brokenLaw } from "../support/water-laws";

const valves = (seed: number): string => reducingValves(40 + 40 * (seed % 5), seed);
const short = (seed: number): string => shortSupply(60 + 120 * (seed % 4), seed);

type Cases = readonly (readonly [string, (seed: number) => string, readonly number[]])[];

/** Files in whose runs EPANET's trials find no balance, in EPANET or in our sequence of them. */
const OWN: Cases = isFull
  ? [
      ["random networks", randomInp, [45, 83, 846, 908, 1407, 1504, 1665, 1798, 1822]],
      ["reducing valves", valves, [9, 17, 23, 24, 28, 39]],
      ["short supply", short, [5, 9, 27, 34, 49, 57]],
    ]
  : [
      ["random networks", randomInp, [45, 83, 1407, 1504]],
      ["reducing valves", valves, [24, 28]],
      ["short supply", short, [9, 49]],
    ];

/** And those that the trials do not solve with the constants of a coupled run, where no step may stay unbalanced. */
const COUPLED: Cases = isFull
  ? [
      ["random networks", randomInp, [846, 1504, 1844]],
      ["reducing valves", valves, [5, 9, 23, 29, 34, 39]],
      ["short supply", short, [5, 9, 27, 34, 57]],
    ]
  : [
      ["random networks", randomInp, [846, 1844]],
      ["reducing valves", valves, [5, 34]],
      ["short supply", short, [9]],
    ];

// 1e-9 m3/s and 1e-6 m, in cubic feet and feet; outflows as near as EPANET wants them.
const LIMITS = { mass: 3.5e-8, energy: 3e-6, outflow: 1e-4 };

/** A whole run; every step that damped steps balanced is to obey the laws. Gives how many there were. */
function checkRun(net: WaterNet, schedule: WaterSchedule): number {
  const eps = new ExtendedPeriod(solversModule(), net, schedule);
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
    expect(brokenLaw(net, network, LIMITS), `${time_s} s`).toBe("");
  });
  expect(result.failure).toBe("");
  expect(result.unbalanced_s).toEqual([]);
  expect(result.damped_s.length).toBe(checked);
  return checked;
}

function compiled(text: string): { net: WaterNet; schedule: WaterSchedule } {
  const { district, schedule } = readInp(text, "net.inp");
  return { net: compileWater(district!).net!, schedule: schedule! };
}

describe("steps that only damped steps balance: mass, energy, statuses and outflows hold at every one", () => {
  for (const [name, text, seeds] of OWN)
    it.each(seeds)(`${name}, seed %i`, (seed) => {
      const { net, schedule } = compiled(text(seed));
      expect(checkRun(net, schedule)).toBeGreaterThan(0);
    });
  for (const [name, text, seeds] of COUPLED)
    it.each(seeds)(`${name}, seed %i, as a coupled run solves it`, (seed) => {
      const { net, schedule } = compiled(text(seed));
      expect(checkRun({ ...net, constants: coupled(net.constants) }, schedule)).toBeGreaterThan(0);
    });
});

it("a zone without a source and demands that must be met has no balance: the last trial stands, its place is named", () => {
  const { net, schedule } = compiled(valves(35));
  const result = new ExtendedPeriod(solversModule(), net, schedule).run();
  expect(result.damped_s).toEqual([]);
  expect(result.unbalanced_s.length).toBe(result.stepTimes_s.length);
  for (const at of result.unbalancedAt) expect(net.nodes.row(at)).toBeGreaterThanOrEqual(0);
});
