import type { District } from "../../model/district";
import type { Issue } from "../../model/issue";
import { districtOfNetwork } from "./district";
import { readTables } from "./tables";

export { elementId } from "./district";

/** A name ending in .json, and a text that says what it is in its first lines. */
export const isPandapower = (fileName: string, text: () => string): boolean =>
  /\.json$/i.test(fileName) && /"_class"\s*:\s*"pandapowerNet"/.test(text().slice(0, 4000));

/** A network written by pandapower's to_json (version 2 or later); unzipped by the caller. */
export function readPandapower(source: string, fileName: string): { district: District | null; issues: Issue[] } {
  const { network, issues } = readTables(source, fileName);
  if (!network) return { district: null, issues };
  const made = districtOfNetwork(network, fileName);
  return { district: made.district, issues: [...issues, ...made.issues] };
}
