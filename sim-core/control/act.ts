import type { Change } from "../model/change";
import type { Rule } from "../model/district";
import type { Observation } from "../model/tag";
import { NO_FIELDS, type RuleInput } from "./kind";
import { RULE_KINDS } from "./rules";

/** A rule with its parameters looked up once. */
export interface BoundRule {
  readonly rule: Rule;
  readonly isLocal: boolean;
  /** Lets it look and decide: a Change when it acts. `memory[row]` is its only state. */
  act(observation: Observation, localHour: number, memory: Float64Array, row: number): Change | null;
  /** The values at which it would decide anew, each with the id of its Tag. */
  watches(
    localHour: number,
    memory: Float64Array,
    row: number,
  ): readonly { readonly tag: string; readonly value: number }[];
}

const NOTHING: readonly never[] = [];

export function bindRule(rule: Rule): BoundRule {
  const kind = RULE_KINDS[rule.kind]!;
  const parameters: Record<string, number | string> = {};
  for (const spec of kind.parameters) {
    const value = rule.parameters[spec.name] ?? spec.default;
    if (value !== undefined) parameters[spec.name] = value;
  }
  let seat: Observation | null = null;
  const input = {
    localHour: 0,
    memory: Number.NaN,
    number: (name: string) => parameters[name] as number,
    read(name: string) {
      const tag = parameters[name];
      if (!tag) return Number.NaN;
      const seen = seat!.read(tag as string);
      return seen.quality === "bad" ? Number.NaN : seen.value;
    },
  } satisfies RuleInput;
  return {
    rule,
    isLocal: kind.isLocal,
    watches(localHour, memory, row) {
      if (!kind.watches) return NOTHING;
      input.localHour = localHour;
      input.memory = memory[row]!;
      return kind.watches(input).map(({ tagParameter, value }) => ({ tag: parameters[tagParameter] as string, value }));
    },
    act(observation, localHour, memory, row) {
      seat = observation;
      input.localHour = localHour;
      input.memory = memory[row]!;
      const decision = kind.decide(input);
      memory[row] = decision.memory;
      if (decision.fields === NO_FIELDS) return null;
      return {
        at_s: observation.time_s,
        op: "set",
        target: rule.target,
        fields: decision.fields,
        by: rule.owner,
        why: decision.why,
      };
    },
  };
}
