import { log, pow } from "../../../assembly/core/elementary";
import type { Curve } from "../../model/district";
import type { Element } from "../../model/element";
import type { Constants } from "./constants";
import { KIND } from "./net";

/** A setting in SI -> k: pressure head, flow, or as it is. */
export function settingToK(c: Constants, kind: number, value: number): number {
  if (kind === KIND.PRV || kind === KIND.PSV || kind === KIND.PBV) return value * c.pressure_k;
  return kind === KIND.FCV ? value * c.flow_k : value;
}
export function settingToSi(c: Constants, kind: number, value: number): number {
  if (kind === KIND.PRV || kind === KIND.PSV || kind === KIND.PBV) return value / c.pressure_k;
  return kind === KIND.FCV ? value / c.flow_k : value;
}

/** Outflow at 1 m of pressure head -> coefficient of head = coefficient q^n. */
export function emitterCoefficient(c: Constants, flow_m3_s: number, inverse: number): number {
  return pow(1 / (flow_m3_s * c.flow_k), inverse) * c.emitterPressure_k;
}

/** H = a - b q^n through (0, h0), (q1, h1), (q2, h2). */
export function fitPump(
  h0: number,
  q1: number,
  h1: number,
  q2: number,
  h2: number,
): { a: number; b: number; n: number } | null {
  const [d1, d2] = [h0 - h1, h0 - h2];
  if (!(h0 > 0 && d1 > 0 && d2 > d1 && q1 > 0 && q2 > q1)) return null;
  const n = log(d2 / d1) / log(q2 / q1);
  if (!(n > 0 && n <= 20)) return null;
  return { a: h0, b: d1 / pow(q1, n), n };
}

/** Piecewise linear, held beyond the ends. */
export function interpolate(x: Float64Array, y: Float64Array, at: number): number {
  const last = x.length - 1;
  if (at <= x[0]!) return y[0]!;
  for (let i = 1; i <= last; i++) {
    if (x[i]! >= at) {
      const dx = x[i]! - x[i - 1]!;
      return dx === 0 ? y[i]! : y[i]! - ((x[i]! - at) * (y[i]! - y[i - 1]!)) / dx;
    }
  }
  return y[last]!;
}

/**
 * Loss coefficient of a positional valve: that of the open valve over the square of its flow share. Below its first
 * point the curve comes from nothing; beyond its last it goes to the open valve, whose opening and share EPANET counts
 * as 1 where all others are percent.
 */
export function positionLoss(
  c: Constants,
  openLoss: number,
  opening_percent: number,
  curve: Curve | undefined,
): number {
  if (Number.isNaN(opening_percent)) return 0;
  if (opening_percent >= 100) return openLoss;
  if (opening_percent === 0) return c.closedSlope;
  const share = opening_percent / 100;
  const flowShare = curve ? flowShareAt(curve, share, c.isNative ? 1 : 0.01) : share;
  return flowShare > 0 ? openLoss / (flowShare * flowShare) : c.closedSlope;
}

function flowShareAt({ x, y }: Curve, opening: number, open: number): number {
  const last = x.length - 1;
  if (opening < x[0]!) return (opening / x[0]!) * y[0]!;
  if (opening > x[last]!) return y[last]! + ((opening - x[last]!) / (open - x[last]!)) * (open - y[last]!);
  return interpolate(Float64Array.from(x), Float64Array.from(y), opening);
}

/** FAVAD: each pipe's leak areas at its end junctions, half and half; inverted to head = coefficient q^n. */
export function leakCoefficients(
  c: Constants,
  links: readonly Element[],
  from: Int32Array,
  to: Int32Array,
  junctions: number,
  n: number,
): { fixed: Float64Array; variable: Float64Array } {
  const fixed = new Float64Array(n);
  const variable = new Float64Array(n);
  links.forEach((e, k) => {
    const area = Number(e.fields.leakArea_m ?? 0);
    const growth = Number(e.fields.leakExpansion_1 ?? 0);
    const ends = [from[k]!, to[k]!].filter((row) => row < junctions);
    if ((area === 0 && growth === 0) || ends.length === 0) return;
    const length = Number(e.fields.length_m) / ends.length;
    for (const row of ends) {
      fixed[row]! += c.orifice * area * length;
      variable[row]! += c.orificeGrowth * growth * length;
    }
  });
  for (let row = 0; row < n; row++) {
    if (fixed[row]! > 0) fixed[row] = 1 / (fixed[row]! * fixed[row]!);
    if (variable[row]! > 0) variable[row] = 1 / pow(variable[row]!, 2 / 3);
  }
  return { fixed, variable };
}
