import type { Element } from "./element";

/** A branch per unit on the case's base: MATPOWER's pi section, with shunts of its own at each end and conductances. */
export interface PiSection {
  readonly r: number;
  readonly x: number;
  readonly gFrom: number;
  readonly bFrom: number;
  readonly gTo: number;
  readonly bTo: number;
  /** Rated over nominal voltages; multiplies tap_1, at the from end. */
  readonly ratio: number;
  readonly shift_rad: number;
  readonly tap_1: number;
  /** NaN where no amperes are known. */
  readonly rating_A: number;
  /** Per unit of current at the from end. */
  readonly rating_1: number;
}

/** The reactance that stands for a closed switch in the matrix, per unit; what flows beside it takes its drop away
 *  (assembly/electrical/links.ts). Small beside any line, and large enough to leave 12 digits of the flow. */
export const SWITCH_1 = 1e-4;

const PLAIN: PiSection = {
  r: 0,
  x: SWITCH_1,
  gFrom: 0,
  bFrom: 0,
  gTo: 0,
  bTo: 0,
  ratio: 1,
  shift_rad: 0,
  tap_1: 1,
  rating_A: Number.NaN,
  rating_1: Number.NaN,
};
const SQRT_3 = Math.sqrt(3);

/**
 * Line, transformer, per-unit branch or switch -> its pi section. `number` and `text` give a field or its default (NaN
 * where it is absent). All but per-unit branches need the voltages of both ends.
 */
export function piSection(
  e: Element,
  number: (name: string) => number,
  text: (name: string) => string,
  from_V: number,
  to_V: number,
  base_VA: number,
): PiSection {
  const base_A = base_VA / (SQRT_3 * from_V);
  const rated = (rating_A: number) => ({ rating_A, rating_1: rating_A / base_A });
  if (e.kind === "branch") {
    const rating_VA = number("rating_VA");
    const [g, b] = [number("conductance_1") / 2, number("charging_1") / 2];
    return {
      ...PLAIN,
      r: number("resistance_1"),
      x: number("reactance_1"),
      gFrom: g,
      bFrom: b,
      gTo: g,
      bTo: b,
      shift_rad: number("shift_rad"),
      tap_1: number("tap_1"),
      rating_A: rating_VA / (SQRT_3 * from_V),
      rating_1: rating_VA / base_VA,
    };
  }
  if (e.kind === "powerSwitch") return { ...PLAIN, ...rated(number("rating_A")) };
  if (e.kind === "transformer") {
    const made = transformer(number, text("magnetisingAt") === "middle", from_V, to_V, base_VA);
    return { ...PLAIN, ...made, ...rated(made.rating_A) };
  }
  const base_ohm = (from_V * from_V) / base_VA;
  const [g, b] = [(number("conductance_S") * base_ohm) / 2, (number("susceptance_S") * base_ohm) / 2];
  return {
    ...PLAIN,
    r: number("resistance_ohm") / base_ohm,
    x: number("reactance_ohm") / base_ohm,
    gFrom: g,
    bFrom: b,
    gTo: g,
    bTo: b,
    ...rated(number("rating_A")),
  };
}

/**
 * Series impedance on the to side of the ideal ratio. Iron losses and magnetising lie at the from end, inside the ratio;
 * or in the middle of the series impedance, as short-circuit and no-load tests see them, and then the T is turned into
 * its pi: with z = Z / 2 on either side and y in the middle, Z' = 2 z + z^2 y and each end gets y / (2 + z y).
 */
function transformer(
  number: (name: string) => number,
  isInMiddle: boolean,
  from_V: number,
  to_V: number,
  base: number,
) {
  const orNominal = (name: string, fallback: number) => {
    const value = number(name);
    return Number.isNaN(value) ? fallback : value;
  };
  const rated_VA = number("ratedPower_VA");
  const ratedFrom_V = orNominal("ratedFrom_V", from_V);
  const toRatio = orNominal("ratedTo_V", to_V) / to_V;
  const z = number("impedance_1");
  const resistance = number("resistance_1");
  const scale = (toRatio * toRatio * base) / rated_VA;
  const iron_W = number("noLoadLoss_W");
  const noLoad_VA = Math.max(number("magnetising_1") * rated_VA, iron_W);
  const r = resistance * scale;
  const x = Math.sqrt(Math.max(z * z - resistance * resistance, 0)) * scale;
  const g = iron_W / base / (toRatio * toRatio);
  const b = -Math.sqrt(noLoad_VA * noLoad_VA - iron_W * iron_W) / base / (toRatio * toRatio);
  const rest = {
    ratio: ratedFrom_V / from_V / toRatio,
    shift_rad: number("shift_rad"),
    tap_1: number("tap_1"),
    rating_A: rated_VA / (SQRT_3 * ratedFrom_V),
  };
  if (!isInMiddle) return { ...rest, r, x, gFrom: g, bFrom: b };
  const [hr, hx] = [r / 2, x / 2];
  // z y and z^2 y
  const [zyRe, zyIm] = [hr * g - hx * b, hr * b + hx * g];
  const [re, im] = [2 + zyRe, zyIm];
  const square = re * re + im * im;
  const gEnd = (g * re + b * im) / square;
  const bEnd = (b * re - g * im) / square;
  const [rPi, xPi] = [r + hr * zyRe - hx * zyIm, x + hr * zyIm + hx * zyRe];
  return { ...rest, r: rPi, x: xPi, gFrom: gEnd, bFrom: bEnd, gTo: gEnd, bTo: bEnd };
}
