import type { FieldReader } from "../../compile/fields";
import type { Element } from "../../model/element";

/** Numbers a branch takes in the kernel's table (assembly/electrical/grid.ts names them). */
export const BRANCH_NUMBERS = 10;
/** The reactance that stands for a closed switch in the matrix, per unit; what flows beside it takes its drop away
 *  (assembly/electrical/links.ts). Small beside any line, and large enough to leave 12 digits of the flow. */
const SWITCH_1 = 1e-4;

interface Pi {
  r: number;
  x: number;
  gFrom: number;
  bFrom: number;
  bTo: number;
  ratio: number;
  shift_rad: number;
  tap_1: number;
  rating_A: number;
  /** Per unit of current at the from end, where no amperes are known. */
  rating_1: number;
}
const plain: Pi = {
  r: 0,
  x: SWITCH_1,
  gFrom: 0,
  bFrom: 0,
  bTo: 0,
  ratio: 1,
  shift_rad: 0,
  tap_1: 1,
  rating_A: Number.NaN,
  rating_1: Number.NaN,
};

/** Ohms, volts and watts of one branch -> its pi section per unit, and its rating. */
export function branchNumbers(
  e: Element,
  read: FieldReader,
  from_V: number,
  to_V: number,
  base_VA: number,
): { numbers: Float64Array; tap_1: number; rating_A: number } {
  const pi = { ...plain, ...piOf(e, read, from_V, to_V, base_VA) };
  const square = pi.r * pi.r + pi.x * pi.x;
  if (square === 0) {
    const want = "a resistance or a reactance that is not 0";
    read.report(
      e,
      e.kind === "line" ? "reactance_ohm" : "reactance_1",
      "0",
      want,
      "use a powerSwitch for an ideal link",
    );
  }
  if (pi.tap_1 === 0) read.report(e, "tap_1", "0", "a ratio that is not 0", "1 is nominal");
  const base_A = base_VA / (Math.sqrt(3) * from_V);
  const rating_1 = Number.isNaN(base_A) ? pi.rating_1 : pi.rating_A / base_A;
  const numbers = Float64Array.of(
    pi.r / square,
    -pi.x / square,
    pi.gFrom,
    pi.bFrom,
    0,
    pi.bTo,
    pi.ratio,
    pi.shift_rad,
    rating_1,
    base_A,
  );
  return { numbers, tap_1: pi.tap_1, rating_A: pi.rating_A };
}

function piOf(e: Element, read: FieldReader, from_V: number, to_V: number, base_VA: number): Partial<Pi> {
  if (e.kind === "branch") {
    const rating_VA = read.number(e, "rating_VA");
    return {
      r: read.number(e, "resistance_1"),
      x: read.number(e, "reactance_1"),
      bFrom: read.number(e, "charging_1") / 2,
      bTo: read.number(e, "charging_1") / 2,
      shift_rad: read.number(e, "shift_rad"),
      tap_1: read.number(e, "tap_1"),
      rating_A: rating_VA / (Math.sqrt(3) * from_V),
      rating_1: rating_VA / base_VA,
    };
  }
  if (Number.isNaN(from_V) || Number.isNaN(to_V)) {
    read.report(e, "connects", "a bus without voltage", "baseVoltage_V at both ends");
    return {};
  }
  if (e.kind === "transformer") return transformer(e, read, from_V, to_V, base_VA);
  if (Math.abs(from_V - to_V) > 0.1 * from_V) {
    read.report(
      e,
      "connects",
      `${from_V} V and ${to_V} V`,
      "equal voltages at both ends",
      "use a transformer between them",
    );
  }
  if (e.kind === "powerSwitch") return { rating_A: read.number(e, "rating_A") };
  const base_ohm = (from_V * from_V) / base_VA;
  const susceptance = read.number(e, "susceptance_S") * base_ohm;
  return {
    r: read.number(e, "resistance_ohm") / base_ohm,
    x: read.number(e, "reactance_ohm") / base_ohm,
    bFrom: susceptance / 2,
    bTo: susceptance / 2,
    rating_A: read.number(e, "rating_A"),
  };
}

/** Series impedance on the to side of the ideal ratio; iron losses and magnetising at the from end, inside the ratio. */
function transformer(e: Element, read: FieldReader, from_V: number, to_V: number, base_VA: number): Partial<Pi> {
  const rated_VA = read.number(e, "ratedPower_VA");
  const given = (name: string, fallback: number) => {
    const value = read.number(e, name);
    return Number.isNaN(value) ? fallback : value;
  };
  const ratedFrom_V = given("ratedFrom_V", from_V);
  const ratedTo_V = given("ratedTo_V", to_V);
  const z = read.number(e, "impedance_1");
  const r = read.number(e, "resistance_1");
  if (r > z) read.report(e, "resistance_1", String(r), `at most impedance_1, ${z}`);
  const toRatio = ratedTo_V / to_V;
  const scale = (toRatio * toRatio * base_VA) / rated_VA;
  const iron_W = read.number(e, "noLoadLoss_W");
  const noLoad_VA = Math.max(read.number(e, "magnetising_1") * rated_VA, iron_W);
  return {
    r: r * scale,
    x: Math.sqrt(Math.max(z * z - r * r, 0)) * scale,
    gFrom: iron_W / base_VA / (toRatio * toRatio),
    bFrom: -Math.sqrt(noLoad_VA * noLoad_VA - iron_W * iron_W) / base_VA / (toRatio * toRatio),
    ratio: ratedFrom_V / from_V / toRatio,
    shift_rad: read.number(e, "shift_rad"),
    tap_1: read.number(e, "tap_1"),
    rating_A: rated_VA / (Math.sqrt(3) * ratedFrom_V),
  };
}
