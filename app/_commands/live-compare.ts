import {
  type Compared,
  type District,
  Instrument,
  learn,
  localDay,
  type Scenario,
  scenarioFromLive,
  tagCells,
  Watch,
} from "@/sim-core";
import { thePool } from "./pool";

/** Sound days to learn from: as many runs of the twin, each with people of its own and through instruments. */
const SOUND_SEEDS = [101, 102, 103, 104, 105, 106, 107];
type Day = Map<string, Float64Array>;

/** The twin beside the field: predicts today, knows how far the field departs when nothing is wrong, and watches. */
export class Comparison {
  private readonly measured = new Map<number, Map<string, number>>();
  private watch: Watch;
  private next = 0;

  private constructor(
    private readonly scenario: Scenario,
    private readonly predicted: Day,
    private readonly learnt: ReturnType<typeof learn>,
  ) {
    this.watch = new Watch(learnt);
  }

  /** Runs the twin over today's local day and the sound days; null when the pool did not finish one of them. */
  static async open(district: District, base: Scenario, now_s: number): Promise<Comparison | null> {
    const { from_s, to_s } = localDay(district, now_s);
    const { scenario } = scenarioFromLive(district, base, { from_s, to_s }, []);
    if (!scenario) return null;
    const days = await Promise.all([1, ...SOUND_SEEDS].map((seed) => played(district, scenario, seed)));
    const [twin, ...sound] = days;
    if (!twin || sound.some((day) => day === null)) return null;
    const residuals = (day: Day, n: number): Day =>
      new Map(
        [...day].map(([tag, values], k) => {
          const instrument = new Instrument(SOUND_SEEDS[n] * 1000 + k);
          const told = (x: number, t: number) => instrument.read(x, t * scenario.tick_s) ?? Number.NaN;
          return [tag, values.map((x, t) => told(x, t) - twin.get(tag)![t])];
        }),
      );
    const ranges = new Map([...twin].map(([tag, v]) => [tag, Math.max(...v) - Math.min(...v)]));
    return new Comparison(scenario, twin, learn((sound as Day[]).map(residuals), ranges));
  }

  /** A good value of the field; the last one of a tick's step stands for it. */
  take(tag: string, value: number, source_ms: number): void {
    const tick = Math.ceil((source_ms / 1000 - this.scenario.start_s) / this.scenario.tick_s);
    const step = this.measured.get(tick) ?? new Map<string, number>();
    step.set(tag, value);
    this.measured.set(tick, step);
  }

  /** Ticks that are over are watched; the likeliest culprits first, then by significance. */
  table(now_s: number): readonly Compared[] {
    const over = Math.floor((now_s - this.scenario.start_s) / this.scenario.tick_s);
    for (; this.next <= over; this.next++) {
      const step = this.measured.get(this.next);
      this.measured.delete(this.next);
      for (const tag of this.learnt.keys()) {
        const predicted = this.predicted.get(tag)?.[this.next] ?? Number.NaN;
        this.watch.take(tag, step?.get(tag) ?? Number.NaN, predicted);
      }
    }
    const suspects = this.watch.suspects();
    return [...suspects, ...this.watch.table().filter((row) => !suspects.includes(row))];
  }

  /** False when the local day is over: another twin is needed. */
  isToday(now_s: number): boolean {
    return now_s < this.scenario.start_s + this.scenario.duration_s;
  }
}

/** One run in the pool, Tag by Tag. */
async function played(district: District, scenario: Scenario, seed: number): Promise<Day | null> {
  const day: Day = new Map();
  let cells: ReadonlyMap<string, number> = new Map();
  let width = 0;
  const job = { kind: "run", district, scenario, seed, frames: "display" } as const;
  const outcome = await thePool().submit(job, {
    onLayout(layout, tickCount) {
      cells = tagCells(layout, district.tags);
      width = layout.length;
      for (const tag of cells.keys()) day.set(tag, new Float64Array(tickCount).fill(Number.NaN));
    },
    onSlab({ firstTick, tickCount, values }) {
      for (const [tag, cell] of cells)
        for (let t = 0; t < tickCount; t++) day.get(tag)![firstTick + t] = values[t * width + cell];
    },
  }).outcome;
  return outcome.ok ? day : null;
}
