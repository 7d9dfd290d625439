import * as THREE from "three";
import type { Atlas } from "../_state/atlas";

export interface Mass {
  readonly faces: THREE.BufferGeometry;
  readonly lines: THREE.BufferGeometry;
}

/** Footprints pulled up to their heights, merged: one mesh and one set of crisp edges, each vertex knowing its element. */
export function buildMass(atlas: Atlas): Mass {
  const position: number[] = [];
  const normal: number[] = [];
  const element: number[] = [];
  const line: number[] = [];
  const lineElement: number[] = [];
  atlas.elements.forEach((e, i) => {
    const g = e.geometry;
    if (!g || !("footprint" in g) || atlas.layerOf[i] !== 6) return;
    let ring = g.footprint;
    let area = 0;
    for (let k = 0; k < ring.length; k++) {
      const a = ring[k];
      const b = ring[(k + 1) % ring.length];
      area += a[0] * b[1] - b[0] * a[1];
    }
    if (area < 0) ring = [...ring].reverse();
    const low = g.base_m;
    const high = g.base_m + Math.max(2.5, g.height_m);
    const n = ring.length;
    for (let k = 0; k < n; k++) {
      const [ax, ay] = ring[k];
      const [bx, by] = ring[(k + 1) % n];
      const length = Math.hypot(bx - ax, by - ay) || 1;
      const nx = (by - ay) / length;
      const nz = (bx - ax) / length;
      const quad = [
        [ax, low, -ay],
        [bx, low, -by],
        [bx, high, -by],
        [ax, low, -ay],
        [bx, high, -by],
        [ax, high, -ay],
      ];
      for (const p of quad) {
        position.push(p[0], p[1], p[2]);
        normal.push(nx, 0, nz);
        element.push(i);
      }
      line.push(ax, high, -ay, bx, high, -by, ax, low, -ay, ax, high, -ay);
      lineElement.push(i, i, i, i);
    }
    const contour = ring.map((p) => new THREE.Vector2(p[0], p[1]));
    for (const [a, b, c] of THREE.ShapeUtils.triangulateShape(contour, [])) {
      for (const k of [a, b, c]) {
        position.push(ring[k][0], high, -ring[k][1]);
        normal.push(0, 1, 0);
        element.push(i);
      }
    }
  });
  const faces = new THREE.BufferGeometry();
  faces.setAttribute("position", new THREE.Float32BufferAttribute(position, 3));
  faces.setAttribute("normal", new THREE.Float32BufferAttribute(normal, 3));
  faces.setAttribute("aElement", new THREE.Float32BufferAttribute(element, 1));
  const lines = new THREE.BufferGeometry();
  lines.setAttribute("position", new THREE.Float32BufferAttribute(line, 3));
  lines.setAttribute("aElement", new THREE.Float32BufferAttribute(lineElement, 1));
  return { faces, lines };
}
