import { exp, log, sin } from "../../assembly/core/elementary";

export interface SunLight {
  readonly global_W_m2: number;
  readonly direct_W_m2: number;
  readonly diffuse_W_m2: number;
}

/** Light of a cloudless sky: global horizontal, direct normal, diffuse horizontal.
 *  f1 = exp(-h/8000), f2 = exp(-h/1250), c1 = 5.09e-5 h + 0.868, c2 = 3.92e-5 h + 0.0387;
 *  GHI = c1 I0 sin(a) exp(-c2 m (f1 + f2 (TL - 1))), DNI the smaller of two fits; m relative air mass.
 *  Units:  altitude a in rad, Linke turbidity TL 2.5 (clean) to 5 (hot haze), h in m
 *  Valid:  any altitude; zero below the horizon
 *  Source: Ineichen and Perez 2002; air mass Kasten and Young 1989; eccentricity by day of year */
export function clearSky(altitude_rad: number, turbidity_1: number, elevation_m: number, utc_s: number): SunLight {
  if (altitude_rad <= 0) return { global_W_m2: 0, direct_W_m2: 0, diffuse_W_m2: 0 };
  const dayOfYear = (utc_s / 86_400 + 10.5) % 365.25;
  // Perihelion is two weeks after the solstice: 3.3 % more light in January than in the mean.
  const extra_W_m2 = 1364 * (1 + 0.033 * sin(1.5707963267948966 - (2 * Math.PI * (dayOfYear - 13)) / 365.25));
  const cosZenith = sin(altitude_rad);
  const degrees = (altitude_rad * 180) / Math.PI;
  const airMass = 1 / (cosZenith + 0.50572 * powNegative(degrees + 6.07995));
  const f1 = exp(-elevation_m / 8000);
  const f2 = exp(-elevation_m / 1250);
  const c1 = 5.09e-5 * elevation_m + 0.868;
  const c2 = 3.92e-5 * elevation_m + 0.0387;
  const global_W_m2 = c1 * extra_W_m2 * cosZenith * exp(-c2 * airMass * (f1 + f2 * (turbidity_1 - 1)));
  const beam = extra_W_m2 * (0.664 + 0.163 / f1) * exp(-0.09 * airMass * (turbidity_1 - 1));
  const bound = (global_W_m2 * (1 - (0.1 - 0.2 * exp(-turbidity_1)) / (0.1 + 0.882 / f1))) / cosZenith;
  const direct_W_m2 = Math.max(Math.min(beam, bound), 0);
  return { global_W_m2, direct_W_m2, diffuse_W_m2: Math.max(global_W_m2 - direct_W_m2 * cosZenith, 0) };
}

/** x^-1.6364 of the air mass formula. */
const powNegative = (x: number): number => exp(-1.6364 * log(x));
