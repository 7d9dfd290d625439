import type { District } from "../../model/district";
import type { Issue } from "../../model/issue";
import { districtOfComponents, readComponents } from "./read";

export { componentId } from "./read";

/** A name ending in .json, and a head that says what it is. */
export const isPgm = (fileName: string, text: () => string): boolean =>
  /\.json$/i.test(fileName) && /^\s*\{(?=[^{[]*"is_batch")[^{[]*"type"\s*:\s*"input"/.test(text().slice(0, 1000));

/** An input file of power-grid-model, without its batch; unzipped by the caller. */
export function readPgm(source: string, fileName: string): { district: District | null; issues: Issue[] } {
  const { found, issues } = readComponents(source, fileName);
  if (!found) return { district: null, issues };
  const made = districtOfComponents(found, fileName);
  return { district: made.district, issues: [...issues, ...made.issues] };
}
