import type { Change } from "../../model/change";
import type { District } from "../../model/district";
import type { Scenario } from "../../model/scenario";
import { anchorAt } from "./anchor";
import type { Gauge } from "./next";
import { type Learnt, learn, type SoundDay, WATCH_RULES, type WatchRules } from "./watch";
import { Whitening } from "./whitening";

/** Runs of the twin, wherever they are made: in this process, or by the workers of a pool. */
export interface Runs<State> {
  variants(asked: {
    readonly scenario: Scenario;
    readonly seed: number;
    readonly from: State | null;
    readonly fork_tick: number;
    readonly to_tick: number;
    readonly variants: readonly (readonly Change[])[];
    /** What is kept of them; the district's Tags when left out. */
    readonly gauges?: readonly Gauge[];
  }): Promise<{ readonly state: State | null; readonly days: readonly (SoundDay | null)[] }>;
}

/** When the twin begins: a story from the local midnight on, and the tick at which it is put to what the field says. */
export interface Beginning {
  readonly scenario: Scenario;
  readonly from_tick: number;
  readonly to_tick: number;
}

/** What was learnt for one beginning: the twin's own state then, and how far sound days depart from it afterwards. */
export interface Rehearsal<State> extends Beginning {
  readonly state: State;
  readonly learnt: ReadonlyMap<string, Learnt>;
  readonly whitening: Whitening;
  readonly soundDays: number;
}

/** Kept values of runs, Tag by Tag: `values[tick * tags.length + k]`. */
export function daysOf(tags: readonly string[], runs: readonly (Float64Array | null)[]): (SoundDay | null)[] {
  const width = tags.length;
  return runs.map(
    (values) =>
      values &&
      new Map(
        tags.map((tag, k) => [
          tag,
          Float64Array.from({ length: values.length / width }, (_, t) => values[t * width + k]!),
        ]),
      ),
  );
}

/** People as expected: the twin predicts, it does not make up a day of its own. */
export const expected = (scenario: Scenario): Scenario => ({ ...scenario, people: "expected" });

/** Values of a Tag from a tick on, as an anchor asks for them. */
export const seenIn = (day: SoundDay, k: number) => (tag: string) => {
  const value = day.get(tag)?.[k] ?? Number.NaN;
  return Number.isNaN(value) ? undefined : ({ value, quality: "good", age_s: 0 } as const);
};

/** People of their own for two hours before: their departures last an hour, and nothing else of the night before matters. */
const LEAD_TICKS = 24;

/**
 * Sound days to learn from: as many runs with people of their own, through instruments, and beside each of them the
 * twin as it would have been begun from what those instruments said. What the twin drifts apart in twenty hours is
 * thereby part of the band.
 */
export async function rehearse<State>(
  district: District,
  beginning: Beginning,
  seeds: readonly number[],
  measure: (day: SoundDay, seed: number) => SoundDay,
  runs: Runs<State>,
  rules: WatchRules = WATCH_RULES,
): Promise<Rehearsal<State> | null> {
  const { scenario, from_tick, to_tick } = beginning;
  const lead_tick = Math.max(0, from_tick - LEAD_TICKS);
  const twin = { scenario: expected(scenario), seed: 1, from: null };
  const before = await runs.variants({ ...twin, fork_tick: lead_tick, to_tick: lead_tick, variants: [[]] });
  if (!before.state) return null;
  const span = { from: lead_tick > 0 ? before.state : null, fork_tick: from_tick, to_tick, variants: [[]] };
  const [own, ...fields] = await Promise.all([
    runs.variants({ ...twin, ...span }),
    ...seeds.map((seed) => runs.variants({ ...span, scenario, seed })),
  ]);
  const truths = fields.map((f) => f.days[0]);
  if (!own?.state || !own.days[0] || truths.some((day) => !day)) return null;
  const measured = truths.map((day, k) => measure(day!, seeds[k]!));
  const anchors = measured.map((day) => anchorAt(district, from_tick * scenario.tick_s, seenIn(day, 0)).changes);
  const beside = await runs.variants({
    ...{ scenario: expected(scenario), seed: 1, from: own.state, fork_tick: from_tick, to_tick, variants: anchors },
  });
  if (beside.days.some((day) => !day)) return null;
  const held = measured.map((day, k) => ({ residuals: residualsOf(day, beside.days[k]!), predicted: beside.days[k]! }));
  const ranges = new Map([...own.days[0]].map(([tag, v]) => [tag, spreadOf(v)]));
  const learnt = learn(held, ranges, rules);
  const bands = new Map([...learnt].map(([tag, { band }]) => [tag, band]));
  const whitening = Whitening.learn(held, bands, rules.clip);
  return { ...beginning, state: own.state, learnt, whitening, soundDays: seeds.length };
}

export const residualsOf = (measured: SoundDay, twin: SoundDay): SoundDay =>
  new Map([...measured].map(([tag, v]) => [tag, v.map((x, k) => x - twin.get(tag)![k]!)]));

function spreadOf(values: Float64Array): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const x of values) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return high > low ? high - low : 0;
}
