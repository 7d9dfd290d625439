import { learnWander, type Wander } from "./wander";

/**
 * What a Tag's residual (measured - predicted) is like while nothing is wrong: learnt from days that are taken as sound.
 * It grows with the load: a plant that makes five times as much is predicted five times as far off. So all is counted
 * in deviations of the residual at the load of that tick.
 * Residuals of neighbouring ticks hang together (demand wanders, instruments drift), so the watch is kept on what is new
 * in each: e_t = u_t - keep * u_{t-1}, the innovations of a first-order autoregression of u = (r - mean) / deviation.
 * Without this the false-alarm rate of a CUSUM would be many times the stated one.
 */
export interface Band {
  readonly mean: number;
  /** Of the residual itself over all loads: what is drawn as the band. */
  readonly deviation: number;
  /** Its square at a load is still2 + perLoad2 * load^2, of the residual at load 0 and of what comes with every unit of it. */
  readonly still2: number;
  readonly perLoad2: number;
  /** Share of a departure that is still there one tick later. */
  readonly keep_1: number;
  /** Of the innovations, in deviations. */
  readonly innovation_1: number;
  /** The same residual as a wander with noise on top: what its evidence is weighed by. */
  readonly wander: Wander;
  readonly count: number;
}

/** Of the residual at a load, in the Tag's unit. */
export const deviationAt = ({ still2, perLoad2 }: Band, load: number): number =>
  Math.sqrt(still2 + perLoad2 * load * load);

/** The residual in deviations at its load. */
export const departureOf = (band: Band, residual: number, load: number): number =>
  (residual - band.mean) / deviationAt(band, load);

/** A band needs so many pairs of neighbouring residuals. */
const LEAST_PAIRS = 50;
/** A residual that never moves (a model that is exact) still has this band, as a share of the Tag's own range. */
const LEAST_SHARE = 1e-4;
/** And a Tag that never moved at all (a plant that stands) this one, in its unit: the first move is a departure. */
const LEAST = 1e-6;

/**
 * Band of residuals, NaN where there is none, with the load (what was predicted) beside each; range: how far the Tag
 * itself moves. null when there are too few. keep_1 is bounded by 0.98: at 1 a lasting shift would leave no trace in the
 * innovations.
 */
export function learnBand(residuals: ArrayLike<number>, loads: ArrayLike<number>, range: number): Band | null {
  let [count, sum] = [0, 0];
  for (let k = 0; k < residuals.length; k++) {
    if (Number.isNaN(residuals[k]!)) continue;
    count++;
    sum += residuals[k]!;
  }
  if (count < LEAST_PAIRS) return null;
  const mean = sum / count;
  const least = Math.max(LEAST, LEAST_SHARE * range);
  const { deviation, ...scale } = learnScale(residuals, loads, mean, least * least);
  const u = Float64Array.from(
    residuals,
    (r, k) => (r - mean) / Math.sqrt(scale.still2 + scale.perLoad2 * loads[k]! * loads[k]!),
  );
  let [products, before, pairs] = [0, 0, 0];
  for (let k = 1; k < u.length; k++) {
    const [last, now] = [u[k - 1]!, u[k]!];
    if (Number.isNaN(last * now)) continue;
    products += now * last;
    before += last * last;
    pairs++;
  }
  if (pairs < LEAST_PAIRS) return null;
  const keep_1 = before > 0 ? Math.min(0.98, Math.max(0, products / before)) : 0;
  let rest = 0;
  for (let k = 1; k < u.length; k++) {
    const e = u[k]! - keep_1 * u[k - 1]!;
    if (!Number.isNaN(e)) rest += e * e;
  }
  const innovation_1 = Math.max(Math.sqrt(rest / pairs), LEAST_SHARE);
  return { mean, deviation, ...scale, keep_1, innovation_1, wander: learnWander(u), count };
}

/** Rounds of weighing: the next ones change nothing that could be seen. */
const ROUNDS = 6;
/** Of the mean square, so much at least is there at load 0. */
const LEAST_STILL_1 = 0.02;

/**
 * How the square of a residual grows with the square of its load: least squares, each weighed by the inverse square of
 * what is expected of it (the variance of a squared normal is twice its square); neither part below 0.
 *  Source: Davidian and Carroll 1987, variance function estimation.
 */
function learnScale(residuals: ArrayLike<number>, loads: ArrayLike<number>, mean: number, least2: number) {
  let [n, square, most] = [0, 0, 0];
  for (let k = 0; k < residuals.length; k++) {
    const y = (residuals[k]! - mean) * (residuals[k]! - mean);
    if (Number.isNaN(y)) continue;
    n++;
    square += y;
    most = Math.max(most, loads[k]! * loads[k]!);
  }
  const whole = Math.max(square / n, least2);
  let [still2, slope] = [whole, 0];
  if (square / n > least2 && most > 0)
    for (let round = 0; round < ROUNDS; round++) {
      let [w, x, xx, y, xy] = [0, 0, 0, 0, 0];
      for (let k = 0; k < residuals.length; k++) {
        const yk = (residuals[k]! - mean) * (residuals[k]! - mean);
        if (Number.isNaN(yk)) continue;
        const xk = (loads[k]! * loads[k]!) / most;
        const spread = (still2 + slope * xk) / whole;
        const wk = 1 / (spread * spread);
        w += wk;
        x += wk * xk;
        xx += wk * xk * xk;
        y += wk * yk;
        xy += wk * xk * yk;
      }
      const apart = w * xx - x * x;
      slope = apart > 1e-9 * w * xx ? (w * xy - x * y) / apart : 0;
      if (slope < 0) slope = 0;
      still2 = (y - slope * x) / w;
      if (still2 < LEAST_STILL_1 * whole) {
        still2 = LEAST_STILL_1 * whole;
        slope = Math.max(0, (xy - still2 * x) / xx);
      }
    }
  return { deviation: Math.sqrt(whole), still2: Math.max(still2, least2), perLoad2: most > 0 ? slope / most : 0 };
}
