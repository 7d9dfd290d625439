import { describe, expect, it } from "vitest";
import { runEpanet } from "../support/epanet";
import { randomInp } from "../support/random-inp";
import { size } from "../support/size";
import { firstDifference, runOurs } from "../support/water";

const COUNT = size(60, 300);

/** Seeds at which the two differ, each with its reason. A seed that agrees again fails the test: take it out. */
const OVERFLOWS = "EPANET lets a full tank run over when its head comes out one bit below the maximum (its issue 900)";
const EXCEPTIONS: Readonly<Record<number, string>> = {
  4: OVERFLOWS,
  9: "constant-power pump and pressure-driven demand: 0.007 ft apart at 1e-5, by another path of iterations",
  34: OVERFLOWS,
};

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
