import type { District } from "../model/district";
import type { Issue } from "../model/issue";
import type { Scenario, WeatherSeries } from "../model/scenario";
import { anchorAt, startsOf } from "./compare/anchor";
import { localDay } from "./frames";
import { isCurrent, isOwnTag, type Sample } from "./sample";

export interface LiveSpan {
  readonly from_s: number;
  readonly to_s: number;
}

/** A first value older than this says nothing about the start, s. */
const START_WINDOW_s = 900;

/**
 * The last hours of live as a scenario that runs like any other: its clock is that of the field, its tanks, stores and
 * switches begin as they were measured, and its weather is the base scenario's at the same local hour: no Tag of a district
 * measures weather, and the story says so. What was measured and a run cannot be given (flows, pressures, voltages: they
 * are its results) is said in the notes; they are what the run is then compared with.
 */
export function scenarioFromLive(
  district: District,
  base: Scenario,
  span: LiveSpan,
  samples: Iterable<Sample>,
): { scenario: Scenario | null; issues: Issue[] } {
  const issues: Issue[] = [];
  const say = (severity: Issue["severity"], field: string, got: string, want: string, element?: string) =>
    issues.push({ severity, code: "liveScenario", element, field, got, want });
  const { tick_s } = base;
  // on a tick of the clock, so that its Frames lie on those of the field
  const start_s = Math.ceil(span.from_s / tick_s) * tick_s;
  const duration_s = Math.floor((span.to_s - start_s) / tick_s) * tick_s;
  if (duration_s < tick_s) {
    say("error", "span", `${span.to_s - span.from_s} s`, `at least one tick of ${tick_s} s`);
    return { scenario: null, issues };
  }
  const firsts = firstValues(samples, start_s);
  const seen = (tag: string) => {
    const first = firsts.get(tag);
    return first && { value: first.value, quality: first.quality, age_s: Math.abs(first.source_ms / 1000 - start_s) };
  };
  const { changes, taken, left } = anchorAt(district, 0, seen);
  const fields = new Map(startsOf(district).map((s) => [s.tag, s]));
  for (const { tag, why } of left) {
    const { element, field } = fields.get(tag)!;
    const got = why === "no value" ? "no good value" : why;
    say("warning", field, got, `one within ${START_WINDOW_s} s of the start`, element);
  }
  const results = [...firsts.keys()].filter((tag) => !fields.has(tag));
  if (results.length > 0)
    say("note", "tags", `${results.length} more Tags`, "nothing: a run computes them, compare it with them");
  const day = new Date(start_s * 1000).toISOString();
  const weather = shiftedWeather(district, base, start_s, duration_s);
  const scenario: Scenario = {
    ...base,
    id: `live-${day.slice(0, 16).replaceAll(":", "")}`,
    name: `Live, ${day.slice(0, 10)} ${day.slice(11, 16)} UTC, ${Math.round(duration_s / 360) / 10} h`,
    story: `The last hours of the field, begun from what was measured${taken.length > 0 ? ` (${taken.join(", ")})` : ""}. Weather: ${weather.source}.`,
    start_s,
    duration_s,
    weather,
    changes,
  };
  return { scenario, issues };
}

/** Each Tag's good value that is nearest to the start. */
function firstValues(samples: Iterable<Sample>, start_s: number): Map<string, Sample> {
  const firsts = new Map<string, Sample>();
  const distance = (s: Sample) => Math.abs(s.source_ms / 1000 - start_s);
  for (const sample of samples) {
    if (isOwnTag(sample.tag) || sample.quality !== "good" || !isCurrent(sample.reason)) continue;
    if (distance(sample) > START_WINDOW_s) continue;
    const best = firsts.get(sample.tag);
    if (!best || distance(sample) < distance(best)) firsts.set(sample.tag, sample);
  }
  return firsts;
}

/** The base's weather moved by whole local days, repeated as often as the span needs: noon stays noon. */
function shiftedWeather(district: District, base: Scenario, start_s: number, duration_s: number): WeatherSeries {
  const { weather } = base;
  const from = localDay(district, base.start_s).from_s;
  const to = localDay(district, start_s).from_s;
  const perDay = Math.round(86_400 / weather.step_s);
  const first = Math.round((from - weather.start_s) / weather.step_s);
  const steps = Math.ceil((start_s - to + duration_s) / weather.step_s) + 1;
  const last = weather.temperature_K.length - 1;
  const spread = (values: readonly number[]) =>
    Array.from({ length: steps }, (_, k) => values[Math.min(last, Math.max(0, first + (k % perDay)))]!);
  return {
    source: `${weather.source}; the same hours of the day, not measured on this one`,
    isMeasured: false,
    start_s: to,
    step_s: weather.step_s,
    temperature_K: spread(weather.temperature_K),
    relativeHumidity_1: spread(weather.relativeHumidity_1),
    wind_m_s: spread(weather.wind_m_s),
    global_W_m2: spread(weather.global_W_m2),
    direct_W_m2: spread(weather.direct_W_m2),
    diffuse_W_m2: spread(weather.diffuse_W_m2),
  };
}
