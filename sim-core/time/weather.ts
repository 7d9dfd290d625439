import type { WeatherSeries } from "../model/scenario";

/**
 * Mean temperature of the 24 hours up to an instant, over the part of them that the series has. The hours behind, not
 * those of the calendar day: nobody waters a garden for an afternoon that has not come yet, and a run must not know it.
 */
export function pastDayMean_K(series: WeatherSeries, utc_s: number): number {
  const { temperature_K, start_s, step_s } = series;
  const last = temperature_K.length - 1;
  let sum_K = 0;
  let count = 0;
  for (let hour = 0; hour < 24; hour++) {
    const at = (utc_s - (hour + 0.5) * 3600 - start_s) / step_s;
    if (at < 0 || at > last) continue;
    const low = Math.floor(at);
    const high = Math.min(low + 1, last);
    sum_K += temperature_K[low]! + (temperature_K[high]! - temperature_K[low]!) * (at - low);
    count++;
  }
  const nearest = Math.min(Math.max(Math.floor((utc_s - start_s) / step_s), 0), last);
  return count > 0 ? sum_K / count : temperature_K[nearest]!;
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
