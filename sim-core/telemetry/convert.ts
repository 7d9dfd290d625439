import type { PointMap } from "./mapping";
import { type Quality, type Reason, worse } from "./sample";
import { hasOverflow, statusCode, statusQuality } from "./status";

/** What an adapter hands over: one point's value as the field told it, before any meaning is given to it. */
export interface Reading {
  readonly point: string;
  readonly value: number | boolean | string | null;
  /** NaN where the source told no time. */
  readonly source_ms: number;
  readonly receive_ms: number;
  readonly status: number;
  /** What the adapter already knows against it: a payload that could not be read, a retained value. */
  readonly fault?: Reason;
  /** The unit that the payload names, if it does. */
  readonly unit?: string;
  /** It has come before: a delivery that was kept is delivered once more. */
  readonly isAgain?: boolean;
  /** The source says that it is from the past (Sparkplug's is_historical): never the present value. */
  readonly isHistorical?: boolean;
  /** Read from the source's history after a break: it takes its turn, but says nothing of clocks. */
  readonly isFilled?: boolean;
}

export interface Meaning {
  readonly value: number;
  readonly quality: Quality;
  readonly reason: Reason;
}

/** What makes a value uncertain, not bad: it was measured, but when, or of what, is not sure. */
const DOUBTS: ReadonlySet<Reason> = new Set(["retained", "queued", "noBirth", "seqGap"]);

const bad = (reason: Reason): Meaning => ({ value: Number.NaN, quality: "bad", reason });

/**
 * From what was told to SI, with its quality. A value that cannot be read is NaN and bad, never a guess: no comma for a
 * point, no text that begins with a number. What the source itself calls bad keeps no value: it is not to be shown.
 */
export function meaningOf(reading: Reading, map: PointMap): Meaning {
  const { fault } = reading;
  if (fault && !DOUBTS.has(fault)) return bad(fault);
  if (reading.unit !== undefined && reading.unit !== map.unit) return bad("wrongUnit");
  const isAccepted = map.goodCodes.includes(statusCode(reading.status));
  const told: Quality = isAccepted ? "good" : statusQuality(reading.status);
  if (told === "bad") return bad("sourceBad");
  const number = numberOf(reading.value, map);
  if (typeof number === "string") return bad(number === "absent" && fault ? fault : number);
  const value = number * map.toSi.factor + map.toSi.offset;
  if (!Number.isFinite(value)) return bad("notFinite");
  if (value < map.range[0] || value > map.range[1]) return bad("outOfRange");
  if (fault) return { value, quality: "uncertain", reason: fault };
  if (hasOverflow(reading.status)) return { value, quality: worse(told, "uncertain"), reason: "overflow" };
  if (told === "uncertain") return { value, quality: "uncertain", reason: "sourceUncertain" };
  return { value, quality: "good", reason: isAccepted && reading.status !== 0 ? "simulated" : "none" };
}

// the numbers of JSON and of simple instruments; no hexadecimal, no Infinity, no thousands
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

function numberOf(value: Reading["value"], map: PointMap): number | Reason {
  if (value === null) return "absent";
  if (map.words) return map.words.get(String(value)) ?? "unknownWord";
  if (typeof value === "boolean") return "notNumber"; // a switch is mapped with its words: { "true": 1, "false": 0 }
  if (typeof value === "number") return Number.isFinite(value) ? value : "notFinite";
  const text = value.trim();
  if (text === "") return "absent";
  if (/^[+-]?(nan|inf(inity)?)$/i.test(text)) return "notFinite";
  if (!NUMBER.test(text)) return "notNumber";
  const number = Number(text);
  return Number.isFinite(number) ? number : "notFinite";
}
