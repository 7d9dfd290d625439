import type { Curve, District, Limit, Rule } from "../../../sim-core/model/district";
import type {
  Element,
  ElementId,
  FieldValue,
  Geometry,
  OwnerId,
  Point,
  Relation,
  RelationType,
} from "../../../sim-core/model/element";
import type { Tag } from "../../../sim-core/model/tag";

type Links = Partial<Record<RelationType, readonly ElementId[]>>;

/** Where the parts of a district write what they build. Elements keep the order in which they were written. */
export class Book {
  readonly elements: Element[] = [];
  readonly tags: Tag[] = [];
  readonly rules: Rule[] = [];
  readonly limits: Limit[] = [];
  private readonly curves = new Map<string, Curve>();
  private readonly relations = new Map<ElementId, Relation[]>();
  private readonly tagIds = new Set<string>();

  add(
    kind: string,
    id: ElementId,
    owner: OwnerId,
    fields: Readonly<Record<string, FieldValue>>,
    links: Links = {},
    extra: { readonly name?: string; readonly geometry?: Geometry } = {},
  ): ElementId {
    if (this.relations.has(id)) throw new Error(`two elements are called ${id}`);
    const relations: Relation[] = [];
    this.relations.set(id, relations);
    const element: Element = { id, kind, owner, fields, relations, ...extra };
    this.elements.push(element);
    for (const [type, targets] of Object.entries(links))
      for (const to of targets) relations.push({ type: type as RelationType, to });
    return id;
  }

  has(id: ElementId): boolean {
    return this.relations.has(id);
  }

  /** A relation that is known only after its element was written. */
  relate(from: ElementId, type: RelationType, to: ElementId): void {
    const relations = this.relations.get(from);
    if (!relations) throw new Error(`${from} ${type} ${to}: ${from} is not there yet`);
    relations.push({ type, to });
  }

  curve(curve: Curve): string {
    this.curves.set(curve.id, curve);
    return curve.id;
  }

  tag(element: ElementId, quantity: string, unit: string, owner: OwnerId, release: Tag["release"] = "own"): string {
    const id = `${element}.${quantity}`;
    if (!this.tagIds.has(id)) {
      this.tagIds.add(id);
      this.tags.push({ id, element, quantity, unit, owner, release });
    }
    return id;
  }

  rule(kind: string, target: ElementId, owner: OwnerId, parameters: Rule["parameters"]): void {
    this.rules.push({ id: `${kind}:${target}`, owner, kind, target, parameters });
  }

  limit(
    element: ElementId,
    quantity: string,
    side: Limit["side"],
    value: number,
    hysteresis: number,
    minDuration_s: number,
    priority: Limit["priority"],
    text: string,
  ): void {
    const id = `${element}.${quantity}.${side}.${priority}`;
    this.limits.push({ id, element, quantity, side, value, hysteresis, minDuration_s, priority, text });
  }

  parts(): Pick<District, "elements" | "tags" | "rules" | "limits" | "curves"> {
    const { elements, tags, rules, limits } = this;
    return { elements, tags, rules, limits, curves: [...this.curves.values()] };
  }
}

/** A straight or bent line at one depth below the ground, and its length. */
export const buried = (depth_m: number, ...points: readonly (readonly [number, number])[]): { line: Point[] } => ({
  line: points.map(([x, y]) => [x, y, -depth_m] as const),
});
export const at = (x_m: number, y_m: number, z_m = 0): { point: Point } => ({ point: [x_m, y_m, z_m] });

export function length_m(line: readonly Point[]): number {
  let sum = 0;
  for (let i = 1; i < line.length; i++) {
    const dx = line[i]![0] - line[i - 1]![0];
    const dy = line[i]![1] - line[i - 1]![1];
    sum += Math.sqrt(dx * dx + dy * dy);
  }
  return Math.max(Math.round(sum * 10) / 10, 1);
}

export const rectangle = (x_m: number, y_m: number, width_m: number, depth_m: number) =>
  [
    [x_m, y_m],
    [x_m + width_m, y_m],
    [x_m + width_m, y_m + depth_m],
    [x_m, y_m + depth_m],
  ] as const;
