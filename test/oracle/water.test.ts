import { describe, expect, it } from "vitest";
import { runEpanet } from "../support/epanet";
import { randomInp } from "../support/random-inp";
import { size } from "../support/size";
import { firstDifference, runOurs } from "../support/water";

const COUNT = size(60, 300);

const EXCEPTIONS: Readonly<Record<number, string>> = {};

describe(`${COUNT} random networks against EPANET in the same process`, () => {
  for (let seed = 1; seed <= COUNT; seed++) {
    const reason = EXCEPTIONS[seed];
    it(`seed ${seed}: heads to 0.005 ft, flows to 1e-4 of the largest, same statuses and steps${reason ? `; known: ${reason}` : ""}`, async () => {
      const text = randomInp(seed);
      const theirs = await runEpanet(text);
      const { steps, isUs } = runOurs(text, `seed-${seed}.inp`);
      const difference = firstDifference(steps, theirs, isUs);
      if (reason) expect(difference).not.toBe("");
      else expect(difference).toBe("");
    });
  }
});
