import { exp, log } from "../../../assembly/core/elementary";

/**
 * A residual as the sum of two: a wander x (demand, drift) that keeps a share of itself from tick to tick, and noise v (the
 * instrument's) that keeps nothing:  x_t = keep * x_{t-1} + w_t,  u_t = x_t + v_t.
 * Its innovations are independent; those of a plain autoregression are not when there is noise on top: one tick's noise
 * is in two of them with opposite signs, and what is left of the wander adds up over hours, so that a day that drifts
 * counts as so many proofs of the same thing.
 *  Source: Kalman 1960, steady state.
 */
export interface Wander {
  readonly keep_1: number;
  /** How much of what is new in a tick is taken for wander: the filter's gain. */
  readonly gain_1: number;
  /** Deviation of the innovations. */
  readonly innovation: number;
}

/** Correlations are matched up to an hour of 5-minute ticks. */
const LAGS = 12;
/** Keeps that are tried: memories of 2 to 100 ticks, evenly in the logarithm. */
const KEEPS: readonly number[] = Array.from({ length: 40 }, (_, k) => 1 - exp(log(0.5) + (k / 39) * log(0.01 / 0.5)));
/** Less of the variance than this is no wander. */
const LEAST_WANDER = 0.02;
const LEAST_NOISE = 1e-3;
const LEAST_INNOVATION = 1e-4;

/** From standardised residuals, NaN for what is absent and between days: the wander whose correlations come nearest. */
export function learnWander(u: ArrayLike<number>): Wander {
  const correlation = Array.from({ length: LAGS + 1 }, (_, lag) => covariance(u, lag));
  const whole = correlation[0]!;
  const still = { keep_1: 0, gain_1: 0 };
  if (!(whole > 0)) return { ...still, innovation: LEAST_INNOVATION };
  let [best, keep, part] = [Number.POSITIVE_INFINITY, 0, 0];
  for (const tried of KEEPS) {
    let [along, size, power] = [0, 0, 1];
    for (let lag = 1; lag <= LAGS; lag++) {
      power *= tried;
      along += (power * correlation[lag]!) / whole;
      size += power * power;
    }
    const share = Math.min(1, Math.max(0, along / size));
    let off = 0;
    power = 1;
    for (let lag = 1; lag <= LAGS; lag++) {
      power *= tried;
      const miss = correlation[lag]! / whole - share * power;
      off += miss * miss;
    }
    if (off < best) [best, keep, part] = [off, tried, share];
  }
  const found = part < LEAST_WANDER ? still : { keep_1: keep, gain_1: gainOf(keep, part) };
  const news = newsOf({ ...found, innovation: 1 }, u);
  return { ...found, innovation: Math.max(Math.sqrt(covariance(news, 0)), LEAST_INNOVATION) };
}

/** Gain of the filter when it has settled: the Riccati equation of one state, by iteration. */
function gainOf(keep: number, part: number): number {
  const noise = Math.max(1 - part, LEAST_NOISE);
  const added = part * (1 - keep * keep);
  let before = part;
  for (let k = 0; k < 500; k++) before = keep * keep * (before - (before * before) / (before + noise)) + added;
  return before / (before + noise);
}

/** Mean product of values that are so many ticks apart, where both are. */
function covariance(u: ArrayLike<number>, lag: number): number {
  let [sum, n] = [0, 0];
  for (let k = lag; k < u.length; k++) {
    const product = u[k]! * u[k - lag]!;
    if (Number.isNaN(product)) continue;
    sum += product;
    n++;
  }
  return n > 0 ? sum / n : 0;
}

/**
 * What is new in each of a series, in deviations of what is new; NaN where the series has none, and in its first value:
 * before that nothing is known of the wander. A gap lets the wander fade.
 */
export function newsOf({ keep_1, gain_1, innovation }: Wander, u: ArrayLike<number>): Float64Array {
  const news = new Float64Array(u.length).fill(Number.NaN);
  let [wander, isKnown] = [0, false];
  for (let t = 0; t < u.length; t++) {
    const fresh = u[t]! - keep_1 * wander;
    wander *= keep_1;
    if (Number.isNaN(fresh)) continue;
    wander += gain_1 * fresh;
    if (isKnown) news[t] = fresh / innovation;
    isKnown = true;
  }
  return news;
}

/** What a change that began at its first value does to the news: nothing was there before it. */
export function newsOfChange({ keep_1, gain_1, innovation }: Wander, change: ArrayLike<number>): Float64Array {
  const news = new Float64Array(change.length).fill(Number.NaN);
  let wander = 0;
  for (let t = 0; t < change.length; t++) {
    const fresh = change[t]! - keep_1 * wander;
    wander *= keep_1;
    if (Number.isNaN(fresh)) continue;
    wander += gain_1 * fresh;
    news[t] = fresh / innovation;
  }
  return news;
}
