import { setValue } from "../core/report";
import { jacobianEntry, mismatch } from "./equations";
import { busCount, injection, placeOf } from "./grid";
import { uCount } from "./pattern";

// Windows for tests: what the equations hold at the voltages of the last start.

/** Blocks of U right of the diagonal. */
export function powerFill(): i32 {
  return uCount;
}

/** report: values 0 and 1 = active and reactive injection at a bus that the present voltages give, per unit. */
export function powerInjection(bus: i32): void {
  mismatch();
  const at = injection + ((<usize>load<i32>(placeOf + ((<usize>bus) << 2))) << 4);
  setValue(0, load<f64>(at));
  setValue(1, load<f64>(at, 8));
}

/** report: values 0..3 = d(P, Q at `bus`) / d(angle, ln V at `other`), row by row, as the elimination fills them in. */
export function powerJacobian(bus: i32, other: i32): i32 {
  if (bus < 0 || other < 0 || bus >= busCount || other >= busCount) return 7;
  return jacobianEntry(load<i32>(placeOf + ((<usize>bus) << 2)), load<i32>(placeOf + ((<usize>other) << 2)));
}
