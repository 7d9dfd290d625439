import { create } from "zustand";
import {
  type Compared,
  type NextReading,
  type Present,
  type Quality,
  type Reason,
  statusName,
  type Verdict,
} from "@/sim-core";

export interface LiveRow extends Present {
  readonly tag: string;
  readonly source: string;
}

/** The twin that runs beside the field. */
export interface BesideView {
  /** UTC seconds at which it was put to what the field said. */
  readonly begun_s: number;
  readonly tick_s: number;
  readonly taken: readonly string[];
  readonly left: readonly { readonly tag: string; readonly why: string }[];
  readonly soundDays: number;
  /** By significance. */
  readonly rows: readonly Compared[];
  /** What the alarms come from; null when there is none, working while it is first worked out. */
  readonly verdict: Verdict | "working" | null;
  /** The one reading that would best tell alike places apart. */
  readonly next: NextReading | null;
  /** UTC seconds up to which the verdict knows the field; NaN when there is none. */
  readonly suspected_s: number;
  /** Grows with every tick that was watched. */
  readonly ticks: number;
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
  /** Where the values come from. */
  readonly sources: readonly string[];
  /** Age of the newest value, s; NaN before the first. */
  readonly age_s: number;
  /** Values that are no longer kept, between what came before a break and after it. */
  readonly missed: number;
  readonly isListOpen: boolean;
  /** Null while the twin learns, or when nothing is compared. */
  readonly beside: BesideView | null;
  /** The Tag whose charts are shown. */
  readonly charted: string | null;
}

export const NOT_LIVE: LiveView = {
  mode: "simulated",
  link: "off",
  doing: "",
  error: "",
  rows: [],
  counts: { good: 0, uncertain: 0, bad: 0 },
  sources: [],
  age_s: Number.NaN,
  missed: 0,
  isListOpen: false,
  beside: null,
  charted: null,
};

/** How the live road stands. The values themselves go into the workbench's history, like those of a run. */
export const useLive = create<LiveView>()(() => NOT_LIVE);

const REASON_WORDS: Readonly<Partial<Record<Reason, string>>> = {
  late: "came late",
  outOfOrder: "came out of order",
  future: "ahead of our clock",
  retained: "kept by the broker, of unknown age",
  sourceUncertain: "the source says so",
  sourceBad: "the source says so",
  overflow: "the source's queue overflowed before it",
  outOfRange: "outside its range",
  notNumber: "no number",
  notFinite: "not finite",
  notJson: "no JSON",
  notText: "no text",
  tooLarge: "too large",
  badTime: "a time that cannot be",
  unknownWord: "a word that is not in its list",
  wrongUnit: "another unit than mapped",
  stale: "older than its interval allows",
  linkLost: "the line to its source is lost",
  waiting: "no value yet",
};

/** Why a value is what it is, and the OPC UA code that came with it by name and number. */
export function whyText({ quality, reason, status }: Pick<Present, "quality" | "reason" | "status">): string {
  const words =
    reason === "none" || (reason === "simulated" && quality === "good") ? "" : (REASON_WORDS[reason] ?? reason);
  const number = `0x${status.toString(16).padStart(8, "0").toUpperCase()}`;
  const name = statusName(status);
  const code = status === 0 ? "" : name === number ? number : `${name} ${number}`;
  if (words === "") return code && ` (${code})`;
  return `: ${words}${code && ` (${code})`}`;
}
