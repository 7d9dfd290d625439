import { weatherFromExtremes } from "../../sim-core/exchange/weather/extremes";
import type { Scenario } from "../../sim-core/model/scenario";
import { HARBOURSIDE_PLACE } from "../districts/harbourside";

/** Tuesday 3 June 2003, 00:00 local (UTC+2). */
const START_S = 1_054_591_200;

/** An ordinary early summer weekday, 13 to 23 C: an assumption, not a record. */
export function normalDay(): Scenario {
  const weather = weatherFromExtremes(
    [{ year: 2003, month: 6, day: 3, max_K: 296.15, min_K: 286.15 }],
    HARBOURSIDE_PLACE.origin,
    "Assumed mild summer day, 13 to 23 °C",
    { dewPoint_K: 283.15, nightWind_m_s: 2, dayWind_m_s: 4, turbidity_1: 3.5 },
  );
  return {
    format: "crosscurrent-scenario/1",
    id: "normal-day",
    name: "Normal day",
    story: "A mild weekday on which everything lies in its ordinary range.",
    start_s: START_S,
    duration_s: 86_400,
    tick_s: 300,
    weather,
    policy: "silo",
    seed: 1,
    changes: [],
  };
}
