import { readFileSync } from "node:fs";
import { DEFAULT_DISTRICT, DISTRICTS } from "../../scenarios";
import { readDistrict } from "../exchange/district/read";
import type { District } from "../model/district";
import { issueText } from "../model/issue";
import { VerbError } from "./args";

/** A shipped district by name, else a district file, which must be without errors. */
export function districtNamed(typed: string | undefined, path: (typed: string) => string): District {
  const name = typed ?? DEFAULT_DISTRICT;
  const shipped = DISTRICTS[name];
  if (shipped) return shipped();
  let text: string;
  try {
    text = readFileSync(path(name), "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new VerbError(
      `no district "${name}": not one of ${Object.keys(DISTRICTS).join(", ")}, and as a file: ${reason}`,
    );
  }
  const { district, issues } = readDistrict(text, name);
  if (district) return district;
  const errors = issues.filter((issue) => issue.severity === "error");
  const more = errors.length > 10 ? `\n  and ${errors.length - 10} more` : "";
  throw new VerbError(
    `${name} has ${errors.length} ${errors.length === 1 ? "error" : "errors"}\n  ${errors.slice(0, 10).map(issueText).join("\n  ")}${more}`,
  );
}
