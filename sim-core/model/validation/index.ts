import type { District } from "../district";
import type { Element } from "../element";
import type { Issue } from "../issue";
import { didYouMean } from "../nearest";
import { checkFields, checkReferences } from "./fields";
import { checkLists } from "./lists";
import { checkRelations, type SchemaOf } from "./relations";
import { checkSchedule } from "./schedule";

/**
 * Everything about a district that can be wrong before anything is solved: ids, kinds, fields, relations, references,
 * lists. Errors make it unusable; a warning is what an engineer would ask about. `kinds` names all that `schemaOf`
 * knows, for the hint beside an unknown one.
 */
export function validateDistrict(district: District, schemaOf: SchemaOf, kinds: readonly string[] = []): Issue[] {
  const issues: Issue[] = [];
  const byId = new Map<string, Element>();
  const fed = new Set<string>();
  for (const element of district.elements) {
    if (byId.has(element.id))
      issues.push({
        severity: "error",
        code: "duplicateId",
        element: element.id,
        field: "id",
        got: "the same id twice",
        want: "unique ids",
        hint: `kinds ${byId.get(element.id)!.kind} and ${element.kind}`,
      });
    else byId.set(element.id, element);
    if (schemaOf(element.kind)?.topology === "node" || element.kind === "bus")
      for (const relation of element.relations) if (relation.type === "feeds") fed.add(relation.to);
  }
  const owners = new Set(district.owners.map((o) => o.id));
  const profiles = new Map(district.profiles.map((p) => [p.id, p]));
  const curves = new Map(district.curves.map((c) => [c.id, c]));
  const graph = { byId, fed };
  for (const element of district.elements) {
    const schema = schemaOf(element.kind);
    if (!schema)
      issues.push({
        severity: "error",
        code: "unknownKind",
        element: element.id,
        field: "kind",
        got: element.kind,
        want: "a kind of the catalogue",
        hint: didYouMean(element.kind, kinds),
      });
    else checkFields(element, schema, issues);
    if (!owners.has(element.owner))
      issues.push({
        severity: "error",
        code: "unknownOwner",
        element: element.id,
        field: "owner",
        got: element.owner,
        want: [...owners].join(", "),
        hint: didYouMean(element.owner, owners),
      });
    checkReferences(element, profiles, curves, issues);
    checkRelations(element, schema, graph, schemaOf, issues);
  }
  checkLists(district, new Set(byId.keys()), issues);
  if (district.waterSchedule !== undefined) checkSchedule(district.waterSchedule, byId, issues);
  return issues;
}
