import { UTILITY_NAMES, type Utility } from "../model/element";
import type { Run } from "../time/run";

/** Everything that the next tick reads, and what the run has said so far. Taken between ticks. */
export interface RunState {
  readonly tick: number;
  readonly time_s: number;
  readonly nextChange: number;
  readonly isTopologyDirty: boolean;
  readonly district: ArrayBuffer;
  readonly solvers: Readonly<Partial<Record<Utility, ArrayBuffer>>>;
  readonly digest: readonly number[];
  readonly crossings: { readonly since_s: Float64Array; readonly isSaid: Uint8Array };
  readonly ledger: Float64Array;
  readonly said: { readonly events: number; readonly failures: number };
  readonly settle: readonly [rounds: number, residual: number, device: string];
}

export function saveRun(run: Run): RunState {
  const { coupling, crossings } = run;
  const solvers: Partial<Record<Utility, ArrayBuffer>> = {};
  for (const utility of UTILITY_NAMES) {
    const solver = coupling.solvers[utility];
    if (solver) solvers[utility] = solver.save();
  }
  return {
    tick: run.tick,
    time_s: coupling.around.time_s,
    nextChange: run.nextChange,
    isTopologyDirty: coupling.isTopologyDirty,
    district: coupling.table.save(),
    solvers,
    digest: run.digest.save(),
    crossings: { since_s: crossings.state.since_s.slice(), isSaid: crossings.state.isSaid.slice() },
    ledger: run.ledger.save(),
    said: { events: run.events.length, failures: run.failures.length },
    settle: [run.maxRounds, run.worstResidual, run.worstDevice],
  };
}

/** Puts a run of the same district and scenario back to where it was: it goes on to the same bits. */
export function restoreRun(run: Run, state: RunState): void {
  const { coupling, crossings } = run;
  for (const utility of UTILITY_NAMES) {
    const saved = state.solvers[utility];
    if (saved) coupling.solvers[utility]!.restore(saved);
    coupling.dirty[utility] = true;
  }
  coupling.table.restore(state.district);
  coupling.isTopologyDirty = state.isTopologyDirty;
  coupling.around.time_s = state.time_s;
  run.tick = state.tick;
  run.nextChange = state.nextChange;
  run.digest.restore(state.digest);
  crossings.state.since_s.set(state.crossings.since_s);
  crossings.state.isSaid.set(state.crossings.isSaid);
  run.ledger.restore(state.ledger);
  run.events.length = Math.min(run.events.length, state.said.events);
  run.failures.length = Math.min(run.failures.length, state.said.failures);
  [run.maxRounds, run.worstResidual, run.worstDevice] = state.settle;
}
