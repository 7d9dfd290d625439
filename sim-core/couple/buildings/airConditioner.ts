/** Room unit: capacity and energy input ratio over their values at the rating point.
 *  x = entering wet bulb in C (15-24), y = outdoor dry bulb in C (18-46); outside, the nearest valid value.
 *  Source: EnergyPlus / OpenStudio example curves of a residential direct expansion unit */
export function roomUnitCapacity_1(wetBulb_C: number, outdoor_C: number): number {
  const x = Math.min(Math.max(wetBulb_C, 15), 24);
  const y = Math.min(Math.max(outdoor_C, 18), 46);
  return 0.766956 + 0.0107756 * x - 0.0000414703 * x * x + 0.00134961 * y - 0.000261144 * y * y + 0.000457488 * x * y;
}

export function roomUnitInputRatio_1(wetBulb_C: number, outdoor_C: number): number {
  const x = Math.min(Math.max(wetBulb_C, 15), 24);
  const y = Math.min(Math.max(outdoor_C, 18), 46);
  return 0.297145 + 0.0430933 * x - 0.000748766 * x * x + 0.00597727 * y + 0.000482112 * y * y - 0.000956448 * x * y;
}

/** Coefficient of performance: rated / input ratio, with the part load factor 0.85 + 0.15 x load over capacity. */
export function roomUnitCop_1(rated_1: number, wetBulb_C: number, outdoor_C: number, partLoad_1: number): number {
  return (rated_1 / roomUnitInputRatio_1(wetBulb_C, outdoor_C)) * (0.85 + 0.15 * Math.min(partLoad_1, 1));
}

/** Air on the coil at 26 C and 50 %: the room of somebody who cools. */
export const ROOM_WET_BULB_C = 18.7;
