import * as THREE from "three";
import type { Atlas } from "../_state/atlas";

/** From the south, a little west, and from above: how a city is drawn on a table. */
const VIEW = new THREE.Vector3(-0.2, 0.86, 0.5).normalize();
/** Of the picture's half width and height; above lies the switch of the desk, below the edge of the stage. */
const FRAME = { left: -0.94, right: 0.94, bottom: -0.92, top: 0.88 };
/** What the legend covers in the lower left corner. */
const LEGEND_PX = { width: 272, height: 92 };
const DIRECTIONS = 64;
const EDGE_PARTS = 8;
/** As far away as anybody wants to be, in radii of the district. */
export const FARTHEST = 12;

/** What is nearer or farther than these is not drawn: their ratio is what the depth of a picture can tell apart. */
export function setDepth(eye: THREE.PerspectiveCamera, distance_m: number, radius_m: number): void {
  eye.near = Math.max(2, distance_m / 500);
  eye.far = Math.max(12_000, distance_m + 4 * radius_m);
  eye.updateProjectionMatrix();
}

/** The line around all drawn things, on the ground: when its points are in the picture, all of them are. */
export function outlineOf(atlas: Atlas): readonly THREE.Vector3[] {
  const best = Array.from({ length: DIRECTIONS }, () => ({ reach: -Infinity, at: null as readonly number[] | null }));
  const rays = best.map((_, n) => (2 * Math.PI * n) / DIRECTIONS).map((a) => [Math.cos(a), Math.sin(a)]);
  atlas.anchors.forEach((at, i) => {
    if (!at || atlas.layerOf[i] < 0) return;
    rays.forEach(([x, y], n) => {
      const reach = at[0] * x + at[1] * y;
      if (reach > best[n].reach) best[n] = { reach, at };
    });
  });
  const found = new Set(best.flatMap(({ at }) => (at ? [at] : [])));
  const { min, max } = atlas.bounds;
  if (found.size < 2) return [min[0], max[0]].flatMap((x) => [min[1], max[1]].map((y) => new THREE.Vector3(x, 0, -y)));
  // places between two of the outermost ones may lie where the legend is, though these do not
  const around = [...found].map((at) => new THREE.Vector3(at[0], 0, -at[1]));
  return around.flatMap((at, n) => {
    const next = around[(n + 1) % around.length];
    return Array.from({ length: EDGE_PARTS }, (_, k) => at.clone().lerp(next, k / EDGE_PARTS));
  });
}

/**
 * Puts the eye at the nearest place from which the whole outline is in the picture, in its middle and clear of the
 * legend. Gives what it looks at then.
 */
export function fitEye(
  eye: THREE.PerspectiveCamera,
  outline: readonly THREE.Vector3[],
  centre: THREE.Vector3,
  radius_m: number,
  size: { readonly width: number; readonly height: number },
): THREE.Vector3 {
  const right = new THREE.Vector3(VIEW.z, 0, -VIEW.x).normalize();
  const ahead = new THREE.Vector3(-VIEW.x, 0, -VIEW.z).normalize();
  /** How far a step ahead on the ground lifts a thing in the picture. */
  const rise = VIEW.y;
  const half = Math.tan((eye.fov * Math.PI) / 360);
  const legend = {
    right: (2 * LEGEND_PX.width) / size.width - 1,
    top: (2 * LEGEND_PX.height) / size.height - 1,
  };
  const target = new THREE.Vector3();
  const look = (distance_m: number) => {
    eye.position.copy(target).addScaledVector(VIEW, distance_m);
    eye.lookAt(target);
    eye.updateMatrixWorld();
    eye.updateProjectionMatrix();
    return outline.map((p) => p.clone().project(eye));
  };
  const fits = (distance_m: number) => {
    target.copy(centre);
    let seen = look(distance_m);
    for (let round = 0; round < 4; round++) {
      const x = (Math.min(...seen.map((p) => p.x)) + Math.max(...seen.map((p) => p.x))) / 2;
      const y = (Math.min(...seen.map((p) => p.y)) + Math.max(...seen.map((p) => p.y))) / 2;
      target.addScaledVector(right, (x - (FRAME.left + FRAME.right) / 2) * distance_m * half * eye.aspect);
      target.addScaledVector(ahead, ((y - (FRAME.bottom + FRAME.top) / 2) * distance_m * half) / rise);
      seen = look(distance_m);
    }
    return seen.every(
      ({ x, y }) =>
        x > FRAME.left && x < FRAME.right && y > FRAME.bottom && y < FRAME.top && !(x < legend.right && y < legend.top),
    );
  };
  let near = radius_m * 0.5;
  let far = radius_m * FARTHEST;
  for (let round = 0; round < 16; round++) {
    const distance_m = (near + far) / 2;
    if (fits(distance_m)) far = distance_m;
    else near = distance_m;
  }
  fits(far);
  return target;
}
