import type { WeatherSeries } from "../model/scenario";

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
