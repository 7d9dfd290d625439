import { exp, log } from "../../../../assembly/core/elementary";

/**
 * What an oil-filled transformer's temperatures follow from. Symbols of IEC 60076-7: x, y exponents of oil and winding,
 * k11, k21, k22 constants of the differential equations, R load losses over no-load losses at rated current.
 */
export interface ThermalClass {
  /** Top oil above ambient at rated losses, and hot spot above top oil at rated current (H g_r). */
  readonly oilRise_K: number;
  readonly gradient_K: number;
  readonly lossRatio_1: number;
  readonly x: number;
  readonly y: number;
  readonly k11: number;
  readonly k21: number;
  readonly k22: number;
  readonly oil_s: number;
  readonly winding_s: number;
  /** Thermally upgraded paper ages at rate 1 at 110 C, plain kraft paper at 98 C. */
  readonly isUpgraded: boolean;
}

/** Cooling -> exponents and constants. Source: IEC 60076-7:2005 table 5; rises: IEC 60354 table 2, ONAF as ONAN. */
export const COOLING = {
  /** Three-phase up to 2.5 MVA. */
  distribution: {
    ...{ x: 0.8, y: 1.6, k11: 1, k21: 1, k22: 2, oil_s: 10_800, winding_s: 240 },
    ...{ oilRise_K: 55, gradient_K: 23, lossRatio_1: 5 },
  },
  ONAN: {
    ...{ x: 0.8, y: 1.3, k11: 0.5, k21: 2, k22: 2, oil_s: 12_600, winding_s: 600 },
    ...{ oilRise_K: 52, gradient_K: 26, lossRatio_1: 6 },
  },
  ONAF: {
    ...{ x: 0.8, y: 1.3, k11: 0.5, k21: 2, k22: 2, oil_s: 9_000, winding_s: 420 },
    ...{ oilRise_K: 52, gradient_K: 26, lossRatio_1: 6 },
  },
} as const;

const ZERO_C = 273.15;
/** base^exponent by logarithm: 1e-15 of a temperature rise is not worth the correctly rounded power at ten times the time. */
const power = (base: number, exponent: number): number => exp(exponent * log(base));
const LN2_OVER_6 = 0.11552453009332422;

/** Top oil above ambient in the long run: dTor ((1 + R K2) / (1 + R))^x; K is current over rated. */
export function steadyOilRise_K(t: ThermalClass, load_1: number): number {
  return t.oilRise_K * power((1 + t.lossRatio_1 * load_1 * load_1) / (1 + t.lossRatio_1), t.x);
}

/** Hot spot above top oil in the long run: dThr K^y. */
export function steadyGradient_K(t: ThermalClass, load_1: number): number {
  return load_1 > 0 ? t.gradient_K * power(load_1, t.y) : 0;
}

/** Years aged per year: 2^((h - 98) / 6) for kraft paper, exp(15000 / 383 - 15000 / (h + 273)) for upgraded paper. */
export function ageingRate_1(t: ThermalClass, hotSpot_K: number): number {
  if (t.isUpgraded) return exp(15_000 / 383 - 15_000 / (hotSpot_K - ZERO_C + 273));
  return exp(LN2_OVER_6 * (hotSpot_K - ZERO_C - 98));
}

/** Top oil, and the two parts of the hot-spot gradient: the winding's own and the oil's slow answer to it. */
export interface ThermalState {
  topOil_K: number;
  gradient1_K: number;
  gradient2_K: number;
  /** Gathered seconds of life at rate 1. */
  aged_s: number;
}

export const hotSpot_K = (s: Readonly<ThermalState>): number => s.topOil_K + s.gradient1_K - s.gradient2_K;

/**
 * Gauss-Legendre: four points where the hot spot moves (40 K within a step cost 5e-5 of its ageing), two of them where
 * it stands still within 2 K (1e-6 of it).
 */
const NODES = [
  0.06943184420297371, 0.33000947820757187, 0.6699905217924281, 0.9305681557970263, 0.21132486540518713,
  0.7886751345948129,
] as const;
const WEIGHTS = [0.17392742256872692, 0.3260725774312731, 0.3260725774312731, 0.17392742256872692, 0.5, 0.5] as const;
const STILL_K = 2;
const FOUR = 4;
const POINTS = 6;
/** Longest piece of the integral. */
const PIECE_S = 300;

/** Decays of one class over one length of step: at the nodes, then at the end; oil, winding, slow oil. */
export type Decays = Float64Array;
export function decaysOver(t: ThermalClass, dt_s: number): Decays {
  const found = new Float64Array(3 * (POINTS + 1));
  [...NODES, 1].forEach((share, i) => {
    found[3 * i] = exp((-share * dt_s) / (t.k11 * t.oil_s));
    found[3 * i + 1] = exp((-share * dt_s) / (t.k22 * t.winding_s));
    found[3 * i + 2] = exp((-share * dt_s * t.k22) / t.oil_s);
  });
  return found;
}

/**
 * Temperatures and ageing over `dt_s` at constant load and ambient: the three linear equations have exact exponentials,
 *   k11 tO dTo/dt = oilRise - (To - Ta),  k22 tW dH1/dt = k21 gradient - H1,  (tO / k22) dH2/dt = (k21 - 1) gradient - H2
 * Valid:   steps of any length; ageing by pieces of at most 5 min
 * Source:  IEC 60076-7:2005, 8.2.3 and annex C
 * Not:     its difference form, which wants steps of half the winding's time constant
 */
export function stepThermal(t: ThermalClass, s: ThermalState, load_1: number, ambient_K: number, dt_s: number): void {
  stepTowards(t, s, ambient_K + steadyOilRise_K(t, load_1), steadyGradient_K(t, load_1), dt_s, decaysOver);
}

/** The same towards a top oil and a gradient of the long run; `decays` may be remembered from step to step. */
export function stepTowards(
  t: ThermalClass,
  s: ThermalState,
  oil_K: number,
  gradient_K: number,
  dt_s: number,
  decays: (t: ThermalClass, dt_s: number) => Decays,
): void {
  const pieces = Math.max(Math.ceil(dt_s / PIECE_S), 1);
  const piece_s = dt_s / pieces;
  const d = decays(t, piece_s);
  const end_K = oil_K + gradient_K;
  const last = 3 * POINTS;
  for (let p = 0; p < pieces; p++) {
    const oil = s.topOil_K - oil_K;
    const first = s.gradient1_K - t.k21 * gradient_K;
    const second = s.gradient2_K - (t.k21 - 1) * gradient_K;
    const moved_K =
      Math.abs(oil) * (1 - d[last]!) + Math.abs(first) * (1 - d[last + 1]!) + Math.abs(second) * (1 - d[last + 2]!);
    const isStill = moved_K < STILL_K;
    let rate_1 = 0;
    for (let i = isStill ? FOUR : 0; i < (isStill ? POINTS : FOUR); i++) {
      const at_K = end_K + oil * d[3 * i]! + first * d[3 * i + 1]! - second * d[3 * i + 2]!;
      rate_1 += WEIGHTS[i]! * ageingRate_1(t, at_K);
    }
    s.aged_s += rate_1 * piece_s;
    s.topOil_K = oil_K + oil * d[last]!;
    s.gradient1_K = t.k21 * gradient_K + first * d[last + 1]!;
    s.gradient2_K = (t.k21 - 1) * gradient_K + second * d[last + 2]!;
  }
}

/** Hot spot after `dt_s` at constant load and ambient. */
export function hotSpotAfter_K(
  t: ThermalClass,
  s: Readonly<ThermalState>,
  load_1: number,
  ambient_K: number,
  dt_s: number,
): number {
  const oil_K = ambient_K + steadyOilRise_K(t, load_1);
  const gradient_K = steadyGradient_K(t, load_1);
  return (
    oil_K +
    gradient_K +
    (s.topOil_K - oil_K) * exp(-dt_s / (t.k11 * t.oil_s)) +
    (s.gradient1_K - t.k21 * gradient_K) * exp(-dt_s / (t.k22 * t.winding_s)) -
    (s.gradient2_K - (t.k21 - 1) * gradient_K) * exp((-dt_s * t.k22) / t.oil_s)
  );
}

/** State in the long run at a load. */
export function steadyState(t: ThermalClass, load_1: number, ambient_K: number): ThermalState {
  const gradient_K = steadyGradient_K(t, load_1);
  return {
    topOil_K: ambient_K + steadyOilRise_K(t, load_1),
    gradient1_K: t.k21 * gradient_K,
    gradient2_K: (t.k21 - 1) * gradient_K,
    aged_s: 0,
  };
}

/** Hot spot at which a life passes as designed. */
export const designHotSpot_K = (t: ThermalClass): number => ZERO_C + (t.isUpgraded ? 110 : 98);

/**
 * Load that keeps the hot spot of the long run at `limit_K`: what a transformer may carry all day in this weather
 * without ageing faster than designed; 0 where no-load losses alone are too much. Newton on a rising convex function:
 * after the first step it comes down from above.
 */
export function loadAtHotSpot_1(t: ThermalClass, ambient_K: number, limit_K = designHotSpot_K(t)): number {
  const room_K = limit_K - ambient_K;
  if (steadyOilRise_K(t, 0) >= room_K) return 0;
  let load = 1;
  for (let i = 0; i < 60; i++) {
    const square = t.lossRatio_1 * load * load;
    const oil_K = steadyOilRise_K(t, load);
    const gradient_K = steadyGradient_K(t, load);
    const slope = (oil_K * t.x * 2 * square) / (1 + square) / load + (gradient_K * t.y) / load;
    const next = Math.max(load - (oil_K + gradient_K - room_K) / slope, 0.1 * load);
    const isThere = Math.abs(next - load) < 1e-12;
    load = next;
    if (isThere) break;
  }
  return load;
}
