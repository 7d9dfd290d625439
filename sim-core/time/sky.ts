import { cos, exp, sin } from "../../assembly/core/elementary";
import { behindBlinds_W_m2 } from "../couple/buildings/behaviour";
import { humidityRatio_1, wetBulb_K } from "../model/air";
import { sunPosition } from "../model/sun";
import type { Run } from "./run";
import { pastDayMean_K, weatherAt } from "./weather";

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
  // Blinds are let down facade by facade: the mean of four would seldom be bright enough to move one.
  const level = sun.altitude_rad > 0 ? cos(sun.altitude_rad) : 0;
  const beam_W_m2 = sky.direct_W_m2 * level;
  const diffuse_W_m2 = sky.diffuse_W_m2 / 2 + (GROUND_ALBEDO_1 * sky.global_W_m2) / 2;
  const north = cos(sun.azimuth_rad);
  const east = sin(sun.azimuth_rad);
  const facade = (toSun_1: number) => behindBlinds_W_m2(beam_W_m2 * Math.max(toSun_1, 0) + diffuse_W_m2);
  sky.throughBlinds_W_m2 = (facade(north) + facade(east) + facade(-north) + facade(-east)) / 4;
  sky.dayMean_K = pastDayMean_K(scenario.weather, utc_s);
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
