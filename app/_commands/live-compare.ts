import {
  Beside,
  type Compared,
  type District,
  daysOf,
  type FrameLayout,
  Instrument,
  localDay,
  type NextReading,
  type Observed,
  type Places,
  placesOf,
  type Runs,
  rehearse,
  type Scenario,
  type Scored,
  type SessionState,
  type SoundDay,
  scenarioFromLive,
  tagCells,
  type Verdict,
  verdictOf,
} from "@/sim-core";
import { thePool } from "./pool";

/** Sound days to learn from: as many runs of the twin, each with people of its own and through instruments. */
const SOUND_SEEDS = Array.from({ length: 12 }, (_, k) => 101 + k);
/** So long a twin runs beside the field before another one is begun from what is live then. */
const HORIZON_S = 86_400;
/** More variants than these are shared out over the workers. */
const SHARE = 12;

/** One Tag from the twin's beginning on, for its charts. */
export interface TagSeries {
  readonly measured: Float64Array;
  readonly predicted: Float64Array;
  readonly cusum_1: Float64Array;
}

/** The twin beside the field: begun from what was live, predicts a day, knows how far the field departs when nothing is
 *  wrong, watches, and says what would explain a departure. */
export class Comparison {
  private constructor(
    private readonly district: District,
    private readonly beside: Beside<SessionState>,
    private readonly places: Places,
  ) {}

  /** Runs the twin up to the instant, puts it to what the field says, and goes through the sound days. */
  static async open(
    district: District,
    layout: FrameLayout,
    base: Scenario,
    at_s: number,
    seen: (tag: string) => Observed | undefined,
  ): Promise<Comparison | null> {
    const { from_s } = localDay(district, at_s);
    const { scenario } = scenarioFromLive(district, base, { from_s, to_s: at_s + HORIZON_S }, []);
    if (!scenario) return null;
    const { start_s, tick_s, duration_s } = scenario;
    const from_tick = Math.max(0, Math.floor((at_s - start_s) / tick_s));
    const beginning = { scenario, from_tick, to_tick: Math.floor(duration_s / tick_s) };
    const runs = pooled(district, layout);
    const rehearsal = await rehearse(district, beginning, SOUND_SEEDS, (day, seed) => told(day, seed, tick_s), runs);
    const beside = rehearsal && (await Beside.begin(district, rehearsal, seen, runs));
    return beside ? new Comparison(district, beside, placesOf(district)) : null;
  }

  get anchor() {
    return this.beside.anchor;
  }
  get soundDays(): number {
    return this.beside.rehearsal.soundDays;
  }
  get tick_s(): number {
    return this.beside.rehearsal.scenario.tick_s;
  }
  /** UTC seconds at which the twin was put to the field. */
  get begun_s(): number {
    return this.instant_s(this.beside.rehearsal.from_tick);
  }
  private instant_s(tick: number): number {
    return this.beside.rehearsal.scenario.start_s + tick * this.tick_s;
  }

  /** A good value of the field; the last one of a tick's step stands for it. */
  take(tag: string, value: number, source_ms: number): void {
    this.beside.take(tag, this.tickOf(source_ms / 1000), value);
  }

  /** Ticks that are over are watched; gives the Tags that raise their alarm. */
  pass(now_s: number): string[] {
    return this.beside.pass(Math.floor((now_s - this.instant_s(0)) / this.tick_s) + 1);
  }

  /** By significance. */
  table(): readonly Compared[] {
    return this.beside.table();
  }

  /** What the departure comes from; null while nothing is in alarm. */
  async verdict(): Promise<Verdict | null> {
    const explained = await this.beside.explain();
    const elements = new Map(this.district.tags.map((t) => [t.id, t.element]));
    const elementOf = ({ candidate: { kind, at } }: Scored) => (kind === "sensor" ? (elements.get(at) ?? at) : at);
    return explained && verdictOf(explained, this.places, elementOf, (s) => this.beside.evidenceOf(s));
  }

  /** What would tell the places of the first suspect apart. */
  async nextReading({ suspects: [first] }: Verdict): Promise<NextReading | null> {
    return first ? this.beside.nextReading(first) : null;
  }

  series(tag: string): TagSeries | null {
    const [measured, predicted, cusum_1] = [this.beside.measured, this.beside.predicted, this.beside.cusums].map((m) =>
      m.get(tag),
    );
    return measured && predicted && cusum_1 ? { measured, predicted, cusum_1 } : null;
  }

  acknowledge(): void {
    this.beside.acknowledge();
  }

  /** False when the twin's day is over: another one is begun from what is live then. */
  isRunning(now_s: number): boolean {
    return now_s < this.instant_s(this.beside.rehearsal.to_tick);
  }

  private tickOf(at_s: number): number {
    return Math.ceil((at_s - this.instant_s(0)) / this.tick_s - 1e-9);
  }
}

/** What instruments make of a day. */
const told = (day: SoundDay, seed: number, tick_s: number): SoundDay =>
  new Map(
    [...day].map(([tag, values], k) => {
      const instrument = new Instrument(seed * 1000 + k);
      return [tag, values.map((x, t) => instrument.read(x, t * tick_s) ?? Number.NaN)];
    }),
  );

/** Runs of the twin by the page's pool, many variants shared out over its workers. */
function pooled(district: District, layout: FrameLayout): Runs<SessionState> {
  return {
    async variants({ gauges = district.tags, ...asked }) {
      const places = tagCells(layout, gauges);
      const [tags, cells] = [[...places.keys()], [...places.values()]];
      const pool = thePool();
      const all = asked.variants;
      const parts = all.length > SHARE ? pool.size : 1;
      const length = Math.ceil(all.length / parts);
      const answers = await Promise.all(
        Array.from({ length: parts }, (_, k) => {
          const variants = all.slice(k * length, (k + 1) * length);
          return pool.ask("variants", { district, ...asked, variants, cells });
        }),
      );
      return {
        state: answers[0].state,
        days: daysOf(
          tags,
          answers.flatMap((a) => a.values),
        ),
      };
    },
  };
}
