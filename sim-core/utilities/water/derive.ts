/** What no solver writes but every panel shows. */

/** Litres a person and day at a flow. */
export const litresPerPersonDay = (flow_m3_s: number, people: number): number =>
  people > 0 ? (flow_m3_s * 86_400_000) / people : Number.NaN;

/** Share of a tank's range of levels that is filled. */
export const fillShare = (level_m: number, min_m: number, max_m: number): number =>
  max_m > min_m ? (level_m - min_m) / (max_m - min_m) : Number.NaN;

/** Shares of the people served at enough, at low and without pressure; `least_Pa` is ordinarily 1.4 to 2 bar. */
export function serviceShares(
  pressure_Pa: Float64Array,
  people: Float64Array,
  least_Pa: number,
): { readonly enough: number; readonly low: number; readonly none: number } {
  let [enough, low, none, all] = [0, 0, 0, 0];
  for (let i = 0; i < pressure_Pa.length; i++) {
    const p = people[i]!;
    if (!(p > 0)) continue;
    all += p;
    if (pressure_Pa[i]! >= least_Pa) enough += p;
    else if (pressure_Pa[i]! > 0) low += p;
    else none += p;
  }
  return all > 0 ? { enough: enough / all, low: low / all, none: none / all } : { enough: 1, low: 0, none: 0 };
}
