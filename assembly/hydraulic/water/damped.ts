import { allocF64 } from "../../core/arena";
import * as slot from "../../layout.generated";
import { lawSlope } from "../laws/water";
import { cellOf, factorAndSolve } from "../system";
import { assemble } from "./assemble";
import * as w from "./columns";
import { hasEmitters, hasLeakage, isPressureDriven } from "./constants";
import { balanceFixed, updateFlows } from "./flows";
import { demandLossAt, emitterLoss, leakLoss, outflowAt } from "./outflow";

// A Newton step that goes only as far as it leads down. Where statuses stand still, the flows of a network are those of
// least content (Cherry 1951; Collins et al. 1978): the sum over links, emitters, leaks and demands of the integral of
// the loss over the flow, among all flows that balance at the junctions. It is convex because every loss rises with
// its flow, and the step of the global gradient algorithm leads down it. Along that step its slope is
//   psi(x) = sum (loss(q + x dq) - drop) dq,
// with the drops of the new heads; it rises with x, and where it passes zero the step has done what it can.

/** A full step that has brought |psi| to this share is taken as it is. */
const SHARE: f64 = 0.2;
const MOST_HALVINGS: i32 = 40;

/**
 * f64 [links], then [junctions] of each kind of outflow that there may be: flows before the step, and what a full one
 * adds. Emitters come with a broken main in any run; pressure-driven demands and leaks are there from the start.
 */
let start: usize = 0;
let way: usize = 0;
let hasRoomForDemands = false;
let hasRoomForLeaks = false;

export function prepareDamped(): void {
  hasRoomForDemands = w.runI(slot.WATER_RUN_IS_PRESSURE_DRIVEN) !== 0;
  hasRoomForLeaks = w.runI(slot.WATER_RUN_HAS_LEAKAGE) !== 0;
  const kinds = hasRoomForLeaks ? 4 : hasRoomForDemands ? 2 : 1;
  start = allocF64(w.links + kinds * w.junctions);
  way = allocF64(w.links + kinds * w.junctions);
}

/** False when a kind of outflow has come since that there is no room for. */
export function hasRoom(): bool {
  return (!isPressureDriven || hasRoomForDemands || hasRoomForLeaks) && (!hasLeakage || hasRoomForLeaks);
}

function outflowColumn(kind: i32): usize {
  if (kind === 0) return hasEmitters ? w.emitterFlow : 0;
  if (kind === 1) return isPressureDriven ? w.demandFlow : 0;
  if (!hasLeakage) return 0;
  return kind === 2 ? w.leakFixedFlow : w.leakVariableFlow;
}

function part(base: usize, kind: i32): usize {
  return base + ((<usize>(w.links + kind * w.junctions)) << 3);
}

function keepFlows(): void {
  memory.copy(start, w.flow, (<usize>w.links) << 3);
  for (let kind = 0; kind < 4; kind++) {
    const column = outflowColumn(kind);
    if (column !== 0) memory.copy(part(start, kind), column, (<usize>w.junctions) << 3);
  }
}

function keepWay(): void {
  for (let k = 0; k < w.links; k++) w.setF(way, k, w.f(w.flow, k) - w.f(start, k));
  for (let kind = 0; kind < 4; kind++) {
    const column = outflowColumn(kind);
    if (column === 0) continue;
    for (let n = 0; n < w.junctions; n++) w.setF(part(way, kind), n, w.f(column, n) - w.f(part(start, kind), n));
  }
}

function goTo(x: f64): void {
  for (let k = 0; k < w.links; k++) w.setF(w.flow, k, w.f(start, k) + x * w.f(way, k));
  for (let kind = 0; kind < 4; kind++) {
    const column = outflowColumn(kind);
    if (column === 0) continue;
    for (let n = 0; n < w.junctions; n++) w.setF(column, n, w.f(part(start, kind), n) + x * w.f(part(way, kind), n));
  }
}

/** psi at x; the flows are left there, and the coefficients are theirs. */
function slopeAt(x: f64): f64 {
  goTo(x);
  assemble();
  let sum: f64 = 0.0;
  for (let k = 0; k < w.links; k++) {
    const p = w.f(w.inverseSlope, k);
    // an active control valve has no law of its own
    if (p === 0.0) continue;
    const drop = w.f(w.head, w.i(w.from, k)) - w.f(w.head, w.i(w.to, k));
    sum += (w.f(w.shift, k) / p - drop) * w.f(way, k);
  }
  if (isPressureDriven) {
    const least = w.runF(slot.WATER_RUN_MIN_PRESSURE_K);
    const dq = part(way, 1);
    for (let n = 0; n < w.junctions; n++)
      if (w.f(w.fullDemand, n) > 0.0) sum += (demandLossAt(n) - pressureAt(n) + least) * w.f(dq, n);
  }
  if (hasEmitters) {
    const dq = part(way, 0);
    for (let n = 0; n < w.junctions; n++)
      if (w.f(w.emitter, n) !== 0.0) sum += (emitterLoss(n) - pressureAt(n)) * w.f(dq, n);
  }
  if (hasLeakage) {
    for (let n = 0; n < w.junctions; n++) {
      const fixed = w.f(w.leakFixed, n);
      const variable = w.f(w.leakVariable, n);
      if (fixed > 0.0) sum += (leakLoss(w.f(w.leakFixedFlow, n), fixed, 2.0) - pressureAt(n)) * w.f(part(way, 2), n);
      if (variable > 0.0)
        sum += (leakLoss(w.f(w.leakVariableFlow, n), variable, 2.0 / 3.0) - pressureAt(n)) * w.f(part(way, 3), n);
    }
  }
  return sum;
}

function pressureAt(n: i32): f64 {
  return w.f(w.head, n) - w.f(w.elevation, n);
}

let error: f64 = 0.0;

/** Relative flow change of a full step from where the last one began. */
export function stepError(): f64 {
  return error;
}

/**
 * One step; whole when `isFree` (the first, whose flows need not balance) or when it changes no more than `accuracy`.
 * Gives -1, or the row that made the system singular.
 */
export function dampedStep(accuracy: f64, isFree: bool): i32 {
  keepFlows();
  assemble();
  const node = factorAndSolve(w.head);
  if (node >= 0) return node;
  error = updateFlows(accuracy, 1.0);
  if (isFree || !(error > accuracy)) return -1;
  keepWay();
  const most = slopeAt(1.0);
  if (most <= 0.0) return -1;
  const least = slopeAt(0.0);
  const enough = SHARE * Math.abs(least);
  if (most <= enough) {
    goTo(1.0);
    return -1;
  }
  let low: f64 = 0.0;
  let high: f64 = 1.0;
  let slopeLow = least;
  let slopeHigh = most;
  for (let i = 0; i < MOST_HALVINGS && high - low > 1e-12; i++) {
    // by turns where a line between the ends would pass zero, and the middle: walls make the slope leap
    const line = (low * slopeHigh - high * slopeLow) / (slopeHigh - slopeLow);
    const x = (i & 1) === 0 && line > low && line < high ? line : 0.5 * (low + high);
    const slope = slopeAt(x);
    if (Math.abs(slope) <= enough) return -1;
    if (slope < 0.0) {
      low = x;
      slopeLow = slope;
    } else {
      high = x;
      slopeHigh = slope;
    }
  }
  goTo(high);
  return -1;
}

const MOST_PASSES: i32 = 30;

/**
 * What rounding has left at the junctions, sent on by the same linear system: a flow is the difference of two products
 * of heads, but what it lacks is small, and so are the heads that bring it. To `limit`, or as near as it comes.
 */
export function closeBalance(limit: f64): void {
  const lack = start;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    assemble();
    if (findLack(lack) <= limit) break;
    for (let n = 0; n < w.junctions; n++) store<f64>(cellOf(n), w.f(lack, n), 8);
    if (factorAndSolve(way) >= 0) break;
    for (let k = 0; k < w.links; k++) {
      const a = w.i(w.from, k);
      const b = w.i(w.to, k);
      const drop = (a < w.junctions ? w.f(way, a) : 0.0) - (b < w.junctions ? w.f(way, b) : 0.0);
      w.addF(w.flow, k, w.f(w.inverseSlope, k) * drop);
    }
    for (let n = 0; n < w.junctions; n++) sendOut(n, w.f(way, n));
  }
  balanceFixed();
}

/** Inflow less outflow of every junction; an active valve brings what its side lacks, from the other. Gives the greatest. */
function findLack(lack: usize): f64 {
  for (let n = 0; n < w.junctions; n++) w.setF(lack, n, -outflowAt(n));
  for (let k = 0; k < w.links; k++) {
    addLack(lack, w.i(w.from, k), -w.f(w.flow, k));
    addLack(lack, w.i(w.to, k), w.f(w.flow, k));
  }
  for (let v = 0; v < w.controlValves; v++) {
    const k = w.i(w.controlValve, v);
    const kind = w.i(w.kind, k);
    if (w.i(w.status, k) !== w.ACTIVE || w.isNone(w.f(w.setting, k)) || kind === w.FCV) continue;
    const held = w.i(kind === w.PRV ? w.to : w.from, k);
    if (held >= w.junctions) continue;
    const x = w.f(lack, held);
    w.setF(lack, held, 0.0);
    addLack(lack, w.i(kind === w.PRV ? w.from : w.to, k), x);
    w.addF(w.flow, k, kind === w.PRV ? -x : x);
  }
  let greatest: f64 = 0.0;
  for (let n = 0; n < w.junctions; n++) {
    if (w.i(w.isCutOff, n) !== 0) w.setF(lack, n, 0.0);
    greatest = Math.max(greatest, Math.abs(w.f(lack, n)));
  }
  return greatest;
}

function addLack(lack: usize, node: i32, flow: f64): void {
  if (node < w.junctions) w.addF(lack, node, flow);
}

/** `rise` more head at junction n, and what it drives out there. */
function sendOut(n: i32, rise: f64): void {
  w.addF(w.head, n, rise);
  if (isPressureDriven && w.f(w.fullDemand, n) > 0.0) {
    demandLossAt(n);
    w.addF(w.demandFlow, n, rise / lawSlope());
  }
  if (hasEmitters && w.f(w.emitter, n) !== 0.0) {
    emitterLoss(n);
    w.addF(w.emitterFlow, n, rise / lawSlope());
  }
  if (!hasLeakage) return;
  if (w.f(w.leakFixed, n) > 0.0) {
    leakLoss(w.f(w.leakFixedFlow, n), w.f(w.leakFixed, n), 2.0);
    w.addF(w.leakFixedFlow, n, rise / lawSlope());
  }
  if (w.f(w.leakVariable, n) > 0.0) {
    leakLoss(w.f(w.leakVariableFlow, n), w.f(w.leakVariable, n), 2.0 / 3.0);
    w.addF(w.leakVariableFlow, n, rise / lawSlope());
  }
}

/** The junction around which a further step would change the flows most. -1 where none would. */
export function worstNode(): i32 {
  assemble();
  balanceFixed(); // assembling books at the ends of control valves, which may be reservoirs and tanks
  memory.fill(way, 0, (<usize>w.junctions) << 3);
  for (let k = 0; k < w.links; k++) {
    const p = w.f(w.inverseSlope, k);
    if (p === 0.0) continue;
    const drop = w.f(w.head, w.i(w.from, k)) - w.f(w.head, w.i(w.to, k));
    const change = Math.abs(w.f(w.shift, k) - p * drop);
    const a = w.i(w.from, k);
    const b = w.i(w.to, k);
    if (a < w.junctions) w.addF(way, a, change);
    if (b < w.junctions) w.addF(way, b, change);
  }
  let worst = -1;
  let most: f64 = 0.0;
  for (let n = 0; n < w.junctions; n++) {
    const change = w.f(way, n);
    if (w.isNone(change)) return n;
    if (change <= most) continue;
    most = change;
    worst = n;
  }
  return worst;
}
