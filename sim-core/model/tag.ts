import type { ElementId, OwnerId } from "./element";

/** A named signal. Views and the data contract between utilities are lists of Tags. */
export interface Tag {
  readonly id: string;
  readonly element: ElementId;
  /** A recorded column's name without its rows: `pressure_Pa`, `loading_1`. */
  readonly quantity: string;
  readonly unit: string;
  readonly owner: OwnerId;
  /** Who besides the owner may see it. */
  readonly release: "own" | "district" | "public";
}

/** What one seat sees of a Tag. Rules and people decide on these, never on true columns. */
export interface Observed {
  readonly value: number;
  readonly quality: "good" | "uncertain" | "bad";
  readonly age_s: number;
}
export interface Observation {
  readonly seat: OwnerId;
  readonly time_s: number;
  /** Throws on a Tag that the seat may not read: a rule that looks over the fence is a bug. */
  read(tagId: string): Observed;
}
