import { cos, exp, sin } from "../../assembly/core/elementary";
import { humidityRatio_1, wetBulb_K } from "../model/air";
import { sunPosition } from "../model/sun";
import type { Run } from "./run";
import { weatherAt } from "./weather";

const GROUND_ALBEDO_1 = 0.2;

/** Weather of an instant into the sky that devices look at, and into the recorded columns. */
export function lookAtSky(run: Run, time_s: number): void {
  const { district, scenario, coupling } = run;
  const { sky } = coupling.around;
  const utc_s = scenario.start_s + time_s;
  weatherAt(scenario.weather, utc_s, sky);
  sky.wetBulb_K = wetBulb_K(sky.temperature_K, sky.relativeHumidity_1);
  const pressure_Pa = 101_325 * exp(-district.origin.elevation_m / 8434);
  sky.humidityRatio_1 = humidityRatio_1(sky.temperature_K, sky.relativeHumidity_1, pressure_Pa);
  const sun = sunPosition(utc_s, district.origin.latitude_deg, district.origin.longitude_deg);
  sky.sunAltitude_rad = sun.altitude_rad;
  sky.sunAzimuth_rad = sun.azimuth_rad;
  // Mean over facades to north, east, south, west: each sees the beam for half of the azimuths.
  const level = sun.altitude_rad > 0 ? cos(sun.altitude_rad) : 0;
  const beam = (Math.abs(sin(sun.azimuth_rad)) + Math.abs(cos(sun.azimuth_rad))) / 4;
  sky.facade_W_m2 = sky.direct_W_m2 * level * beam + sky.diffuse_W_m2 / 2 + (GROUND_ALBEDO_1 * sky.global_W_m2) / 2;
  for (const name of RECORDED) coupling.table.f64("weather", name)[0] = sky[name];
}

const RECORDED = [
  "temperature_K",
  "relativeHumidity_1",
  "wetBulb_K",
  "wind_m_s",
  "global_W_m2",
  "direct_W_m2",
  "diffuse_W_m2",
] as const;
