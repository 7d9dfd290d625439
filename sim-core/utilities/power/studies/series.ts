import type { Outcome } from "../../../solve/outcome";
import type { Grid } from "../bound";
import type { OpenGrid } from "../solver";
import { type Outage, outages } from "./outages";

/** One instant of a series. The grid's columns hold its state until the next is asked for. */
export interface SeriesStep {
  readonly step: number;
  readonly time_s: number;
  /** A failed step is here with its reason; its columns still show the last good state. */
  readonly outcome: Outcome;
}

/**
 * Solves the grid at one instant after the other: pattern kept, values edited, each from the state before. `edit` sets
 * what the district's own profiles do not (switches, taps, ports, loads). Nothing is kept: take from the columns what
 * is wanted while a step is at hand. After a failed step the next starts from the last good one.
 */
export function* series(
  { solver, grid }: OpenGrid,
  times_s: Iterable<number>,
  edit: (grid: Grid, step: number) => void = () => {},
): Generator<SeriesStep, void, void> {
  let step = 0;
  for (const time_s of times_s) {
    solver.applyProfiles(time_s);
    edit(grid, step);
    yield { step, time_s, outcome: solver.solve(time_s) };
    step++;
  }
}

/** Every outage at every instant. Where the intact grid does not solve, nothing is taken out of it. */
export function* seriesOutages(
  opened: OpenGrid,
  times_s: Iterable<number>,
  branches?: readonly number[],
  edit?: (grid: Grid, step: number) => void,
): Generator<SeriesStep & { readonly outages: Iterable<Outage> }, void, void> {
  for (const step of series(opened, times_s, edit))
    yield { ...step, outages: step.outcome.ok ? outages(opened, branches) : [] };
}
