import { cos, pow, sin } from "../../../../assembly/core/elementary";

/** A bare overhead conductor and how it hangs. Resistances of alternating current per metre, straight between. */
export interface Conductor {
  readonly diameter_m: number;
  readonly resistance25_ohm_m: number;
  readonly resistance75_ohm_m: number;
  readonly emissivity_1: number;
  readonly absorptivity_1: number;
  readonly elevation_m: number;
  /** Between wind and line. */
  readonly windAngle_rad: number;
}

/** Air round the conductor and the light that falls on it. */
export interface Air {
  readonly temperature_K: number;
  readonly wind_m_s: number;
  readonly light_W_m2: number;
}

const ZERO_C = 273.15;

export function resistanceAt_ohm_m(c: Conductor, conductor_K: number): number {
  const slope = (c.resistance75_ohm_m - c.resistance25_ohm_m) / 50;
  return c.resistance25_ohm_m + slope * (conductor_K - ZERO_C - 25);
}

/**
 * Heat that air takes from the conductor: the greatest of natural convection and the two forced ones.
 * Units:   W/m; film properties at the mean of air and surface
 * Source:  IEEE 738-2012, equations 3a, 3b, 4a, 5a and 13 to 15a (SI)
 */
export function convection_W_m(c: Conductor, air: Air, conductor_K: number): number {
  const air_C = air.temperature_K - ZERO_C;
  const rise_K = conductor_K - air.temperature_K;
  if (rise_K <= 0) return 0;
  const film_C = air_C + rise_K / 2;
  const viscosity = (1.458e-6 * pow(film_C + 273, 1.5)) / (film_C + 383.4);
  const h = c.elevation_m;
  const density = (1.293 - 1.525e-4 * h + 6.379e-9 * h * h) / (1 + 0.00367 * film_C);
  const conductivity = 2.424e-2 + 7.477e-5 * film_C - 4.407e-9 * film_C * film_C;
  const angle = c.windAngle_rad;
  const turn = 1.194 - cos(angle) + 0.194 * cos(2 * angle) + 0.368 * sin(2 * angle);
  const reynolds = (c.diameter_m * density * air.wind_m_s) / viscosity;
  const natural = 3.645 * Math.sqrt(density) * pow(c.diameter_m, 0.75) * pow(rise_K, 1.25);
  if (reynolds <= 0) return natural;
  const low = turn * (1.01 + 1.35 * pow(reynolds, 0.52)) * conductivity * rise_K;
  const high = turn * 0.754 * pow(reynolds, 0.6) * conductivity * rise_K;
  return Math.max(natural, low, high);
}

/** Heat radiated, W/m. Source: IEEE 738-2012, equation 7a. */
export function radiation_W_m(c: Conductor, air: Air, conductor_K: number): number {
  const hot = (conductor_K - ZERO_C + 273) / 100;
  const cold = (air.temperature_K - ZERO_C + 273) / 100;
  return 17.8 * c.diameter_m * c.emissivity_1 * (hot * hot * hot * hot - cold * cold * cold * cold);
}

/** Heat of the sun, W/m: the light on the conductor's shadow. Source: IEEE 738-2012, equation 8, light as measured. */
export const sunHeat_W_m = (c: Conductor, air: Air): number => c.absorptivity_1 * c.diameter_m * air.light_W_m2;

/** Current that holds the conductor at a temperature: I = sqrt((q_c + q_r - q_s) / R). 0 where sun alone is too much. */
export function ampacity_A(c: Conductor, air: Air, conductor_K: number): number {
  const heat_W_m = convection_W_m(c, air, conductor_K) + radiation_W_m(c, air, conductor_K) - sunHeat_W_m(c, air);
  return heat_W_m > 0 ? Math.sqrt(heat_W_m / resistanceAt_ohm_m(c, conductor_K)) : 0;
}

/** Temperature at which the conductor settles under a current; heat given rises with it, so bisection finds it. */
export function conductorTemperature_K(c: Conductor, air: Air, current_A: number): number {
  let low = air.temperature_K;
  let high = air.temperature_K + 400;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (ampacity_A(c, air, middle) < current_A) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * A buried cable: rated for `hottest_K` in ground of `rated_K`; its conductor's rise goes with the current's square.
 * Source: IEC 60287-1-1, equation 1.4.1 without dielectric loss, as a ratio to the catalogue's rating.
 */
export interface Cable {
  readonly rating_A: number;
  readonly hottest_K: number;
  readonly rated_K: number;
}

/** Rating in other ground: I = I_r sqrt((hottest - ground) / (hottest - rated)). */
export function cableLimit_A(c: Cable, ground_K: number): number {
  return c.rating_A * Math.sqrt(Math.max(c.hottest_K - ground_K, 0) / (c.hottest_K - c.rated_K));
}

/** Conductor in the long run: ground + rise (I / I_r)^2, with the rise that the rating was found for. */
export const cableTemperature_K = (rise_K: number, ground_K: number, share_1: number): number =>
  ground_K + rise_K * share_1 * share_1;
