import type { District } from "../../model/district";
import type { Issue } from "../../model/issue";
import { type MatpowerCase, readCaseFile, readCaseJson } from "./case";
import { districtOfCase } from "./district";

export type { MatpowerCase } from "./case";
export { branchId, busId, genId } from "./district";
export { writeCaseFile, writeCaseJson } from "./write";

/** True for names that this folder reads (without ".gz"). */
export const isMatpowerName = (fileName: string): boolean => /\.(m|case\.json)$/i.test(fileName);

/** A MATPOWER case, as `.m` (its own unit conversions evaluated) or as `.case.json`; unzipped by the caller. */
export function readMatpower(source: string, fileName: string): { district: District | null; issues: Issue[] } {
  const { found, issues } = readMatpowerCase(source, fileName);
  if (!found) return { district: null, issues };
  const made = districtOfCase(found, fileName);
  return { district: made.district, issues: [...issues, ...made.issues] };
}

/** Its tables alone, to write them again: nothing is lost on the way. */
export const readMatpowerCase = (source: string, fileName: string): { found: MatpowerCase | null; issues: Issue[] } =>
  /\.json$/i.test(fileName) ? readCaseJson(source, fileName) : readCaseFile(source, fileName);
