import { LAYOUT } from "../compile/layout";
import { UTILITY_NAMES, type Utility } from "../model/element";
import type { Run } from "./run";

interface Place {
  readonly utility: Utility;
  readonly rows: string;
  readonly name: string;
  readonly row: number;
}

/** Where each Tag lies, by the run's own map of them: found once, since the step asks after every settling. */
const places = new WeakMap<Run["tags"], Map<string, readonly Place[]>>();

/** Calls with the instant at which each value that a rule waits for is reached at present rates. */
export function forEachWatched(run: Run, consider: (at_s: number) => void): void {
  const { solvers, table, around } = run.coupling;
  const memory = table.f64("rule", "memory_1");
  for (let rule = 0; rule < run.rules.length; rule++)
    for (const { tag, value } of run.rules[rule]!.watches(around.localHour, memory, rule)) {
      if (Number.isNaN(value)) continue;
      for (const { utility, rows, name, row } of placesOf(run, tag))
        consider(solvers[utility]!.reachedAt_s!(rows, name, row, value, around.time_s));
    }
}

function placesOf(run: Run, id: string): readonly Place[] {
  let known = places.get(run.tags);
  if (!known) {
    known = new Map();
    places.set(run.tags, known);
  }
  let found = known.get(id);
  if (!found) {
    found = search(run, id);
    known.set(id, found);
  }
  return found;
}

function search(run: Run, id: string): Place[] {
  const tag = run.tags.get(id);
  const found: Place[] = [];
  for (const utility of tag ? UTILITY_NAMES : []) {
    const solver = run.coupling.solvers[utility];
    if (!solver?.reachedAt_s) continue;
    for (const { rows, name } of LAYOUT[utility].columns) {
      const row = name === tag!.quantity ? (solver.numbering[rows]?.row(tag!.element) ?? -1) : -1;
      if (row >= 0) found.push({ utility, rows, name, row });
    }
  }
  return found;
}
