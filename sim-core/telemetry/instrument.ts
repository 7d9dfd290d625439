import { Random } from "../model/random";

export interface InstrumentError {
  /** Standard deviation and slow wander, shares of the greatest value seen so far. */
  readonly noise_1: number;
  readonly drift_1: number;
  /** How often, per value, the instrument falls silent, and for how long at most, s. */
  readonly dropout_1: number;
  readonly silence_s: number;
}
export const INSTRUMENT_ERROR: InstrumentError = { noise_1: 0.002, drift_1: 0.003, dropout_1: 2e-4, silence_s: 40 };
const DRIFT_PERIOD_s = 6 * 3600;

/** One measuring device of the demo field: what it makes of the truth. The same seed and times, the same errors. */
export class Instrument {
  private readonly random: Random;
  private readonly phase_s: number;
  private scale = 0;
  private silentUntil_s = Number.NEGATIVE_INFINITY;
  private held = Number.NaN;
  /** A stuck sensor goes on telling what it told last, and calls it good: that is what makes it a hidden fault. */
  isStuck = false;

  constructor(
    seed: number,
    private readonly error: InstrumentError = INSTRUMENT_ERROR,
  ) {
    this.random = new Random(seed);
    this.phase_s = this.random.between(0, DRIFT_PERIOD_s);
  }

  /** Undefined while it is silent, or when there is nothing to measure. */
  read(truth: number, time_s: number): number | undefined {
    const { noise_1, drift_1, dropout_1, silence_s } = this.error;
    const noise = this.normal();
    const chance = this.random.unit();
    const length_s = this.random.between(0.2, 1) * silence_s;
    if (Number.isNaN(truth)) return undefined;
    if (this.isStuck && !Number.isNaN(this.held)) return this.held;
    if (time_s >= this.silentUntil_s && chance < dropout_1) this.silentUntil_s = time_s + length_s;
    if (time_s < this.silentUntil_s) return undefined;
    this.scale = Math.max(this.scale, Math.abs(truth));
    this.held = truth + this.scale * (noise_1 * noise + drift_1 * triangle((time_s + this.phase_s) / DRIFT_PERIOD_s));
    return this.held;
  }

  /** Mean 0, variance 1: the sum of four uniforms. */
  private normal(): number {
    let sum = 0;
    for (let k = 0; k < 4; k++) sum += this.random.unit();
    return (sum - 2) * Math.sqrt(3);
  }
}

/** A triangle wave of period 1 between -1 and 1. */
function triangle(x: number): number {
  const part = x - Math.floor(x);
  return part < 0.5 ? 4 * part - 1 : 3 - 4 * part;
}
