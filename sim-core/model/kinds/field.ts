import type { FieldSpec } from "../schema";

type Extra = Partial<Omit<FieldSpec, "name" | "type" | "unit" | "meaning">>;

/** Shorthand for schemas: number("peak_W", "W", "Peak output", { required: true, range: [0, 1e9] }). */
export const number = (name: string, unit: string, meaning: string, extra: Extra = {}): FieldSpec => ({
  name,
  type: "number",
  unit,
  meaning,
  ...extra,
});
export const text = (name: string, meaning: string, extra: Extra = {}): FieldSpec => ({
  name,
  type: "string",
  unit: "1",
  meaning,
  ...extra,
});
export const flag = (name: string, meaning: string, extra: Extra = {}): FieldSpec => ({
  name,
  type: "boolean",
  unit: "1",
  meaning,
  ...extra,
});

export const SHARE = [0, 1] as const;
export const NOT_NEGATIVE = [0, 1e15] as const;
export const ABOVE_ZERO = [1e-12, 1e15] as const;
