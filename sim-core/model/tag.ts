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
  /** How long its telemetry lives from a battery after its site lost power; 4 h when left out. */
  readonly ups_s?: number;
  /** How old a held value may be and still be used; 15 min when left out. */
  readonly maxAge_s?: number;
}

/**
 * What one seat sees of a Tag. Rules and people decide on these, never on true columns.
 * uncertain: held since it was last heard; bad: never heard, or held for too long.
 */
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
