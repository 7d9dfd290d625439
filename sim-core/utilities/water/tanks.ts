import { interpolate } from "./coefficients";
import type { Tank } from "./net";

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
