import type { WeatherSeries } from "../../model/scenario";
import { DEFAULT_SKY, modelHumidity_1, modelLight, modelWind_m_s, type SkyModel, solarHour } from "./model";
import { utcOf, type WeatherSite } from "./series";

/** Highest and lowest temperature of one calendar day, as somebody recorded them. */
export interface DayExtremes {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly max_K: number;
  readonly min_K: number;
}

/** Share of the day's range below the maximum at hours 1 to 24: lowest at 5 h, highest at 14 and 15 h.
 *  Source: shape of a design day, EnergyPlus Engineering Reference, climate calculations */
const SHAPE = [
  0.88, 0.92, 0.95, 0.98, 1, 0.98, 0.91, 0.74, 0.55, 0.38, 0.23, 0.13, 0.05, 0, 0, 0.06, 0.14, 0.24, 0.39, 0.5, 0.59,
  0.68, 0.75, 0.82,
];
const MINIMUM_H = 5;
const MAXIMUM_H = 15;

function shapeAt(hour: number): number {
  const at = hour - 1;
  const low = Math.floor(at);
  const a = SHAPE[(low + 24) % 24]!;
  return a + (SHAPE[(low + 25) % 24]! - a) * (at - low);
}

/** Temperature of an instant between recorded extremes: each rise and fall goes from one extreme to the next, so a warm
 *  night after a hot day is met on both sides. Hours are local mean solar time. The days before the first and after
 *  the last are taken as theirs. */
export function temperatureBetween_K(days: readonly DayExtremes[], utc_s: number, longitude_deg: number): number {
  const first_s = utcOf(days[0]!.year, days[0]!.month, days[0]!.day);
  const solar_s = utc_s + (longitude_deg / 15) * 3600;
  const index = Math.floor((solar_s - first_s) / 86_400);
  const dayAt = (k: number) => days[Math.min(Math.max(k, 0), days.length - 1)]!;
  const hour = solarHour(utc_s, longitude_deg);
  const max_K = hour < MINIMUM_H ? dayAt(index - 1).max_K : dayAt(index).max_K;
  const min_K = hour > MAXIMUM_H ? dayAt(index + 1).min_K : dayAt(index).min_K;
  return max_K - (max_K - min_K) * shapeAt(hour);
}

/**
 * Weather of some days of which only the daily extremes are known. Temperature follows the day shape above; humidity,
 * wind and a cloudless sky follow `model`. Only the extremes are facts, so `isMeasured` is false and the source says so.
 */
export function weatherFromExtremes(
  days: readonly DayExtremes[],
  site: WeatherSite,
  source: string,
  model: SkyModel = DEFAULT_SKY,
  from_s = utcOf(days[0]!.year, days[0]!.month, days[0]!.day) - 43_200 - 86_400,
  hours = 24 * days.length + 48,
): WeatherSeries {
  const step_s = 600;
  const times = Array.from({ length: (hours * 3600) / step_s + 1 }, (_, k) => from_s + k * step_s);
  const temperature_K = times.map((t) => temperatureBetween_K(days, t, site.longitude_deg));
  const light = times.map((t) => modelLight(t, site, model));
  return {
    source: `${source}; hours between, humidity, wind and sun are modelled`,
    isMeasured: false,
    start_s: from_s,
    step_s,
    temperature_K,
    relativeHumidity_1: temperature_K.map((t) => modelHumidity_1(t, model)),
    wind_m_s: times.map((t) => modelWind_m_s(t, site, model)),
    global_W_m2: light.map((l) => l.global_W_m2),
    direct_W_m2: light.map((l) => l.direct_W_m2),
    diffuse_W_m2: light.map((l) => l.diffuse_W_m2),
  };
}
