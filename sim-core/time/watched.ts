import { LAYOUT } from "../compile/layout";
import { UTILITY_NAMES } from "../model/element";
import type { Run } from "./run";

/** Calls with the instant at which each value that a rule waits for is reached at present rates. */
export function forEachWatched(run: Run, consider: (at_s: number) => void): void {
  const { solvers, table, around } = run.coupling;
  const memory = table.f64("rule", "memory_1");
  for (let row = 0; row < run.rules.length; row++)
    for (const { tag: id, value } of run.rules[row]!.watches(around.localHour, memory, row)) {
      const tag = run.tags.get(id);
      // What cannot be seen to arrive does not end a step.
      if (!tag || Number.isNaN(value) || !run.observations.isLive(id)) continue;
      for (const utility of UTILITY_NAMES) {
        const solver = solvers[utility];
        if (!solver?.reachedAt_s) continue;
        for (const column of LAYOUT[utility].columns) {
          if (column.name !== tag.quantity) continue;
          const place = solver.numbering[column.rows]?.row(tag.element) ?? -1;
          if (place >= 0) consider(solver.reachedAt_s(column.rows, column.name, place, value, around.time_s));
        }
      }
    }
}
