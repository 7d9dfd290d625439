import { pow } from "../../core/elementary";
import { columnAt } from "../../core/header";
import { clearReport, fail, setDetail, setIterations, setResidual } from "../../core/report";
import { STATUS_DIVERGED, STATUS_OK, STATUS_SINGULAR } from "../../core/status";
import * as slot from "../../layout.generated";
import { lawSlope } from "../laws/water";
import { badPivot, bindSystem, factorAndSolve, rightAt } from "../system";
import {
  assemble,
  demandLossAt,
  easeClosedLinks,
  emitterLoss,
  leakLoss,
  linkCoefficients,
  loadConstants,
} from "../water/coefficients";
import * as w from "../water/columns";
import { checkLinks, checkPressureValves, checkSwitches, loadTolerances, releaseValveAt } from "../water/status";

// The outer loop of the water network: global gradient algorithm with status tests (Todini and Pilati 1988; the order
// of the tests is EPANET's, because which of several consistent states is found depends on it).

const DEMAND_STEP: f64 = 0.4;

let nodeOfPivot: usize = 0;
let relaxation: f64 = 1.0;
let flowSum: f64 = 0.0;
let changeSum: f64 = 0.0;
let greatestChange: f64 = 0.0;

/** Statuses that may be let go within one solve before it counts as singular. */
const MOST_RELEASES: i32 = 100;

/** Once, after the host has filled the given columns. Shapes as in bindSystem; nodeOfPivots i32 [junctions]. */
export function waterBind(entries: i32, starts: usize, rows: usize, targets: usize, nodeOfPivots: usize): void {
  w.bindColumns();
  bindSystem(w.junctions, entries, starts, rows, targets);
  nodeOfPivot = nodeOfPivots;
}

/** Constants of the run were changed by the host. */
export function waterConstants(): void {
  loadConstants();
  loadTolerances();
}

/**
 * One hydraulic state from demands, fixed heads, statuses and settings; warm start from the last flows.
 * Report: iterations, residual = sum of flow changes over sum of flows, detail 1 when unbalanced but within the extra
 * trials' rule, at = node at fault.
 * Fails: singular, diverged.
 */
export function waterSolve(): i32 {
  clearReport();
  waterConstants();
  const accuracy = w.runF(slot.WATER_RUN_ACCURACY_1);
  const maxTrials = w.runI(slot.WATER_RUN_MAX_TRIALS);
  const extra = w.runI(slot.WATER_RUN_EXTRA_TRIALS);
  const frequency = w.runI(slot.WATER_RUN_CHECK_FREQUENCY);
  const maxCheck = w.runI(slot.WATER_RUN_MAX_CHECK);
  const dampLimit = w.runF(slot.WATER_RUN_DAMP_LIMIT_1);
  const isNative = w.runI(slot.WATER_RUN_IS_NATIVE) !== 0;
  const limit = extra > 0 ? maxTrials + extra : maxTrials;
  let nextCheck = frequency;
  let trial = 1;
  let released = 0;
  let isEased = false;
  let error: f64 = Infinity;
  relaxation = 1.0;
  for (let n = 0; n < w.junctions; n++) {
    // A demand held back last time starts anew from the full one.
    w.setF(w.demandFlow, n, w.f(w.fullDemand, n));
  }

  while (trial <= limit) {
    linkCoefficients();
    assemble();
    const fault = factorAndSolve();
    if (fault >= 0) {
      const node = w.i(nodeOfPivot, fault);
      // Each release changes a status, so this ends; the bound is for safety.
      if (releaseValveAt(node) && released < MOST_RELEASES) {
        released++;
        continue;
      }
      // Statuses tested on heads that are not right yet may have closed every way into a zone for a moment: its heads
      // then hang on the trickle through closed links, which drowns in rounding. A larger trickle, for one iteration.
      if (isNative && released < MOST_RELEASES) {
        released++;
        isEased = true;
        easeClosedLinks();
        continue;
      }
      setIterations(trial);
      setResidual(badPivot());
      return fail(STATUS_SINGULAR, node);
    }
    const right = rightAt();
    for (let n = 0; n < w.junctions; n++) w.setF(w.head, n, w.f(right, w.i(w.pivotOf, n)));
    error = updateFlows(accuracy);
    if (w.isNone(error)) {
      setIterations(trial);
      setResidual(error);
      return fail(STATUS_DIVERGED, firstBadNode());
    }

    relaxation = 1.0;
    let isValveChanged = false;
    if (dampLimit > 0.0) {
      if (error <= dampLimit) {
        relaxation = 0.6;
        isValveChanged = checkPressureValves();
      }
    } else isValveChanged = checkPressureValves();

    if (isEased) {
      isEased = false;
      loadConstants();
      checkLinks();
      checkPressureValves();
      nextCheck = trial + frequency;
      trial++;
      continue;
    }

    if (error <= accuracy && isBalanced()) {
      if (trial > maxTrials) break;
      const isLinkChanged = checkLinks();
      const isSwitched = checkSwitches();
      if (!isValveChanged && !isLinkChanged && !isSwitched) break;
      nextCheck = trial + frequency;
    } else if (trial <= maxCheck && trial === nextCheck) {
      checkLinks();
      nextCheck += frequency;
    }
    trial++;
  }

  for (let n = 0; n < w.junctions; n++) {
    const out = w.f(w.demandFlow, n) + w.f(w.emitterFlow, n) + w.f(w.leakFixedFlow, n) + w.f(w.leakVariableFlow, n);
    w.setF(w.excess, n, out);
  }
  publish();
  setIterations(trial);
  setResidual(error);
  setDetail(error > accuracy ? 1 : 0);
  return isNative && error > accuracy ? fail(STATUS_DIVERGED, firstBadNode()) : STATUS_OK;
}

function firstBadNode(): i32 {
  for (let n = 0; n < w.junctions; n++) {
    const h = w.f(w.head, n);
    if (w.isNone(h)) return n;
  }
  return -1;
}

function note(change: f64, flow: f64): void {
  const c = Math.abs(change);
  flowSum += Math.abs(flow);
  changeSum += c;
  if (c > greatestChange) greatestChange = c;
}

/** New flows in links, emitters, leaks and pressure-driven demands; gives the relative change. */
function updateFlows(accuracy: f64): f64 {
  flowSum = 0.0;
  changeSum = 0.0;
  greatestChange = 0.0;
  for (let n = w.junctions; n < w.nodes; n++) w.setF(w.excess, n, 0.0);

  for (let k = 0; k < w.links; k++) {
    const a = w.i(w.from, k);
    const b = w.i(w.to, k);
    const q = w.f(w.flow, k);
    let dq = (w.f(w.shift, k) - w.f(w.inverseSlope, k) * (w.f(w.head, a) - w.f(w.head, b))) * relaxation;
    // A pump of constant power has no shut-off head: it may come near zero flow, never pass it.
    if (w.i(w.kind, k) === w.PUMP && dq > q && w.i(w.pumpCurve, w.i(w.part, k)) === w.POWER_PUMP) dq = q / 2.0;
    const now = q - dq;
    w.setF(w.flow, k, now);
    note(dq, now);
    if (w.i(w.status, k) > w.CLOSED) {
      if (a >= w.junctions) w.addF(w.excess, a, -now);
      if (b >= w.junctions) w.addF(w.excess, b, now);
    }
  }
  if (w.runI(slot.WATER_RUN_HAS_EMITTERS) !== 0) {
    for (let n = 0; n < w.junctions; n++) {
      if (w.f(w.emitter, n) === 0.0) continue;
      const loss = emitterLoss(n);
      w.setF(w.emitterFlow, n, stepOut(w.f(w.emitterFlow, n), loss, w.f(w.head, n) - w.f(w.elevation, n)));
    }
  }
  if (w.runI(slot.WATER_RUN_HAS_LEAKAGE) !== 0) updateLeaks();
  if (w.runI(slot.WATER_RUN_IS_PRESSURE_DRIVEN) !== 0) {
    const least = w.runF(slot.WATER_RUN_MIN_PRESSURE_K);
    for (let n = 0; n < w.junctions; n++) {
      if (w.f(w.fullDemand, n) <= 0.0) continue;
      const loss = demandLossAt(n);
      const full = w.f(w.fullDemand, n);
      const q = w.f(w.demandFlow, n);
      let dq = ((loss - (w.f(w.head, n) - w.f(w.elevation, n) - least)) / lawSlope()) * relaxation;
      // Between two walls a full step overshoots from one to the other: at most 40 % of the demand at once.
      const most = DEMAND_STEP * full;
      dq = Math.max(-most, Math.min(most, dq));
      w.setF(w.demandFlow, n, q - dq);
      note(dq, q - dq);
    }
  }
  return flowSum > accuracy ? changeSum / flowSum : changeSum;
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
function isBalanced(): bool {
  const flowLimit = w.runF(slot.WATER_RUN_FLOW_CHANGE_LIMIT_K);
  if (flowLimit > 0.0 && greatestChange > flowLimit) return false;
  const headLimit = w.runF(slot.WATER_RUN_HEAD_ERROR_LIMIT_K);
  if (headLimit > 0.0 && greatestHeadError() > headLimit) return false;
  const tolerance = w.runF(slot.WATER_RUN_FLOW_TOLERANCE_K);
  if (w.runI(slot.WATER_RUN_IS_PRESSURE_DRIVEN) !== 0) {
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
  if (w.runI(slot.WATER_RUN_HAS_LEAKAGE) !== 0) {
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
  linkCoefficients();
  let greatest: f64 = 0.0;
  for (let k = 0; k < w.links; k++) {
    const c = w.f(w.inverseSlope, k);
    if (w.i(w.status, k) <= w.CLOSED || c === 0.0) continue;
    const drop = w.f(w.head, w.i(w.from, k)) - w.f(w.head, w.i(w.to, k));
    greatest = Math.max(greatest, Math.abs(drop - w.f(w.shift, k) / c));
  }
  return greatest;
}

/** Kernel units -> the columns that others read. Demand and excess hold outflow at junctions, net inflow at tanks. */
export function publish(): void {
  const length = w.runF(slot.WATER_RUN_HEAD_TO_SI_M);
  const volume = w.runF(slot.WATER_RUN_FLOW_TO_SI_M3_S);
  const pressure = w.runF(slot.WATER_RUN_HEAD_TO_PRESSURE_PA);
  const demand = columnAt(slot.WATER_NODE_DEMAND_M3_S);
  const head = columnAt(slot.WATER_NODE_HEAD_M);
  const gauge = columnAt(slot.WATER_NODE_PRESSURE_PA);
  for (let n = 0; n < w.nodes; n++) {
    const h = w.f(w.head, n);
    w.setF(demand, n, w.f(w.excess, n) * volume);
    w.setF(head, n, h * length);
    w.setF(gauge, n, w.i(w.isCutOff, n) === 0 ? (h - w.f(w.elevation, n)) * pressure : 0.0);
  }
  const flow = columnAt(slot.WATER_LINK_FLOW_M3_S);
  const loss = columnAt(slot.WATER_LINK_HEAD_LOSS_M);
  const velocity = columnAt(slot.WATER_LINK_VELOCITY_M_S);
  const status = columnAt(slot.WATER_LINK_STATUS);
  for (let k = 0; k < w.links; k++) {
    const isOpen = w.i(w.status, k) > w.CLOSED;
    const q = isOpen ? w.f(w.flow, k) * volume : 0.0;
    const d = w.f(w.diameter, k) * length;
    w.setF(flow, k, q);
    w.setF(loss, k, (w.f(w.head, w.i(w.from, k)) - w.f(w.head, w.i(w.to, k))) * length);
    w.setF(velocity, k, d > 0.0 ? Math.abs(q) / ((Math.PI * d * d) / 4.0) : 0.0);
    w.setI(status, k, isOpen ? 1 : 0);
  }
}
