/**
 * What people do when it is hot. Ranges are general engineering knowledge unless a source is named; each constant says
 * the range that it was taken from. None is fitted to a scenario.
 */

/** Households draw 1 to 2 % more water a kelvin of daily mean above 20 to 22 C, more with gardens. */
export const WATER_HEAT_ABOVE_K = 294.15;
export const DWELLING_WATER_1_K = 0.015;
/** Lower end of the range: no showers and no gardens of one's own. */
export const OTHER_WATER_1_K = 0.01;
/**
 * Heatwave week: the day's demand rises by 15 to 30 %, the evening peak by 20 to 40 %. So the evening (18 to 22 h:
 * showers, gardens) gets 1.8 times its share of what heat adds, and the other hours what keeps the day's sum over the
 * profile of homes (L-Town: those four hours are 4.99 of 24): (24 - 1.8 x 4.99) / 19.01.
 */
export const EVENING_H = { from: 18, to: 22 } as const;
export const EVENING_WEIGHT_1 = 1.8;
export const OTHER_HOURS_WEIGHT_1 = 0.79;

/**
 * Windows of dwellings without cooling. Set points bracket the comfort of summer clothing, neutral at about 24 C. An
 * open window on one side of a flat gives 2 to 3 changes of its air an hour in light wind, so 2.5 in all, leaks
 * included; ventilation through the house is more and is left out.
 */
export const AIRING_OPENS_ABOVE_K = 297.15;
export const AIRING_SHUTS_BELOW_K = 295.15;
export const AIRING_1_H = 2.5;
const AIR_J_M3K = 1200;

/** Blinds are let down on a facade that gets more than 200 W/m2, and then pass 0.3 of the sun. */
export const BLINDS_ABOVE_W_M2 = 200;
export const BLINDS_PASS_1 = 0.3;

/** Factor on the water of an hour from the mean outdoor temperature of the 24 hours behind it. */
export function waterHeatFactor_1(dayMean_K: number, localHour: number, isDwelling: boolean): number {
  const above_K = Math.max(dayMean_K - WATER_HEAT_ABOVE_K, 0);
  if (!isDwelling) return 1 + OTHER_WATER_1_K * above_K;
  // Half an hour to either side of 18 and 22 h, not one instant for the whole district.
  const since = Math.min(Math.max(localHour - EVENING_H.from + 0.5, 0), 1);
  const until = Math.min(Math.max(EVENING_H.to + 0.5 - localHour, 0), 1);
  const weight_1 = OTHER_HOURS_WEIGHT_1 + (EVENING_WEIGHT_1 - OTHER_HOURS_WEIGHT_1) * Math.min(since, until);
  return 1 + DWELLING_WATER_1_K * above_K * weight_1;
}

/** Conductance that wide open windows add to what leaks and fans give. */
export function airing_W_K(netArea_m2: number, height_m: number, ventilation_W_K: number): number {
  return Math.max((AIR_J_M3K * netArea_m2 * height_m * AIRING_1_H) / 3600 - ventilation_W_K, 0);
}

/** Whether windows are open over the coming step. `shut_K` is what the air would be with windows shut: the air itself
 *  falls at once when they open, and would shut them again at every step. */
export function opensWindows(wereOpen: boolean, shut_K: number, outdoor_K: number): boolean {
  if (outdoor_K >= shut_K) return false;
  return shut_K > (wereOpen ? AIRING_SHUTS_BELOW_K : AIRING_OPENS_ABOVE_K);
}

/** Heat that open windows carry out of the air of a zone, q = G (T_shut - T_out) / (1 + G R).
 *  The zone is linear, so a conductance G to outdoors acts through its step resistance R = `slope_K_W` exactly.
 *  Windows are closed as far as it takes to keep the air at the shutting temperature.
 *  Units:  K, W/K, K/W
 *  Valid:  outdoor_K < shut_K */
export function airingHeat_W(shut_K: number, outdoor_K: number, open_W_K: number, slope_K_W: number): number {
  const most_W = (open_W_K * (shut_K - outdoor_K)) / (1 + open_W_K * slope_K_W);
  return Math.min(most_W, Math.max(shut_K - AIRING_SHUTS_BELOW_K, 0) / slope_K_W);
}

/** What passes the blinds of one facade. */
export const behindBlinds_W_m2 = (facade_W_m2: number): number =>
  facade_W_m2 > BLINDS_ABOVE_W_M2 ? BLINDS_PASS_1 * facade_W_m2 : facade_W_m2;
