import { type Band, learnBand } from "./band";
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
  /** Residual in deviations of its band. */
  readonly departure: number;
  /** CUSUM over its limit: 1 and more is an alarm. The table is sorted by it. */
  readonly significance: number;
  /** Ticks since the departure began; 0 when there is none. */
  readonly since_ticks: number;
}

/** What is known of a Tag's residual on sound days, and from where on its CUSUM is an alarm. */
export interface Learnt {
  readonly band: Band;
  readonly limit: number;
}

/** One Tag on one sound day: residuals tick by tick, NaN where there is none. */
export type SoundDay = ReadonlyMap<string, Float64Array>;

/**
 * Bands and limits from sound days. Alarms without a cause come once in falseAlarmEvery_days over all Tags together, as
 * the sum of the Tags' own rates: where Tags depart together, the true rate is lower.
 *  ranges: how far each Tag itself moves, in its unit.
 *  Tags with too few values, and all of them with fewer than five days, are left out: nothing is claimed of them.
 */
export function learn(
  days: readonly SoundDay[],
  ranges: ReadonlyMap<string, number>,
  rules: WatchRules = WATCH_RULES,
): Map<string, Learnt> {
  const learnt = new Map<string, Learnt>();
  const share = 1 / (rules.falseAlarmEvery_days * Math.max(1, ranges.size));
  const floor = limitFor(86_400 / rules.tick_s / share);
  for (const [tag, range] of ranges) {
    const series = days.flatMap((day) => day.get(tag) ?? []);
    const all = Float64Array.from(series.flatMap((day) => [...day, Number.NaN])); // no neighbours across midnight
    const band = learnBand(all, range);
    if (!band) continue;
    const maxima = series.map((day) => {
      const cusum = newCusum();
      let [last, most] = [Number.NaN, 0];
      for (const residual of day) {
        most = Math.max(most, cusumStep(cusum, innovation(band, residual, last, rules.clip)));
        last = residual;
      }
      return most;
    });
    const limit = limitFromDays(maxima, share);
    if (!Number.isNaN(limit)) learnt.set(tag, { band, limit: Math.max(limit, floor) });
  }
  return learnt;
}

/** What is new in a residual, in its deviations, clipped. */
function innovation(band: Band, residual: number, last: number, clip: number): number {
  const news = (residual - band.mean - band.keep_1 * (last - band.mean)) / band.innovation;
  return Number.isNaN(news) ? Number.NaN : Math.min(clip, Math.max(-clip, news));
}

/** Watches all Tags: each has its own CUSUM on the innovations of its residual. */
export class Watch {
  private readonly states = new Map<string, { cusum: Cusum; last: number; now: Compared }>();

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
    const residual = measured - predicted;
    const z = innovation(band, residual, state?.last ?? Number.NaN, this.rules.clip);
    const significance = cusumStep(cusum, z) / limit;
    const departure = (residual - band.mean) / band.deviation;
    const since_ticks = cusum.high >= cusum.low ? cusum.sinceHigh : cusum.sinceLow;
    const now = { tag, measured, predicted, residual, band, departure, significance, since_ticks };
    this.states.set(tag, { cusum, last: residual, now });
    return significance >= 1 && (state?.now.significance ?? 0) < 1;
  }

  /** The most significant first; by name where they are equal. */
  table(): Compared[] {
    const rows = [...this.states.values()].map((s) => s.now);
    return rows.sort((a, b) => b.significance - a.significance || (a.tag < b.tag ? -1 : 1));
  }

  /**
   * Tags in alarm, the likeliest culprit first: by significance times departure, how sure times how large. A neighbour
   * may alarm as surely (its band is narrower) or depart as far (it is less well known); the culprit does both.
   */
  suspects(): Compared[] {
    const weight = (row: Compared) => row.significance * Math.abs(row.departure);
    const alarms = this.table().filter((row) => row.significance >= 1 && !Number.isNaN(row.departure));
    return alarms.sort((a, b) => weight(b) - weight(a));
  }

  /** Looked at and understood: its sums begin at 0 again. */
  acknowledge(tag: string): void {
    this.states.delete(tag);
  }
}
