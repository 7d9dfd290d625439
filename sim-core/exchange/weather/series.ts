import type { Issue } from "../../model/issue";
import type { WeatherSeries } from "../../model/scenario";

/** What a weather reader gives: the series (null when the file cannot be used) and what was not taken over. */
export interface WeatherImport {
  readonly weather: WeatherSeries | null;
  readonly issues: readonly Issue[];
  /** Columns that no instrument wrote: filled by a default or a model, each with which. */
  readonly modelled: readonly string[];
}

/** Where and when a site is: the sun's place follows from the first two, wall clocks from the last. */
export interface WeatherSite {
  readonly latitude_deg: number;
  readonly longitude_deg: number;
  readonly elevation_m: number;
}

/** Days since 1970-01-01 of a date of the Gregorian calendar (months 1-12), without Date. */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export const utcOf = (year: number, month: number, day: number, second = 0): number =>
  dayNumber(year, month, day) * 86_400 + second;

/** Part of a series: from the last value at or before `from_s` to the first at or after `to_s`. */
export function cut(series: WeatherSeries, from_s: number, to_s: number): WeatherSeries {
  const count = series.temperature_K.length;
  const first = Math.min(Math.max(Math.floor((from_s - series.start_s) / series.step_s), 0), count - 1);
  const last = Math.min(Math.max(Math.ceil((to_s - series.start_s) / series.step_s), first), count - 1);
  const part = (values: readonly number[]) => values.slice(first, last + 1);
  return {
    ...series,
    start_s: series.start_s + first * series.step_s,
    temperature_K: part(series.temperature_K),
    relativeHumidity_1: part(series.relativeHumidity_1),
    wind_m_s: part(series.wind_m_s),
    global_W_m2: part(series.global_W_m2),
    direct_W_m2: part(series.direct_W_m2),
    diffuse_W_m2: part(series.diffuse_W_m2),
  };
}
