import type { Outcome } from "../../../solve/outcome";
import type { Grid } from "../bound";
import type { OpenGrid } from "../solver";
import { type Violations, violations } from "./violations";

/** What one branch out of service does to the grid. */
export interface Outage extends Violations {
  readonly branch: string;
  /** How it was solved; where it was not, every number of it is NaN and every list is empty. */
  readonly outcome: Outcome;
  /** Load that was fed before and is not any more: own loads and what devices draw. */
  readonly lost_W: number;
  readonly deadBuses: number;
  readonly losses_W: number;
  /** Share of load lost, plus every overload over 1 and every voltage outside its range, in sum; Infinity unsolved. */
  readonly harm_1: number;
}

const UNSOLVED = {
  overloads: [],
  lowVoltages: [],
  highVoltages: [],
  largestLoading_1: Number.NaN,
  lowestVoltage_1: Number.NaN,
  lowestVoltageAt: "",
  lost_W: Number.NaN,
  deadBuses: 0,
  losses_W: Number.NaN,
  harm_1: Number.POSITIVE_INFINITY,
} as const;

/**
 * Takes one branch after the other out of a solved grid: the pattern is kept, admittances are edited, and each solve
 * starts from the intact grid's voltages. Results come one by one; one that fails is among them, with its reason. In
 * the end the grid is what it was. `branches`: rows to take out; all that are in service when left out.
 */
export function* outages({ solver, grid: g }: OpenGrid, branches?: readonly number[]): Generator<Outage, void, void> {
  const intact = g.voltage.slice();
  const angles = g.angle.slice();
  const links = g.linkCurrent.slice();
  const wasAlive = g.isEnergised.slice();
  const load_W = Math.max(
    wanted_W(g, (bus) => wasAlive[bus] === 1),
    1,
  );
  const restore = (): void => {
    g.voltage.set(intact);
    g.angle.set(angles);
    g.linkCurrent.set(links);
  };
  try {
    for (const b of branches ?? g.isClosed.keys()) {
      if (g.isClosed[b] === 0) continue;
      restore();
      g.isClosed[b] = 0;
      try {
        yield outage(g, b, solver.solve(0), wasAlive, load_W);
      } finally {
        g.isClosed[b] = 1;
      }
    }
  } finally {
    restore();
    // results, too, are those of the intact grid again
    solver.solve(0);
  }
}

function outage(g: Grid, b: number, outcome: Outcome, wasAlive: Uint8Array, load_W: number): Outage {
  const branch = g.net.branches.ids[b]!;
  if (!outcome.ok) return { branch, outcome, ...UNSOLVED };
  let deadBuses = 0;
  for (let i = 0; i < wasAlive.length; i++) if (wasAlive[i] === 1 && g.isEnergised[i] === 0) deadBuses++;
  const lost_W = deadBuses === 0 ? 0 : wanted_W(g, (bus) => wasAlive[bus] === 1 && g.isEnergised[bus] === 0);
  const found = violations(g);
  let harm_1 = lost_W > 0 ? lost_W / load_W : 0;
  for (const v of found.overloads) harm_1 += v.value - 1;
  for (const v of found.lowVoltages) harm_1 += v.limit - v.value;
  for (const v of found.highVoltages) harm_1 += v.value - v.limit;
  let losses_W = 0;
  for (let k = 0; k < g.powerFrom.length; k++) losses_W += g.powerFrom[k]! + g.powerTo[k]!;
  return { branch, outcome, ...found, lost_W, deadBuses, losses_W, harm_1 };
}

/** Load wanted at the buses asked for: connected loads, and what ports draw. What gives (a load < 0) is no load. */
function wanted_W(g: Grid, isAsked: (bus: number) => boolean): number {
  let sum = 0;
  for (let k = 0; k < g.active.length; k++)
    if (g.isConnected[k] === 1 && isAsked(g.net.loadBus[k]!)) sum += Math.max(g.active[k]!, 0);
  for (let i = 0; i < g.portPower.length; i++) if (g.portPower[i]! < 0 && isAsked(i)) sum -= g.portPower[i]!;
  return sum;
}

/** By harm, the worst first; equal ones in the order of the grid. */
export const byHarm = (list: readonly Outage[]): Outage[] =>
  list
    .map((o, i) => [o, i] as const)
    .sort(([a, i], [b, j]) => order(b.harm_1, a.harm_1) || i - j)
    .map(([o]) => o);

const order = (a: number, b: number): number => (a === b ? 0 : a - b);
