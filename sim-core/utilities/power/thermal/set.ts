import { exp } from "../../../../assembly/core/elementary";
import type { Weather } from "../../contract";
import type { Grid } from "../bound";
import { type ClockWork, type Clockwork, DUE_s } from "../protection/clock";
import { ampacity_A, cableLimit_A, cableTemperature_K, conductorTemperature_K } from "./conductor";
import { SteadyTable } from "./steady";
import {
  type Decays,
  decaysOver,
  hotSpot_K,
  hotSpotAfter_K,
  loadAtHotSpot_1,
  steadyGradient_K,
  steadyOilRise_K,
  steadyState,
  stepTowards,
  type ThermalClass,
  type ThermalState,
} from "./transformer";

/** A winding temperature is looked ahead for its trip no farther than this. */
const AHEAD_S = 3600;
/** Between knots this far apart the load that ambient air allows is taken as straight: 2e-4 of it, for 288 solves a day. */
const GRID_K = 4;
const ZERO_C = 273.15;

/** Temperatures of transformers, lines and cables, what the weather lets them carry, and the trip of a hot winding. */
export class ThermalSet implements Clockwork {
  private readonly g: Grid;
  private readonly say: ClockWork["say"];
  private readonly current: Float64Array;
  private readonly rating: Float64Array;
  private readonly ampacity: Float64Array;
  private readonly dynamicLoad: Float64Array;
  private readonly conductor: Float64Array;
  private readonly topOil: Float64Array;
  private readonly hotSpot: Float64Array;
  private readonly gradient1: Float64Array;
  private readonly gradient2: Float64Array;
  private readonly ageing: Float64Array;
  private readonly lost: Float64Array;
  private readonly air: Weather = { temperature_K: 293.15, wind_m_s: 0, global_W_m2: 0 };
  private readonly state: ThermalState = { topOil_K: 0, gradient1_K: 0, gradient2_K: 0, aged_s: 0 };
  private readonly steady: readonly SteadyTable[];
  /** Transformers with a trip. */
  private readonly guarded: readonly number[];
  /** Of each line: rating in its ground over rating. */
  private readonly inGround: Float64Array;
  private readonly loads = new Map<number, number>();
  private readonly decays: (t: ThermalClass, dt_s: number) => Decays;

  constructor({ g, say }: ClockWork) {
    this.g = g;
    this.say = say;
    const of = (rows: string) => (name: string) => g.kernel.column(rows, name) as Float64Array;
    const [branch, transformer] = [of("branch"), of("transformer")];
    this.current = branch("current_A");
    this.rating = branch("rating_A");
    this.ampacity = branch("ampacity_A");
    this.dynamicLoad = branch("dynamicLoad_1");
    this.conductor = branch("conductor_K");
    this.topOil = transformer("topOil_K");
    this.hotSpot = transformer("hotSpot_K");
    this.gradient1 = transformer("gradient1_K");
    this.gradient2 = transformer("gradient2_K");
    this.ageing = transformer("ageing_1");
    this.lost = transformer("lossOfLife_s");
    for (const column of [this.ampacity, this.dynamicLoad, this.conductor, this.topOil, this.hotSpot, this.ageing])
      column.fill(Number.NaN);
    this.steady = g.net.plan.classes.map((t) => new SteadyTable(t));
    this.guarded = g.net.plan.units.flatMap(({ trip_K }, k) => (Number.isNaN(trip_K) ? [] : [k]));
    this.inGround = Float64Array.from(g.net.plan.lines, ({ hottest_K, rated_K, ground_K }) =>
      cableLimit_A({ rating_A: 1, hottest_K, rated_K }, ground_K),
    );
    this.limits();
    // most steps are as long as the one before
    const lengths = new Map<ThermalClass, { readonly dt_s: number; readonly found: Decays }>();
    this.decays = (t, dt_s) => {
      const known = lengths.get(t);
      if (known?.dt_s === dt_s) return known.found;
      const found = decaysOver(t, dt_s);
      lengths.set(t, { dt_s, found });
      return found;
    };
  }

  /** Weather that holds from now on, and the limits that follow from it. */
  weather(air: Weather): void {
    this.air.temperature_K = air.temperature_K;
    this.air.wind_m_s = air.wind_m_s;
    this.air.global_W_m2 = air.global_W_m2;
    this.limits();
  }

  private limits(): void {
    const { classes, units, lines } = this.g.net.plan;
    const { temperature_K, wind_m_s, global_W_m2: light_W_m2 } = this.air;
    const below = Math.floor(temperature_K / GRID_K);
    const share = temperature_K / GRID_K - below;
    const loads = classes.map((_, k) => (1 - share) * this.loadAt(k, below) + share * this.loadAt(k, below + 1));
    for (const { branch, kind } of units) this.ampacity[branch] = loads[kind]! * this.rating[branch]!;
    for (let k = 0; k < lines.length; k++) {
      const { branch, bare, hottest_K } = lines[k]!;
      this.ampacity[branch] = bare
        ? ampacity_A(bare, { temperature_K, wind_m_s, light_W_m2 }, hottest_K)
        : this.rating[branch]! * this.inGround[k]!;
    }
  }

  /** Load of a class at a knot of the ambient temperature, found once. */
  private loadAt(kind: number, knot: number): number {
    const key = 1000 * kind + knot;
    let load = this.loads.get(key);
    if (load === undefined) {
      load = loadAtHotSpot_1(this.g.net.plan.classes[kind]!, knot * GRID_K);
      this.loads.set(key, load);
    }
    return load;
  }

  /** After a solve: loading against what the weather allows. */
  solved(): void {
    for (let b = 0; b < this.ampacity.length; b++) this.dynamicLoad[b] = this.current[b]! / this.ampacity[b]!;
  }

  private load_1(unit: number): number {
    const { branch } = this.g.net.plan.units[unit]!;
    return this.current[branch]! / this.rating[branch]!;
  }

  private read(unit: number): ThermalState {
    const s = this.state;
    s.topOil_K = this.topOil[unit]!;
    s.gradient1_K = this.gradient1[unit]!;
    s.gradient2_K = this.gradient2[unit]!;
    s.aged_s = this.lost[unit]!;
    return s;
  }

  advance(dt_s: number): void {
    const { classes, units, lines } = this.g.net.plan;
    const ambient_K = this.air.temperature_K;
    for (let k = 0; k < units.length; k++) {
      const t = classes[units[k]!.kind]!;
      const load_1 = this.load_1(k);
      const s = this.read(k);
      // a run starts in the middle of things: warm from the load that it finds
      if (Number.isNaN(s.topOil_K)) Object.assign(s, steadyState(t, load_1, ambient_K));
      const table = this.steady[units[k]!.kind]!;
      const before_s = s.aged_s;
      stepTowards(t, s, ambient_K + table.oilRise_K(load_1), table.gradient_K(load_1), dt_s, this.decays);
      this.topOil[k] = s.topOil_K;
      this.gradient1[k] = s.gradient1_K;
      this.gradient2[k] = s.gradient2_K;
      this.lost[k] = s.aged_s;
      this.hotSpot[k] = hotSpot_K(s);
      this.ageing[k] = (s.aged_s - before_s) / dt_s;
    }
    let [time_s, keep] = [Number.NaN, 1];
    for (const line of lines) {
      const { branch, bare, hottest_K, rated_K, ground_K } = line;
      const share = this.current[branch]! / this.rating[branch]!;
      const end_K = bare
        ? conductorTemperature_K(
            bare,
            { temperature_K: ambient_K, wind_m_s: this.air.wind_m_s, light_W_m2: this.air.global_W_m2 },
            this.current[branch]!,
          )
        : cableTemperature_K(hottest_K - rated_K, ground_K, share);
      if (line.time_s !== time_s) {
        time_s = line.time_s;
        keep = exp(-dt_s / time_s);
      }
      const now_K = this.conductor[branch]!;
      this.conductor[branch] = Number.isNaN(now_K) ? end_K : end_K + (now_K - end_K) * keep;
    }
  }

  /** Bisection on the exact course of the hot spot: it passes its trip once while load and weather hold. */
  next_s(): number {
    let next_s = Number.POSITIVE_INFINITY;
    const { classes, units } = this.g.net.plan;
    const ambient_K = this.air.temperature_K;
    for (const k of this.guarded) {
      const { kind, trip_K, branch } = units[k]!;
      if (Number.isNaN(this.topOil[k]!) || this.g.isClosed[branch] === 0) continue;
      const t = classes[kind]!;
      const load_1 = this.load_1(k);
      // on most days the rating's own temperatures are far from the trip
      if (load_1 <= 1 && Math.max(ambient_K + t.oilRise_K + t.k21 * t.gradient_K, this.hotSpot[k]!) < trip_K) continue;
      const most_K = ambient_K + steadyOilRise_K(t, load_1) + t.k21 * steadyGradient_K(t, load_1);
      if (Math.max(most_K, this.hotSpot[k]!) < trip_K) continue;
      const s = this.read(k);
      const at = (ahead_s: number) => hotSpotAfter_K(t, s, load_1, ambient_K, ahead_s);
      let high = 60;
      while (high < AHEAD_S && at(high) < trip_K) high += 60;
      if (at(high) < trip_K) continue;
      let low = high - 60;
      for (let i = 0; i < 40; i++) {
        const middle = (low + high) / 2;
        if (at(middle) < trip_K) low = middle;
        else high = middle;
      }
      next_s = Math.min(next_s, high + DUE_s);
    }
    return next_s;
  }

  act(): boolean {
    let isSwitched = false;
    const { units } = this.g.net.plan;
    for (const k of this.guarded) {
      const { trip_K, branch } = units[k]!;
      if (!(this.hotSpot[k]! >= trip_K) || this.g.isClosed[branch] === 0) continue;
      this.g.isClosed[branch] = 0;
      isSwitched = true;
      const [value, limit] = [this.hotSpot[k]!, trip_K];
      const text = `tripped: hot spot ${(value - ZERO_C).toFixed(0)} °C, limit ${(limit - ZERO_C).toFixed(0)} °C`;
      this.say({
        element: this.g.net.branches.ids[branch]!,
        quantity: "hotSpot_K",
        value,
        limit,
        unit: "K",
        priority: 1,
        text,
      });
    }
    return isSwitched;
  }
}
