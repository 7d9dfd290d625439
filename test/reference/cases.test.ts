import { describe, expect, test } from "vitest";
import { loadSolvers } from "../../sim-core/cli/place";
import { findCases, runCase } from "../../sim-core/cli/reference";
import { hasShared, shared } from "../support/shared";

/** Cases that fail today, each with its reason. One that passes again fails here, so that its line is removed. */
const KNOWN_FAILURES: Readonly<Record<string, string>> = {};

// every case on disk is a test of its own; a new file needs no code
describe.skipIf(!hasShared)("reference cases", () => {
  const solvers = hasShared ? loadSolvers() : undefined;
  for (const found of hasShared ? findCases(shared("reference")) : []) {
    const { name } = found.file;
    test(`${name} is met within its tolerances`, async (context) => {
      const results = await runCase(found, { solvers: solvers!, note: () => {} });
      const tried = results.filter((r) => !r.skipped);
      if (tried.length === 0) context.skip(results[0]?.reason ?? "nothing to run");
      const failures = tried.filter((r) => !r.ok).map((r) => `${r.name}: ${r.reason}`);
      const known = KNOWN_FAILURES[name];
      if (known) expect(failures, `${name} passes again: remove "${known}"`).not.toEqual([]);
      else expect(failures).toEqual([]);
    });
  }
});
