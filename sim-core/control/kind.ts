import type { FieldValue } from "../model/element";

/** One parameter of a rule kind. A name that ends in `Tag` holds a Tag's id, which the rule's owner must own. */
export interface ParameterSpec {
  readonly name: string;
  readonly unit: string;
  /** Absent: the rule must give it. A Tag without a default is required, with "" it is optional. */
  readonly default?: number | string;
  readonly meaning: string;
}

/** What a rule may know: its own parameters, its own Tags, the local clock, and one cell of memory. */
export interface RuleInput {
  number(name: string): number;
  /** NaN when the Tag is absent, not yet measured, or bad: a rule then holds what it last did. */
  read(tagParameter: string): number;
  /** Local wall clock, hours since local midnight, [0, 24). */
  readonly localHour: number;
  /** What the rule kept the last time (NaN at first); part of the run's state. */
  readonly memory: number;
}

/** Fields to set on the target (nothing when the rule is content) and the memory to keep. */
export interface RuleDecision {
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly memory: number;
  readonly why: string;
}

export interface RuleKind {
  readonly kind: string;
  readonly meaning: string;
  /** Kinds of element that the rule can be pointed at. */
  readonly targets: readonly string[];
  readonly parameters: readonly ParameterSpec[];
  /** It runs in its target's own controller and reads its sensors by wire: lost communication does not touch it. */
  readonly isLocal: boolean;
  decide(input: RuleInput): RuleDecision;
  /** Values of its Tags at which it would decide anew. Where the rate of a Tag is known (the level of a tank), the
   *  coupled step ends at the instant at which it gets there; a kind without them looks at step instants only. */
  watches?(input: RuleInput): readonly Watched[];
}

/** One Tag, by the name of the parameter that holds it, and a value of it. */
export interface Watched {
  readonly tagParameter: string;
  readonly value: number;
}

/** Keeps the fingers off: the same memory, no Change. */
export const hold = (input: RuleInput): RuleDecision => ({ fields: NO_FIELDS, memory: input.memory, why: "" });

export const NO_FIELDS: RuleDecision["fields"] = {};

/** Why a rule holds a source back; the numbers are those of the column device.heldBy. */
export const HELD_BY = { nothing: 0, voltage: 1, thermal: 2, exportCap: 3 } as const;

/** True inside [from, to) of a local day; a window may run over midnight; an empty window is never open. */
export function isWithinHours(hour: number, from_h: number, to_h: number): boolean {
  return from_h <= to_h ? hour >= from_h && hour < to_h : hour >= from_h || hour < to_h;
}

export const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
