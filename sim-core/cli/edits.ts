import type { District } from "../model/district";
import type { Element } from "../model/element";
import { type Issue, issueText } from "../model/issue";
import { didYouMean } from "../model/nearest";
import { checkFields } from "../model/validation/fields";
import { schemaOf } from "../utilities/catalogue";
import { UsageError } from "./args";
import { typedValue } from "./set";

export const EDIT_MEANING = "a field of the model, ELEMENT.field=value in SI; may be given more than once";

/** A model with other values in some fields, each held against its kind's schema. */
export function edited(district: District, typed: readonly string[]): District {
  const changed = new Map<string, Element>(district.elements.map((e) => [e.id, e]));
  for (const text of typed) {
    const parts = /^(.+)\.([A-Za-z][A-Za-z0-9_]*)=(.*)$/.exec(text);
    if (!parts) throw new UsageError(`--set wants ELEMENT.field=value, got "${text}"`);
    const [, id, field, value] = parts as unknown as [string, string, string, string];
    const element = changed.get(id);
    const refuse = (got: string, want: string, hint?: string): never => {
      throw new UsageError(`--set ${text}: got ${got}, wanted ${want}${hint ? ` (${hint})` : ""}`);
    };
    if (!element) {
      refuse(id, "an element's id", didYouMean(id, changed.keys()));
      continue;
    }
    const schema = schemaOf(element.kind)!;
    const names = schema.fields.map((spec) => spec.name);
    if (!names.includes(field)) refuse(field, `a field of ${element.kind}`, didYouMean(field, names));
    const next = { ...element, fields: { ...element.fields, [field]: typedValue(value) } };
    const issues: Issue[] = [];
    checkFields(next, schema, issues);
    const fault = issues.find((issue) => issue.severity === "error" && issue.field === field);
    if (fault) throw new UsageError(`--set ${text}: ${issueText(fault)}`);
    changed.set(id, next);
  }
  return { ...district, elements: district.elements.map((e) => changed.get(e.id)!) };
}
