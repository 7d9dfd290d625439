import {
  type Compared,
  type District,
  displayUnit,
  type FrameLayout,
  numberText,
  type Observed,
  quantityText,
  type RunEvent,
  type Sample,
  type Scenario,
  type Suspect,
  startsOf,
  THIN,
} from "@/sim-core";
import { type LiveRow, useLive } from "../_state/live";
import { useWorkbench } from "../_state/store";
import { Comparison, type TagSeries } from "./live-compare";

/** A value this far from the instant still says what was then, s. */
const NEAR_S = 300;
/** Of the Tags that a twin begins with, so many must have spoken before it is begun in the past. */
const ENOUGH_1 = 0.8;
const TICK_S = 300;
const MOST_MARKS = 5;

/** What stands on the table while the twin runs beside the field: begins it, feeds it, tells what departs and why. */
export class BesideDesk {
  private comparison: Comparison | null = null;
  private round = 0;
  private isExplaining = false;
  private explained_tick = -1;
  private ticks = 0;
  /** Alarms, with their UTC seconds. */
  private events: RunEvent[] = [];
  /** Where the likeliest suspect may be. */
  private marks: RunEvent[] = [];
  private clock = { start_s: 0, tick_s: 1 };

  constructor(
    private readonly district: District,
    private readonly layout: FrameLayout,
    private readonly base: Scenario,
  ) {}

  /** UTC seconds of the first row on screen, and seconds a row: where an alarm's mark stands. */
  layOn(clock: { readonly start_s: number; readonly tick_s: number }): void {
    this.clock = clock;
    const moved = (e: RunEvent) => ({ ...e, tick: this.rowOf(e.time_s) });
    this.events = this.events.map(moved);
    this.marks = this.marks.map(moved);
    this.ticks = -1;
    this.publish();
  }

  /**
   * Begins the twin from what the field said: at the earliest instant that is still held, so that what led up to now is
   * compared at once; or with `anew` at the present one.
   */
  async begin(samples: readonly Sample[], anew: boolean): Promise<void> {
    const round = ++this.round;
    this.comparison = null;
    this.events = [];
    this.marks = [];
    useLive.setState({ beside: null });
    useWorkbench.setState({ departures: null, events: [] });
    const now_s = Date.now() / 1000;
    const latest_s = Math.floor(now_s / TICK_S) * TICK_S;
    const at_s = anew ? latest_s : (this.earliest_s(samples) ?? latest_s);
    const opened = await Comparison.open(this.district, this.layout, this.base, at_s, near(samples, at_s));
    if (round !== this.round) return; // another one was asked for meanwhile
    for (const s of samples) opened?.take(s.tag, s.value, s.source_ms);
    this.comparison = opened;
    if (opened) this.turn(Date.now() / 1000, []);
    else useLive.setState({ error: "the twin could not be run beside the field" });
  }

  get isOpen(): boolean {
    return this.comparison !== null;
  }

  /** False when its day is over. */
  isRunning(now_s: number): boolean {
    return this.comparison?.isRunning(now_s) ?? true;
  }

  take({ tag, value, source_ms }: Sample): void {
    this.comparison?.take(tag, value, source_ms);
  }

  /** Once a second: a steady value of a living line is still the value, though nothing was sent; ticks that are over are
   *  watched. */
  turn(now_s: number, rows: readonly LiveRow[]): void {
    const { comparison } = this;
    if (!comparison) return;
    for (const row of rows)
      if (row.quality === "good" && row.age_s > 1) comparison.take(row.tag, row.value, now_s * 1000);
    const before = useLive.getState().beside;
    const raised = comparison.pass(now_s);
    const tick = Math.floor(now_s / TICK_S);
    if (before && tick === this.ticks) {
      this.explainSoon(now_s);
      return;
    }
    this.ticks = tick;
    const table = comparison.table();
    this.say(raised, table, now_s);
    const { anchor, begun_s, tick_s, soundDays } = comparison;
    useLive.setState({
      beside: {
        ...{ begun_s, tick_s, soundDays, taken: anchor.taken, left: anchor.left, rows: table, ticks: tick },
        verdict: before?.verdict ?? null,
        next: before?.next ?? null,
        suspected_s: before?.suspected_s ?? Number.NaN,
      },
      charted: useLive.getState().charted ?? table[0]?.tag ?? null,
    });
    useWorkbench.setState({ departures: this.departures(table) });
    this.explainSoon(now_s);
  }

  series(tag: string): TagSeries | null {
    return this.comparison?.series(tag) ?? null;
  }

  acknowledge(): void {
    this.comparison?.acknowledge();
    this.explained_tick = -1;
    this.events = [];
    this.marks = [];
    this.ticks = -1;
    const { beside } = useLive.getState();
    if (beside) useLive.setState({ beside: { ...beside, verdict: null, next: null, suspected_s: Number.NaN } });
    useWorkbench.setState({ events: [] });
  }

  close(): void {
    this.round++;
    this.comparison = null;
    useWorkbench.setState({ departures: null, events: [] });
    useLive.setState({ beside: null });
  }

  /** The verdict is worked out anew with every tick, while there is an alarm. */
  private explainSoon(now_s: number): void {
    const { comparison, round, ticks } = this;
    if (!comparison || this.isExplaining || this.explained_tick === ticks) return;
    const hasAlarm = comparison.table()[0]?.significance >= 1;
    this.explained_tick = ticks;
    const { beside } = useLive.getState();
    if (!hasAlarm) {
      if (beside?.verdict)
        useLive.setState({ beside: { ...beside, verdict: null, next: null, suspected_s: Number.NaN } });
      return;
    }
    this.isExplaining = true;
    if (beside && !beside.verdict) useLive.setState({ beside: { ...beside, verdict: "working" } });
    comparison
      .verdict()
      .then(async (verdict) => {
        const next = verdict && (await comparison.nextReading(verdict));
        const now = useLive.getState().beside;
        if (round !== this.round || !now) return;
        useLive.setState({ beside: { ...now, verdict, next, suspected_s: now_s } });
        this.mark(verdict?.suspects[0], now_s);
      })
      .catch((error) => useLive.setState({ error: String(error) }))
      .finally(() => {
        this.isExplaining = false;
      });
  }

  /** The places of the first suspect are marked on the twin. */
  private mark(suspect: Suspect | undefined, now_s: number): void {
    const elements = new Map(this.district.tags.map((t) => [t.id, t.element]));
    this.marks = (suspect?.places.slice(0, Math.min(suspect.alike, MOST_MARKS)) ?? []).map(({ at }) => ({
      ...{ tick: this.rowOf(now_s), time_s: now_s, type: "crossing", priority: 4, quantity: "", unit: "1" },
      ...{ element: elements.get(at) ?? at, value: Number.NaN, limit: Number.NaN, text: "suspected: fits best" },
    }));
    this.publish();
  }

  private rowOf(at_s: number): number {
    return Math.max(0, Math.floor((at_s - this.clock.start_s) / this.clock.tick_s));
  }

  private publish(): void {
    useWorkbench.setState({ events: [...this.events, ...this.marks] });
  }

  /** By element, the departure of the Tag that departs most significantly. */
  private departures(table: readonly Compared[]): ReadonlyMap<string, number> {
    const elements = new Map(this.district.tags.map((t) => [t.id, t.element]));
    const by = new Map<string, number>();
    for (const { tag, departure } of table) {
      const element = elements.get(tag);
      if (element !== undefined && !by.has(element) && !Number.isNaN(departure)) by.set(element, departure);
    }
    return by;
  }

  /** Alarms are events like those of a run: marked on the twin and below the timeline. */
  private say(raised: readonly string[], table: readonly Compared[], now_s: number): void {
    if (raised.length === 0) return;
    const tags = new Map(this.district.tags.map((t) => [t.id, t]));
    for (const id of raised) {
      const tag = tags.get(id);
      const row = table.find((r) => r.tag === id);
      if (!tag || !row) continue;
      const text = (x: number) => quantityText(x, tag.unit, tag.owner, tag.quantity);
      const since_min = (row.since_ticks * TICK_S) / 60;
      this.events.push({
        ...{ tick: this.rowOf(now_s), time_s: now_s },
        ...{ type: "crossing", priority: 2, element: tag.element, quantity: tag.quantity },
        ...{ value: row.measured, limit: row.predicted, unit: tag.unit },
        text: `${id} departs from the twin: ${text(row.measured)}, predicted ${text(row.predicted)}, since ${numberText(since_min)}${THIN}min`,
      });
    }
    this.publish();
  }

  /** The first tick about which most of the Tags that a twin begins with said something good; null when there is none. */
  private earliest_s(samples: readonly Sample[]): number | null {
    const wanted = startsOf(this.district).map((s) => s.tag);
    let first_ms = Number.POSITIVE_INFINITY;
    for (const { source_ms } of samples) if (source_ms < first_ms) first_ms = source_ms;
    const now_s = Date.now() / 1000;
    for (let at_s = Math.ceil(first_ms / 1000 / TICK_S) * TICK_S; at_s <= now_s; at_s += TICK_S) {
      const seen = near(samples, at_s);
      const heard = wanted.filter((tag) => seen(tag) !== undefined).length;
      if (heard >= ENOUGH_1 * wanted.length) return at_s;
    }
    return null;
  }
}

/** A residual in the reader's unit: a difference, so without the offset that °C would add. */
export function residualText(value: number, tag: { unit: string; owner: string; quantity: string }, near: number) {
  const shown = displayUnit(tag.unit, tag.owner, tag.quantity, Math.abs(near));
  return `${numberText(value * shown.factor, 2)}${shown.unit ? THIN + shown.unit : ""}`;
}

/** Each Tag's good value nearest to an instant. */
function near(samples: readonly Sample[], at_s: number): (tag: string) => Observed | undefined {
  const nearest = new Map<string, { value: number; far_s: number }>();
  for (const { tag, value, source_ms } of samples) {
    const far_s = Math.abs(source_ms / 1000 - at_s);
    if (far_s > NEAR_S) continue;
    const known = nearest.get(tag);
    if (!known || far_s < known.far_s) nearest.set(tag, { value, far_s });
  }
  return (tag) => {
    const found = nearest.get(tag);
    return found && { value: found.value, quality: "good", age_s: found.far_s };
  };
}
