import { arenaMark, reopenArena, seal } from "../../core/arena";
import { i32At } from "../../core/memory";
import { clearReport, fail, reportAt, setCount, setDetail, setIterations, setResidual } from "../../core/report";
import { STATUS_DIVERGED, STATUS_OK, STATUS_SINGULAR } from "../../core/status";
import * as slot from "../../layout.generated";
import { badPivot } from "../../linalg/eliminate";
import { factorAndSolve, factorEntries } from "../system";
import { assemble, loadDraws, prepareAssembly } from "../water/assemble";
import * as w from "../water/columns";
import { easeClosedLinks, isStrict, loadConstants } from "../water/constants";
import { stepError, worstNode } from "../water/damped";
import { isBalanced, updateFlows } from "../water/flows";
import { prepareLinks } from "../water/links";
import { outflowAt } from "../water/outflow";
import { preparePipes, preparePowers } from "../water/pipes";
import { prepareSettling, settle, settlingSteps } from "../water/settle";
import { checkLinks, checkPressureValves, checkSwitches, loadTolerances, releaseValveAt } from "../water/status";

// The outer loop of the water network: global gradient algorithm with status tests (Todini and Pilati 1988; the order
// of the tests is EPANET's, because which of several consistent states is found depends on it).

/** Statuses that may be let go within one solve before it counts as singular. */
const MOST_RELEASES: i32 = 100;

/**
 * Rounding ends the way to an accuracy that is asked too much: short pipes and closed links side by side leave changes
 * of 1e-8 of all flows that no further trial lessens. Below this share a state that stopped getting better is solved.
 */
const FLOOR: f64 = 1e-6;
const STANDSTILL: i32 = 3;

/** A file that allows fewer trials wants to see these, not a solution. */
const FEWEST_TRIALS: i32 = 10;

let boundAt: usize = 0;
let demands: i32 = 0;
let demandNode: usize = 0;
let demandBase: usize = 0;
let demandProfile: usize = 0;
let factors: usize = 0;

/**
 * Orders and analyses, after the host has filled the given columns and before it seals.
 *  Shapes:  node, profile i32 [count], base f64 [count]: parts of the demands; factor f64 [profiles]
 *  Gives:   status; report.counts 0 = entries of the factor
 */
export function waterBind(count: i32, node: usize, base: usize, profile: usize, factor: usize): i32 {
  demands = count;
  demandNode = node;
  demandBase = base;
  demandProfile = profile;
  factors = factor;
  w.bindColumns();
  preparePowers();
  boundAt = arenaMark();
  return analyse();
}

/** The same analysis again in the same memory, after sealing too: when ends or resistances of links have changed. */
export function waterAnalyse(): i32 {
  reopenArena(boundAt);
  const status = analyse();
  seal();
  return status;
}

function analyse(): i32 {
  clearReport();
  let status = prepareLinks();
  if (status === STATUS_OK) status = preparePipes();
  if (status === STATUS_OK) status = prepareAssembly();
  if (status === STATUS_OK) status = prepareSettling();
  setCount(0, factorEntries());
  return status === STATUS_OK ? STATUS_OK : fail(status, -1);
}

/** fullDemand of every junction from its parts and the factors of the profiles at hand. */
export function waterDemands(): void {
  memory.fill(w.fullDemand, 0, (<usize>w.junctions) << 3);
  for (let d = 0; d < demands; d++)
    w.addF(w.fullDemand, i32At(demandNode, d), w.f(demandBase, d) * w.f(factors, i32At(demandProfile, d)));
}

/** Constants of the run were changed by the host. */
export function waterConstants(): void {
  loadConstants();
  loadTolerances();
}

let error: f64 = Infinity;
let trial: i32 = 0;
let isReached = false;
let isSettled = false;

/**
 * One hydraulic state from demands, fixed heads, statuses and settings; warm start from the last flows. Where the usual
 * trials find none, by damped steps from the start.
 * Report: iterations, residual = sum of flow changes over sum of flows, detail 1 = unbalanced, 2 = balanced by damped
 * steps, at = node at fault.
 * Fails: singular, diverged.
 */
export function waterSolve(): i32 {
  clearReport();
  waterConstants();
  loadDraws();
  let status = runTrials();
  if (status === STATUS_OK && isSettled) {
    outflows();
    setDetail(isReached ? 0 : 1);
    return STATUS_OK;
  }
  const singularAt = reportAt();
  if (w.runI(slot.WATER_RUN_MAX_TRIALS) >= FEWEST_TRIALS && settle()) {
    outflows();
    clearReport();
    setIterations(trial + settlingSteps());
    setResidual(stepError());
    setDetail(2);
    return STATUS_OK;
  }
  // What the trials left stands, as near as it is.
  const isNear = status === STATUS_OK && isReached;
  const at = status === STATUS_OK ? worstNode() : singularAt;
  setDetail(isNear ? 0 : 1);
  outflows();
  if (isStrict && status === STATUS_OK && !isNear) status = STATUS_DIVERGED;
  return fail(status, isNear ? -1 : at);
}

function outflows(): void {
  for (let n = 0; n < w.junctions; n++) w.setF(w.excess, n, outflowAt(n));
}

/** Newton steps and status tests in the order of EPANET's. The state is one to keep when isSettled. */
function runTrials(): i32 {
  const accuracy = w.runF(slot.WATER_RUN_ACCURACY_1);
  const maxTrials = w.runI(slot.WATER_RUN_MAX_TRIALS);
  const extra = w.runI(slot.WATER_RUN_EXTRA_TRIALS);
  const frequency = w.runI(slot.WATER_RUN_CHECK_FREQUENCY);
  const maxCheck = w.runI(slot.WATER_RUN_MAX_CHECK);
  const dampLimit = w.runF(slot.WATER_RUN_DAMP_LIMIT_1);
  const limit = extra > 0 ? maxTrials + extra : maxTrials;
  let nextCheck = frequency;
  trial = 1;
  let released = 0;
  let isEased = false;
  error = Infinity;
  let least: f64 = Infinity;
  let standing = 0;
  isReached = false;
  isSettled = false;
  let relaxation = 1.0;

  while (trial <= limit) {
    assemble();
    const node = factorAndSolve(w.head);
    if (node >= 0) {
      // Each release changes a status, so this ends; the bound is for safety.
      if (releaseValveAt(node) && released < MOST_RELEASES) {
        released++;
        continue;
      }
      // Statuses tested on heads that are not right yet may have closed every way into a zone for a moment: its heads
      // then hang on the trickle through closed links, which drowns in rounding. A larger trickle, for one iteration.
      if (released < MOST_RELEASES) {
        released++;
        isEased = true;
        easeClosedLinks();
        continue;
      }
      setIterations(trial);
      setResidual(badPivot());
      return fail(STATUS_SINGULAR, node);
    }
    error = updateFlows(accuracy, relaxation);
    if (w.isNone(error)) {
      setIterations(trial);
      setResidual(error);
      return fail(STATUS_DIVERGED, firstBadNode());
    }

    if (error > FLOOR || error < 0.9 * least) {
      least = error > FLOOR ? Infinity : error;
      standing = 0;
    } else standing++;
    isReached = error <= accuracy || (isStrict && standing >= STANDSTILL);

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

    if (isReached && isBalanced()) {
      if (trial > maxTrials) {
        isSettled = true;
        break;
      }
      const isLinkChanged = checkLinks();
      const isSwitched = checkSwitches();
      if (!isValveChanged && !isLinkChanged && !isSwitched) {
        isSettled = true;
        break;
      }
      nextCheck = trial + frequency;
    } else if (trial <= maxCheck && trial === nextCheck) {
      checkLinks();
      nextCheck += frequency;
    }
    trial++;
  }

  setIterations(trial);
  setResidual(error);
  return STATUS_OK;
}

function firstBadNode(): i32 {
  for (let n = 0; n < w.junctions; n++) {
    const h = w.f(w.head, n);
    if (w.isNone(h)) return n;
  }
  return -1;
}

/**
 * Parts of an iteration at the flows at hand, `count` times over, for a bench to time: 0 coefficients and assembly,
 * 1 those and factor and solve, 2 those and new flows, 3 the status tests alone.
 */
export function waterRepeat(part: i32, count: i32): void {
  waterConstants();
  loadDraws();
  const accuracy = w.runF(slot.WATER_RUN_ACCURACY_1);
  for (let i = 0; i < count; i++) {
    if (part === 3) {
      checkPressureValves();
      checkLinks();
      continue;
    }
    assemble();
    if (part >= 1) factorAndSolve(w.head);
    if (part >= 2) updateFlows(accuracy, 1.0);
  }
}
