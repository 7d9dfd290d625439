import type { District } from "../../model/district";
import type { Scenario } from "../../model/scenario";
import { Beside } from "../../telemetry/compare/beside";
import type { Explained, Scored } from "../../telemetry/compare/explain";
import { afterReading, fewest } from "../../telemetry/compare/next";
import { placesOf } from "../../telemetry/compare/places";
import { ALIKE_SHARE_1, verdictOf } from "../../telemetry/compare/suspects";
import { expected, type Rehearsal, type Runs, rehearse, seenIn } from "../../telemetry/compare/twin";
import type { SoundDay } from "../../telemetry/compare/watch";
import { Instrument } from "../../telemetry/instrument";
import { nameHash } from "../../time/noise";
import { type Hidden, type HiddenName, hide } from "./faults";
import { measured } from "./runs";

/** A fault that is not found within so long is missed. */
export const MISSED_AFTER_TICKS = 48;
/** The suspects are asked for half an hour after the alarm: as somebody would who was sent to look. */
export const ASKED_LATER_TICKS = 6;
/** A fault that moves no Tag by so many deviations of its band cannot be seen by these Tags, whatever the method. */
const VISIBLE_DEVIATIONS = 3;

/** Seeds of what is learnt, of sound days, and of faults: to choose rules on, to look again, and to report on; none is in two of them. */
const LEARN_SEED = 101;
export const SOUND_SEEDS = { choose: 20_001, again: 30_001, report: 1001 } as const;
export const SPLITS = { choose: 10_001, again: 50_001, report: 40_001 } as const;

export interface SoundTrial {
  readonly seed: number;
  /** Alarms of the day, each with its Tags; after an alarm all sums begin at 0 again. */
  readonly alarms: readonly {
    readonly tick: number;
    readonly tags: readonly string[];
    readonly answer: Answer | null;
  }[];
}

export interface FaultTrial {
  readonly hidden: Hidden;
  readonly isVisible: boolean;
  /** Alarms before the fault. */
  readonly early: number;
  /** Minutes from the fault to its alarm; null when it was missed. */
  readonly alarm_min: number | null;
  /** What was suspected then; null when it was missed. */
  readonly answer: Answer | null;
}

/** What was said at an instant, held against the truth. */
export interface Answer {
  readonly after_min: number;
  readonly suspect: string;
  /** Stated of what was named first, and of the true kind and part of the network. */
  readonly share_1: number;
  readonly truth_1: number;
  readonly isKind: boolean;
  /** Of kind and part of the network; of an instrument, the Tag; of what is not tried, that it is something else. */
  readonly isZone: boolean;
  /** Place of the true fault among all candidates, 1 the first; 0: not among them. */
  readonly rank: number;
  /** Of the first suspect: how many places cannot be told apart, and whether the true one is of them. */
  readonly alike: number;
  readonly isAlike: boolean;
  readonly hops: number;
  /** Where one more reading was asked for, what it would leave of those alike, and whether the true one is left. */
  readonly next: { readonly at: string; readonly alike: number; readonly isAlike: boolean } | null;
}

/** The field is played, the twin runs beside it, and what it says is held against what was hidden. */
export class Study<State> {
  private readonly places;
  private readonly elementOfTag;

  private constructor(
    private readonly district: District,
    private readonly scenario: Scenario,
    readonly rehearsal: Rehearsal<State>,
    private readonly runs: Runs<State>,
  ) {
    this.places = placesOf(district);
    this.elementOfTag = new Map(district.tags.map((t) => [t.id, t.element]));
  }

  static async open<State>(
    district: District,
    scenario: Scenario,
    learnDays: number,
    runs: Runs<State>,
  ): Promise<Study<State> | null> {
    const ticks = Math.floor(scenario.duration_s / scenario.tick_s);
    const seeds = Array.from({ length: learnDays }, (_, k) => LEARN_SEED + k);
    const asMeasured = (day: SoundDay, seed: number) => measured(day, seed, scenario.tick_s);
    const beginning = { scenario, from_tick: 0, to_tick: ticks };
    const rehearsal = await rehearse(district, beginning, seeds, asMeasured, runs);
    return rehearsal && new Study(district, scenario, rehearsal, runs);
  }

  async sound(k: number, first: number = SOUND_SEEDS.report): Promise<SoundTrial> {
    const seed = first + k;
    const { beside, ticks } = await this.besideField(seed);
    const alarms: SoundTrial["alarms"][number][] = [];
    for (let tick = 0; tick < ticks; tick++) {
      const tags = beside.pass(tick + 1);
      if (tags.length === 0) continue;
      const explained = await beside.explain();
      alarms.push({ tick, tags, answer: explained && { after_min: 0, ...this.judge(null, explained), next: null } });
      beside.acknowledge();
    }
    return { seed, alarms };
  }

  /** Hides a fault of a kind somewhere. */
  fault(name: HiddenName, seed: number): Promise<FaultTrial> {
    return this.trial(hide(this.district, name, seed), seed);
  }

  /** One day of the field with a fault, from the twin's beginning to its alarm and half an hour on. */
  async trial(hidden: Hidden, seed: number): Promise<FaultTrial> {
    const { beside, ticks } = await this.besideField(seed, hidden);
    const isVisible = await this.isVisible(hidden, beside.predicted);
    let early = 0;
    const none = { hidden, isVisible, alarm_min: null, answer: null };
    for (let tick = 0; tick < Math.min(ticks, hidden.tick + MISSED_AFTER_TICKS); tick++) {
      const raised = beside.pass(tick + 1);
      if (raised.length === 0) continue;
      if (tick < hidden.tick) {
        early++;
        beside.acknowledge();
        continue;
      }
      const minutes = (t: number) => ((t - hidden.tick) * this.scenario.tick_s) / 60;
      beside.pass(tick + 1 + ASKED_LATER_TICKS);
      const explained = await beside.explain();
      const after_min = minutes(tick + ASKED_LATER_TICKS);
      const answer = explained && { after_min, ...this.judge(hidden, explained) };
      if (!answer) return { ...none, early, alarm_min: minutes(tick), answer };
      const next = await this.readOnce(beside, explained, hidden, seed, tick + ASKED_LATER_TICKS);
      return { ...none, early, alarm_min: minutes(tick), answer: { ...answer, next } };
    }
    return { ...none, early };
  }

  /** The reading that the twin asks for is taken in the field, by a gauge that is 0.2 % off or so. */
  private async readOnce(beside: Beside<State>, explained: Explained, hidden: Hidden, seed: number, tick: number) {
    const [first] = verdictOf(explained, this.places, this.elementOf).suspects;
    const asked = first && (await beside.nextReading(first));
    if (!asked) return null;
    const { gauge, expected: by, deviation } = asked;
    const field = {
      scenario: this.story(hidden),
      seed,
      from: null,
      fork_tick: this.rehearsal.from_tick,
      to_tick: tick + 1,
    };
    const { days } = await this.runs.variants({ ...field, variants: [[]], gauges: [gauge] });
    const truth = days[0]?.get(gauge.id)?.[tick - field.fork_tick] ?? Number.NaN;
    const reading = new Instrument(nameHash(`${seed}/${gauge.id}`)).read(truth, tick * this.scenario.tick_s) ?? truth;
    const among = first.places.slice(0, first.alike);
    const shares = afterReading(
      among.map((p) => p.share_1),
      by,
      reading,
      deviation,
    );
    const order = [...among.keys()].sort((a, b) => shares[b]! - shares[a]!);
    const alike = fewest(shares, ALIKE_SHARE_1);
    return { at: gauge.element, alike, isAlike: order.slice(0, alike).some((k) => among[k]!.at === hidden.at) };
  }

  private story({ changes }: Pick<Hidden, "changes">): Scenario {
    return { ...this.scenario, changes: [...this.scenario.changes, ...changes] };
  }

  private elementOf = ({ candidate }: Pick<Scored, "candidate">): string =>
    candidate.kind === "sensor" ? this.elementOfTag.get(candidate.at)! : candidate.at;

  private judge(hidden: Hidden | null, explained: Explained): Omit<Answer, "after_min" | "next"> {
    const { suspects, else_1, none_1 } = verdictOf(explained, this.places, this.elementOf);
    const first = suspects[0]!;
    const ordered = suspects.flatMap((s) => s.places.map((p) => ({ ...p, kind: s.kind })));
    ordered.sort((a, b) => b.share_1 - a.share_1);
    const top = ordered[0]!;
    const share_1 = Math.max(first.share_1, else_1, none_1);
    const untried = !hidden ? none_1 : hidden.kind === "other" ? else_1 : null;
    const at = hidden?.kind === "sensor" ? this.elementOfTag.get(hidden.at)! : (hidden?.at ?? "");
    const zone = this.places.zoneOf(at);
    const isOf = (s: (typeof suspects)[number]) =>
      s.kind === hidden?.kind && (s.kind === "sensor" ? s.places[0]!.at === hidden.at : s.zone === zone);
    const isNamed = share_1 === first.share_1;
    const isKind = untried === null ? isNamed && first.kind === hidden!.kind : share_1 === untried;
    return {
      suspect: isNamed ? `${top.kind} ${top.at}` : share_1 === else_1 ? "something else" : "none",
      ...{ share_1, truth_1: untried ?? suspects.find(isOf)?.share_1 ?? 0 },
      ...{ isKind, isZone: isKind && (untried !== null || isOf(first)) },
      alike: first.alike,
      isAlike: isNamed && isOf(first) && first.places.slice(0, first.alike).some((p) => p.at === hidden?.at),
      rank: ordered.findIndex((p) => p.kind === hidden?.kind && p.at === hidden.at) + 1,
      hops: this.places.hops(this.elementOf(top.scored), at),
    };
  }

  /** A day of the field, whole, and the twin that was begun from its first values; nothing is watched yet. */
  private async besideField(seed: number, hidden?: Hidden) {
    const { scenario, runs, rehearsal } = this;
    const story = this.story(hidden ?? { changes: [] });
    const { from_tick, to_tick } = rehearsal;
    const span = { from: null, fork_tick: from_tick, to_tick, variants: [[]] };
    const told = await runs.variants({ ...span, scenario: story, seed });
    const truth = told.days[0];
    if (!truth) throw new Error(`the field does not run with ${hidden?.kind} at ${hidden?.at}`);
    const day = measured(truth, seed, scenario.tick_s, hidden?.lie);
    const beside = await Beside.begin(this.district, rehearsal, seenIn(day, 0), runs);
    if (!beside) throw new Error("the twin does not run beside the field");
    for (const [tag, values] of day)
      values.forEach((x, k) => {
        if (!Number.isNaN(x)) beside.take(tag, from_tick + k, x);
      });
    return { beside, ticks: to_tick };
  }

  /** Whether any Tag would depart far enough to be seen, in a twin where people do as expected. */
  private async isVisible({ tick, changes, lie }: Hidden, predicted: SoundDay): Promise<boolean> {
    const { rehearsal, runs } = this;
    const to_tick = Math.min(rehearsal.to_tick, tick + MISSED_AFTER_TICKS);
    if (lie) {
      const values = predicted.get(lie.tag)!;
      if (lie.offset_1 === undefined) return values[tick] !== 0; // a pump that stands reads 0, stuck or not
      const most = values.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
      return Math.abs(lie.offset_1) * most > VISIBLE_DEVIATIONS * rehearsal.learnt.get(lie.tag)!.band.deviation;
    }
    const { days } = await runs.variants({
      ...{ scenario: expected(this.scenario), seed: 1, from: rehearsal.state, fork_tick: tick, to_tick },
      variants: [[], changes],
    });
    const [without, faulty] = days;
    if (!without || !faulty) return true;
    for (const [tag, { band }] of rehearsal.learnt) {
      const [a, b] = [without.get(tag)!, faulty.get(tag)!];
      if (a.some((x, k) => Math.abs(x - b[k]!) > VISIBLE_DEVIATIONS * band.deviation)) return true;
    }
    return false;
  }
}
