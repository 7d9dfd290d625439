import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { ReferenceFile } from "../../sim-core/cli/reference/format";
import { runInpCase } from "../../sim-core/cli/reference/inp";
import { solversModule } from "../support/module";
import { hasShared, shared } from "../support/shared";

describe.skipIf(!hasShared)("EPANET networks against their converged solutions, limits of their README", () => {
  const folder = hasShared ? shared("reference", "water") : "";
  for (const name of hasShared ? readdirSync(folder).filter((f) => f.endsWith(".inp")) : []) {
    it(`${name}: head 0.005 ft, flow 1e-4, status, step times to 1 s, energy 1e-4`, () => {
      expect(runInpCase(new ReferenceFile(`${folder}/${name}`, dirname(folder)), solversModule())).toMatchObject({
        ok: true,
      });
    });
  }
});
