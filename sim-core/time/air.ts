import { atan, exp, pow } from "../../assembly/core/elementary";

/** Wet bulb from dry bulb and relative humidity at sea level, within 1 K for 5-99 % and -20 to 50 C (Stull 2011, eq. 1). */
export function wetBulb_K(temperature_K: number, relativeHumidity_1: number): number {
  const t = temperature_K - 273.15;
  const rh = Math.min(Math.max(100 * relativeHumidity_1, 5), 99);
  return (
    t * atan(0.151977 * Math.sqrt(rh + 8.313659)) +
    atan(t + rh) -
    atan(rh - 1.676331) +
    0.00391838 * pow(rh, 1.5) * atan(0.023101 * rh) -
    4.686035 +
    273.15
  );
}

/** Kilograms of vapour per kilogram of dry air; saturation by Magnus (WMO 2008: 611.2 Pa, 17.62, 243.12). */
export function humidityRatio_1(temperature_K: number, relativeHumidity_1: number, pressure_Pa: number): number {
  const t = temperature_K - 273.15;
  const vapour_Pa = relativeHumidity_1 * 611.2 * exp((17.62 * t) / (243.12 + t));
  return (0.622 * vapour_Pa) / (pressure_Pa - vapour_Pa);
}
