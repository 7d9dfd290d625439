import * as THREE from "three";
import type { Atlas } from "../_state/atlas";
import type { Shape } from "../_state/kinds";
import { toScene } from "./tubes";

const SHAPES: Readonly<Record<Shape, () => THREE.BufferGeometry>> = {
  ball: () => new THREE.IcosahedronGeometry(1, 1),
  box: () => new THREE.BoxGeometry(2, 1.7, 2),
  drum: () => new THREE.CylinderGeometry(1, 1, 1.9, 20),
  gem: () => new THREE.OctahedronGeometry(1.15, 0),
  cone: () => new THREE.ConeGeometry(1.1, 2, 14),
};

/** Nodes, devices and the bodies of pumps, valves and transformers: one instanced draw call a shape. */
export function buildSolids(atlas: Atlas): THREE.InstancedBufferGeometry[] {
  const rows = new Map<Shape, { place: number[]; solid: number[] }>();
  const taken = new Map<string, number>();
  // heavier things claim the spot itself; what shares it is set around it, so that each can be seen and picked
  const order = atlas.elements.map((_, i) => i).sort((a, b) => atlas.looks[b].weight - atlas.looks[a].weight || a - b);
  for (const i of order) {
    const look = atlas.looks[i];
    const anchor = atlas.anchors[i];
    if (!look.shape || !anchor || atlas.layerOf[i] < 0) continue;
    const [x, y, z] = toScene(anchor);
    const key = `${Math.round(x / 3)} ${Math.round(y / 3)} ${Math.round(z / 3)}`;
    const before = look.size_m >= 2 ? (taken.get(key) ?? 0) : 0;
    if (look.size_m >= 2) taken.set(key, before + 1);
    const turn = before * 2.4;
    const reach = before ? 3 + look.size_m * 1.6 + before : 0;
    const list = rows.get(look.shape) ?? { place: [], solid: [] };
    rows.set(look.shape, list);
    list.place.push(
      x + Math.cos(turn) * reach,
      y + (look.size_m >= 4 ? look.size_m * 0.6 : 0),
      z + Math.sin(turn) * reach,
    );
    list.solid.push(look.size_m, i, atlas.layerOf[i], look.size_m >= 4 ? 4.5 : look.size_m >= 2 ? 3 : 1.5);
  }
  return [...rows].map(([shape, { place, solid }]) => {
    const made = SHAPES[shape]();
    const base = made.index ? made.toNonIndexed() : made;
    const g = new THREE.InstancedBufferGeometry();
    g.setAttribute("position", base.getAttribute("position"));
    g.setAttribute("normal", base.getAttribute("normal"));
    g.setAttribute("aPlace", new THREE.InstancedBufferAttribute(new Float32Array(place), 3));
    g.setAttribute("aSolid", new THREE.InstancedBufferAttribute(new Float32Array(solid), 4));
    g.instanceCount = place.length / 3;
    return g;
  });
}
