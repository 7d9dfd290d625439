import {
  type Branch,
  type Change,
  changesIn,
  changesOf,
  type District,
  type Edits,
  type Issue,
  type RunEvent,
  type RunResult,
  type Scenario,
} from "@/sim-core";
import type { History } from "./history";

export type RunPhase = "idle" | "preparing" | "running" | "finished" | "failed" | "cancelled";

export interface RunState {
  readonly phase: RunPhase;
  /** What is being done, in words. */
  readonly doing: string;
  readonly share_1: number;
  readonly result: RunResult | null;
  readonly issues: readonly Issue[];
  readonly error: string;
  /** Whether the server holds it. */
  readonly kept: "no" | "keeping" | "yes";
  readonly source: "simulated" | "replayed" | "live";
}

export const NO_RUN: RunState = {
  phase: "idle",
  doing: "",
  share_1: 0,
  result: null,
  issues: [],
  error: "",
  kept: "no",
  source: "simulated",
};

/** A run or a branch of one, with what it was made from and what came out. */
export interface Variant {
  readonly id: string;
  readonly name: string;
  /** The run that it leaves; null for a run of its own. */
  readonly parent: string | null;
  readonly atTick: number;
  readonly edits: Edits;
  readonly district: District;
  /** Without the Changes of branches. */
  readonly scenario: Scenario;
  readonly seed: number;
  readonly history: History | null;
  readonly events: readonly RunEvent[];
  readonly run: RunState;
  /** Ticks that its last job did not simulate, because it shares them with what it was or left. */
  readonly shared: number;
  /** Its row on the server. */
  readonly keptId: string | null;
  /** Made by another version of the engine: this one would not go on to the same values. */
  readonly isForeign?: boolean;
}

/** One line of the form: as typed, so that nothing is lost while it makes no sense yet. */
export interface DraftLine {
  readonly key: number;
  readonly target: string;
  readonly field: string;
  readonly value: string;
  readonly at: string;
  readonly why: string;
}

export interface Draft {
  /** The run that the Changes are for. */
  readonly of: string;
  readonly tick: number;
  /** Into a branch of its own, or as one more move of the branch `of`. */
  readonly into: "new" | "same";
  readonly name: string;
  readonly lines: readonly DraftLine[];
}

const branchOf = (v: Variant): Branch => ({
  ...{ id: v.id, name: v.name, parent: v.parent, atTick: v.atTick },
  changes: changesIn(v.edits),
});

/** As the model sees them. */
export const branchesOf = (variants: readonly Variant[]): ReadonlyMap<string, Branch> =>
  new Map(variants.map((v) => [v.id, branchOf(v)]));

/** The scenario with every Change that acts in a run: its own and those of the runs that it left. */
export function scenarioIn(variants: readonly Variant[], v: Variant): Scenario {
  const changes: readonly Change[] = changesOf(branchesOf(variants), v.id);
  return changes.length > 0 ? { ...v.scenario, changes: [...v.scenario.changes, ...changes] } : v.scenario;
}

/** It and everything that hangs on it, parents first. */
export function withDescendants(variants: readonly Variant[], id: string): readonly Variant[] {
  const own = variants.filter((v) => v.id === id);
  return [...own, ...variants.filter((v) => v.parent === id).flatMap((v) => withDescendants(variants, v.id))];
}

export const rootOf = (variants: readonly Variant[], v: Variant): Variant => {
  const parent = variants.find((x) => x.id === v.parent);
  return parent ? rootOf(variants, parent) : v;
};

/** Runs that can be held against each other record the same instants. */
export const whyNotComparable = (a: Variant, b: Variant): string =>
  a.scenario.tick_s !== b.scenario.tick_s
    ? `${a.name} records every ${a.scenario.tick_s / 60} min, ${b.name} every ${b.scenario.tick_s / 60} min: their ticks are not the same instants.`
    : "";
