import { STATUS } from "../../solve/status";
import { type Grid, place } from "./bound";

const HALVINGS = 10;

/**
 * How much of all injections (ports, loads, schedules) the grid can still carry, by bisection from no load, and the bus
 * whose voltage fell most over the last part of that way: near the nose of its curve the weakest bus falls fastest.
 * null when not even the unloaded grid has a solution. Leaves the voltages of the last attempt behind.
 */
export function locateCollapse(
  g: Grid,
  attempt: () => number,
): { readonly share: number; readonly bus: string; readonly voltage_1: number } | null {
  const isSolved = (share: number): boolean => {
    g.verbs.powerScale(share);
    return attempt() === STATUS.OK;
  };
  const count = g.voltage.length;
  const before = new Float64Array(count);
  const reached = new Float64Array(count);
  const angles = new Float64Array(count);
  try {
    g.startFlat();
    if (!isSolved(0)) return null;
    let low = 0;
    let high = 1;
    before.set(g.voltage);
    reached.set(g.voltage);
    angles.set(g.angle);
    for (let k = 0; k < HALVINGS; k++) {
      const middle = 0.5 * (low + high);
      if (isSolved(middle)) {
        low = middle;
        before.set(reached);
        reached.set(g.voltage);
        angles.set(g.angle);
      } else {
        high = middle;
        g.voltage.set(reached);
        g.angle.set(angles);
      }
    }
    let weakest = -1;
    let fall = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      if (g.isEnergised[i] === 0) continue;
      const share = (before[i]! - reached[i]!) / before[i]!;
      if (share > fall) {
        fall = share;
        weakest = i;
      }
    }
    return { share: low, bus: place(g, weakest), voltage_1: reached[weakest]! };
  } finally {
    g.verbs.powerScale(1);
  }
}
