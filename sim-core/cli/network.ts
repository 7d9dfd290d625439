import { existsSync } from "node:fs";
import { DISTRICTS } from "../../scenarios";
import { readInp } from "../exchange/inp/read";
import type { District } from "../model/district";
import { issueText } from "../model/issue";
import type { WaterSchedule } from "../model/schedule";
import { VerbError } from "./args";
import { districtNamed } from "./districts";
import { NetworkFile } from "./solve/format";

const named = (district: District) => ({ district, schedule: district.waterSchedule ?? null });

/** The water network of an EPANET file, of a shipped district by name, or of a district file. */
export function waterNamed(
  typed: string,
  path: (typed: string) => string,
): { district: District; schedule: WaterSchedule | null } {
  if (DISTRICTS[typed] || !/\.inp(\.gz)?$/i.test(typed)) return named(districtNamed(typed, path));
  const file = new NetworkFile(path(typed));
  if (!existsSync(file.path)) throw new VerbError(`no such file: ${file.path}`);
  const { district, schedule, issues } = readInp(file.text(), file.fileName);
  if (district) return { district, schedule };
  const errors = issues.filter((i) => i.severity === "error");
  const more = errors.length > 10 ? `\n  and ${errors.length - 10} more` : "";
  throw new VerbError(
    `${file.fileName} has ${errors.length} errors\n  ${errors.slice(0, 10).map(issueText).join("\n  ")}${more}`,
  );
}
