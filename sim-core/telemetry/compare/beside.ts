import type { District } from "../../model/district";
import type { Observed } from "../../model/tag";
import { type Anchor, anchorAt } from "./anchor";
import { type Candidate, candidatesOf, changesOf } from "./candidates";
import { type Explained, explain, type Scored, type Shift } from "./explain";
import { bestReading, hydrantAt, type NextReading } from "./next";
import { ALIKE_SHARE_1, type Evidence, type Suspect } from "./suspects";
import { expected, type Rehearsal, type Runs } from "./twin";
import { type Compared, type SoundDay, WATCH_RULES, Watch, type WatchRules } from "./watch";

/** A departure is explained from its last ticks, at most so many: what follows hours later is the controls' doing. */
const LONGEST_TICKS = 36;
/** Sizes that were fitted on a straight line are tried again as they are, for so many of the best: all junctions of a
 *  zone, or those left out would look worse than they are. */
const REFINED = 60;
/** A Tag that is this near its limit departs too. */
const NEAR_ALARM = 0.5;
/** And this near it, it is on its way: enough to ask since when, not enough to ask what. */
const ON_ITS_WAY = 0.2;

const SHOWN_EVIDENCE = 4;

/** The twin beside the field: what each Tag measured and what was predicted of it, which depart, and what would explain it. */
export class Beside<State> {
  readonly measured: Map<string, Float64Array>;
  /** Each Tag's CUSUM over its limit, tick by tick. */
  readonly cusums: Map<string, Float64Array>;
  private watch: Watch;
  private upTo_tick: number;
  /** At which the last departure that was explained may have begun. */
  private onset = 0;
  private readonly candidates: readonly Candidate[];
  private readonly evidence = new Map<Candidate, readonly Evidence[]>();
  /** Of elements and Tags. */
  private readonly ownerOf: ReadonlyMap<string, string>;

  private constructor(
    private readonly district: District,
    readonly rehearsal: Rehearsal<State>,
    readonly anchor: Anchor,
    readonly predicted: SoundDay,
    private readonly runs: Runs<State>,
    rules: WatchRules,
  ) {
    const ticks = rehearsal.to_tick - rehearsal.from_tick;
    this.measured = new Map([...predicted.keys()].map((tag) => [tag, new Float64Array(ticks).fill(Number.NaN)]));
    this.cusums = new Map([...predicted.keys()].map((tag) => [tag, new Float64Array(ticks).fill(Number.NaN)]));
    this.watch = new Watch(rehearsal.learnt, rules);
    this.upTo_tick = rehearsal.from_tick;
    this.ownerOf = new Map([...district.elements, ...district.tags].map(({ id, owner }) => [id, owner]));
    this.candidates = candidatesOf(district).filter((c) => c.kind !== "sensor" || rehearsal.learnt.has(c.at));
  }

  /** Begins the twin from what the field says; null when it could not be run. */
  static async begin<State>(
    district: District,
    rehearsal: Rehearsal<State>,
    seen: (tag: string) => Observed | undefined,
    runs: Runs<State>,
    rules: WatchRules = WATCH_RULES,
  ): Promise<Beside<State> | null> {
    const { scenario, state, from_tick, to_tick } = rehearsal;
    const anchor = anchorAt(district, from_tick * scenario.tick_s, seen);
    const asked = { scenario: expected(scenario), seed: 1, from: state, fork_tick: from_tick, to_tick };
    const told = await runs.variants({ ...asked, variants: [anchor.changes] });
    const day = told.days[0];
    return day ? new Beside(district, rehearsal, anchor, day, runs, rules) : null;
  }

  /** A good value of the field; the last one of a tick's step stands for it. */
  take(tag: string, tick: number, value: number): void {
    const k = tick - this.rehearsal.from_tick;
    const values = this.measured.get(tag);
    if (values && k >= 0 && k < values.length) values[k] = value;
  }

  /** Ticks before this one are over and are watched; gives the Tags that raise their alarm. */
  pass(tick: number): string[] {
    const raised: string[] = [];
    for (; this.upTo_tick < Math.min(tick, this.rehearsal.to_tick); this.upTo_tick++) {
      const k = this.upTo_tick - this.rehearsal.from_tick;
      for (const [tag, values] of this.measured) {
        if (this.watch.take(tag, values[k]!, this.predicted.get(tag)![k]!)) raised.push(tag);
        this.cusums.get(tag)![k] = this.watch.of(tag)?.cusum_1 ?? Number.NaN;
      }
    }
    return raised;
  }

  table(): Compared[] {
    return this.watch.table();
  }

  /** Tags in alarm, the most significant first. */
  alarms(): Compared[] {
    return this.watch.alarms();
  }

  /** Looked at and understood: the sums of all Tags begin at 0 again. */
  acknowledge(): void {
    for (const { tag } of this.alarms()) this.watch.acknowledge(tag);
  }

  /**
   * What would explain the present departure, the likeliest first: every candidate is given to the twin at the tick at
   * which the departure began, and held against all Tags since. null while nothing is in alarm.
   */
  async explain(): Promise<Explained | null> {
    const [worst] = this.alarms();
    if (!worst) return null;
    const now = this.upTo_tick;
    const began = Math.max(
      now - LONGEST_TICKS,
      this.firstOf(now - worst.since_ticks, this.ownerOf.get(worst.tag)!) - 2,
    );
    return this.explainFrom(Math.max(this.rehearsal.from_tick + 1, began), now);
  }

  /**
   * When a departure of which one Tag began to tell at this tick began in truth: the start of what was already on its
   * way to an alarm then, in the same network. A leak empties the tower for half an hour, then a pump starts and departs far more: tried from the pump's
   * start on, the leak has no time to start the twin's, and the pump's meter is said to lie.
   */
  private firstOf(tick: number, network: string): number {
    const at = Math.max(0, tick - this.rehearsal.from_tick);
    let first = at;
    for (const [tag, cusum] of this.cusums) {
      if (this.ownerOf.get(tag) !== network || !(cusum[at]! >= ON_ITS_WAY)) continue;
      let k = at;
      while (k > 0 && cusum[k - 1]! > 0) k--;
      first = Math.min(first, k);
    }
    return this.rehearsal.from_tick + first;
  }

  async explainFrom(onset: number, to_tick: number): Promise<Explained> {
    const { district, rehearsal } = this;
    const { whitening, scenario } = rehearsal;
    const candidates = this.worthTrying();
    const first = onset - 1 - rehearsal.from_tick;
    const last = to_tick - rehearsal.from_tick;
    const [measured, predicted] = [this.measured, this.predicted].map((of) =>
      whitening.tags.map((tag) => of.get(tag)!.subarray(0, last)),
    );
    const departure = { measured: measured!, predicted: predicted!, onset: first + 1 };
    const played = async (
      list: readonly Candidate[],
      times: readonly number[],
      later_ticks: readonly number[],
    ): Promise<Shift[]> => {
      const physical = list.flatMap((c, i) => (c.kind === "sensor" ? [] : [i]));
      const { days } = await this.runs.variants({
        scenario: { ...expected(scenario), changes: [...scenario.changes, ...this.anchor.changes] },
        ...{ seed: 1, from: rehearsal.state, fork_tick: onset, to_tick },
        variants: physical.map((i) =>
          changesOf(list[i]!, (onset + later_ticks[i]!) * scenario.tick_s, district, times[i]!),
        ),
      });
      const shifts: Shift[] = list.map(() => null);
      physical.forEach((i, k) => {
        const day = days[k];
        if (!day) return;
        const shift = new Map<string, Float64Array>();
        for (const [tag, values] of day) {
          const twin = this.predicted.get(tag)!;
          const later = later_ticks[i]!;
          const moved = values.map((x, t) => (x - twin[first + 1 + t]!) / times[i]!);
          shift.set(tag, moved.slice(later)); // absent beyond its end: nobody asks there
        }
        shifts[i] = shift;
      });
      return shifts;
    };
    const shifts = await played(
      candidates,
      candidates.map(() => 1),
      candidates.map(() => 0),
    );
    this.evidence.clear();
    this.onset = onset;
    const physical = [...candidates.keys()].filter((i) => candidates[i]!.kind !== "sensor");
    const tried = physical.map((i) => candidates[i]!);
    const lines = physical.map((i) => shifts[i]!);
    const rough = explain(whitening, departure, tried, lines, () => false).scored;
    // a leak of twice the size draws less than twice the water: what was fitted on a line is tried as it is
    const again = [...rough.keys()]
      .filter((k) => rough[k]!.gain > Number.NEGATIVE_INFINITY && rough[k]!.times !== 0)
      .sort((a, b) => byGain(rough[a]!, rough[b]!))
      .slice(0, REFINED);
    const of = <T>(pick: (s: Scored) => T) => again.map((k) => pick(rough[k]!));
    const exact = await played(
      of((s) => s.candidate),
      of((s) => s.times),
      of((s) => s.later_ticks),
    );
    const both = [...shifts];
    again.forEach((k, j) => {
      both[physical[k]!] = exact[j] ?? shifts[physical[k]!]!;
    });
    const { scored, left } = explain(
      whitening,
      departure,
      candidates,
      both,
      (c, tag) => this.ownerOf.get(c.at) === this.ownerOf.get(tag),
    );
    for (const k of again) {
      const [shift, { candidate, times }] = [both[physical[k]!], scored[physical[k]!]!];
      if (shift) this.evidence.set(candidate, this.evidenceIn(shift, times));
    }
    return { scored: [...scored].sort(byGain), left };
  }

  /**
   * Which reading would best tell the alike places of a suspect apart: the twin is run with the fault at each of them, as
   * it fits there, and every hydrant is read. null when there is nothing to tell apart, or no water to read.
   * How far a reading may be off: as the worst predicted of this district's pressures on sound days. They are measured at
   * pumps and stores; deep in the streets nobody measures, and what people draw there moves them more.
   */
  async nextReading({ places, alike, kind }: Suspect): Promise<NextReading | null> {
    const { district, rehearsal, onset, upTo_tick } = this;
    if (alike < 2 || !(kind === "leak" || kind === "closed")) return null;
    const gauges = district.elements.filter((e) => e.kind === "waterJunction").map((e) => hydrantAt(e.id));
    const isPressure = new Set(
      district.tags.filter((t) => t.quantity === "pressure_Pa" && t.owner === "water").map((t) => t.id),
    );
    const spreads = [...rehearsal.learnt].flatMap(([tag, { band }]) => (isPressure.has(tag) ? [band.deviation] : []));
    const deviation = Math.max(...spreads);
    if (spreads.length === 0) return null;
    const among = places.slice(0, alike);
    const { scenario } = rehearsal;
    const { days } = await this.runs.variants({
      scenario: { ...expected(scenario), changes: [...scenario.changes, ...this.anchor.changes] },
      ...{ seed: 1, from: rehearsal.state, fork_tick: onset, to_tick: upTo_tick, gauges },
      variants: among.map(({ scored: { candidate, times, later_ticks } }) =>
        changesOf(candidate, (onset + later_ticks) * scenario.tick_s, district, times),
      ),
    });
    const shown = gauges.map(({ id }) => days.map((day) => day?.get(id)?.at(-1) ?? Number.NaN));
    return bestReading(
      gauges,
      shown,
      among.map((p) => p.share_1),
      deviation,
      ALIKE_SHARE_1,
    );
  }

  /** What speaks for a suspect: the Tags on which it would show most. */
  evidenceOf(s: Scored): readonly Evidence[] {
    const known = this.evidence.get(s.candidate);
    if (known || s.candidate.kind !== "sensor") return known ?? [];
    const row = this.table().find(({ tag }) => tag === s.candidate.at);
    return row ? [{ tag: row.tag, expected: row.residual, seen: row.residual, deviations: row.departure }] : [];
  }

  private evidenceIn(shift: SoundDay, times: number): Evidence[] {
    const found = this.table().flatMap(({ tag, residual, band }) => {
      const values = shift.get(tag);
      if (!values) return [];
      const expected = times * values[values.length - 1]!;
      return Number.isNaN(expected) ? [] : [{ tag, expected, seen: residual, deviations: expected / band.deviation }];
    });
    return found.sort((a, b) => Math.abs(b.deviations) - Math.abs(a.deviations)).slice(0, SHOWN_EVIDENCE);
  }

  /** Faults of a network none of whose Tags departs are not tried: they would have to show in their own first. */
  private worthTrying(): Candidate[] {
    const networks = new Set<string>();
    for (const row of this.table()) if (row.significance >= NEAR_ALARM) networks.add(this.ownerOf.get(row.tag)!);
    return this.candidates.filter((c) => c.kind === "sensor" || networks.has(this.ownerOf.get(c.at)!));
  }
}

const byGain = (a: Scored, b: Scored): number => b.gain - a.gain || (a.candidate.at < b.candidate.at ? -1 : 1);
