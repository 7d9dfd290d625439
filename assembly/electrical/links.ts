import {
  BR_B_SERIES,
  BRANCH_STRIDE,
  BUS_FIXED,
  BUS_POWER,
  branchTable,
  busCount,
  busRole,
  complexVoltage,
  fromBus,
  isEnergised,
  joins,
  linkBranch,
  linkCount,
  linkCurrent,
  linkDraw,
  magnitude,
  placeOf,
  toBus,
} from "./grid";

// Ideal links (closed switches and breakers). In the matrix each is a small reactance, which keeps the pattern when it
// opens; beside it flows a current of its own. What the reactance still carries when the equations are met is carried
// over into that current until nothing is left for the reactance: then both ends have one voltage, and the current is
// the flow. Each round shrinks the drop by reactance over short-circuit impedance, three rounds as a rule, and costs a
// pair of sweeps. The same iteration is the method of multipliers (Hestenes 1969) on V_from = V_to.
// Not: merged buses, which would renumber the grid at every switching; nor the reactance alone, which drops 1e-4 of the
// voltage, or loses digits of the flow if it is made smaller.

/** Held magnitudes closer than this are the same. */
const SAME_1: f64 = 1e-9;

/** Two magnitudes that are held apart, or two references, have no voltage in common: such a link stays a reactance. */
export function carries(b: i32): bool {
  if (!joins(b)) return false;
  const from = (<usize>load<i32>(fromBus + ((<usize>b) << 2))) << 2;
  const to = (<usize>load<i32>(toBus + ((<usize>b) << 2))) << 2;
  if (load<u8>(isEnergised + (from >> 2)) === 0) return false;
  const first = load<i32>(busRole + from);
  const second = load<i32>(busRole + to);
  if (first === BUS_POWER || second === BUS_POWER) return true;
  if (first === BUS_FIXED && second === BUS_FIXED) return false;
  const m1 = load<f64>(magnitude + ((<usize>load<i32>(placeOf + from)) << 3));
  const m2 = load<f64>(magnitude + ((<usize>load<i32>(placeOf + to)) << 3));
  return Math.abs(m1 - m2) <= SAME_1;
}

function placeAt(ends: usize, b: i32): usize {
  return (<usize>load<i32>(placeOf + ((<usize>load<i32>(ends + ((<usize>b) << 2))) << 2))) << 4;
}

/** Own currents of the links -> what they draw from each bus. An open link has none. */
export function sumLinks(): void {
  if (linkCount === 0) return;
  memory.fill(linkDraw, 0, (<usize>busCount) << 4);
  for (let k = 0; k < linkCount; k++) {
    const b = load<i32>(linkBranch + ((<usize>k) << 2));
    const own = linkCurrent + ((<usize>k) << 4);
    if (!carries(b)) {
      v128.store(own, f64x2.splat(0.0));
      continue;
    }
    const from = linkDraw + placeAt(fromBus, b);
    const to = linkDraw + placeAt(toBus, b);
    v128.store(from, f64x2.add(v128.load(from), v128.load(own)));
    v128.store(to, f64x2.sub(v128.load(to), v128.load(own)));
  }
}

/** Largest voltage between the ends of a link, real or imaginary part. */
export function linkDrop(): f64 {
  let largest = 0.0;
  for (let k = 0; k < linkCount; k++) {
    const b = load<i32>(linkBranch + ((<usize>k) << 2));
    if (!carries(b)) continue;
    const from = complexVoltage + placeAt(fromBus, b);
    const to = complexVoltage + placeAt(toBus, b);
    const re = Math.abs(load<f64>(from) - load<f64>(to));
    largest = Math.max(largest, Math.max(re, Math.abs(load<f64>(from, 8) - load<f64>(to, 8))));
  }
  return largest;
}

/** Carries what flows through the reactances over into the links' own currents. */
export function refineLinks(): void {
  for (let k = 0; k < linkCount; k++) {
    const b = load<i32>(linkBranch + ((<usize>k) << 2));
    if (!carries(b)) continue;
    const from = complexVoltage + placeAt(fromBus, b);
    const to = complexVoltage + placeAt(toBus, b);
    const susceptance = load<f64>(branchTable + <usize>b * BRANCH_STRIDE, BR_B_SERIES);
    const own = linkCurrent + ((<usize>k) << 4);
    store<f64>(own, load<f64>(own) - susceptance * (load<f64>(from, 8) - load<f64>(to, 8)));
    store<f64>(own, load<f64>(own, 8) + susceptance * (load<f64>(from) - load<f64>(to)), 8);
  }
  sumLinks();
}
