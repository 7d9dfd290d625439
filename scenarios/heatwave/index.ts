import { weatherFromExtremes } from "../../sim-core/exchange/weather/extremes";
import type { Scenario } from "../../sim-core/model/scenario";
import { HARBOURSIDE_PLACE } from "../districts/harbourside";

/** Monday 11 August 2003, 00:00 in Paris (UTC+2). */
const START_S = 1_060_552_800;

/**
 * The facts: on 11 August 2003 Paris had its hottest night since 1873, 25.5 C, and 39.5 C by day (Meteo-France, as
 * quoted in accounts of the 2003 heatwave). The rest is a model, and says so: design-day shape, dew point 15 C, a light
 * wind, a cloudless hazy sky over Harbourside.
 */
export function heatwave(): Scenario {
  const weather = weatherFromExtremes(
    [{ year: 2003, month: 8, day: 11, max_K: 312.65, min_K: 298.65 }],
    HARBOURSIDE_PLACE.origin,
    "Daily extremes of Paris, 11 August 2003 (39.5 °C, 25.5 °C; Meteo-France)",
    { dewPoint_K: 288.15, nightWind_m_s: 2, dayWind_m_s: 4, turbidity_1: 4.5 },
  );
  return {
    format: "crosscurrent-scenario/1",
    id: "heatwave",
    name: "Heatwave",
    story:
      "A day of 39.5 °C after a night that did not cool: air conditioning, chillers and water demand rise together.",
    start_s: START_S,
    duration_s: 86_400,
    tick_s: 300,
    weather,
    policy: "silo",
    seed: 1,
    changes: [],
  };
}
