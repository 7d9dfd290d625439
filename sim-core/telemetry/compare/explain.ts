import { log } from "../../../assembly/core/elementary";
import { deviationAt } from "./band";
import type { Candidate } from "./candidates";
import { newsOf, newsOfChange } from "./wander";
import type { SoundDay } from "./watch";
import type { Whitening } from "./whitening";

/** What was measured and what was predicted, Tag by Tag, since the twin's beginning: how far each Tag had wandered
 *  before the departure is known from there. */
export interface Departure {
  readonly measured: readonly Float64Array[];
  readonly predicted: readonly Float64Array[];
  /** From this tick on it may have begun. */
  readonly onset: number;
}

/** What a candidate would have changed, Tag by Tag, from the tick on at which it is given to the twin; null: no such run. */
export type Shift = SoundDay | null;

export interface Scored {
  readonly candidate: Candidate;
  /** Logarithm of how much likelier what was measured is with this fault than with none, less a price for what is fitted. */
  readonly gain: number;
  /** How many times what was tried fits best, and so many ticks later than it was tried. */
  readonly times: number;
  readonly later_ticks: number;
  /** Of an instrument: how it lies. */
  readonly how?: "stuck" | "offset" | "drift" | "anything";
}

/** Every candidate with what speaks for it, and what the best of them leaves unexplained. */
export interface Explained {
  readonly scored: readonly Scored[];
  /** What one more departure, of any one Tag near the best candidate, would gain on top of it; 0 when that explains all. */
  readonly left: number;
}

/**
 * Degrees of freedom of Student's distribution, which stands for the normal one: a pump that starts a tick later than in
 * the twin is a departure of thirty deviations and proves nothing.
 *  Source: Lange, Little and Taylor 1989, robust modelling with the t distribution.
 */
const FREEDOM = 4;
const ROUNDS = 4;
/** Ticks that a fault may have begun later than it was tried: what follows from it is taken to be the same then. Every one
 *  of them: with some left out a fault that began in between fits badly everywhere, and junctions that are alike seem told
 *  apart by how they hide that. */
const SHIFTS: readonly number[] = Array.from({ length: 33 }, (_, tick) => tick);
/** An instrument is taken to lie by at most this share of what it shows, to either side; a drift gets there by its end. */
const LIE_1 = 0.2;
/** Fewer ticks than these after the beginning say nothing. */
const LEAST_TICKS = 1;

/**
 * How well each candidate explains a departure: likelihood ratio of the whitened innovations z with and without the
 * candidate's own d, its size and the tick of its beginning fitted. An instrument explains its own Tag alone: by having stopped
 * (its values are equal to the last bit, which noise never is), by an offset, by a drift, or by anything at all, at the
 * price of one parameter a tick.
 *  Source: Willsky and Jones 1976 (generalised likelihood ratio). What is fitted has the price of Laplace's
 *          approximation (Kass and Raftery 1995): of a size, how many sizes the data could have told apart in its range;
 *          of the tick of its beginning, how many were tried; of anything at all, ln(n) / 2 a tick (Schwarz 1978).
 *  isNear: which Tags would tell that it is something else than this candidate: those of its network. What departs by
 *          chance at the other end of the district says nothing against it.
 *  Not:    ln(n) / 2 for the size as well: an offset may be of any size and a tap has four, and a gauge that is 8 %
 *          off was then as likely called a wrong tap.
 */
export function explain(
  whitening: Whitening,
  departure: Departure,
  candidates: readonly Candidate[],
  shifts: readonly Shift[],
  isNear: (candidate: Candidate, tag: string) => boolean = () => true,
): Explained {
  const n = whitening.tags.length;
  const { onset } = departure;
  const ticks = (departure.measured[0]?.length ?? onset) - onset;
  if (ticks < 1) return { scored: [], left: 0 };
  const isAbsent = new Uint8Array(ticks * n);
  const z = new Float64Array(ticks * n);
  /** One for the whole departure: it is hours long at most. */
  const scales = whitening.bands.map((band, k) => deviationAt(band, meanOf(departure.predicted[k]!, onset)));
  for (let k = 0; k < n; k++) {
    const { mean, wander } = whitening.bands[k]!;
    const predicted = departure.predicted[k]!;
    const news = newsOf(
      wander,
      departure.measured[k]!.map((x, t) => (x - predicted[t]! - mean) / scales[k]!),
    );
    for (let t = 0; t < ticks; t++) {
      const x = news[onset + t]!;
      isAbsent[t * n + k] = Number.isNaN(x) ? 1 : 0;
      z[t * n + k] = Number.isNaN(x) ? 0 : x;
    }
  }
  for (let t = 0; t < ticks; t++) whitening.whiten(z, t * n);
  /** Cost of every tick without any fault, summed from it on. */
  const costs = new Float64Array(ticks);
  const weigh = () => {
    for (let t = 0; t < ticks; t++) costs[t] = costOf(z, t * n, (t + 1) * n);
  };
  weigh();
  const price = log(Math.max(2, ticks)) / 2;
  const index = new Map(whitening.tags.map((tag, k) => [tag, k]));

  const news = (series: (k: number) => Float64Array | undefined): Float64Array => {
    const d = new Float64Array(ticks * n);
    for (let k = 0; k < n; k++) {
      const shift = series(k);
      if (!shift) continue;
      const changed = newsOfChange(
        whitening.bands[k]!.wander,
        Float64Array.from({ length: ticks }, (_, t) => shift[t]! / scales[k]!),
      );
      for (let t = 0; t < ticks; t++) {
        const x = changed[t]!;
        if (!Number.isNaN(x) && isAbsent[t * n + k] === 0) d[t * n + k] = x;
      }
    }
    for (let t = 0; t < ticks; t++) whitening.whiten(d, t * n);
    return d;
  };

  const newsOfShift = (shift: SoundDay) => news((k) => shift.get(whitening.tags[k]!));

  /** Best size of a d that begins `later` ticks later: weighted least squares, weights of Student's distribution. */
  const fitted = (d: Float64Array, { least, most, step }: Sizes, later: number) => {
    const from = later * n;
    let times = least === most ? least : 0;
    let information = 0;
    if (least < most)
      for (let round = 0; round < ROUNDS; round++) {
        let [along, size] = [0, 1e-12];
        for (let i = from; i < z.length; i++) {
          const di = d[i - from]!;
          const rest = z[i]! - times * di;
          const weight = (FREEDOM + 1) / (FREEDOM + rest * rest);
          along += weight * di * z[i]!;
          size += weight * di * di;
        }
        times = Math.min(most, Math.max(least, along / size));
        information = size;
      }
    const gainOf = (size: number) => {
      let gain = 0;
      for (let t = later; t < ticks; t++) gain += costs[t]!;
      return { times: size, information, gain: gain - costOf(z, from, z.length, d, size) };
    };
    if (step === undefined) return gainOf(times);
    const down = Math.floor(times / step) * step;
    const near = [down, down + step].map((size) => (size === 0 ? (times < 0 ? -step : step) : size));
    const [a, b] = near.map((size) => gainOf(Math.min(most, Math.max(least, size))));
    return b!.gain > a!.gain ? b! : a!;
  };
  const best = (d: Float64Array, sizes: Sizes) => {
    let found = { times: Number.NaN, information: 0, gain: Number.NEGATIVE_INFINITY, later_ticks: 0 };
    let tried = 0;
    for (const later_ticks of SHIFTS) {
      if (later_ticks > ticks - LEAST_TICKS) break;
      tried++;
      const one = fitted(d, sizes, later_ticks);
      if (one.gain > found.gain) found = { ...one, later_ticks };
    }
    const { information, ...rest } = found;
    return { ...rest, gain: found.gain - sizePrice(sizes, information) - log(Math.max(1, tried)) };
  };

  /** What of z is gone when one Tag may say at every tick what it likes. */
  const ofTag = (k: number): Float64Array => {
    const unit = new Float64Array(n);
    unit[k] = 1;
    whitening.whiten(unit);
    let size = 0;
    for (const u of unit) size += u * u;
    const taken = new Float64Array(z.length);
    for (let t = 0; t < ticks; t++) {
      let along = 0;
      for (let j = k; j < n; j++) along += unit[j]! * z[t * n + j]!;
      for (let j = k; j < n; j++) taken[t * n + j] = (unit[j]! * along) / size;
    }
    return taken;
  };

  const gainOfAll = (k: number): number => costOf(z, 0, z.length) - costOf(z, 0, z.length, ofTag(k), 1);

  /** Ways in which one Tag could depart by itself. */
  const departures = (k: number): Way[] => {
    let most = 0;
    const told = departure.measured[k]!.subarray(onset - 1);
    for (const x of told) if (Math.abs(x) > most) most = Math.abs(x);
    const only = (of: (t: number) => number) => {
      const series = Float64Array.from({ length: ticks }, (_, t) => of(t));
      const range = (2 * LIE_1 * most) / of(ticks - 1);
      return best(
        news((j) => (j === k ? series : undefined)),
        { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY, range },
      );
    };
    return [
      { how: "offset", ...only(() => 1) },
      { how: "drift", ...only((t) => t + 1) },
      { how: "anything", gain: gainOfAll(k) - price * ticks, later_ticks: 0 },
    ];
  };

  /** The best way in which the instrument of one Tag could lie. */
  const instrument = (k: number): Way => {
    const ways = departures(k);
    // a stopped instrument says the same to the last bit: of a living one that is as unlikely as anything can be
    const stopped = stoppedTicks(departure.measured[k]!.subarray(onset - 1));
    if (stopped >= STOPPED_TICKS)
      ways.push({ how: "stuck", gain: Math.max(gainOfAll(k), 0) + stopped * STOPPED_GAIN, later_ticks: 0 });
    return ways.reduce((a, b) => (b.gain > a.gain ? b : a));
  };

  const scored = candidates.map((candidate, c): Scored => {
    const nothing = { candidate, gain: Number.NEGATIVE_INFINITY, times: Number.NaN, later_ticks: 0 };
    if (candidate.kind === "sensor") {
      const k = index.get(candidate.at);
      return k === undefined ? nothing : { candidate, times: 1, ...instrument(k) };
    }
    const shift = shifts[c];
    if (!shift) return nothing;
    return { candidate, ...best(newsOfShift(shift), { ...candidate, range: candidate.most - candidate.least }) };
  });

  if (scored.length === 0) return { scored, left: 0 };
  // what no single fault explains: what the best of them leaves is tried on every Tag near it once more
  const first = scored.reduce((most, s, c) => (s.gain > scored[most]!.gain ? c : most), 0);
  const { candidate, times, later_ticks } = scored[first]!;
  const lying = candidate.kind === "sensor" ? index.get(candidate.at) : undefined;
  const shift = shifts[first];
  const [taken, from, size] =
    lying !== undefined ? [ofTag(lying), 0, 1] : shift ? [newsOfShift(shift), later_ticks * n, times] : [null, 0, 0];
  if (taken) for (let i = from; i < z.length; i++) z[i]! -= size * taken[i - from]!;
  weigh();
  const near = [...whitening.tags.keys()].filter((k) => k !== lying && isNear(candidate, whitening.tags[k]!));
  const most = near.reduce((m, k) => Math.max(m, ...departures(k).map((way) => way.gain)), 0);
  return { scored, left: Math.max(0, most - log(WAYS_TO_LIE * n)) };
}

/** Stuck, off by a constant, drifting, anything at all. */
export const WAYS_TO_LIE = 4;

type Way = Pick<Scored, "gain" | "how" | "later_ticks">;

/** In which sizes something comes; range: how wide they lie before anything is measured. */
interface Sizes {
  readonly least: number;
  readonly most: number;
  readonly step?: number;
  readonly range: number;
}

/** What it costs that a size is fitted, as a logarithm: how many of them the data tell apart, or how many there are. */
function sizePrice({ least, most, step, range }: Sizes, information: number): number {
  if (least === most) return 0;
  if (step !== undefined) return log(Math.max(1, range / step));
  return log(Math.max(1, (information * range * range) / (2 * Math.PI))) / 2;
}

/** Of the values from a place on. */
function meanOf(values: Float64Array, from: number): number {
  let sum = 0;
  for (let k = from; k < values.length; k++) sum += values[k]!;
  return sum / Math.max(1, values.length - from);
}

/** Product of so much has its logarithm taken before it goes on: one for hundreds of values. */
const FULL = 1e100;

/** Minus the logarithm of the likelihood of z less `times` d, from one place to another; d begins there. */
function costOf(z: Float64Array, from: number, to: number, d: Float64Array | null = null, times = 0): number {
  let [sum, product] = [0, 1];
  for (let i = from; i < to; i++) {
    const rest = d ? z[i]! - times * d[i - from]! : z[i]!;
    product *= 1 + (rest * rest) / FREEDOM;
    if (product > FULL) {
      sum += log(product);
      product = 1;
    }
  }
  return ((FREEDOM + 1) / 2) * (sum + log(product));
}

/** From so many equal values on an instrument is said to have stopped. */
export const STOPPED_TICKS = 3;
/** What each of them is worth, as a logarithm: a living one repeats itself once in a hundred times. */
const STOPPED_GAIN = 4.6;

/** How many of the last values are equal to the last bit; none at nothing: a pump that stands reads 0 truly. */
export function stoppedTicks(values: ArrayLike<number>): number {
  let [count, value] = [0, Number.NaN];
  for (let t = values.length - 1; t >= 0; t--) {
    if (Number.isNaN(values[t]!)) continue;
    if (count > 0 && values[t] !== value) break;
    value = values[t]!;
    count++;
  }
  return value === 0 ? 0 : count;
}
