import type { Outcome } from "../../solve/outcome";
import { type Grid, joins } from "./bound";
import type { TapChanger } from "./compile";

/** A tap changer that hunts or a grid that cannot be held ends here: more steps than any range has. */
const MOST_STEPS = 500;

/** -1: voltage low, the ratio has to fall; 1: high; 0: inside the band, without power, or at the end of its range. */
function wanted(g: Grid, c: TapChanger): number {
  if (!joins(g, c.branch) || g.isEnergised[c.bus] === 0) return 0;
  const error = g.voltage[c.bus]! - c.target_1;
  if (Math.abs(error) <= 0.5 * c.deadband_1) return 0;
  const direction = error > 0 ? 1 : -1;
  const next = g.tap[c.branch]! + direction * c.step_1;
  const slack = 0.01 * c.step_1;
  return next > c.highest_1 + slack || next < c.lowest_1 - slack ? 0 : direction;
}

/** Seconds until the next step at the solved voltages; Infinity when all are content. */
export function nextTap_s(g: Grid): number {
  let next_s = Number.POSITIVE_INFINITY;
  for (const c of g.net.tapChangers)
    if (wanted(g, c) !== 0) next_s = Math.min(next_s, Math.max(c.delay_s - g.tapTimer[c.branch]!, 0));
  return next_s;
}

/**
 * Tap changers over an interval: each waits its delay outside the band, then steps, then goes on every stepTime. All
 * that are due at an instant step together, then the grid is solved: transformers side by side stay in step.
 */
export function stepTaps(
  g: Grid,
  from_s: number,
  to_s: number,
  solve: () => Outcome,
  moved: (branch: number) => void = () => undefined,
): Outcome {
  let left_s = to_s - from_s;
  let last: Outcome = { ok: true, report: { iterations: 0, residual: 0, notes: [] } };
  const { tapChangers } = g.net;
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    let wait_s = left_s;
    for (const c of tapChangers) {
      if (wanted(g, c) === 0) g.tapTimer[c.branch] = 0;
      else wait_s = Math.min(wait_s, Math.max(c.delay_s - g.tapTimer[c.branch]!, 0));
    }
    let isMoved = false;
    for (const c of tapChangers) {
      const direction = wanted(g, c);
      if (direction === 0) continue;
      g.tapTimer[c.branch]! += wait_s;
      // a timer is a sum of intervals: due within a microsecond is due
      if (g.tapTimer[c.branch]! < c.delay_s - 1e-6) continue;
      g.tap[c.branch]! += direction * c.step_1;
      g.tapTimer[c.branch] = c.delay_s - c.stepTime_s;
      isMoved = true;
      moved(c.branch);
    }
    left_s -= wait_s;
    if (!isMoved) return last;
    last = solve();
    if (!last.ok) return last;
  }
  return last;
}
