import type { District } from "../../model/district";
import { hasErrors, type Issue } from "../../model/issue";
import { validateDistrict } from "../../model/validation";
import { CATALOGUE, schemaOf } from "../../utilities/catalogue";

export const DISTRICT_FORMAT = "crosscurrent-district/1";
const LISTS = ["utcOffsets", "owners", "elements", "profiles", "curves", "tags", "rules", "limits"] as const;

/** A district file: its shape first, then everything `validateDistrict` knows. */
export function readDistrict(text: string, file: string): { district: District | null; issues: Issue[] } {
  const issues: Issue[] = [];
  const error = (field: string, got: string, want: string, hint?: string, line?: number) =>
    issues.push({ severity: "error", code: "districtFile", file, line, field, got, want, hint });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const position = /position (\d+)/.exec(message);
    const line = position ? text.slice(0, Number(position[1])).split("\n").length : undefined;
    error("JSON", message, "valid JSON", undefined, line);
    return { district: null, issues };
  }
  if (!isRecord(value)) {
    error("file", Array.isArray(value) ? "a list" : typeof value, `an object with format "${DISTRICT_FORMAT}"`);
    return { district: null, issues };
  }
  if (value.format !== DISTRICT_FORMAT) error("format", JSON.stringify(value.format) ?? "nothing", DISTRICT_FORMAT);
  for (const name of ["id", "name"]) if (typeof value[name] !== "string") error(name, kindOf(value[name]), "a text");
  if (!isRecord(value.origin)) error("origin", kindOf(value.origin), "{ latitude_deg, longitude_deg, elevation_m }");
  if (!isRecord(value.options)) error("options", kindOf(value.options), "an object, {} if there is nothing to say");
  for (const name of LISTS)
    if (!Array.isArray(value[name])) error(name, kindOf(value[name]), "a list, [] if there is none");
  if (hasErrors(issues)) return { district: null, issues };
  (value.elements as unknown[]).forEach((element, k) => {
    if (!isRecord(element)) return error(`elements[${k}]`, kindOf(element), "an element");
    for (const name of ["id", "kind", "owner"])
      if (typeof element[name] !== "string") error(`elements[${k}].${name}`, kindOf(element[name]), "a text");
    if (!isRecord(element.fields)) error(`elements[${k}].fields`, kindOf(element.fields), "an object");
    if (!Array.isArray(element.relations))
      return error(`elements[${k}].relations`, kindOf(element.relations), "a list");
    element.relations.forEach((relation: unknown, n: number) => {
      if (!isRecord(relation) || typeof relation.type !== "string" || typeof relation.to !== "string")
        error(`elements[${k}].relations[${n}]`, JSON.stringify(relation), "{ type, to }");
    });
  });
  if (hasErrors(issues)) return { district: null, issues };
  const district = value as unknown as District;
  for (const issue of validateDistrict(
    district,
    schemaOf,
    CATALOGUE.map((s) => s.kind),
  ))
    issues.push({ ...issue, file });
  return { district: hasErrors(issues) ? null : district, issues };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const kindOf = (value: unknown): string =>
  value === undefined ? "nothing" : Array.isArray(value) ? "a list" : value === null ? "null" : typeof value;
