import { describe, expect, it } from "vitest";
import { runEpanet } from "../support/epanet";
import { randomInp } from "../support/random-inp";
import { size } from "../support/size";
import { epanetFault, firstDifference, runOurs } from "../support/water";

const COUNT = size(60, 300);
/** Share of networks in which a known fault of EPANET may show. */
const MOST_FAULTS = 0.05;

describe(`${COUNT} random networks against EPANET in the same process`, () => {
  const faults: string[] = [];
  for (let seed = 1; seed <= COUNT; seed++) {
    it(`seed ${seed}: heads to 0.005 ft, flows to 1e-4 of the largest, same statuses and steps`, async () => {
      const text = randomInp(seed);
      const theirs = await runEpanet(text);
      const ours = runOurs(text, `seed-${seed}.inp`);
      const difference = firstDifference(ours.steps, theirs, ours.isUs, ours.flow);
      if (difference === "") return;
      const fault = epanetFault(theirs, ours);
      expect(fault, difference).not.toBe("");
      faults.push(`seed ${seed}: ${fault}; ${difference}`);
    });
  }
  it(`in at least ${100 * (1 - MOST_FAULTS)} % of them without any exception`, () => {
    if (faults.length > 0) console.log(faults.join("\n"));
    expect(faults.length).toBeLessThanOrEqual(MOST_FAULTS * COUNT);
  });
});
