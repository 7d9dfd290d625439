import { create } from "zustand";
import type { BridgeHealth, EditedPoint, Issue, Present, Tag } from "@/sim-core";

export interface MappingRow extends EditedPoint {
  readonly key: number;
}

export interface MappingView {
  readonly isOpen: boolean;
  readonly tab: "points" | "coverage";
  /** Null before it is read. */
  readonly file: string | null;
  /** The text as it was opened or last saved, and which it is. */
  readonly opened: string;
  readonly revision: string;
  readonly sources: readonly string[];
  readonly tags: readonly Tag[];
  readonly rows: readonly MappingRow[];
  readonly past: readonly (readonly MappingRow[])[];
  readonly future: readonly (readonly MappingRow[])[];
  /** The text as it would be saved, and what the importer says of it. */
  readonly text: string;
  readonly issues: readonly Issue[];
  readonly doing: string;
  readonly error: string;
  readonly said: string;
  /** How the field stands, asked for every other second while the editor is open. */
  readonly present: Readonly<Record<string, Present>>;
  readonly health: BridgeHealth | null;
  readonly isLive: boolean;
}

export const NO_MAPPING: MappingView = {
  ...{ isOpen: false, tab: "points", file: null, opened: "", revision: "", sources: [], tags: [] },
  ...{ rows: [], past: [], future: [], text: "", issues: [], doing: "", error: "", said: "" },
  ...{ present: {}, health: null, isLive: false },
};

export const useMapping = create<MappingView>()(() => NO_MAPPING);

/** Row and field that an issue of a mapping is about; null for the file as a whole. */
export function placeOf(issue: Issue): { row: number; field: string } | null {
  const found = /^points\[(\d+)\](?:\.(\w+))?/.exec(issue.field ?? "");
  return found ? { row: Number(found[1]), field: found[2] ?? "point" } : null;
}
