import { sin } from "../../../assembly/core/elementary";
import { humidityAtDewPoint_1 } from "../../model/air";
import { clearSky, type SunLight } from "../../model/clearSky";
import { sunPosition } from "../../model/sun";
import type { WeatherSite } from "./series";

/** What stands in for what nobody wrote down; every use of it is named in the report of the import. */
export interface SkyModel {
  /** Dew point, constant over the day: a mass of air keeps its vapour. */
  readonly dewPoint_K: number;
  /** Wind at 4 h and at 16 h local mean solar time, a sine between. */
  readonly nightWind_m_s: number;
  readonly dayWind_m_s: number;
  /** Linke turbidity of a cloudless sky: 2.5-3.5 clear, 4-5 hot haze. */
  readonly turbidity_1: number;
}

export const DEFAULT_SKY: SkyModel = { dewPoint_K: 286.15, nightWind_m_s: 2, dayWind_m_s: 4, turbidity_1: 4 };

/** Hours of local mean solar time, [0, 24). */
export function solarHour(utc_s: number, longitude_deg: number): number {
  const hours = utc_s / 3600 + longitude_deg / 15;
  return hours - 24 * Math.floor(hours / 24);
}

export const modelHumidity_1 = (temperature_K: number, model: SkyModel): number =>
  humidityAtDewPoint_1(temperature_K, Math.min(model.dewPoint_K, temperature_K));

export function modelWind_m_s(utc_s: number, site: WeatherSite, model: SkyModel): number {
  const turn = ((solarHour(utc_s, site.longitude_deg) - 10) / 24) * 2 * Math.PI;
  const part = 0.5 * (1 + sin(turn));
  return model.nightWind_m_s + (model.dayWind_m_s - model.nightWind_m_s) * part;
}

export function modelLight(utc_s: number, site: WeatherSite, model: SkyModel): SunLight {
  const sun = sunPosition(utc_s, site.latitude_deg, site.longitude_deg);
  return clearSky(sun.altitude_rad, model.turbidity_1, site.elevation_m, utc_s);
}
