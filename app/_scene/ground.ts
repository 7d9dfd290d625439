import * as THREE from "three";
import type { Atlas } from "../_state/atlas";
import type { Palette } from "./palette";

export interface Ground {
  readonly root: THREE.Group;
  setPalette(p: Palette): void;
  setOpacity(opacity: number): void;
}

const STREET_HALF_M = 5;
const WATER_KINDS = new Set(["harbour", "basin", "river", "lake"]);

/** Ground, streets, blocks and open water, as far as the district knows them. Flat: the model stands on a table. */
export function buildGround(atlas: Atlas, centre: THREE.Vector3, radius_m: number): Ground {
  const root = new THREE.Group();
  const plain = (order: number) => {
    const m = new THREE.MeshLambertMaterial({ transparent: true, depthWrite: false });
    return { material: m, order };
  };
  const floor = plain(2);
  const water = plain(3);
  const street = plain(4);
  const block = plain(5);

  const add = (geometry: THREE.BufferGeometry, { material, order }: ReturnType<typeof plain>) => {
    const mesh = new THREE.Mesh(geometry, material);
    mesh.receiveShadow = true;
    mesh.renderOrder = order;
    root.add(mesh);
  };

  // the table has no edge: the floor fades into the page
  const disc = new THREE.RingGeometry(0, radius_m * 1.9, 96, 12);
  const place = disc.getAttribute("position");
  const fade = new Float32Array(place.count * 4).fill(1);
  for (let i = 0; i < place.count; i++) {
    const r = Math.hypot(place.getX(i), place.getY(i)) / (radius_m * 1.9);
    fade[4 * i + 3] = 1 - THREE.MathUtils.smoothstep(r, 0.5, 1);
  }
  disc.setAttribute("color", new THREE.BufferAttribute(fade, 4));
  floor.material.vertexColors = true;
  disc.rotateX(-Math.PI / 2);
  disc.translate(centre.x, -0.05, centre.z);
  add(disc, floor);

  const strips: number[] = [];
  const areas = new Map<typeof water, number[]>([
    [water, []],
    [block, []],
  ]);
  for (const e of atlas.elements) {
    const g = e.geometry;
    if (!g) continue;
    if (e.kind === "street" && "line" in g) {
      const half = typeof e.fields.width_m === "number" ? e.fields.width_m / 2 : STREET_HALF_M;
      for (let k = 1; k < g.line.length; k++) {
        const [ax, ay] = g.line[k - 1];
        const [bx, by] = g.line[k];
        const length = Math.hypot(bx - ax, by - ay);
        if (length === 0) continue;
        // reach half a width past the ends, so that corners close
        const [ux, uy] = [((bx - ax) / length) * half, ((by - ay) / length) * half];
        const [px, py, qx, qy] = [ax - ux, ay - uy, bx + ux, by + uy];
        const c = [
          [px - uy, py + ux],
          [px + uy, py - ux],
          [qx + uy, qy - ux],
          [qx - uy, qy + ux],
        ];
        for (const n of [0, 1, 2, 0, 2, 3]) strips.push(c[n][0], 0.02, -c[n][1]);
      }
    }
    const isWater = WATER_KINDS.has(e.kind);
    if ((isWater || e.kind === "block") && "footprint" in g) {
      const list = areas.get(isWater ? water : block);
      const contour = g.footprint.map((p) => new THREE.Vector2(p[0], p[1]));
      if (THREE.ShapeUtils.isClockWise(contour)) contour.reverse();
      for (const triangle of THREE.ShapeUtils.triangulateShape(contour, [])) {
        for (const n of triangle) list?.push(contour[n].x, isWater ? 0.01 : 0.04, -contour[n].y);
      }
    }
  }
  const flat = (position: number[]) => {
    const geometry = new THREE.BufferGeometry();
    geometry.setAttribute("position", new THREE.Float32BufferAttribute(position, 3));
    const up = new Float32Array(position.length);
    for (let i = 1; i < up.length; i += 3) up[i] = 1;
    geometry.setAttribute("normal", new THREE.BufferAttribute(up, 3));
    return geometry;
  };
  if (strips.length) add(flat(strips), street);
  for (const [what, position] of areas) if (position.length) add(flat(position), what);

  return {
    root,
    setPalette(p) {
      floor.material.color.copy(p.ground);
      street.material.color.copy(p.street);
      block.material.color.copy(p.block);
      water.material.color.copy(p.harbour);
    },
    setOpacity(opacity) {
      floor.material.opacity = opacity;
      water.material.opacity = Math.max(0.6, opacity);
      street.material.opacity = opacity;
      block.material.opacity = Math.max(0.35, opacity);
    },
  };
}
