import { pow } from "../../../../assembly/core/elementary";

/** Inverse-time curves t = TMS k / ((I / Is)^a - 1). Source: IEC 60255-151:2009, annex A, types A to C; LTI: trade use. */
export const CURVES = {
  standardInverse: { k: 0.14, a: 0.02 },
  veryInverse: { k: 13.5, a: 1 },
  extremelyInverse: { k: 80, a: 2 },
  longTimeInverse: { k: 120, a: 1 },
} as const;
export type InverseCurve = keyof typeof CURVES;

/** Above this multiple of the setting the time falls no further (IEC 60255-151, 5.2). */
const MOST_1 = 20;

/**
 * Seconds from pickup to trip at a constant multiple of the setting; Infinity at or below it. `time` is the time
 * multiplier of an inverse curve, or the delay of the definite one.
 */
export function tripTime_s(curve: string, time: number, multiple_1: number): number {
  if (!(multiple_1 > 1)) return Number.POSITIVE_INFINITY;
  const inverse = CURVES[curve as InverseCurve];
  if (!inverse) return time;
  return (time * inverse.k) / (pow(Math.min(multiple_1, MOST_1), inverse.a) - 1);
}
