import type { Outcome } from "../../solve/outcome";
import type { UtilityEvent, Weather } from "../contract";
import type { Grid } from "./bound";
import type { ClockWork, Clockwork } from "./protection/clock";
import { Loads } from "./protection/loads";
import { Relays } from "./protection/relays";
import { Restoration } from "./protection/restoration";
import { Shedding } from "./protection/shedding";
import { Standbys } from "./protection/standby";
import { ThermalSet } from "./thermal/set";

/** All clocks of a grid behind one face. */
export interface Timed {
  weather(air: Weather): void;
  /** After every good solve. */
  solved(): void;
  advance(dt_s: number): void;
  next_s(): number;
  act(): boolean;
  trip(): boolean;
  /** The state is another one now. */
  forget(): void;
  say(event: UtilityEvent): void;
  drain(): readonly UtilityEvent[];
}

const NOTHING: readonly UtilityEvent[] = [];

export function openTimed(g: Grid, solve: () => Outcome): Timed {
  let told: UtilityEvent[] = [];
  const work: ClockWork = { g, say: (event) => told.push(event) };
  const thermal = new ThermalSet(work);
  const restoration = new Restoration(work, solve);
  // in the order in which they act at one instant: what protects before what restores
  const clocks: readonly Clockwork[] = [
    thermal,
    new Relays(work),
    new Shedding(work),
    restoration,
    new Standbys(work),
    new Loads(work),
  ];
  return {
    weather: (air) => thermal.weather(air),
    solved: () => thermal.solved(),
    advance(dt_s) {
      for (const clock of clocks) clock.advance(dt_s);
    },
    next_s: () => clocks.reduce((least, clock) => Math.min(least, clock.next_s()), Number.POSITIVE_INFINITY),
    act: () => clocks.reduce((any, clock) => clock.act() || any, false),
    trip: () => clocks.reduce((any, clock) => clock.trip?.() || any, false),
    forget: () => restoration.forget(),
    say: work.say,
    drain() {
      if (told.length === 0) return NOTHING;
      const found = told;
      told = [];
      return found;
    },
  };
}
