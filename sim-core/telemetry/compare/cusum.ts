import { exp, log } from "../../../assembly/core/elementary";

/**
 * Two-sided CUSUM on a standardised residual z (mean 0, variance 1 while nothing is wrong):
 *   S+ = max(0, S+ + z - k),  S- = max(0, S- - z - k),  alarm when either exceeds h.
 * k = 1/2 is best against a shift of one standard deviation. Between alarms it restarts from 0.
 *  Source: Page 1954, Continuous inspection schemes.
 *  Not:    a limit on z itself: at the same false-alarm rate a shift of one deviation takes it ten times as long.
 */
export interface Cusum {
  high: number;
  low: number;
  /** Steps since the larger of the two sums was last 0: when the shift probably began. */
  sinceHigh: number;
  sinceLow: number;
}
export const CUSUM_SLACK = 0.5;

export const newCusum = (): Cusum => ({ high: 0, low: 0, sinceHigh: 0, sinceLow: 0 });

/** One step; gives the larger sum. A residual that is absent (NaN) leaves all as it is: a gap proves nothing. */
export function cusumStep(state: Cusum, z: number, slack = CUSUM_SLACK): number {
  if (Number.isNaN(z)) return Math.max(state.high, state.low);
  state.high = Math.max(0, state.high + z - slack);
  state.low = Math.max(0, state.low - z - slack);
  state.sinceHigh = state.high === 0 ? 0 : state.sinceHigh + 1;
  state.sinceLow = state.low === 0 ? 0 : state.sinceLow + 1;
  return Math.max(state.high, state.low);
}

/**
 * Mean number of steps between false alarms of the two-sided chart, for independent normal z:
 *   one side: (exp(2 k b) - 2 k b - 1) / (2 k^2), b = h + 1.166;  two sides: half of it.
 *  Valid:  k > 0, h > 1: within about 5 % of the exact value there.
 *  Source: Siegmund 1985, Sequential Analysis, eq. 2.57 with the boundary correction 1.166.
 */
export function falseAlarmInterval_steps(h: number, slack = CUSUM_SLACK): number {
  const x = 2 * slack * (h + 1.166);
  return (exp(x) - x - 1) / (2 * slack * slack) / 2;
}

/** The limit h at which false alarms are so many steps apart on average: bisection, the interval rises with h. */
export function limitFor(interval_steps: number, slack = CUSUM_SLACK): number {
  let low = 0;
  let high = 100;
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (falseAlarmInterval_steps(middle, slack) < interval_steps) low = middle;
    else high = middle;
  }
  return high;
}

/** Days of learning below which a distribution of daily maxima says nothing. */
export const LEAST_DAYS = 5;
const EULER = 0.577_215_664_901_532_9;

/**
 * The limit that a Tag's CUSUM exceeds on a share p of sound days, from its largest value on each of some sound days:
 * maxima of a day follow Gumbel's distribution, h = m - b ln(-ln(1 - p)), with b = s sqrt(6) / pi, m = mean - 0.5772 b.
 * Real residuals are not independent and normal (pumps start at another minute than in the twin, evenings are livelier
 * than nights), and the limit of the textbook is then far too low; it stands as the floor.
 * So few days do not fix it: its own error e (deviation) lets it be exceeded exp(e^2 / 2 b^2) times as often in the mean,
 * a third more with twelve days, and it is raised by e^2 / 2 b for that.
 *  Source: Gumbel 1958, Statistics of Extremes, fit by moments; its error: Kite 1977, Frequency and Risk Analyses.
 *  Not:    the largest value seen, with a margin: it grows with the days seen and names no rate.
 */
export function limitFromDays(maxima: readonly number[], p: number): number {
  const n = maxima.length;
  if (n < LEAST_DAYS) return Number.NaN;
  const mean = maxima.reduce((sum, x) => sum + x, 0) / n;
  const spread = Math.sqrt(maxima.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (n - 1));
  const scale = (spread * Math.sqrt(6)) / Math.PI;
  const factor = (-log(-log(1 - p)) - EULER) * (Math.sqrt(6) / Math.PI);
  const error2 = ((1 + 1.1396 * factor + 1.1 * factor * factor) * spread * spread) / n;
  return scale > 0 ? mean + factor * spread + error2 / (2 * scale) : mean;
}
