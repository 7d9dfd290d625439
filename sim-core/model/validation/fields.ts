import type { Curve, Profile } from "../district";
import type { Element, FieldValue } from "../element";
import type { Issue } from "../issue";
import { didYouMean } from "../nearest";
import type { FieldSpec, KindSchema } from "../schema";

/** Fields of one element against the schema of its kind. */
export function checkFields(element: Element, schema: KindSchema, issues: Issue[]): void {
  const add = (severity: Issue["severity"], code: string, field: string, got: string, want: string, hint?: string) =>
    issues.push({ severity, code, element: element.id, field, got, want, hint });
  for (const spec of schema.fields) {
    const value = element.fields[spec.name];
    if (value === undefined) {
      if (spec.required && spec.default === undefined)
        add("error", "missingField", spec.name, "nothing", wanted(spec), spec.meaning);
      continue;
    }
    if (!isOfType(value, spec)) {
      add("error", "wrongType", spec.name, shown(value), wanted(spec), hintForType(value, spec));
      continue;
    }
    if (typeof value === "number") {
      if (!Number.isFinite(value)) add("error", "notFinite", spec.name, String(value), wanted(spec));
      else if (spec.range && (value < spec.range[0] || value > spec.range[1]))
        add("error", "outOfRange", spec.name, `${value} ${spec.unit}`, wanted(spec), hintForRange(value, spec));
    }
    if (typeof value === "string" && spec.options && !spec.options.includes(value))
      add("error", "notAnOption", spec.name, value, spec.options.join(", "), didYouMean(value, spec.options));
  }
  for (const name of Object.keys(element.fields)) {
    if (schema.fields.some((spec) => spec.name === name)) continue;
    const names = schema.fields.map((spec) => spec.name);
    add(
      "warning",
      "unknownField",
      name,
      name,
      `a field of ${schema.kind}`,
      didYouMean(name, names) ?? sameStem(name, names),
    );
  }
}

/** Fields that name a profile or a curve must name one that exists. */
export function checkReferences(
  element: Element,
  profiles: ReadonlyMap<string, Profile>,
  curves: ReadonlyMap<string, Curve>,
  issues: Issue[],
): void {
  for (const [field, value] of Object.entries(element.fields)) {
    if (typeof value !== "string" || value === "") continue;
    const isProfile = field === "profile" || field.endsWith("Profile");
    const isCurve = field === "curve" || field.endsWith("Curve");
    if (!isProfile && !isCurve) continue;
    const known = isProfile ? profiles : curves;
    if (known.has(value)) continue;
    issues.push({
      severity: "error",
      code: isProfile ? "unknownProfile" : "unknownCurve",
      element: element.id,
      field,
      got: value,
      want: isProfile ? "the id of a profile" : "the id of a curve",
      hint: didYouMean(value, known.keys()),
    });
  }
}

function isOfType(value: FieldValue, spec: FieldSpec): boolean {
  if (spec.type === "numbers")
    return Array.isArray(value) && value.every((v) => typeof v === "number" && Number.isFinite(v));
  return typeof value === spec.type;
}

const shown = (value: unknown): string => (typeof value === "string" ? `"${value}"` : JSON.stringify(value));

/** "a number in m, 0.0001 to 10": what belongs into the field. */
function wanted(spec: FieldSpec): string {
  if (spec.options) return spec.options.join(", ");
  const what = { number: "a number", string: "a text", boolean: "true or false", numbers: "a list of numbers" }[
    spec.type
  ];
  const unit = spec.unit === "1" || spec.type === "boolean" ? "" : ` in ${spec.unit}`;
  const range = spec.range ? `, ${spec.range[0]} to ${spec.range[1]}` : "";
  return `${what}${unit}${range}`;
}

function hintForType(value: FieldValue, spec: FieldSpec): string | undefined {
  if (spec.type === "number" && typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value)))
    return "a number without quotes";
  return undefined;
}

/** The usual slips: millimetres, kilometres, bar, degrees Celsius, percent. */
function hintForRange(value: number, spec: FieldSpec): string | undefined {
  const fits = (v: number) => spec.range !== undefined && v >= spec.range[0] && v <= spec.range[1];
  if (spec.unit === "m" && fits(value / 1000)) return "in millimetres? fields are in metres";
  if (spec.unit === "K" && fits(value + 273.15)) return "in degrees Celsius? fields are in kelvin";
  if (spec.unit === "1" && fits(value / 100)) return "in percent? shares are from 0 to 1";
  if (value < 0 && fits(-value)) return "is the sign right?";
  return undefined;
}

/** diameter_mm for diameter_m: the same name before its unit. */
function sameStem(name: string, names: readonly string[]): string | undefined {
  const stem = name.split("_")[0]!;
  const other = names.find((n) => n.split("_")[0] === stem);
  return other === undefined ? undefined : `did you mean ${other}? numbers are in SI`;
}
