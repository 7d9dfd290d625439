import { UTILITY_NAMES, type Utility } from "../model/element";
import type { RunEvent } from "../record/event";
import type { Run } from "../time/run";
import { INSTANT_s } from "../time/stepper";

/**
 * Everything that the next tick reads, and what the run has said so far. Taken between ticks; plain data, so that it
 * can be posted to another worker and go on there.
 */
export interface RunState {
  readonly tick: number;
  readonly time_s: number;
  /** Changes that have acted. */
  readonly changesDone: number;
  readonly isTopologyDirty: boolean;
  readonly district: ArrayBuffer;
  readonly solvers: Readonly<Partial<Record<Utility, ArrayBuffer>>>;
  readonly digest: readonly number[];
  readonly crossings: { readonly since_s: Float64Array; readonly isSaid: Uint8Array };
  readonly ledger: Float64Array;
  readonly events: readonly RunEvent[];
  readonly failures: readonly { readonly tick: number; readonly text: string }[];
  readonly settle: readonly [rounds: number, residual: number, device: string];
  readonly steps: number;
  readonly solves: Readonly<Record<Utility, number>>;
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
    changesDone: run.nextChange,
    isTopologyDirty: coupling.isTopologyDirty,
    district: coupling.table.save(),
    solvers,
    digest: run.digest.save(),
    crossings: { since_s: crossings.state.since_s.slice(), isSaid: crossings.state.isSaid.slice() },
    ledger: run.ledger.save(),
    events: run.events.slice(),
    failures: run.failures.slice(),
    settle: [run.maxRounds, run.worstResidual, run.worstDevice],
    steps: run.steps,
    solves: { ...coupling.settleLog.solves },
  };
}

/**
 * Puts a run of the same district and weather back to where it was: it goes on to the same bits. Its Changes may be
 * others, as long as they are the same before the state's instant.
 */
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
  // A Change of the state's own instant is still to come: it acts at the beginning of the next step.
  run.nextChange = 0;
  while (run.nextChange < run.changes.length && run.changes[run.nextChange]!.at_s <= state.time_s - INSTANT_s)
    run.nextChange++;
  if (run.nextChange !== state.changesDone)
    throw new Error(
      `the state of tick ${state.tick} has seen ${state.changesDone} Changes, this run's list has ${run.nextChange} before it`,
    );
  run.digest.restore(state.digest);
  crossings.state.since_s.set(state.crossings.since_s);
  crossings.state.isSaid.set(state.crossings.isSaid);
  run.ledger.restore(state.ledger);
  run.events.splice(0, run.events.length, ...state.events);
  run.failures.splice(0, run.failures.length, ...state.failures);
  [run.maxRounds, run.worstResidual, run.worstDevice] = state.settle;
  run.steps = state.steps;
  Object.assign(coupling.settleLog.solves, state.solves);
}

export function bytesOf(state: RunState): number {
  const solvers = Object.values(state.solvers).reduce((sum, s) => sum + s.byteLength, 0);
  const { since_s, isSaid } = state.crossings;
  // An event is a dozen fields and a sentence; 200 bytes is what its JSON weighs.
  const said = 200 * (state.events.length + state.failures.length);
  return state.district.byteLength + solvers + since_s.byteLength + isSaid.byteLength + state.ledger.byteLength + said;
}
