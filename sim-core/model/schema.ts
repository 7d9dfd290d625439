import type { Utility } from "./element";

/** One field on the form of a kind: what the editor shows, the importer fills, validation checks. */
export interface FieldSpec {
  readonly name: string;
  readonly type: "number" | "string" | "boolean" | "numbers";
  readonly unit: string;
  readonly required?: boolean;
  readonly default?: number | string | boolean;
  readonly options?: readonly string[];
  readonly range?: readonly [min: number, max: number];
  readonly meaning: string;
}

export interface KindSchema {
  readonly kind: string;
  readonly label: string;
  readonly domain: Utility | "device" | "place";
  readonly topology: "node" | "edge" | "device" | "place";
  readonly fields: readonly FieldSpec[];
}
