import { create } from "zustand";
import type { Compared, Present, Quality } from "@/sim-core";

export interface LiveRow extends Present {
  readonly tag: string;
  readonly source: string;
}

export interface LiveView {
  readonly mode: "simulated" | "live" | "compare";
  /** off: simulated; waiting: nobody feeds the server yet; following; lost: the line to the server is broken. */
  readonly link: "off" | "waiting" | "following" | "lost";
  readonly doing: string;
  readonly error: string;
  /** The worst first. */
  readonly rows: readonly LiveRow[];
  readonly counts: Readonly<Record<Quality, number>>;
  /** Age of the newest value, s; NaN before the first. */
  readonly age_s: number;
  /** Values that are no longer kept, between what came before a break and after it. */
  readonly missed: number;
  readonly isListOpen: boolean;
  /** The field beside its prediction; null while the twin learns, or when nothing is compared. */
  readonly compared: readonly Compared[] | null;
}

export const NOT_LIVE: LiveView = {
  mode: "simulated",
  link: "off",
  doing: "",
  error: "",
  rows: [],
  counts: { good: 0, uncertain: 0, bad: 0 },
  age_s: Number.NaN,
  missed: 0,
  isListOpen: false,
  compared: null,
};

/** How the live road stands. The values themselves go into the workbench's history, like those of a run. */
export const useLive = create<LiveView>()(() => NOT_LIVE);
