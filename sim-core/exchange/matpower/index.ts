import type { District } from "../../model/district";
import type { Issue } from "../../model/issue";
import { readCaseFile, readCaseJson } from "./case";
import { districtOfCase } from "./district";

export { branchId, busId, genId } from "./district";

/** True for names that this folder reads (without ".gz"). */
export const isMatpowerName = (fileName: string): boolean => /\.(m|case\.json)$/i.test(fileName);

/** A MATPOWER case, as `.m` (its own unit conversions evaluated) or as `.case.json`; unzipped by the caller. */
export function readMatpower(source: string, fileName: string): { district: District | null; issues: Issue[] } {
  const { found, issues } = /\.json$/i.test(fileName) ? readCaseJson(source, fileName) : readCaseFile(source, fileName);
  if (!found) return { district: null, issues };
  const made = districtOfCase(found, fileName);
  return { district: made.district, issues: [...issues, ...made.issues] };
}
