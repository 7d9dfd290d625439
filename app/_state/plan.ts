import type { Atlas } from "./atlas";
import { titleOf } from "./atlas";
import { type Area, type Caption, type Diagram, diagramOf, type Mark, type Sign, type Stroke } from "./diagram";
import { LAYERS, type Layer, type Shape } from "./kinds";

const SIGN_OF: Readonly<Record<Shape, Sign>> = {
  ball: "node",
  box: "box",
  drum: "tank",
  gem: "diamond",
  cone: "pump",
};
const LABELLED = 60;

/** The district from above, metres for units, north up: mains as they lie, the field's signs, buildings as areas. */
export function planOf(atlas: Atlas, layers: Readonly<Record<Layer, boolean>>): Diagram {
  const strokes: Stroke[] = [];
  const marks: Mark[] = [];
  const areas: Area[] = [];
  atlas.elements.forEach((e, element) => {
    const layer = LAYERS[atlas.layerOf[element]];
    if (layer === undefined || !layers[layer]) return;
    const g = e.geometry;
    const { shape, size_m } = atlas.looks[element];
    if (g && "line" in g) {
      strokes.push({ kind: "main", element, points: g.line.flatMap((p) => [p[0], -p[1]]) });
      return;
    }
    if (layer === "buildings" && g && "footprint" in g) {
      areas.push({ element, points: g.footprint.flatMap((p) => [p[0], -p[1]]) });
      return;
    }
    const a = atlas.anchors[element];
    const [from, to] = [atlas.anchors[atlas.ends[2 * element]], atlas.anchors[atlas.ends[2 * element + 1]]];
    if (shape === null) {
      if (from && to) strokes.push({ kind: "main", element, points: [from[0], -from[1], to[0], -to[1]] });
    } else if (a) {
      if (from && to) strokes.push({ kind: "main", element, points: [from[0], -from[1], to[0], -to[1]] });
      const [x, y] = from && to && !g ? [(from[0] + to[0]) / 2, -(from[1] + to[1]) / 2] : [a[0], -a[1]];
      const sign = shape === "gem" && e.kind.endsWith("Valve") ? "valve" : SIGN_OF[shape];
      marks.push({ sign, elements: [element], x, y, size: size_m });
    }
  });
  // nodes below, what has a name and a shape of its own above
  marks.sort((a, b) => a.size - b.size);
  const captions = atlas.byWeight
    .filter((i) => atlas.elements[i].name !== undefined && layers[LAYERS[atlas.layerOf[i]]])
    .slice(0, LABELLED)
    .map((element, k): Caption => {
      const [x, y] = atlas.anchors[element] ?? [0, 0];
      const size = atlas.looks[element].size_m;
      const rank = k < 16 ? 0 : 2;
      return { text: titleOf(atlas, element), x: x + size + 2, y: -y, align: "left", width: 1e6, rank, element };
    });
  return diagramOf({ strokes, marks, captions, areas });
}
