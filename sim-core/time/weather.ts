import type { District } from "../model/district";
import type { WeatherSeries } from "../model/scenario";
import { utcOffset_s } from "./clock";

const DAY_S = 86_400;
/** Means by the UTC second of local midnight; a function of the series alone, kept because every tick asks. */
const known = new WeakMap<WeatherSeries, Map<number, number>>();

/** Mean temperature of the local day of an instant, over 24 hours of it as far as the series reaches. */
export function dayMean_K(district: District, series: WeatherSeries, utc_s: number): number {
  const offset_s = utcOffset_s(district, utc_s);
  const midnight_s = Math.floor((utc_s + offset_s) / DAY_S) * DAY_S - offset_s;
  let means = known.get(series);
  if (!means) {
    means = new Map();
    known.set(series, means);
  }
  const before = means.get(midnight_s);
  if (before !== undefined) return before;
  const { temperature_K, start_s, step_s } = series;
  const last = temperature_K.length - 1;
  let sum_K = 0;
  let count = 0;
  for (let hour = 0; hour < 24; hour++) {
    const at = (midnight_s + (hour + 0.5) * 3600 - start_s) / step_s;
    if (at < 0 || at > last) continue;
    const low = Math.floor(at);
    const high = Math.min(low + 1, last);
    sum_K += temperature_K[low]! + (temperature_K[high]! - temperature_K[low]!) * (at - low);
    count++;
  }
  const nearest = Math.min(Math.max(Math.round((utc_s - start_s) / step_s), 0), last);
  const mean_K = count > 0 ? sum_K / count : temperature_K[nearest]!;
  means.set(midnight_s, mean_K);
  return mean_K;
}

/** Linear between the values of the series; before and after it, its first and last. Writes into `out`. */
export function weatherAt(
  series: WeatherSeries,
  utc_s: number,
  out: {
    temperature_K: number;
    relativeHumidity_1: number;
    wind_m_s: number;
    global_W_m2: number;
    direct_W_m2: number;
    diffuse_W_m2: number;
  },
): void {
  const last = series.temperature_K.length - 1;
  const at = Math.min(Math.max((utc_s - series.start_s) / series.step_s, 0), last);
  const low = Math.floor(at);
  const high = Math.min(low + 1, last);
  const part = at - low;
  const between = (values: readonly number[]) => values[low]! + (values[high]! - values[low]!) * part;
  out.temperature_K = between(series.temperature_K);
  out.relativeHumidity_1 = between(series.relativeHumidity_1);
  out.wind_m_s = between(series.wind_m_s);
  out.global_W_m2 = between(series.global_W_m2);
  out.direct_W_m2 = between(series.direct_W_m2);
  out.diffuse_W_m2 = between(series.diffuse_W_m2);
}
