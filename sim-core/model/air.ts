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

/** Relative humidity of air whose dew point is known (Magnus, as above). */
export function humidityAtDewPoint_1(temperature_K: number, dewPoint_K: number): number {
  const magnus = (t: number) => exp((17.62 * t) / (243.12 + t));
  return Math.min(magnus(dewPoint_K - 273.15) / magnus(temperature_K - 273.15), 1);
}

/** What it feels like in the shade: the heat index of the US Weather Service (Rothfusz 1990 with its adjustments).
 *  Valid:  above about 27 C; below, Steadman's simple mean */
export function heatIndex_K(temperature_K: number, relativeHumidity_1: number): number {
  const t = (temperature_K - 273.15) * 1.8 + 32;
  const r = 100 * relativeHumidity_1;
  const simple = 0.5 * (t + 0.5 * (t + 61 + 1.2 * (t - 68) + 0.094 * r));
  let index = simple;
  if (simple >= 80) {
    index =
      -42.379 +
      2.04901523 * t +
      10.14333127 * r -
      0.22475541 * t * r -
      0.00683783 * t * t -
      0.05481717 * r * r +
      0.00122874 * t * t * r +
      0.00085282 * t * r * r -
      0.00000199 * t * t * r * r;
    if (r < 13 && t >= 80 && t <= 112) index -= ((13 - r) / 4) * Math.sqrt((17 - Math.abs(t - 95)) / 17);
    else if (r > 85 && t >= 80 && t <= 87) index += ((r - 85) / 10) * ((87 - t) / 5);
  }
  return (index - 32) / 1.8 + 273.15;
}
