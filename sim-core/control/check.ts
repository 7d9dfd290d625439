import type { District, Rule } from "../model/district";
import type { Issue } from "../model/issue";
import { RULE_KINDS } from "./rules";

const error = (rule: Rule, code: string, field: string, got: string, want: string, hint?: string): Issue => ({
  severity: "error",
  code,
  element: rule.id,
  field,
  got,
  want,
  hint,
});

/** Every rule of a district against its kind: parameters given, target of the right kind, Tags known and own. */
export function checkRules(district: District): Issue[] {
  const issues: Issue[] = [];
  const kinds = new Map(district.elements.map((e) => [e.id, e.kind]));
  const tags = new Map(district.tags.map((t) => [t.id, t]));
  for (const rule of district.rules) {
    const kind = RULE_KINDS[rule.kind];
    if (!kind) {
      issues.push(error(rule, "unknownRuleKind", "kind", rule.kind, `one of ${Object.keys(RULE_KINDS).join(", ")}`));
      continue;
    }
    const target = kinds.get(rule.target);
    if (target === undefined) issues.push(error(rule, "unknownElement", "target", rule.target, "an element's id"));
    else if (!kind.targets.includes(target))
      issues.push(error(rule, "wrongTargetKind", "target", `${rule.target} (${target})`, kind.targets.join(" or ")));
    for (const spec of kind.parameters) {
      const value = rule.parameters[spec.name] ?? spec.default;
      if (value === undefined) {
        issues.push(error(rule, "missingParameter", spec.name, "nothing", `${spec.meaning} (${spec.unit})`));
      } else if (spec.name.endsWith("Tag")) {
        if (value === "") continue;
        const tag = tags.get(String(value));
        if (!tag) issues.push(error(rule, "unknownTag", spec.name, String(value), "a Tag's id"));
        else if (tag.owner !== rule.owner)
          issues.push(
            error(
              rule,
              "foreignTag",
              spec.name,
              `${tag.id} of ${tag.owner}`,
              `a Tag of ${rule.owner}`,
              "own Tags only",
            ),
          );
      } else if (typeof value !== "number") {
        issues.push(error(rule, "notANumber", spec.name, String(value), `a number in ${spec.unit}`));
      }
    }
    for (const name of Object.keys(rule.parameters))
      if (!kind.parameters.some((p) => p.name === name))
        issues.push(
          error(rule, "unknownParameter", name, name, `one of ${kind.parameters.map((p) => p.name).join(", ")}`),
        );
  }
  return issues;
}
