import { pow } from "../../core/elementary";
import { i32At } from "../../core/memory";
import * as slot from "../../layout.generated";
import { lawSlope } from "../laws/water";
import { assemble } from "./assemble";
import * as w from "./columns";
import { hasEmitters, hasLeakage, isPressureDriven } from "./constants";
import { atFixed, atFixedCount, deviceCount, devices, runCount, runs } from "./links";
import { demandLossAt, emitterLoss, leakLoss } from "./outflow";

// New flows from new heads, and how far they are from the old ones.

/** Between two walls a full step overshoots from one to the other: at most 40 % of the demand at once. */
const DEMAND_STEP: f64 = 0.4;
let demandStep: f64 = DEMAND_STEP;

let relaxation: f64 = 1.0;
let flowSum: f64 = 0.0;
let changeSum: f64 = 0.0;
let greatestChange: f64 = 0.0;

function note(change: f64, flow: f64): void {
  const c = Math.abs(change);
  flowSum += Math.abs(flow);
  changeSum += c;
  if (c > greatestChange) greatestChange = c;
}

/** Demands change as far as the step goes, for a search along it that sees the walls itself. */
export function limitDemandSteps(isLimited: bool): void {
  demandStep = isLimited ? DEMAND_STEP : Infinity;
}

/** New flows in links, emitters, leaks and pressure-driven demands; gives the relative change. */
export function updateFlows(accuracy: f64, damping: f64): f64 {
  relaxation = damping;
  flowSum = 0.0;
  changeSum = 0.0;
  greatestChange = 0.0;
  for (let r = 0; r < runCount; r++) updatePipes(i32At(runs, 2 * r), i32At(runs, 2 * r + 1));
  for (let d = 0; d < deviceCount; d++) {
    const k = i32At(devices, d);
    const q = w.f(w.flow, k);
    let dq = flowChange(k);
    // A pump of constant power has no shut-off head: it may come near zero flow, never pass it.
    if (w.i(w.kind, k) === w.PUMP && dq > q && w.i(w.pumpCurve, w.i(w.part, k)) === w.POWER_PUMP) dq = q / 2.0;
    w.setF(w.flow, k, q - dq);
    note(dq, q - dq);
  }
  balanceFixed();
  if (hasEmitters) {
    for (let n = 0; n < w.junctions; n++) {
      if (w.f(w.emitter, n) === 0.0) continue;
      const loss = emitterLoss(n);
      w.setF(w.emitterFlow, n, stepOut(w.f(w.emitterFlow, n), loss, w.f(w.head, n) - w.f(w.elevation, n)));
    }
  }
  if (hasLeakage) updateLeaks();
  if (isPressureDriven) {
    const least = w.runF(slot.WATER_RUN_MIN_PRESSURE_K);
    for (let n = 0; n < w.junctions; n++) {
      if (w.f(w.fullDemand, n) <= 0.0) continue;
      const loss = demandLossAt(n);
      const full = w.f(w.fullDemand, n);
      const q = w.f(w.demandFlow, n);
      let dq = ((loss - (w.f(w.head, n) - w.f(w.elevation, n) - least)) / lawSlope()) * relaxation;
      const most = demandStep * full;
      dq = Math.max(-most, Math.min(most, dq));
      w.setF(w.demandFlow, n, q - dq);
      note(dq, q - dq);
    }
  }
  return flowSum > accuracy ? changeSum / flowSum : changeSum;
}

function flowChange(k: i32): f64 {
  const drop = w.f(w.head, w.i(w.from, k)) - w.f(w.head, w.i(w.to, k));
  return (w.f(w.shift, k) - w.f(w.inverseSlope, k) * drop) * relaxation;
}

/** Two at a time; the sums of odd and even pipes are kept apart, in a fixed order. */
function updatePipes(begin: i32, end: i32): void {
  const head = w.head;
  let flows = f64x2.splat(0.0);
  let changes = f64x2.splat(0.0);
  let greatest = f64x2.splat(0.0);
  const damping = f64x2.splat(relaxation);
  let k = begin;
  for (; k < end - 1; k += 2) {
    const at = (<usize>k) << 3;
    const ends = (<usize>k) << 2;
    const from = v128.load64_lane(
      head + ((<usize>load<u32>(w.from + ends, 4)) << 3),
      v128.load64_splat(head + ((<usize>load<u32>(w.from + ends)) << 3)),
      1,
    );
    const to = v128.load64_lane(
      head + ((<usize>load<u32>(w.to + ends, 4)) << 3),
      v128.load64_splat(head + ((<usize>load<u32>(w.to + ends)) << 3)),
      1,
    );
    const drop = f64x2.sub(from, to);
    const change = f64x2.mul(
      f64x2.sub(v128.load(w.shift + at), f64x2.mul(v128.load(w.inverseSlope + at), drop)),
      damping,
    );
    const now = f64x2.sub(v128.load(w.flow + at), change);
    v128.store(w.flow + at, now);
    const size = f64x2.abs(change);
    flows = f64x2.add(flows, f64x2.abs(now));
    changes = f64x2.add(changes, size);
    greatest = f64x2.pmax(greatest, size);
  }
  flowSum += f64x2.extract_lane(flows, 0) + f64x2.extract_lane(flows, 1);
  changeSum += f64x2.extract_lane(changes, 0) + f64x2.extract_lane(changes, 1);
  greatestChange = Math.max(greatestChange, Math.max(f64x2.extract_lane(greatest, 0), f64x2.extract_lane(greatest, 1)));
  if (k < end) {
    const dq = flowChange(k);
    w.setF(w.flow, k, w.f(w.flow, k) - dq);
    note(dq, w.f(w.flow, k));
  }
}

/** excess at reservoirs and tanks: their net inflow. */
export function balanceFixed(): void {
  for (let n = w.junctions; n < w.nodes; n++) w.setF(w.excess, n, 0.0);
  for (let t = 0; t < atFixedCount; t++) {
    const k = i32At(atFixed, t);
    if (w.i(w.status, k) <= w.CLOSED) continue;
    const a = w.i(w.from, k);
    const b = w.i(w.to, k);
    if (a >= w.junctions) w.addF(w.excess, a, -w.f(w.flow, k));
    if (b >= w.junctions) w.addF(w.excess, b, w.f(w.flow, k));
  }
}

function stepOut(q: f64, loss: f64, pressure: f64): f64 {
  const dq = ((loss - pressure) / lawSlope()) * relaxation;
  note(dq, q - dq);
  return q - dq;
}

function updateLeaks(): void {
  for (let n = 0; n < w.junctions; n++) {
    const fixed = w.f(w.leakFixed, n);
    const variable = w.f(w.leakVariable, n);
    if (fixed === 0.0 && variable === 0.0) continue;
    const pressure = w.f(w.head, n) - w.f(w.elevation, n);
    let change: f64 = 0.0;
    if (fixed > 0.0) {
      const q = w.f(w.leakFixedFlow, n);
      const loss = leakLoss(q, fixed, 2.0);
      const dq = ((loss - pressure) / lawSlope()) * relaxation;
      w.setF(w.leakFixedFlow, n, q - dq);
      change += dq;
    }
    if (variable > 0.0) {
      const q = w.f(w.leakVariableFlow, n);
      const loss = leakLoss(q, variable, 2.0 / 3.0);
      const dq = ((loss - pressure) / lawSlope()) * relaxation;
      w.setF(w.leakVariableFlow, n, q - dq);
      change += dq;
    }
    note(change, w.f(w.leakFixedFlow, n) + w.f(w.leakVariableFlow, n));
  }
}

/** The conditions beside the relative flow change. */
export function isBalanced(): bool {
  const flowLimit = w.runF(slot.WATER_RUN_FLOW_CHANGE_LIMIT_K);
  if (flowLimit > 0.0 && greatestChange > flowLimit) return false;
  const headLimit = w.runF(slot.WATER_RUN_HEAD_ERROR_LIMIT_K);
  if (headLimit > 0.0 && greatestHeadError() > headLimit) return false;
  const tolerance = w.runF(slot.WATER_RUN_FLOW_TOLERANCE_K);
  if (isPressureDriven) {
    const least = w.runF(slot.WATER_RUN_MIN_PRESSURE_K);
    const range = w.runF(slot.WATER_RUN_PRESSURE_RANGE_K);
    const power = w.runF(slot.WATER_RUN_PRESSURE_EXPONENT_1);
    for (let n = 0; n < w.junctions; n++) {
      const full = w.f(w.fullDemand, n);
      if (full <= 0.0) continue;
      const p = w.f(w.head, n) - w.f(w.elevation, n) - least;
      const want = p <= 0.0 ? 0.0 : p >= range ? full : full * pow(p / range, power);
      if (Math.abs(want - w.f(w.demandFlow, n)) > tolerance) return false;
    }
  }
  if (hasLeakage) {
    for (let n = 0; n < w.junctions; n++) {
      const fixed = w.f(w.leakFixed, n);
      const variable = w.f(w.leakVariable, n);
      if (fixed === 0.0 && variable === 0.0) continue;
      const p = Math.max(0.0, w.f(w.head, n) - w.f(w.elevation, n));
      let want: f64 = 0.0;
      if (fixed > 0.0) want += Math.sqrt(p / fixed);
      if (variable > 0.0) want += pow(p / variable, 1.5);
      const has = w.f(w.leakFixedFlow, n) + w.f(w.leakVariableFlow, n);
      if (Math.abs(want - has) > tolerance + 0.001 * want) return false;
    }
  }
  return true;
}

function greatestHeadError(): f64 {
  assemble();
  balanceFixed(); // what assembling books at the ends of control valves may be at a reservoir's or tank's own pipe
  let greatest: f64 = 0.0;
  for (let k = 0; k < w.links; k++) {
    const c = w.f(w.inverseSlope, k);
    if (w.i(w.status, k) <= w.CLOSED || c === 0.0) continue;
    const drop = w.f(w.head, w.i(w.from, k)) - w.f(w.head, w.i(w.to, k));
    greatest = Math.max(greatest, Math.abs(drop - w.f(w.shift, k) / c));
  }
  return greatest;
}
