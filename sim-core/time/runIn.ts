import { localHour, localSinceMidnight_s } from "./clock";
import { profileAt } from "./profile";
import type { Run } from "./run";
import { lookAtSky } from "./sky";

/** A flat's time constant is one to two days: after three, 5 to 22 % of a wrong start is left. */
const RUN_IN_DAYS = 3;
const DAY_S = 86_400;
/** Half an hour: the mass step is stable at any length, and sun and profiles change little within it. */
const STEP_S = 1800;

/** Weather and profiles of an instant. */
export function lookAround(run: Run, time_s: number): void {
  const { coupling, scenario, district } = run;
  const { around } = coupling;
  around.localHour = localHour(district, scenario.start_s + time_s);
  lookAtSky(run, time_s);
  const local_s = localSinceMidnight_s(district, scenario.start_s, time_s);
  for (let i = 0; i < district.profiles.length; i++)
    around.profileValues[i] = profileAt(district.profiles[i]!, local_s);
}

/**
 * Buildings live through the day before tick 0 some times, with all supplies at hand and without noise: a heatwave
 * finds walls that are warm already. Where the weather does not reach back so far, its first value holds: the day to
 * come must not be known. Zones alone; networks start at tick 0.
 */
export function runIn(run: Run): void {
  const { buildings } = run.coupling;
  buildings.start();
  for (let day = 0; day < RUN_IN_DAYS; day++)
    for (let time_s = 0; time_s < DAY_S; time_s += STEP_S) {
      lookAround(run, time_s - DAY_S);
      buildings.evaluate(STEP_S);
      buildings.commit(STEP_S, true);
    }
  lookAround(run, 0);
}
