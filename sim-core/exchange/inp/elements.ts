import type { Element, Point } from "../../model/element";
import { type InpContext, numberOf } from "./context";
import type { InpLine, SectionName } from "./text";

const unplaced = (c: InpContext, line: InpLine, section: SectionName, want: string): void =>
  c.add("warning", "notUsed", line.line, {
    element: `[${section}]`,
    got: line.words.join(" "),
    want,
    hint: "left out",
  });

/** A line with its bends, which have no height of their own. */
function bent(a: Point, vertices: readonly (readonly [number, number])[], b: Point): Point[] {
  const middle_m = 0.5 * a[2] + 0.5 * b[2];
  return [a, ...vertices.map(([x, y]) => [x, y, middle_m] as const), b];
}

/** Nodes and links as elements, with the geometry of [COORDINATES] and [VERTICES]. */
export function buildElements(c: InpContext): Element[] {
  const points = new Map<string, Point>();
  for (const line of c.sections.get("COORDINATES") ?? []) {
    const node = c.nodes.get(line.words[0]!);
    const x = numberOf(line.words[1]);
    const y = numberOf(line.words[2]);
    if (node && Number.isFinite(x) && Number.isFinite(y))
      points.set(node.id, [x, y, Number(node.fields.elevation_m ?? node.fields.head_m ?? 0)]);
    else unplaced(c, line, "COORDINATES", node ? "two numbers" : "the id of a node");
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
  const bare = [...c.nodes.values()].filter((n) => !points.has(n.id));
  if (bare.length > 0)
    c.add("note", "defaulted", bare[0]!.line, {
      element: `node ${bare[0]!.id}`,
      field: "coordinates",
      got: bare.length === 1 ? "none" : `none, as ${bare.length - 1} more`,
      hint: "it has no place on the map",
    });
  const elements: Element[] = [];
  const place = (isJunction: boolean): void => {
    for (const { id, kind, fields } of c.nodes.values()) {
      if ((kind === "waterJunction") !== isJunction) continue;
      const point = points.get(id);
      elements.push(
        point
          ? { id, kind, owner: "water", geometry: { point }, fields, relations: [] }
          : { id, kind, owner: "water", fields, relations: [] },
      );
    }
  };
  place(true);
  place(false);
  for (const { id, kind, from, to, fields } of c.links.values()) {
    const a = points.get(from);
    const b = points.get(to);
    const vertices = bends.get(id);
    const isRenamed = c.nodes.has(id);
    const relations = [
      { type: "connects" as const, to: from },
      { type: "connects" as const, to },
    ];
    // Spelled out: a spread for each optional field took a third of the time of a large file.
    const element: Element =
      a && b
        ? { id, kind, owner: "water", geometry: { line: vertices ? bent(a, vertices, b) : [a, b] }, fields, relations }
        : { id, kind, owner: "water", fields, relations };
    elements.push(isRenamed ? { ...element, id: c.linkId(id), name: id } : element);
  }
  return elements;
}
