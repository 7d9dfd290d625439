import type { Element } from "../../model/element";
import { interpolate } from "./coefficients";
import type { Constants } from "./constants";
import { above, atLeast0, type Fields } from "./fields";
import type { Tank } from "./net";

/** A tank's heads, volumes and area, checked against each other. */
export function tankOf(
  { bad, num, curveOf, toK }: Fields,
  c: Constants,
  e: Element,
  node: number,
  bottom_k: number,
): Tank {
  const min = num(e, "minLevel_m", 0, atLeast0, "a number >= 0");
  const max = num(e, "maxLevel_m", Number.NaN, (x) => x >= min, `a number >= minLevel_m ${min}`);
  const initial = num(
    e,
    "initialLevel_m",
    Number.NaN,
    (x) => x >= min && x <= max,
    `between minLevel_m ${min} and maxLevel_m ${max}`,
  );
  const curve = curveOf(e, "volumeCurve");
  const heads = {
    minHead_k: bottom_k + toK(min),
    maxHead_k: bottom_k + toK(max),
    initialHead_k: bottom_k + toK(initial),
  };
  if (curve) {
    const level = Float64Array.from(curve.x, (x) => x * c.length_k);
    const volume = Float64Array.from(curve.y, (y) => y * c.volume_k);
    const at = (head: number): number => interpolate(level, volume, head - bottom_k);
    const last = level.length - 1;
    if (curve.x[0]! > min || curve.x[last]! < max)
      bad(e, "volumeCurve", `${curve.id}, from ${curve.x[0]} to ${curve.x[last]} m`, `levels from ${min} to ${max} m`);
    return {
      node,
      bottom_k,
      ...heads,
      area_k: (volume[last]! - volume[0]!) / (level[last]! - level[0]!),
      minVolume_k: at(heads.minHead_k),
      maxVolume_k: at(heads.maxHead_k),
      initialVolume_k: at(heads.initialHead_k),
      curve: { level, volume },
    };
  }
  const diameter = num(e, "diameter_m", Number.NaN, above, "a number > 0, or a volumeCurve");
  // Volumes from heads and the area in k, by the same few operations as the reference: whether a full tank's head
  // comes out at its maximum or one bit below it decides whether its inlets shut.
  const d = toK(diameter);
  const area_k = (Math.PI * (d * d)) / 4;
  const given = num(e, "minVolume_m3", 0, atLeast0, "a number >= 0");
  const minVolume_k = given > 0 ? given * c.volume_k : area_k * toK(min);
  return {
    node,
    bottom_k,
    ...heads,
    area_k,
    minVolume_k,
    maxVolume_k: minVolume_k + (heads.maxHead_k - heads.minHead_k) * area_k,
    initialVolume_k: minVolume_k + (heads.initialHead_k - heads.minHead_k) * area_k,
    curve: null,
  };
}
/** Volume at a head: of the cylinder, or from the curve. */
export function tankVolume(tank: Tank, head_k: number): number {
  if (!tank.curve) return tank.minVolume_k + (head_k - tank.minHead_k) * tank.area_k;
  return interpolate(tank.curve.level, tank.curve.volume, head_k - tank.bottom_k);
}

/** A full tank of any shape stands at its very maximum: one bit below it, and its inlets would never shut. */
export function tankHead(tank: Tank, volume_k: number): number {
  if (!tank.curve) return tank.minHead_k + (volume_k - tank.minVolume_k) / tank.area_k;
  if (volume_k === tank.maxVolume_k) return tank.maxHead_k;
  if (volume_k === tank.minVolume_k) return tank.minHead_k;
  return tank.bottom_k + interpolate(tank.curve.volume, tank.curve.level, volume_k);
}

/** Seconds until full or empty at a net inflow; Infinity if neither comes. */
export function timeToLimit(tank: Tank, volume_k: number, head_k: number, inflow_k: number, tinyFlow: number): number {
  if (Math.abs(inflow_k) <= tinyFlow) return Number.POSITIVE_INFINITY;
  if (inflow_k > 0 && head_k < tank.maxHead_k) return (tank.maxVolume_k - volume_k) / inflow_k;
  if (inflow_k < 0 && head_k > tank.minHead_k) return (tank.minVolume_k - volume_k) / inflow_k;
  return Number.POSITIVE_INFINITY;
}
