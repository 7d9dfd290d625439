import type { UtilityEvent } from "../../contract";
import { type Grid, joins } from "../bound";

/** A timer is a sum of intervals: due within a microsecond is due. */
export const DUE_s = 1e-6;

/** A countdown in a state column: NaN none, 0 due. */
export function countDown(timers: Float64Array, row: number, dt_s: number): void {
  const left_s = timers[row]! - dt_s;
  if (timers[row]! > 0) timers[row] = left_s > DUE_s ? left_s : 0;
}

/** What clocks share: the grid they read and switch, and where they tell what they did. */
export interface ClockWork {
  readonly g: Grid;
  say(event: UtilityEvent): void;
}

/** One kind of timed equipment. All state lies in columns. */
export interface Clockwork {
  /** Seconds from now to its next act at the solved state; Infinity if none. May arm timers that this state starts. */
  next_s(): number;
  /** Moves its state over an interval at the solved state. */
  advance(dt_s: number): void;
  /** What has come due acts. True when something was switched. */
  act(): boolean;
  /** After a solve within a step: what acts without delay. Only worsens. True when something was switched. */
  trip?(): boolean;
}

export const seconds = (s: number): string => {
  const whole = Math.round(s);
  if (whole < 600) return `${whole} s`;
  return whole < 7200 ? `${Math.round(whole / 60)} min` : `${(whole / 3600).toFixed(1)} h`;
};
export const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** True when a source with voltage stands among the buses that closed branches join to `start`. */
export function reachesSource(g: Grid, start: number, isOpenToo: (branch: number) => boolean): boolean {
  const { from, to, incidence, sourceBus, formsGrid } = g.net;
  const holds = new Uint8Array(g.isEnergised.length);
  for (let s = 0; s < sourceBus.length; s++)
    if (g.isOn[s] === 1 && (g.role[s] === 2 || formsGrid[s] === 1)) holds[sourceBus[s]!] = 1;
  const seen = new Uint8Array(g.isEnergised.length);
  const list = [start];
  seen[start] = 1;
  for (let head = 0; head < list.length; head++) {
    const bus = list[head]!;
    if (holds[bus] === 1) return true;
    for (let p = incidence.start[bus]!; p < incidence.start[bus + 1]!; p++) {
      const b = incidence.links[p]!;
      if (!joins(g, b) || isOpenToo(b)) continue;
      const other = from[b] === bus ? to[b]! : from[b]!;
      if (seen[other] === 1) continue;
      seen[other] = 1;
      list.push(other);
    }
  }
  return false;
}
