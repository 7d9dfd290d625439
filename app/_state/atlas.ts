import { type District, type Element, type Graph, graphOf, type Point } from "@/sim-core";
import { LAYERS, type Layer, type Look, lookOf, USE_WEIGHT } from "./kinds";

/** The district, indexed once for drawing and for the panels. Index = row in `elements` = row in the values texture. */
export interface Atlas {
  readonly district: District;
  /** For questions that walk the relations across utilities. */
  readonly graph: Graph;
  readonly elements: readonly Element[];
  readonly looks: readonly Look[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** Index into LAYERS; -1 for what is never drawn on its own. */
  readonly layerOf: Int8Array;
  /** Where the label, the marker and the camera go; null without geometry. */
  readonly anchors: readonly (Point | null)[];
  /** From and to node of an edge, -1 elsewhere. */
  readonly ends: Int32Array;
  /** Walk of the Tab key: the things that people ask for first. */
  readonly byWeight: readonly number[];
  readonly bounds: { readonly min: Point; readonly max: Point };
}

function anchorOf(element: Element): Point | null {
  const g = element.geometry;
  if (!g) return null;
  if ("point" in g) return g.point;
  if ("line" in g) {
    const middle = (g.line.length - 1) / 2;
    const a = g.line[Math.floor(middle)];
    const b = g.line[Math.ceil(middle)];
    return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
  }
  let x = 0;
  let y = 0;
  for (const p of g.footprint) {
    x += p[0];
    y += p[1];
  }
  return [x / g.footprint.length, y / g.footprint.length, g.base_m + g.height_m];
}

export function buildAtlas(district: District): Atlas {
  const { elements } = district;
  const indexOf = new Map(elements.map((e, i) => [e.id, i]));
  const looks = elements.map(lookOf);
  const layerOf = Int8Array.from(looks, (l) => (l.layer ? LAYERS.indexOf(l.layer) : -1));
  const ends = new Int32Array(elements.length * 2).fill(-1);
  elements.forEach((e, i) => {
    let at = 0;
    for (const r of e.relations) {
      if (r.type === "connects" && at < 2) ends[2 * i + at++] = indexOf.get(r.to) ?? -1;
    }
  });

  // an element without a place of its own stands where the thing it hangs on stands
  const anchors = elements.map(anchorOf);
  elements.forEach((e, i) => {
    if (anchors[i] || looks[i].layer === null) return;
    for (const r of e.relations) {
      const other = anchors[indexOf.get(r.to) ?? -1];
      if (other) {
        anchors[i] = other;
        break;
      }
    }
  });

  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  anchors.forEach((a, i) => {
    if (!a || layerOf[i] < 0) return;
    for (let k = 0; k < 3; k++) {
      min[k] = Math.min(min[k], a[k]);
      max[k] = Math.max(max[k], a[k]);
    }
  });
  if (!Number.isFinite(min[0])) {
    min.fill(-100);
    max.fill(100);
  }

  const weight = (i: number) =>
    looks[i].weight + (elements[i].name ? 0.5 : 0) + (USE_WEIGHT[String(elements[i].fields.use ?? "")] ?? 0);
  const byWeight = elements
    .map((_, i) => i)
    .filter((i) => anchors[i] && weight(i) >= 1)
    .sort((a, b) => weight(b) - weight(a) || a - b);

  const graph = graphOf(district);
  return {
    district,
    graph,
    elements,
    looks,
    indexOf,
    layerOf,
    anchors,
    ends,
    byWeight,
    bounds: { min, max },
  };
}

export const layerAt = (atlas: Atlas, index: number): Layer | null =>
  atlas.layerOf[index] >= 0 ? LAYERS[atlas.layerOf[index]] : null;

/** For columns that say what kind of thing stands in them. */
export const shortName = (atlas: Atlas, id: string): string => atlas.graph.byId.get(id)?.name ?? id;

/** "Booster B2", or its kind and id when nobody named it. */
export function titleOf(atlas: Atlas, index: number): string {
  const e = atlas.elements[index];
  return e.name ?? `${atlas.looks[index].label} ${e.id}`;
}
