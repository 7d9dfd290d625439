import { type Band, departureOf, learnBand } from "./band";
import { type Cusum, cusumStep, limitFor, limitFromDays, newCusum } from "./cusum";

export interface WatchRules {
  /** How often, over all Tags together, an alarm without a cause is put up with: once in so many days. */
  readonly falseAlarmEvery_days: number;
  readonly tick_s: number;
  /** A single innovation beyond this many deviations counts as this many: one odd value is not a lasting departure. */
  readonly clip: number;
}
export const WATCH_RULES: WatchRules = { falseAlarmEvery_days: 10, tick_s: 300, clip: 4 };

/** One Tag beside its prediction, as the table shows it. */
export interface Compared {
  readonly tag: string;
  readonly measured: number;
  readonly predicted: number;
  readonly residual: number;
  readonly band: Band;
  /** Residual in deviations of its band at this load. */
  readonly departure: number;
  /** CUSUM over its limit: 1 and more is an alarm. The table is sorted by it. */
  readonly significance: number;
  /** Ticks since the departure began; 0 when there is none. */
  readonly since_ticks: number;
  /** Its CUSUM over its limit, tick by tick: what the chart shows. */
  readonly cusum_1: number;
  /** So many values in a row are equal to the last bit, of an instrument that never repeats itself otherwise. */
  readonly stopped_ticks: number;
}

/** What is known of a Tag's residual on sound days, and from where on its CUSUM is an alarm. */
export interface Learnt {
  readonly band: Band;
  readonly limit: number;
}

/** Tag by Tag the values of one day, tick by tick, NaN where there is none. */
export type SoundDay = ReadonlyMap<string, Float64Array>;
/** A sound day held against the twin: what was measured less what was predicted, and what was predicted. */
export interface HeldDay {
  readonly residuals: SoundDay;
  readonly predicted: SoundDay;
}

/** A Tag's own limit is first set for this share of sound days: what so few days can still tell of one Tag. */
const OWN_SHARE = 0.02;

/**
 * Bands and limits from sound days. Alarms without a cause are to come once in falseAlarmEvery_days over all Tags
 * together, and they do not come independently: a busy evening is busy on every feeder. So each Tag gets a limit of its
 * own first, then all of them are stretched by one factor: day by day, what the day would have come to under limits that
 * were learnt from the others alone (a day that took part in the learning flatters itself), the largest over all Tags;
 * of these Gumbel's quantile of one in falseAlarmEvery_days.
 *  ranges: how far each Tag itself moves, in its unit.
 *  Tags with too few values, and all of them with fewer than six days, are left out: nothing is claimed of them.
 *  Not:    the sum of the Tags' own rates, 1 / (10 days x 84 Tags) each: seven maxima say nothing of one day in 840, and
 *          what came of it was an alarm on 15 of 30 sound days.
 */
export function learn(
  days: readonly HeldDay[],
  ranges: ReadonlyMap<string, number>,
  rules: WatchRules = WATCH_RULES,
): Map<string, Learnt> {
  const share = 1 / rules.falseAlarmEvery_days;
  const worst = days.map((day, k) => {
    const others = learnEach(
      days.filter((_, j) => j !== k),
      ranges,
      rules,
    );
    return mostOf(day, others, rules);
  });
  const stretch = limitFromDays(worst, share);
  const learnt = new Map<string, Learnt>();
  if (!(stretch > 0)) return learnt;
  for (const [tag, { band, limit }] of learnEach(days, ranges, rules))
    learnt.set(tag, { band, limit: limit * stretch });
  return learnt;
}

/** Each Tag by itself. */
function learnEach(
  days: readonly HeldDay[],
  ranges: ReadonlyMap<string, number>,
  rules: WatchRules,
): Map<string, Learnt> {
  const learnt = new Map<string, Learnt>();
  const floor = limitFor(86_400 / rules.tick_s / OWN_SHARE);
  for (const [tag, range] of ranges) {
    const series = days.flatMap((day) => day.residuals.get(tag) ?? []);
    const loads = days.flatMap((day) => day.predicted.get(tag) ?? []);
    const [all, at] = [series, loads].map((of) => of.flatMap((day) => [...day, Number.NaN])); // no neighbours across midnight
    const band = learnBand(all!, at!, range);
    if (!band) continue;
    const limit = limitFromDays(
      series.map((day, k) => mostOfTag(day, loads[k]!, band, rules)),
      OWN_SHARE,
    );
    if (!Number.isNaN(limit)) learnt.set(tag, { band, limit: Math.max(limit, floor) });
  }
  return learnt;
}

/** The largest CUSUM of a Tag on a day. */
function mostOfTag(day: Float64Array, loads: Float64Array, band: Band, rules: WatchRules): number {
  const cusum = newCusum();
  let [last, most] = [Number.NaN, 0];
  day.forEach((residual, k) => {
    const departure = departureOf(band, residual, loads[k]!);
    most = Math.max(most, cusumStep(cusum, innovation(band, departure, last, rules.clip)));
    last = departure;
  });
  return most;
}

/** The largest significance of a day, over all Tags. */
function mostOf(day: HeldDay, learnt: ReadonlyMap<string, Learnt>, rules: WatchRules): number {
  let most = 0;
  for (const [tag, { band, limit }] of learnt) {
    const values = day.residuals.get(tag);
    if (values) most = Math.max(most, mostOfTag(values, day.predicted.get(tag)!, band, rules) / limit);
  }
  return most;
}

/** What is new in a departure, in deviations of what is new, clipped. */
function innovation(band: Band, departure: number, last: number, clip: number): number {
  const news = (departure - band.keep_1 * last) / band.innovation_1;
  return Number.isNaN(news) ? Number.NaN : Math.min(clip, Math.max(-clip, news));
}

/** Half an hour of 5-minute steps without the least change is an alarm. */
const STOPPED_ALARM_TICKS = 6;

/**
 * Whether an instrument has stopped: it says the same to the last bit, again and again. Only of one that is known to move:
 * of a dozen pairs of neighbours before, at most one in ten was equal. A meter that is read in coarse steps, or a pump
 * that stands and reads 0, is never said to have stopped.
 */
class Stopped {
  private value = Number.NaN;
  private run = 0;
  private pairs = 0;
  private equal = 0;

  take(value: number): number {
    if (Number.isNaN(value)) return this.ticks;
    if (value === this.value) this.run++;
    else {
      if (!Number.isNaN(this.value)) this.pairs += this.run;
      this.equal += Math.max(0, this.run - 1);
      this.value = value;
      this.run = 1;
    }
    return this.ticks;
  }

  get ticks(): number {
    const isAlive = this.pairs >= 12 && 10 * this.equal <= this.pairs;
    return isAlive && this.value !== 0 && this.run > 1 ? this.run : 0;
  }
}

/** Watches all Tags: each has its own CUSUM on the innovations of its residual, and is heard whether it still moves. */
export class Watch {
  private readonly states = new Map<string, { cusum: Cusum; stopped: Stopped; last: number; now: Compared }>();

  constructor(
    private readonly learnt: ReadonlyMap<string, Learnt>,
    private readonly rules: WatchRules = WATCH_RULES,
  ) {}

  /** One Tag at one tick, NaN for what is absent (or not good). True when its alarm is raised by this tick. */
  take(tag: string, measured: number, predicted: number): boolean {
    const known = this.learnt.get(tag);
    if (!known) return false;
    const { band, limit } = known;
    const state = this.states.get(tag);
    const cusum = state?.cusum ?? newCusum();
    const stopped = state?.stopped ?? new Stopped();
    const residual = measured - predicted;
    const departure = departureOf(band, residual, predicted);
    const z = innovation(band, departure, state?.last ?? Number.NaN, this.rules.clip);
    const cusum_1 = cusumStep(cusum, z) / limit;
    const stopped_ticks = stopped.take(measured);
    const significance = Math.max(cusum_1, stopped_ticks / STOPPED_ALARM_TICKS);
    const since_ticks = Math.max(cusum.high >= cusum.low ? cusum.sinceHigh : cusum.sinceLow, stopped_ticks);
    const now = {
      ...{ tag, measured, predicted, residual, band, departure, significance, since_ticks, cusum_1, stopped_ticks },
    };
    this.states.set(tag, { cusum, stopped, last: departure, now });
    return significance >= 1 && (state?.now.significance ?? 0) < 1;
  }

  of(tag: string): Compared | undefined {
    return this.states.get(tag)?.now;
  }

  /** The most significant first; by name where they are equal. */
  table(): Compared[] {
    const rows = [...this.states.values()].map((s) => s.now);
    return rows.sort((a, b) => b.significance - a.significance || (a.tag < b.tag ? -1 : 1));
  }

  /** Tags in alarm, the most significant first. */
  alarms(): Compared[] {
    return this.table().filter((row) => row.significance >= 1);
  }

  /** Looked at and understood: its sums begin at 0 again. */
  acknowledge(tag: string): void {
    this.states.delete(tag);
  }
}
