import type { Reading } from "./convert";
import type { Reason } from "./sample";

/** How the messages below one topic filter are read. Times are told by configuration, never guessed from their size. */
export interface PayloadForm {
  /** plain: one value per topic. json: one object per topic. metrics: a list of named values in one message, as JSON.
   *  sparkplug: Sparkplug B, read by SparkplugNodes. */
  readonly kind: "plain" | "json" | "metrics" | "sparkplug";
  /** Dotted paths inside the object, or inside each metric. */
  readonly value: string;
  readonly time: string;
  readonly name: string;
  readonly unit: string;
  readonly quality: string;
  /** Path to the list of metrics. */
  readonly list: string;
  readonly timeUnit: "iso" | "s" | "ms" | "us" | "ns";
}
export const PAYLOAD_FORM: PayloadForm = {
  kind: "plain",
  value: "value",
  time: "time",
  name: "name",
  unit: "unit",
  quality: "quality",
  list: "metrics",
  timeUnit: "iso",
};

export interface PayloadLimits {
  readonly bytes: number;
  readonly topic: number;
  readonly metrics: number;
}
export const PAYLOAD_LIMITS: PayloadLimits = { bytes: 256 << 10, topic: 1024, metrics: 10_000 };

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const PER_MS: Readonly<Record<Exclude<PayloadForm["timeUnit"], "iso">, number>> = {
  s: 1000,
  ms: 1,
  us: 1e-3,
  ns: 1e-6,
};
/** With a zone, always: a local time without one is nobody's time. */
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/**
 * The readings of one message. What cannot be read becomes one reading with its fault, on the point that the topic
 * names: a mapped point then shows bad, an unknown one is counted. Nothing here throws.
 */
export function readPayload(
  topic: string,
  bytes: Uint8Array,
  form: PayloadForm,
  receive_ms: number,
  how: { readonly isRetained?: boolean; readonly isAgain?: boolean } = {},
  limits: PayloadLimits = PAYLOAD_LIMITS,
): Reading[] {
  const base = { receive_ms, status: 0, source_ms: Number.NaN, isAgain: how.isAgain };
  const point = topic.slice(0, limits.topic);
  const faulty = (fault: Reason): Reading[] => [{ ...base, point, value: null, fault }];
  if (bytes.byteLength > limits.bytes || topic.length > limits.topic) return faulty("tooLarge");
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return faulty("notText");
  }
  if (text.startsWith("\ufeff")) return faulty("notText");
  if (form.kind === "plain") {
    const value = /^".*"$/s.test(text) ? text.slice(1, -1) : text;
    const fault = how.isRetained ? ("retained" as const) : undefined;
    return [
      {
        ...base,
        point,
        value: value === "" ? null : value === "true" ? true : value === "false" ? false : value,
        fault,
      },
    ];
  }
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    return faulty("notJson");
  }
  if (form.kind === "json") return [readOne(told, point, form, base, how.isRetained === true)];
  const list = pick(told, form.list);
  if (!Array.isArray(list)) return faulty("notJson");
  if (list.length > limits.metrics) return faulty("tooLarge");
  const common = pick(told, form.time);
  const common_ms = timeOf(common, form.timeUnit);
  if (common !== undefined && common_ms === undefined) return faulty("badTime");
  return list.map((metric) => {
    const name = pick(metric, form.name);
    if (typeof name !== "string" || name === "") return { ...base, point, value: null, fault: "notJson" as const };
    const place = `${point}#${name}`.slice(0, limits.topic);
    // the metric's own time beats that of the message
    return readOne(metric, place, form, { ...base, source_ms: common_ms ?? Number.NaN }, how.isRetained === true);
  });
}

type Base = Pick<Reading, "receive_ms" | "status" | "source_ms" | "isAgain">;

function readOne(told: unknown, point: string, form: PayloadForm, base: Base, isRetained: boolean): Reading {
  const faulty = (fault: Reason): Reading => ({ ...base, point, value: null, fault });
  if (typeof told !== "object" || told === null) return faulty("notJson");
  const value = pick(told, form.value);
  const time = pick(told, form.time);
  const own_ms = timeOf(time, form.timeUnit);
  if (time !== undefined && own_ms === undefined) return faulty("badTime");
  const source_ms = own_ms ?? base.source_ms;
  const quality = pick(told, form.quality);
  const status = statusOf(quality);
  const unit = pick(told, form.unit);
  if (value === undefined || value === null) return { ...base, source_ms, point, value: null, status };
  if (typeof value !== "number" && typeof value !== "boolean" && typeof value !== "string")
    return { ...faulty("notNumber"), source_ms };
  const fault = isRetained && own_ms === undefined ? ("retained" as const) : undefined;
  return {
    ...base,
    point,
    value,
    source_ms,
    status,
    fault,
    ...(typeof unit === "string" ? { unit } : {}),
  };
}

/** Words and codes of quality in use: GOOD / UNCERTAIN / BAD, and the numbers 192 good, 0 bad, 500 stale. */
function statusOf(quality: unknown): number {
  if (quality === undefined || quality === 192 || quality === true) return 0;
  const word = String(quality).toLowerCase();
  if (word === "good") return 0;
  return word === "uncertain" || word === "stale" || word === "500" ? 0x40000000 : 0x80000000;
}

function timeOf(told: unknown, unit: PayloadForm["timeUnit"]): number | undefined {
  if (unit === "iso") {
    if (typeof told !== "string" || !ISO.test(told)) return undefined;
    const ms = Date.parse(told);
    return Number.isFinite(ms) ? ms : undefined;
  }
  const number = typeof told === "number" ? told : typeof told === "string" && /^\d+$/.test(told) ? Number(told) : NaN;
  const ms = number * PER_MS[unit];
  return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? ms : undefined;
}

function pick(value: unknown, path: string): unknown {
  let at = value;
  for (const name of path.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}
