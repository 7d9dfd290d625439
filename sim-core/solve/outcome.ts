import type { ElementId } from "../model/element";

/** What a solve did, good or bad. `residual` is in the utility's own balance unit (m3/s, pu, kg/s, W). */
export interface Report {
  readonly iterations: number;
  readonly residual: number;
  /** Named facts worth showing: valves forced open, islands dropped, nodes below zero pressure. */
  readonly notes: readonly { readonly code: string; readonly at: ElementId; readonly value: number }[];
}

export type FailureCode = "singular" | "diverged" | "islandWithoutSource" | "stalePattern" | "outOfMemory" | "badInput";

/** Failure is a value with a place. `at` is an element's id; `hint` says what would help. */
export type Outcome =
  | { readonly ok: true; readonly report: Report }
  | {
      readonly ok: false;
      readonly code: FailureCode;
      readonly at: ElementId;
      readonly hint: string;
      readonly report: Report;
    };
