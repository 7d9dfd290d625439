import type { Element } from "../model/element";
import type { Issue } from "../model/issue";
import type { FieldSpec, KindSchema } from "../model/schema";
import type { Numbering } from "./numbering";

/** Reads fields against the kinds' schemas: what is missing, of a wrong type or out of range becomes an Issue. */
export class FieldReader {
  private readonly kinds: ReadonlyMap<string, KindSchema>;

  constructor(
    schema: readonly KindSchema[],
    readonly issues: Issue[],
  ) {
    this.kinds = new Map(schema.map((s) => [s.kind, s]));
  }

  /** A number in its range; its default, else NaN, when the field is absent and not required. */
  number(element: Element, name: string): number {
    const spec = this.spec(element, name);
    const got = element.fields[name];
    if (got === undefined) {
      if (spec.required) this.report(element, name, "nothing", wanted(spec));
      return typeof spec.default === "number" ? spec.default : Number.NaN;
    }
    const [least, most] = spec.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    if (typeof got !== "number" || !(got >= least && got <= most)) {
      this.report(element, name, String(got), wanted(spec), hintFor(spec, got));
      return typeof spec.default === "number" ? spec.default : Number.NaN;
    }
    return got;
  }

  flag(element: Element, name: string): boolean {
    const spec = this.spec(element, name);
    const got = element.fields[name] ?? spec.default ?? false;
    if (typeof got !== "boolean") {
      this.report(element, name, String(got), "true or false");
      return spec.default === true;
    }
    return got;
  }

  text(element: Element, name: string): string {
    const spec = this.spec(element, name);
    const got = element.fields[name] ?? spec.default ?? "";
    if (typeof got !== "string" || (spec.options && got !== "" && !spec.options.includes(got))) {
      this.report(element, name, String(got), spec.options ? spec.options.join(" or ") : "a text");
      return typeof spec.default === "string" ? spec.default : "";
    }
    return got;
  }

  numbers(element: Element, name: string): readonly number[] {
    const spec = this.spec(element, name);
    const got = element.fields[name];
    if (Array.isArray(got) && got.every((x) => Number.isFinite(x))) return got;
    if (got !== undefined || spec.required) this.report(element, name, String(got ?? "nothing"), "a list of numbers");
    return [];
  }

  /** Rows of the nodes that an element connects, in order; -1 (with an Issue) where one is missing or not a node. */
  nodes(element: Element, count: number, nodes: Numbering, kind: string): number[] {
    const ids = element.relations.filter((r) => r.type === "connects").map((r) => r.to);
    if (ids.length < count) {
      this.report(element, "connects", `${ids.length} nodes`, `${count} of kind ${kind}`);
      return new Array<number>(count).fill(-1);
    }
    if (count === 2 && ids[0] === ids[1]) this.report(element, "connects", `${ids[0]} twice`, "two different nodes");
    return ids.slice(0, count).map((id) => {
      const row = nodes.row(id);
      if (row < 0)
        this.report(element, "connects", id, `the id of a ${kind}`, "is it spelt right and in the district?");
      return row;
    });
  }

  report(element: Element, field: string, got: string, want: string, hint?: string): void {
    this.issues.push({ severity: "error", code: "badField", element: element.id, field, got, want, hint });
  }

  private spec(element: Element, name: string): FieldSpec {
    const spec = this.kinds.get(element.kind)?.fields.find((f) => f.name === name);
    if (!spec) throw new Error(`schema of ${element.kind} has no field ${name}`);
    return spec;
  }
}

function wanted(spec: FieldSpec): string {
  const unit = spec.unit === "1" ? "" : ` ${spec.unit}`;
  return spec.range ? `${spec.range[0]} to ${spec.range[1]}${unit}` : `a number${unit}`;
}

function hintFor(spec: FieldSpec, got: unknown): string | undefined {
  if (typeof got !== "number") return undefined;
  if (spec.unit === "K" && got < 150) return "kelvin, not degrees Celsius";
  if (spec.unit === "m" && spec.range && got > spec.range[1]) return "metres, not millimetres";
  return undefined;
}
