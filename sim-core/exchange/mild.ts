import type { Scenario, WeatherSeries } from "../model/scenario";

/** An imported network does not feel the weather; a run wants one all the same. */
export function mild(start_s: number, duration_s: number): WeatherSeries {
  // Two values say all, however long a file asks for.
  const constant = (value: number): number[] => [value, value];
  return {
    source: "constant 15 °C, no sun: an imported network does not depend on it",
    isMeasured: false,
    start_s,
    step_s: Math.max(3600, duration_s),
    temperature_K: constant(288.15),
    relativeHumidity_1: constant(0.6),
    wind_m_s: constant(2),
    global_W_m2: constant(0),
    direct_W_m2: constant(0),
    diffuse_W_m2: constant(0),
  };
}

/** A file that says nothing about time: its one state, or its own profiles, for so long. */
export const asFiled = (id: string, name: string, story: string, duration_s: number, tick_s: number): Scenario => ({
  ...{ format: "crosscurrent-scenario/1", id, name, story, start_s: 0, duration_s, tick_s },
  ...{ weather: mild(0, duration_s), policy: "silo", seed: 1, changes: [] },
});
