import { join } from "node:path";
import { test } from "vitest";
import { findShared, WHY_NO_SHARED } from "../../sim-core/cli/place";

/** The folder of reference networks and weather, or undefined where there is none (an error in CI). */
export const sharedDir = findShared();
export const hasShared = sharedDir !== undefined;

if (!hasShared && process.env.CI) throw new Error(`in CI the reference data must be there: ${WHY_NO_SHARED}`);
if (!hasShared) console.warn(`tests on reference data are skipped: ${WHY_NO_SHARED}`);

/** A path inside the shared folder. Call it only inside a test made with `sharedTest` (or after a check of hasShared). */
export function shared(...parts: string[]): string {
  if (!sharedDir) throw new Error(WHY_NO_SHARED);
  return join(sharedDir, ...parts);
}

/** `test`, skipped with its reason where the shared folder is absent. */
export const sharedTest = test.skipIf(!hasShared);
