import * as THREE from "three";
import { expect, test } from "vitest";
import { FARTHEST, fitEye, outlineOf } from "@/app/_scene/first-view";
import type { Atlas } from "@/app/_state/atlas";
import { uniform } from "@/sim-core/cli/bench/graphs";

/** A district as the first view sees it: places within a stretched and turned square of a given size. */
function scattered(seed: number, size_m: number): Atlas {
  const random = uniform(seed);
  const [stretch, turn] = [0.1 + random(), Math.PI * random()];
  const anchors = Array.from({ length: 300 }, () => {
    const [a, b] = [(random() - 0.5) * size_m, (random() - 0.5) * size_m * stretch];
    return [a * Math.cos(turn) - b * Math.sin(turn), a * Math.sin(turn) + b * Math.cos(turn), 0] as const;
  });
  const axis = (k: 0 | 1) => anchors.map((a) => a[k]);
  const min = [Math.min(...axis(0)), Math.min(...axis(1)), 0] as const;
  const max = [Math.max(...axis(0)), Math.max(...axis(1)), 0] as const;
  return { anchors, layerOf: new Int8Array(anchors.length), bounds: { min, max } } as unknown as Atlas;
}

test("the first view holds every place of a district of any size and shape, in the middle and clear of the legend", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const atlas = scattered(seed, 60 * 2 ** (seed % 11));
    const { min, max } = atlas.bounds;
    const centre = new THREE.Vector3((min[0] + max[0]) / 2, 0, -(min[1] + max[1]) / 2);
    const radius_m = Math.hypot(max[0] - min[0], max[1] - min[1]) / 2;
    const size = { width: 500 + 40 * (seed % 17), height: 400 + 35 * (seed % 13) };
    const eye = new THREE.PerspectiveCamera(32, size.width / size.height, 2, 12_000);
    const target = fitEye(eye, outlineOf(atlas), centre, radius_m, size);
    const seen = atlas.anchors.map((a) => new THREE.Vector3(a![0], 0, -a![1]).project(eye));
    for (const { x, y } of seen) {
      expect(Math.abs(x)).toBeLessThan(1);
      expect(Math.abs(y)).toBeLessThan(1);
      const [right_px, up_px] = [((x + 1) / 2) * size.width, ((y + 1) / 2) * size.height];
      expect(right_px < 260 && up_px < 80).toBe(false);
    }
    // as near as it can: something comes close to an edge or to the legend
    const distance_m = eye.position.distanceTo(target);
    expect(distance_m).toBeLessThan(radius_m * FARTHEST);
    const reach = Math.max(...seen.map(({ x, y }) => Math.max(Math.abs(x), Math.abs(y))));
    expect(reach).toBeGreaterThan(0.55);
  }
});
