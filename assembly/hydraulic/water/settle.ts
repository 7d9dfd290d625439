import { allocI32, arenaStatus } from "../../core/arena";
import { i32At } from "../../core/memory";
import * as slot from "../../layout.generated";
import { softenBarriers } from "../laws/water";
import { loadDraws } from "./assemble";
import * as w from "./columns";
import { easeBreakers, easeClosedLinks, hasEmitters, hasLeakage, isPressureDriven, loadConstants } from "./constants";
import { closeBalance, dampedStep, hasRoom, prepareDamped, stepError } from "./damped";
import { isBalanced, limitDemandSteps } from "./flows";
import { keepState, prepareKept, restoreState } from "./kept";
import { askPumpsDirection, checkLinks, checkPressureValves, checkSwitches, releaseValveAt } from "./status";

// A solution where the usual trials have found none. They test statuses on heads that are not right yet and step as far
// as Newton says, which is quick and mostly ends well. Here statuses stand still until the flows are right, by steps that
// never lead up (damped.ts), and only then are tested: all at once at first, then one at a time in the order of rows, so
// that two that answer each other cannot do so for ever (Murty 1974).

/** Steps in all; then there is no solution to be had. */
const MOST_STEPS: i32 = 1000;
const MOST_STEPS_AT_ONCE: i32 = 150;
/** Rounds in which all statuses may change at once. */
const ROUNDS_TOGETHER: i32 = 8;
const MOST_RELEASES: i32 = 100;

/** Walls of demands, emitters and leaks rise to their full slope in steps of ten from here. */
const SOFTEST: f64 = 1e-6;
const ROUGH: f64 = 1e-3;
/** The flows are brought this far, or to where rounding ends the way. */
const FINE: f64 = 1e-8;
/** Of the flow that counts as none: what may be left at a junction. */
const CLOSED: f64 = 1e-3;
/** Steps that change less than this are taken whole: along them the content has no more digits. */
const NOISE: f64 = 1e-6;
const STANDSTILL: i32 = 3;

/** i32 [links]: statuses before they were tested */
let told: usize = 0;
let steps: i32 = 0;
let released: i32 = 0;

export function prepareSettling(): i32 {
  told = allocI32(w.links);
  prepareKept();
  prepareDamped();
  return arenaStatus();
}

/** Steps that the last settling took. */
export function settlingSteps(): i32 {
  return steps;
}

/**
 * True with the flows, heads and statuses of a solution: within the accuracy, no status asks to change. Else everything
 * is as it was.
 */
export function settle(): bool {
  steps = 0;
  if (!hasRoom()) return false;
  released = 0;
  keepState();
  startAnew();
  limitDemandSteps(false);
  askPumpsDirection(true);
  settledConstants();
  let isFound = hasWalls() ? raiseWalls() : true;
  if (isFound) isFound = settleStatuses();
  if (isFound) closeBalance(CLOSED * w.runF(slot.WATER_RUN_TINY_FLOW_K));
  softenBarriers(1.0);
  limitDemandSteps(true);
  askPumpsDirection(false);
  loadConstants();
  if (!isFound) restoreState();
  return isFound;
}

function settledConstants(): void {
  loadConstants();
  easeBreakers();
}

function hasWalls(): bool {
  return isPressureDriven || hasLeakage || hasEmitters;
}

/** Everything that a status test has closed is open, flows are those of a run's start. */
function startAnew(): void {
  const area = (Math.PI / 4.0) * (0.3048 / w.runF(slot.WATER_RUN_HEAD_TO_SI_M));
  const tiny = w.runF(slot.WATER_RUN_TINY_FLOW_K);
  loadDraws();
  for (let k = 0; k < w.links; k++) {
    const kind = w.i(w.kind, k);
    const status = w.i(w.status, k);
    const isControlled = kind >= w.PRV && kind !== w.PBV && kind <= w.FCV && !w.isNone(w.f(w.setting, k));
    if (status === w.BEYOND_HEAD || status === w.HELD || kind === w.CHECK_PIPE) w.setI(w.status, k, w.OPEN);
    if (isControlled) w.setI(w.status, k, w.ACTIVE);
    const d = w.f(w.diameter, k);
    if (w.i(w.status, k) <= w.CLOSED) w.setF(w.flow, k, tiny);
    else if (kind === w.PUMP) startPump(k);
    else w.setF(w.flow, k, area * d * d);
  }
  const unit = 1e6 * tiny;
  for (let n = 0; n < w.junctions; n++) {
    w.setF(w.emitterFlow, n, w.f(w.emitter, n) > 0.0 ? unit : 0.0);
    w.setF(w.leakFixedFlow, n, w.f(w.leakFixed, n) > 0.0 ? 1e-3 * unit : 0.0);
    w.setF(w.leakVariableFlow, n, w.f(w.leakVariable, n) > 0.0 ? 1e-3 * unit : 0.0);
  }
}

function startPump(k: i32): void {
  w.setF(w.flow, k, w.f(w.setting, k) * w.f(w.pumpDesign, w.i(w.part, k)));
}

/** With walls that give way the way is smooth; every solution is the start for walls ten times as steep. */
function raiseWalls(): bool {
  for (let share = SOFTEST; share < 0.5; share *= 10.0) {
    softenBarriers(share);
    if (!converge(ROUGH, share === SOFTEST)) return false;
  }
  softenBarriers(1.0);
  return true;
}

function settleStatuses(): bool {
  for (let round = 0; steps < MOST_STEPS; round++) {
    if (!converge(FINE, !hasWalls() || round > 0)) return false;
    if (!testStatuses(round >= ROUNDS_TOGETHER)) return isBalanced();
  }
  return false;
}

/** True when a status changed; `isSingle`: no more than one. */
function testStatuses(isSingle: bool): bool {
  memory.copy(told, w.status, (<usize>w.links) << 2);
  let isChanged = checkPressureValves();
  if (checkLinks()) isChanged = true;
  if (!isChanged) return checkSwitches();
  let changes = 0;
  for (let k = 0; k < w.links; k++) {
    const before = i32At(told, k);
    const now = w.i(w.status, k);
    if (before === now) continue;
    if (isSingle && changes > 0) w.setI(w.status, k, before);
    else if (w.i(w.kind, k) === w.PUMP && before <= w.CLOSED && now > w.CLOSED) startPump(k);
    changes++;
  }
  return true;
}

/** Statuses as they are: to `accuracy`, or so near that rounding ends the way. */
function converge(accuracy: f64, isFree: bool): bool {
  const goal = w.runF(slot.WATER_RUN_ACCURACY_1);
  let isFirst = isFree;
  let isEased = false;
  let least: f64 = Infinity;
  let standing = 0;
  for (let i = 0; i < MOST_STEPS_AT_ONCE; i++) {
    steps++;
    const node = dampedStep(NOISE, isFirst);
    if (node >= 0) {
      if (released++ >= MOST_RELEASES) return false;
      if (releaseValveAt(node)) continue;
      isEased = true;
      easeClosedLinks();
      continue;
    }
    const error = stepError();
    if (w.isNone(error)) return false;
    if (isEased) {
      isEased = false;
      settledConstants();
    } else if (!isFirst) {
      if (error <= accuracy) return true;
      if (error < 0.9 * least) {
        least = error;
        standing = 0;
      } else if (error <= goal && ++standing >= STANDSTILL) return true;
    }
    isFirst = false;
  }
  return false;
}
