import type { Change } from "../model/change";
import type { District } from "../model/district";
import type { Issue } from "../model/issue";
import type { Scenario } from "../model/scenario";
import { Session, type SessionState } from "../session/session";

/** The same story many times over, each time with other Changes from one instant on. */
export interface VariantsGiven {
  readonly district: District;
  readonly scenario: Scenario;
  readonly seed: number;
  /** Where all of them begin; tick 0 when absent. Its Changes before that instant must be the scenario's. */
  readonly from: SessionState | null;
  /** What is common to all is simulated once, up to here. */
  readonly fork_tick: number;
  readonly to_tick: number;
  /** Changes of each, none earlier than the fork. */
  readonly variants: readonly (readonly Change[])[];
  /** Which recorded values are kept: places in a Frame. */
  readonly cells: readonly number[];
}

export interface VariantsTold {
  /** Complete state at the fork. */
  readonly state: SessionState | null;
  /** By variant, `values[(tick - fork_tick) * cells.length + cell]`; null where it did not solve. */
  readonly values: readonly (Float64Array | null)[];
  readonly issues: readonly Issue[];
}

/** Compiled once, restarted from the fork for every variant: a variant costs its ticks and nothing else. */
export function runVariants(module: WebAssembly.Module, given: VariantsGiven): VariantsTold {
  const { district, scenario, seed, from, fork_tick, to_tick, cells, variants } = given;
  const opened = Session.open(module, district, scenario, seed, {
    from: from ?? undefined,
    keyframeTicks: to_tick + 1,
  });
  if (!opened.session) return { state: null, values: variants.map(() => null), issues: opened.issues };
  const { session } = opened;
  while (session.tick < fork_tick) session.advance();
  const state = session.state();
  const width = cells.length;
  const values = variants.map((changes) => {
    const story = { ...scenario, changes: [...scenario.changes, ...changes] };
    session.restart(story, state);
    const kept = new Float64Array((to_tick - fork_tick) * width);
    for (let tick = fork_tick; tick < to_tick; tick++) {
      const frame = session.advance();
      for (let k = 0; k < width; k++) kept[(tick - fork_tick) * width + k] = frame[cells[k]!]!;
    }
    return session.run.failures.length > state.run.failures.length ? null : kept;
  });
  return { state, values, issues: opened.issues };
}
