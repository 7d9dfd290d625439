import { isAbsent } from "../core/absent";
import { exp } from "../core/elementary";
import { tableAt, tableIntegral, tableInverseIntegral } from "../core/table";
import { pipeOutlet_K } from "../hydraulic/laws/loop";

// Steady temperatures on given flows: every link turns the temperature of the node it takes from into an outlet
// temperature, every node mixes the enthalpies of what flows in, h(T) = integral of cp, so that the heat of a loop closes
// to rounding. Nodes are visited in flow order, so that a net
// without circuits of its own is done in one visit and a confirming one; circuits (a second producer that takes return
// water, a mixing loop) contract by the share that comes back.
// Not: one sparse unsymmetric solve. It costs a factorisation for what flow order gives away, and cp(T) makes it
// iterate anyway.

/** How a link changes the water. */
export const THERMAL_PASSIVE: i32 = 0;
/** a = loss of the whole pipe, W/K */
export const THERMAL_PIPE: i32 = 1;
/** a = heat given to the water, W */
export const THERMAL_HEAT: i32 = 2;
/** a = change of temperature from inlet to outlet, K */
export const THERMAL_CHANGE: i32 = 3;
/** a = temperature at the outlet, K */
export const THERMAL_OUTLET: i32 = 4;

/** Flows below it are standing water, kg/s. */
export const STANDING_KG_S: f64 = 1e-9;

let nodeCount: i32 = 0;
let from: usize = 0; // i32 [link]
let to: usize = 0; // i32 [link]
let flow: usize = 0; // f64 [link] kg/s
let mode: usize = 0; // i32 [link]
let param: usize = 0; // f64 [link], see the modes
let around: usize = 0; // f64 [link] K
let fixed: usize = 0; // f64 [node] K, NaN where the temperature is not held
let start: usize = 0; // f64 [node] K, where a temperature is absent when a circuit needs one
let node: usize = 0; // f64 [node] K, out
let outlet: usize = 0; // f64 [link] K, out and start
let nodeStart: usize = 0; // i32 [node + 1]
let nodeLinks: usize = 0; // i32 [2 link] links at each node
let order: usize = 0; // i32 [node] scratch
let waiting: usize = 0; // i32 [node] scratch
let cpTable: usize = 0;
let cpCount: i32 = 0;
let floor_K: f64 = 0.0;
let isMeanOfEnds: bool = false;
let worstNode: i32 = -1;
let worstChange: f64 = 0.0;

export function steadyBind(
  nodes: i32,
  fromAt: usize,
  toAt: usize,
  flowAt: usize,
  modeAt: usize,
  paramAt: usize,
  aroundAt: usize,
  fixedAt: usize,
  startAt: usize,
  nodeAt: usize,
  outletAt: usize,
  nodeStartAt: usize,
  nodeLinksAt: usize,
  orderAt: usize,
  waitingAt: usize,
  cpTableAt: usize,
  cpPoints: i32,
  floorTemperature_K: f64,
  meanOfEnds: bool,
): void {
  nodeCount = nodes;
  from = fromAt;
  to = toAt;
  flow = flowAt;
  mode = modeAt;
  param = paramAt;
  around = aroundAt;
  fixed = fixedAt;
  start = startAt;
  node = nodeAt;
  outlet = outletAt;
  nodeStart = nodeStartAt;
  nodeLinks = nodeLinksAt;
  order = orderAt;
  waiting = waitingAt;
  cpTable = cpTableAt;
  cpCount = cpPoints;
  floor_K = floorTemperature_K;
  isMeanOfEnds = meanOfEnds;
}

export function cp_J_kg_K(t: f64): f64 {
  return tableAt(cpTable, cpCount, t);
}

/** Heat that a kilogram takes from t1 to t2, J/kg: the integral of cp, or (references) the mean of both ends' cp. */
export function heatBetween_J_kg(t1: f64, t2: f64): f64 {
  if (isMeanOfEnds) return 0.5 * (cp_J_kg_K(t1) + cp_J_kg_K(t2)) * (t2 - t1);
  return tableIntegral(cpTable, cpCount, t2) - tableIntegral(cpTable, cpCount, t1);
}

function at4(base: usize, i: i32): i32 {
  return load<i32>(base + ((<usize>i) << 2));
}
function at8(base: usize, i: i32): f64 {
  return load<f64>(base + ((<usize>i) << 3));
}

/** The node that link takes its water from; -1 when it stands still. */
export function upstream(link: i32): i32 {
  const m = at8(flow, link);
  if (m > STANDING_KG_S) return at4(from, link);
  if (m < -STANDING_KG_S) return at4(to, link);
  return -1;
}

/**
 * Nodes in flow order into `order` (Kahn). Nodes on circuits come where their first inflow is known: the node with the
 * lowest number opens each circuit, so that the order does not depend on anything but numbers and signs.
 */
function sortByFlow(): void {
  let tail: i32 = 0;
  for (let i = 0; i < nodeCount; i++) {
    let inflows: i32 = 0;
    const end = at4(nodeStart, i + 1);
    for (let k = at4(nodeStart, i); k < end; k++) {
      const link = at4(nodeLinks, k);
      const source = upstream(link);
      if (source >= 0 && source !== i) inflows++;
    }
    // A held temperature waits for nobody.
    if (!isAbsent(at8(fixed, i))) inflows = 0;
    store<i32>(waiting + ((<usize>i) << 2), inflows);
    if (inflows === 0) {
      store<i32>(order + ((<usize>tail) << 2), i);
      tail++;
    }
  }
  let head: i32 = 0;
  let opener: i32 = 0;
  while (head < nodeCount) {
    if (head === tail) {
      while (at4(waiting, opener) <= 0) opener++;
      store<i32>(waiting + ((<usize>opener) << 2), 0);
      store<i32>(order + ((<usize>tail) << 2), opener);
      tail++;
    }
    const i = at4(order, head);
    head++;
    const end = at4(nodeStart, i + 1);
    for (let k = at4(nodeStart, i); k < end; k++) {
      const link = at4(nodeLinks, k);
      if (upstream(link) !== i) continue;
      const a = at4(from, link);
      const j = a === i ? at4(to, link) : a;
      const left = at4(waiting, j) - 1;
      store<i32>(waiting + ((<usize>j) << 2), left);
      if (left === 0) {
        store<i32>(order + ((<usize>tail) << 2), j);
        tail++;
      }
    }
  }
}

/** Outlet temperature of a flowing link whose inlet is at `inlet_K`. */
function linkOutlet_K(link: i32, inlet_K: f64): f64 {
  const kind = at4(mode, link);
  if (kind === THERMAL_PASSIVE) return inlet_K;
  const a = at8(param, link);
  if (kind === THERMAL_OUTLET) return a > floor_K ? a : floor_K;
  let t: f64;
  if (kind === THERMAL_CHANGE) t = inlet_K + a;
  else {
    const m = Math.abs(at8(flow, link));
    if (kind === THERMAL_PIPE && a === 0.0) return inlet_K;
    if (kind === THERMAL_HEAT && !isMeanOfEnds) {
      t = tableInverseIntegral(cpTable, cpCount, tableIntegral(cpTable, cpCount, inlet_K) + a / m);
    } else {
      const before = at8(outlet, link);
      const cp = 0.5 * (cp_J_kg_K(inlet_K) + cp_J_kg_K(isAbsent(before) ? inlet_K : before));
      t = kind === THERMAL_PIPE ? pipeOutlet_K(inlet_K, at8(around, link), exp(-a / (cp * m))) : inlet_K + a / (cp * m);
    }
  }
  return t > floor_K ? t : floor_K;
}

/**
 * Temperatures of all nodes and link outlets; NaN where nothing flows. Starts from what the arrays hold.
 *  Fails:  returns the number of sweeps, or -1 when `maxSweeps` did not bring the largest change below `tolerance_K`;
 *          steadyWorstNode() then names the node.
 */
export function steadyTemperatures(tolerance_K: f64, maxSweeps: i32): i32 {
  sortByFlow();
  for (let i = 0; i < nodeCount; i++) {
    const at = node + ((<usize>i) << 3);
    const t = load<f64>(at);
    if (isAbsent(t)) store<f64>(at, at8(start, i));
    const held = at8(fixed, i);
    if (!isAbsent(held)) store<f64>(at, held);
  }
  let sweep: i32 = 0;
  let isDone = false;
  while (sweep < maxSweeps && !isDone) {
    sweep++;
    worstChange = 0.0;
    for (let n = 0; n < nodeCount; n++) {
      const i = at4(order, n);
      let weight: f64 = 0.0;
      let sum: f64 = 0.0;
      let inflows: i32 = 0;
      let lastInflow: f64 = 0.0;
      const mixed = isMeanOfEnds ? cp_J_kg_K(at8(node, i)) : 0.0;
      const end = at4(nodeStart, i + 1);
      for (let k = at4(nodeStart, i); k < end; k++) {
        const link = at4(nodeLinks, k);
        const source = upstream(link);
        if (source < 0 || source === i) continue;
        const t = linkOutlet_K(link, at8(node, source));
        const outletAt = outlet + ((<usize>link) << 3);
        const change = Math.abs(t - load<f64>(outletAt));
        // NaN (a link that stood still until now) counts as a change.
        if (!(change <= worstChange)) {
          worstChange = !isAbsent(change) ? change : 1e9;
          worstNode = i;
        }
        store<f64>(outletAt, t);
        const m = Math.abs(at8(flow, link));
        inflows++;
        if (isMeanOfEnds) {
          // cp between what comes in and the mixture, at its last temperature.
          const w = m * (cp_J_kg_K(t) + mixed);
          weight += w;
          sum += w * t;
        } else {
          // One inflow is no mixture; its enthalpy is asked for when a second comes.
          if (inflows === 2) sum = weight * tableIntegral(cpTable, cpCount, lastInflow);
          if (inflows >= 2) sum += m * tableIntegral(cpTable, cpCount, t);
          weight += m;
        }
        lastInflow = t;
      }
      const held = at8(fixed, i);
      if (weight > 0.0 && isAbsent(held)) {
        let mixture = lastInflow;
        if (inflows > 1) mixture = isMeanOfEnds ? sum / weight : tableInverseIntegral(cpTable, cpCount, sum / weight);
        store<f64>(node + ((<usize>i) << 3), mixture);
      }
    }
    isDone = worstChange <= tolerance_K;
  }
  markStanding();
  return isDone ? sweep : -1;
}

export function steadyWorstNode(): i32 {
  return worstNode;
}

export function steadyWorstChange_K(): f64 {
  return worstChange;
}

/** NaN at nodes and outlets through which nothing flows. */
function markStanding(): void {
  for (let i = 0; i < nodeCount; i++) {
    let isMoving = false;
    const end = at4(nodeStart, i + 1);
    for (let k = at4(nodeStart, i); k < end; k++) {
      const link = at4(nodeLinks, k);
      if (upstream(link) >= 0) isMoving = true;
      else store<f64>(outlet + ((<usize>link) << 3), NaN);
    }
    const held = at8(fixed, i);
    if (!isMoving && isAbsent(held)) store<f64>(node + ((<usize>i) << 3), NaN);
  }
}
