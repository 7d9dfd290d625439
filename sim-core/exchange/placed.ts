import type { District } from "../model/district";
import type { Element, Geometry, Point } from "../model/element";

export interface Placed {
  readonly district: District;
  /** Metres of one unit of the file's plane; 1 when it drew in metres, or told nothing by which to judge. */
  readonly scale: number;
  /** Elements without a place in the file. */
  readonly withoutPlace: number;
}

/** Nearer than this the file's plane is taken as metres: mains are laid with more bends than they are drawn with. */
const TOLERANCE = 1.6;

/**
 * A network file's plane -> local metres, for drawing: the middle becomes the origin, the lowest node stands on the
 * ground, and when lines are drawn in other units than metres (longitudes, a sheet of paper) the scale at which they
 * are as long as the file says they are, in the median. The hydraulics do not look at places.
 */
export function placed(district: District): Placed {
  const ratios: number[] = [];
  const [xs, ys, zs]: number[][] = [[], [], []];
  let withoutPlace = 0;
  for (const e of district.elements) {
    const g = e.geometry;
    if (!g) {
      if (e.relations.length === 0) withoutPlace++;
      continue;
    }
    if ("point" in g) {
      xs.push(g.point[0]);
      ys.push(g.point[1]);
      zs.push(g.point[2]);
    } else if ("line" in g && typeof e.fields.length_m === "number") {
      const drawn = planar(g.line);
      if (drawn > 0 && e.fields.length_m > 0) ratios.push(e.fields.length_m / drawn);
    }
  }
  if (xs.length === 0) return { district, scale: 1, withoutPlace };
  const ratio = ratios.length > 2 ? median(ratios) : 1;
  const scale = ratio > 1 / TOLERANCE && ratio < TOLERANCE ? 1 : ratio;
  const [x0, y0] = [middle(xs), middle(ys)];
  const ground = zs.reduce((low, z) => Math.min(low, z), Number.POSITIVE_INFINITY);
  const move = (p: Point): Point => [(p[0] - x0) * scale, (p[1] - y0) * scale, p[2] - ground];
  const moved = (g: Geometry): Geometry =>
    "point" in g
      ? { point: move(g.point) }
      : "line" in g
        ? { line: g.line.map(move) }
        : { ...g, footprint: g.footprint.map(([x, y]) => [(x - x0) * scale, (y - y0) * scale] as const) };
  const elements = district.elements.map((e): Element => (e.geometry ? { ...e, geometry: moved(e.geometry) } : e));
  return { district: { ...district, elements }, scale, withoutPlace };
}

function planar(line: readonly Point[]): number {
  let sum = 0;
  for (let k = 1; k < line.length; k++) {
    const [dx, dy] = [line[k]![0] - line[k - 1]![0], line[k]![1] - line[k - 1]![1]];
    sum += Math.sqrt(dx * dx + dy * dy);
  }
  return sum;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
const middle = (values: readonly number[]): number => {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const v of values) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  return (low + high) / 2;
};
