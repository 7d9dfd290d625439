import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { ReferenceFile } from "../../sim-core/cli/reference/format";
import { runInpCase } from "../../sim-core/cli/reference/inp";
import { solversModule } from "../support/module";
import { hasShared, shared } from "../support/shared";

/** Networks that do not pass yet, each with its reason. One that passes again fails the test: take it out. */
const KNOWN: Readonly<Record<string, string>> = {
  "derived-d-town-pda.inp":
    "at 525600 s a tank reaches its control level 461.5002 s later: EPANET's rounding makes it 461, ours 462, and a tank that empties later turns the second into metres",
};

describe.skipIf(!hasShared)("EPANET networks against their converged solutions, limits of their README", () => {
  const folder = hasShared ? shared("reference", "water") : "";
  for (const name of hasShared ? readdirSync(folder).filter((f) => f.endsWith(".inp")) : []) {
    const reason = KNOWN[name];
    it(`${name}: head 0.005 ft, flow 1e-4, status, step times to 1 s, energy 1e-4${reason ? `; known: ${reason}` : ""}`, () => {
      const result = runInpCase(new ReferenceFile(`${folder}/${name}`, dirname(folder)), solversModule());
      if (reason) expect(result.ok).toBe(false);
      else expect(result).toMatchObject({ ok: true });
    });
  }
});
