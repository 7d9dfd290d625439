import type { Change } from "../model/change";
import type { Rule } from "../model/district";
import type { Observation } from "../model/tag";
import type { RuleInput } from "./kind";
import { RULE_KINDS } from "./rules";

/** Lets one rule look and decide. A Change when it acts; `memory[row]` is its only state. */
export function act(
  rule: Rule,
  observation: Observation,
  localHour: number,
  memory: Float64Array,
  row: number,
): Change | null {
  const kind = RULE_KINDS[rule.kind]!;
  const parameter = (name: string) => rule.parameters[name] ?? kind.parameters.find((p) => p.name === name)?.default;
  const input: RuleInput = {
    number: (name) => parameter(name) as number,
    read: (name) => {
      const tag = parameter(name);
      if (!tag) return Number.NaN;
      const seen = observation.read(String(tag));
      return seen.quality === "bad" ? Number.NaN : seen.value;
    },
    observation,
    localHour,
    memory: memory[row]!,
  };
  const decision = kind.decide(input);
  memory[row] = decision.memory;
  if (Object.keys(decision.fields).length === 0) return null;
  return {
    at_s: observation.time_s,
    op: "set",
    target: rule.target,
    fields: decision.fields,
    by: rule.owner,
    why: `${rule.kind}: ${decision.why}`,
  };
}
