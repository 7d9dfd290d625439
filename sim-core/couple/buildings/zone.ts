/** One zone of the simple hourly method: five conductances (W/K), one capacity. */
export interface Zone {
  /** Opaque envelope between mass and outdoors, less the surface resistance. */
  readonly em_W_K: number;
  /** Windows. */
  readonly window_W_K: number;
  /** Ventilation and infiltration, > 0. */
  readonly ventilation_W_K: number;
  /** Mass to surface, surface to air. */
  readonly ms_W_K: number;
  readonly is_W_K: number;
  readonly capacity_J_K: number;
  readonly massArea_m2: number;
  readonly surfaceArea_m2: number;
}

const SURFACE_TO_MASS_W_M2K = 9.1;
const AIR_TO_SURFACE_W_M2K = 3.45;

/** Opaque transmission includes the inner surface film; the method wants it apart: 1/h_em = 1/h_op - 1/h_ms. */
export function zoneOf(fields: {
  opaque_W_K: number;
  window_W_K: number;
  ventilation_W_K: number;
  capacity_J_K: number;
  massArea_m2: number;
  surfaceArea_m2: number;
}): Zone {
  const ms_W_K = SURFACE_TO_MASS_W_M2K * fields.massArea_m2;
  return {
    em_W_K: 1 / (1 / fields.opaque_W_K - 1 / ms_W_K),
    window_W_K: fields.window_W_K,
    ventilation_W_K: fields.ventilation_W_K,
    ms_W_K,
    is_W_K: AIR_TO_SURFACE_W_M2K * fields.surfaceArea_m2,
    capacity_J_K: fields.capacity_J_K,
    massArea_m2: fields.massArea_m2,
    surfaceArea_m2: fields.surfaceArea_m2,
  };
}

/** Written by `zoneStep`; one object is used again and again, a day has 10^5 calls. */
export interface ZoneStep {
  air_K: number;
  /** Mass at the end of the step. */
  mass_K: number;
  /** How much one watt to the air warms the mean air of this step. */
  slope_K_W: number;
}

/** Air and mass of a zone after a step of `dt_s` with `hvac_W` given to its air (> 0 heats).
 *  Crank-Nicolson on the mass node; air and surface use the mean of old and new mass temperature.
 *  Gains: half of the internal gains to the air; the rest and the sun to surface and mass by area.
 *  Units:  K, W; `supply_K` is the temperature of the ventilation air
 *  Valid:  any dt_s > 0; unconditionally stable, beyond 2 C/H the mass may overshoot
 *  Source: ISO 13790:2008, annex C (5R1C) */
export function zoneStep(
  zone: Zone,
  mass_K: number,
  outdoor_K: number,
  supply_K: number,
  internal_W: number,
  solar_W: number,
  hvac_W: number,
  dt_s: number,
  out: ZoneStep,
): void {
  const { em_W_K: em, window_W_K: w, ventilation_W_K: ve, ms_W_K: ms, is_W_K: is } = zone;
  const massShare = zone.massArea_m2 / zone.surfaceArea_m2;
  const radiant_W = 0.5 * internal_W + solar_W;
  const toMass_W = massShare * radiant_W;
  const toSurface_W = (1 - massShare - w / (SURFACE_TO_MASS_W_M2K * zone.surfaceArea_m2)) * radiant_W;
  const toAir_W = 0.5 * internal_W + hvac_W;

  const tr1 = 1 / (1 / ve + 1 / is);
  const tr2 = tr1 + w;
  const tr3 = 1 / (1 / tr2 + 1 / ms);
  const rate = zone.capacity_J_K / dt_s;
  const total_W =
    toMass_W + em * outdoor_K + (tr3 * (toSurface_W + w * outdoor_K + tr1 * (toAir_W / ve + supply_K))) / tr2;
  const denominator = rate + 0.5 * (tr3 + em);
  const next_K = (mass_K * (rate - 0.5 * (tr3 + em)) + total_W) / denominator;
  const mean_K = 0.5 * (mass_K + next_K);
  const surface_K = (ms * mean_K + toSurface_W + w * outdoor_K + tr1 * (supply_K + toAir_W / ve)) / (ms + w + tr1);
  out.air_K = (is * surface_K + ve * supply_K + toAir_W) / (is + ve);
  out.mass_K = next_K;

  const meanSlope = (0.5 * tr3 * tr1) / (tr2 * ve * denominator);
  const surfaceSlope = (ms * meanSlope + tr1 / ve) / (ms + w + tr1);
  out.slope_K_W = (is * surfaceSlope + 1) / (is + ve);
}

/** Power that keeps the air between the two set points (> 0 heats, < 0 cools, 0 floats), within its limits. */
export function idealPower_W(free: ZoneStep, heatSet_K: number, coolSet_K: number, most_W: number, least_W: number) {
  if (free.air_K < heatSet_K) return Math.min((heatSet_K - free.air_K) / free.slope_K_W, most_W);
  if (free.air_K > coolSet_K) return Math.max((coolSet_K - free.air_K) / free.slope_K_W, least_W);
  return 0;
}
