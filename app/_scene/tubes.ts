import * as THREE from "three";
import type { Element, Point } from "@/sim-core";
import type { Atlas } from "../_state/atlas";

/** District metres (x east, y north, z up) to the scene's (x east, y up, z south). */
export const toScene = (p: Point): [number, number, number] => [p[0], p[2], -p[1]];

/** A tube is drawn wider than it is, so that a 100 mm main reads from the sky; the order of sizes stays true. */
function radius_m(e: Element): number {
  const number = (name: string) => (typeof e.fields[name] === "number" ? (e.fields[name] as number) : Number.NaN);
  const diameter = number("diameter_m");
  if (diameter > 0) return 0.7 + 2.6 * Math.sqrt(Math.min(1.2, diameter));
  const rating = number("rating_A");
  if (rating > 0) return 0.7 + 0.055 * Math.sqrt(Math.min(1600, rating));
  const power = number("ratedPower_VA");
  if (power > 0) return 1.6;
  return 1.2;
}

/** A capsule around a unit segment: `aSide` says which end, `normal` where on the unit sphere. */
function capsule(around: number): THREE.InstancedBufferGeometry {
  const normals: number[] = [];
  const sides: number[] = [];
  const index: number[] = [];
  const ring = (side: number, x: number) => {
    const r = Math.sqrt(1 - x * x);
    for (let k = 0; k < around; k++) {
      const a = ((k + 0.5) / around) * 2 * Math.PI;
      normals.push(x, Math.cos(a) * r, Math.sin(a) * r);
      sides.push(side);
    }
  };
  normals.push(-1, 0, 0);
  sides.push(0);
  ring(0, -0.6);
  ring(0, 0);
  ring(1, 0);
  ring(1, 0.6);
  normals.push(1, 0, 0);
  sides.push(1);
  const last = 1 + 4 * around;
  for (let k = 0; k < around; k++) {
    const next = (k + 1) % around;
    index.push(0, 1 + k, 1 + next);
    for (let band = 0; band < 3; band++) {
      const a = 1 + band * around;
      const b = a + around;
      index.push(a + k, b + k, b + next, a + k, b + next, a + next);
    }
    index.push(1 + 3 * around + k, last, 1 + 3 * around + next);
  }
  const g = new THREE.InstancedBufferGeometry();
  g.setAttribute("position", new THREE.Float32BufferAttribute(new Float32Array(normals.length), 3));
  g.setAttribute("normal", new THREE.Float32BufferAttribute(normals, 3));
  g.setAttribute("aSide", new THREE.Float32BufferAttribute(sides, 1));
  g.setIndex(index);
  return g;
}

/** Every edge with a line, one instance a segment, all utilities in one draw call. */
export function buildTubes(atlas: Atlas): THREE.InstancedBufferGeometry {
  const start: number[] = [];
  const end: number[] = [];
  const tube: number[] = [];
  const span: number[] = [];
  const ends: number[] = [];
  atlas.elements.forEach((e, i) => {
    const layer = atlas.layerOf[i];
    if (!e.geometry || !("line" in e.geometry) || layer < 0) return;
    const points = e.geometry.line.map(toScene);
    let total = 0;
    const at = [0];
    for (let k = 1; k < points.length; k++) {
      const [a, b] = [points[k - 1], points[k]];
      total += Math.hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2]);
      at.push(total);
    }
    if (total <= 0) return;
    const r = radius_m(e);
    for (let k = 1; k < points.length; k++) {
      start.push(...points[k - 1]);
      end.push(...points[k]);
      tube.push(r, i, layer, 0);
      span.push(at[k - 1], at[k], at[k - 1] / total, at[k] / total);
      ends.push(atlas.ends[2 * i], atlas.ends[2 * i + 1]);
    }
  });
  const g = capsule(8);
  const put = (name: string, values: number[], size: number) =>
    g.setAttribute(name, new THREE.InstancedBufferAttribute(new Float32Array(values), size));
  put("aStart", start, 3);
  put("aEnd", end, 3);
  put("aTube", tube, 4);
  put("aSpan", span, 4);
  put("aEnds", ends, 2);
  g.instanceCount = tube.length / 4;
  return g;
}
