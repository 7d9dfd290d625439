import type { District } from "../../model/district";
import type { Issue } from "../../model/issue";
import type { InpImport } from "./read";

/**
 * EPANET stops when flows change by less than a share of them (`Accuracy`, 0.001 where a file is silent, never below
 * 1e-5). The nodes are then out of balance by about that share, and so are the books of every tick. Newton's steps
 * mostly square the error, behind valves that hold a pressure they divide it: a few more bring it below all that a
 * ledger is held to.
 */
const ACCURACY_1 = 1e-8;
/** Room for them: a file's own number of trials is for its own accuracy. */
const LEAST_TRIALS = 200;

type Options = NonNullable<District["options"]["water"]>;

/** options.water as a coupled run takes them. */
export const tightened = (water: Options): Options => ({
  ...water,
  accuracy_1: Math.min(ACCURACY_1, Number(water.accuracy_1 ?? ACCURACY_1)),
  maxTrials: Math.max(LEAST_TRIALS, Number(water.maxTrials ?? LEAST_TRIALS)),
});

/** What the report of an import says of it. */
export function tightenedIn(read: InpImport, file: string): Issue[] {
  const own = Number(read.district?.options.water?.accuracy_1);
  if (!(own > ACCURACY_1)) return [];
  return [
    {
      ...{ severity: "note", code: "changed", file, element: "[OPTIONS]", field: "accuracy" },
      ...(read.accuracy ? { line: read.accuracy.line, got: read.accuracy.text } : { got: `none, so ${own}` }),
      hint: `${ACCURACY_1} in a coupled run, so that its ledger closes; the file's own run keeps ${own}`,
    },
  ];
}
