/**
 * What a Tag's residual (measured - predicted) is like while nothing is wrong: learnt from days that are taken as sound.
 * Residuals of neighbouring ticks hang together (demand wanders, instruments drift), so the test is made on what is new
 * in each: e_t = (r_t - mean) - keep * (r_{t-1} - mean), the innovations of a first-order autoregression.
 * Without this the false-alarm rate of a CUSUM would be many times the stated one.
 */
export interface Band {
  readonly mean: number;
  /** Of the residual itself: what is drawn as the band. */
  readonly deviation: number;
  /** Share of a departure that is still there one tick later. */
  readonly keep_1: number;
  /** Of the innovations. */
  readonly innovation: number;
  readonly count: number;
}

/** A band needs so many pairs of neighbouring residuals. */
const LEAST_PAIRS = 50;
/** A residual that never moves (a model that is exact) still has this band, as a share of the Tag's own range. */
const LEAST_SHARE = 1e-4;

/**
 * Mean, deviation and lag-1 correlation of residuals, NaN where there is none; range: how far the Tag itself moves.
 * null when there are too few. keep_1 is bounded by 0.98: at 1 a lasting shift would leave no trace in the innovations.
 */
export function learnBand(residuals: ArrayLike<number>, range: number): Band | null {
  let [n, sum] = [0, 0];
  for (let k = 0; k < residuals.length; k++) {
    if (Number.isNaN(residuals[k]!)) continue;
    n++;
    sum += residuals[k]!;
  }
  if (n < LEAST_PAIRS) return null;
  const mean = sum / n;
  let [squares, products, before, pairs] = [0, 0, 0, 0];
  for (let k = 0; k < residuals.length; k++) {
    const r = residuals[k]! - mean;
    if (Number.isNaN(r)) continue;
    squares += r * r;
    const last = k > 0 ? residuals[k - 1]! - mean : Number.NaN;
    if (Number.isNaN(last)) continue;
    products += r * last;
    before += last * last;
    pairs++;
  }
  if (pairs < LEAST_PAIRS) return null;
  const floor = LEAST_SHARE * range;
  const deviation = Math.max(Math.sqrt(squares / n), floor);
  const keep_1 = before > 0 ? Math.min(0.98, Math.max(0, products / before)) : 0;
  let rest = 0;
  for (let k = 1; k < residuals.length; k++) {
    const e = residuals[k]! - mean - keep_1 * (residuals[k - 1]! - mean);
    if (!Number.isNaN(e)) rest += e * e;
  }
  return { mean, deviation, keep_1, innovation: Math.max(Math.sqrt(rest / pairs), floor), count: n };
}
