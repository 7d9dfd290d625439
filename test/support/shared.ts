import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "vitest";

const here = dirname(fileURLToPath(import.meta.url));

/** The folder `shared` (reference networks, weather, physics sheets) lies beside the checkout, or where
 *  CROSSCURRENT_SHARED says. The search goes upward so that a checkout inside another folder finds it too. */
function findShared(): string | undefined {
  const named = process.env.CROSSCURRENT_SHARED;
  if (named) return existsSync(named) ? resolve(named) : undefined;
  for (let folder = dirname(dirname(here)); folder !== dirname(folder); folder = dirname(folder)) {
    const beside = join(dirname(folder), "shared");
    if (existsSync(join(beside, "reference")) && statSync(beside).isDirectory()) return beside;
  }
  return undefined;
}

export const sharedDir = findShared();
export const whySharedIsMissing =
  "no folder `shared` beside the checkout: put it there, or set CROSSCURRENT_SHARED to where it is";

if (!sharedDir && process.env.CI) throw new Error(`in CI the reference data must be there: ${whySharedIsMissing}`);

/** A path inside the shared folder. Call it only inside a test made with `sharedTest` (or after a check of sharedDir). */
export function shared(...parts: string[]): string {
  if (!sharedDir) throw new Error(whySharedIsMissing);
  return join(sharedDir, ...parts);
}

export const hasShared = sharedDir !== undefined;

/** `test`, skipped with its reason where the shared folder is absent (an error in CI, above). */
export const sharedTest = test.skipIf(!hasShared);
if (!hasShared) console.warn(`tests on reference data are skipped: ${whySharedIsMissing}`);
