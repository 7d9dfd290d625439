import { describe, expect, it } from "vitest";
import { readInp } from "../../sim-core/exchange/inp/read";
import { writeInp } from "../../sim-core/exchange/inp/write";
import { FILES } from "../support/dialect-files";
import { runEpanet } from "../support/epanet";
import { smallInp } from "../support/small-inp";
import { firstDifference, runOurs } from "../support/water";

describe("ways of writing a file, against EPANET in the same process, and written again", () => {
  for (const [what, changes] of Object.entries(FILES))
    it(what, async () => {
      const text = smallInp(changes);
      const theirs = await runEpanet(text);
      const ours = runOurs(text, "small.inp");
      expect(firstDifference(ours.steps, theirs, ours.isUs, ours.flow)).toBe("");
      const { district, schedule } = readInp(text, "small.inp");
      const written = writeInp({ district: district!, schedule: schedule! });
      expect(firstDifference(ours.steps, await runEpanet(written), ours.isUs, ours.flow)).toBe("");
    });
});
