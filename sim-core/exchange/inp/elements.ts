import type { Element, Geometry } from "../../model/element";
import { type InpContext, numberOf } from "./context";
import type { InpLine, SectionName } from "./text";

const unplaced = (c: InpContext, line: InpLine, section: SectionName, want: string): void =>
  c.add("warning", "notUsed", line.line, {
    element: `[${section}]`,
    got: line.words.join(" "),
    want,
    hint: "left out",
  });

/** Nodes and links as elements, with the geometry of [COORDINATES] and [VERTICES]. */
export function buildElements(c: InpContext): Element[] {
  const points = new Map<string, readonly [number, number]>();
  for (const line of c.sections.get("COORDINATES") ?? []) {
    const [x, y] = [numberOf(line.words[1]), numberOf(line.words[2])];
    if (c.nodes.has(line.words[0]!) && Number.isFinite(x) && Number.isFinite(y)) points.set(line.words[0]!, [x, y]);
    else unplaced(c, line, "COORDINATES", c.nodes.has(line.words[0]!) ? "two numbers" : "the id of a node");
  }
  const bends = new Map<string, (readonly [number, number])[]>();
  for (const line of c.sections.get("VERTICES") ?? []) {
    const [x, y] = [numberOf(line.words[1]), numberOf(line.words[2])];
    if (!Number.isFinite(x) || !Number.isFinite(y) || !c.links.has(line.words[0]!)) {
      unplaced(c, line, "VERTICES", c.links.has(line.words[0]!) ? "two numbers" : "the id of a link");
      continue;
    }
    const list = bends.get(line.words[0]!) ?? [];
    bends.set(line.words[0]!, list);
    list.push([x, y]);
  }
  const height = (id: string): number => {
    const { fields } = c.nodes.get(id)!;
    return Number(fields.elevation_m ?? fields.head_m ?? 0);
  };
  const at = (id: string): readonly [number, number, number] | null => {
    const p = points.get(id);
    return p ? [p[0], p[1], height(id)] : null;
  };
  const bare = [...c.nodes.values()].filter((n) => !points.has(n.id));
  if (bare.length > 0)
    c.add("note", "defaulted", bare[0]!.line, {
      element: `node ${bare[0]!.id}`,
      field: "coordinates",
      got: bare.length === 1 ? "none" : `none, as ${bare.length - 1} more`,
      hint: "it has no place on the map",
    });
  const elements: Element[] = [];
  const sorted = [...c.nodes.values()];
  for (const node of [
    ...sorted.filter((n) => n.kind === "waterJunction"),
    ...sorted.filter((n) => n.kind !== "waterJunction"),
  ]) {
    const point = at(node.id);
    const geometry: Geometry | undefined = point ? { point } : undefined;
    elements.push({
      id: node.id,
      kind: node.kind,
      owner: "water",
      ...(geometry && { geometry }),
      fields: node.fields,
      relations: [],
    });
  }
  for (const link of c.links.values()) {
    const [a, b] = [at(link.from), at(link.to)];
    const between = (bends.get(link.id) ?? []).map(
      ([x, y]) => [x, y, 0.5 * (a?.[2] ?? 0) + 0.5 * (b?.[2] ?? 0)] as const,
    );
    const geometry: Geometry | undefined = a && b ? { line: [a, ...between, b] } : undefined;
    elements.push({
      id: c.linkId(link.id),
      kind: link.kind,
      ...(c.nodes.has(link.id) && { name: link.id }),
      owner: "water",
      ...(geometry && { geometry }),
      fields: link.fields,
      relations: [
        { type: "connects", to: link.from },
        { type: "connects", to: link.to },
      ],
    });
  }
  return elements;
}
