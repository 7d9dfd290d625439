import type { Curve, District } from "../../model/district";
import type { Element, FieldValue } from "../../model/element";
import type { Issue } from "../../model/issue";

const FOOT_M = 0.3048;

export const above = (x: number): boolean => x > 0;
export const atLeast0 = (x: number): boolean => x >= 0;

/** Reads fields of elements; what does not fit becomes an error that names element, field, got and wanted. */
export interface Fields {
  bad(element: Element, field: string, got: unknown, want: string, hint?: string): void;
  /** A number; without a fallback (NaN) it must be there. */
  num(e: Element, field: string, fallback: number, isFine?: (x: number) => boolean, want?: string): number;
  /** Row of a profile; -1 when none is named. */
  profileRow(e: Element, id: FieldValue | undefined): number;
  curveOf(e: Element, field: string): Curve | undefined;
  /** A length in the solver's unit. */
  toK(length_m: number): number;
}

export function fieldsOf(district: District, isNative: boolean, issues: Issue[]): Fields {
  const bad = (element: Element, field: string, got: unknown, want: string, hint?: string): void => {
    issues.push({
      severity: "error",
      code: "badValue",
      element: `${element.kind} ${element.id}`,
      field,
      got: String(got),
      want,
      ...(hint && { hint }),
    });
  };
  const num = (
    e: Element,
    field: string,
    fallback: number,
    isFine: (x: number) => boolean = () => true,
    want = "a number",
  ): number => {
    const value = e.fields[field];
    if (value === undefined) {
      if (Number.isNaN(fallback)) bad(e, field, "nothing", want);
      return fallback;
    }
    if (typeof value !== "number" || !Number.isFinite(value) || !isFine(value)) bad(e, field, value, want);
    return Number(value);
  };

  const profileRows = new Map(district.profiles.map((p, i) => [p.id, i]));
  const profileRow = (e: Element, id: FieldValue | undefined): number => {
    if (id === undefined || id === "" || id === "-") return -1;
    const row = profileRows.get(String(id));
    if (row === undefined) bad(e, "profile", id, "the id of a profile");
    return row ?? -1;
  };
  const curves = new Map(district.curves.map((curve) => [curve.id, curve]));
  const curveOf = (e: Element, field: string): Curve | undefined => {
    const id = e.fields[field];
    if (id === undefined) return undefined;
    const curve = curves.get(String(id));
    if (!curve || curve.x.length === 0) bad(e, field, id, "the id of a curve with points");
    return curve;
  };

  // A division, as a file's own numbers then come back to the last bit.
  const metre = isNative ? 1 : FOOT_M;
  const toK = (length_m: number): number => length_m / metre;
  return { bad, num, profileRow, curveOf, toK };
}
