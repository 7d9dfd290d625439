import type { FieldReader } from "../../compile/fields";
import type { Element } from "../../model/element";
import { type PiSection, piSection } from "../../model/piSection";

/** Numbers a branch takes in the kernel's table (assembly/electrical/grid.ts names them). */
export const BRANCH_NUMBERS = 10;

/** Ohms, volts and watts of one branch -> its row of the kernel's table, and its rating; what is wrong is reported. */
export function branchNumbers(
  e: Element,
  read: FieldReader,
  from_V: number,
  to_V: number,
  base_VA: number,
): { numbers: Float64Array; tap_1: number; rating_A: number } {
  checkEnds(e, read, from_V, to_V);
  const pi = piSection(
    e,
    (name) => read.number(e, name),
    (name) => read.text(e, name),
    from_V,
    to_V,
    base_VA,
  );
  const square = pi.r * pi.r + pi.x * pi.x;
  if (square === 0) {
    const want = "a resistance or a reactance that is not 0";
    const field = e.kind === "line" ? "reactance_ohm" : "reactance_1";
    read.report(e, field, "0", want, "use a powerSwitch for an ideal link");
  }
  if (pi.tap_1 === 0) read.report(e, "tap_1", "0", "a ratio that is not 0", "1 is nominal");
  if (e.kind === "transformer" && read.number(e, "resistance_1") > read.number(e, "impedance_1")) {
    const [got, most] = [read.number(e, "resistance_1"), read.number(e, "impedance_1")];
    read.report(e, "resistance_1", String(got), `at most impedance_1, ${most}`);
  }
  return { numbers: rowOf(pi, base_VA / (Math.sqrt(3) * from_V)), tap_1: pi.tap_1, rating_A: pi.rating_A };
}

function rowOf(pi: PiSection, base_A: number): Float64Array {
  const square = pi.r * pi.r + pi.x * pi.x;
  return Float64Array.of(
    pi.r / square,
    -pi.x / square,
    pi.gFrom,
    pi.bFrom,
    pi.gTo,
    pi.bTo,
    pi.ratio,
    pi.shift_rad,
    pi.rating_1,
    base_A,
  );
}

function checkEnds(e: Element, read: FieldReader, from_V: number, to_V: number): void {
  if (e.kind === "branch") return;
  if (Number.isNaN(from_V) || Number.isNaN(to_V)) {
    read.report(e, "connects", "a bus without voltage", "baseVoltage_V at both ends");
    return;
  }
  if (e.kind === "transformer" || Math.abs(from_V - to_V) <= 0.1 * from_V) return;
  const got = `${from_V} V and ${to_V} V`;
  read.report(e, "connects", got, "equal voltages at both ends", "use a transformer between them");
}
