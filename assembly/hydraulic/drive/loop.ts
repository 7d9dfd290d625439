import { isAbsent } from "../../core/absent";
import { f64At, i32At, setF64, setI32 } from "../../core/memory";
import { clearReport, fail, setCount, setIterations, setValue } from "../../core/report";
import { STATUS_DIVERGED, STATUS_NO_SOURCE, STATUS_NOT_READY, STATUS_OK } from "../../core/status";
import { steadyTemperatures, steadyWorstChange_K, steadyWorstNode } from "../../thermal/steady";
import { circulate, iterations, resetCirculation, worst } from "../loop/circulate";
import {
  air,
  area,
  flow,
  isWarm,
  kind,
  LOOP_CONSUMER,
  LOOP_EXCHANGER,
  lastTrial,
  links,
  MODE_HELD,
  mode,
  NODE_HELD,
  nodes,
  outlet,
  p,
  pressure,
  state,
  temperature,
  wanted,
} from "../loop/columns";
import { markNodes } from "../loop/driven";
import { properties } from "../loop/properties";
import { writeResults } from "../loop/results";
import { takeFlows, wantFlows } from "../loop/wanted";

// Heating and cooling loops in a steady state: circulation and temperatures in turn. Pressures solve the balances of
// flows that consumers, bypasses and second plants take (each a given flow until its temperatures are known better);
// then the temperatures follow, and with them the flows that the heat asked for needs and the water's properties.
// The circulation part is the gradient method of drive/gas with the potential P itself.
// A running anchor plant holds both its nodes, its flow is what the supply node's balance asks for.
// Buoyancy (each pipe's own density times its rise) is asked for by `isBuoyant`, as the references have it. A district
// leaves it out: in a mesh a standing pipe that cools by 30 K weighs some 100 Pa less or more than its neighbour and turns
// round for ever, a steady state that does not exist and that no operator sees.
// Not: flows and temperatures in one Newton system. Almost all coupling is consumer -> flow, which contracts by the
// loss share of a few percent per turn, and standing branches have no temperature to differentiate.

function coldStart(): void {
  for (let i = 0; i < nodes; i++) {
    setF64(p, i, 4e5);
    setF64(temperature, i, NaN);
  }
  for (let e = 0; e < links; e++) {
    const k = i32At(kind, e);
    setF64(flow, e, k <= LOOP_EXCHANGER ? 500.0 * f64At(area, e) : 0.0);
    setF64(outlet, e, NaN);
    setI32(mode, e, k === LOOP_CONSUMER ? MODE_HELD : -1);
  }
}

/**
 * Steady state for the present columns.
 *  In:      isOpen, isEnergised, ambient_K, heatDemand_W, supplySet_K, lift_Pa; the state columns as the start unless the
 *           warm flag is 0
 *  Out:     pressure_Pa (NaN where nothing holds one), temperature_K (NaN where nothing flows), flow_kg_s, mode, heat_W,
 *           velocity_m_s, power_W
 *  Report:  iterations = linear solves; residual = largest imbalance of a node, kg/s; count 0 nodes without pressure,
 *           1 first of them, 2 consumers short of pressure, 3 first of them (link), 4 turns; value 0 heat asked for and not
 *           delivered W, 1 last change of temperature K
 *  Fails:   diverged -> at is the node that moved most
 */
export function loopSolve(maxTurns: i32, tolerance: f64, tolerance_K: f64): i32 {
  clearReport();
  if (p === 0) return fail(STATUS_NOT_READY, -1);
  if (load<i32>(isWarm) === 0) coldStart();
  else
    for (let i = 0; i < nodes; i++) {
      const now = f64At(pressure, i);
      setF64(p, i, (isAbsent(now) ? 3e5 : now) + f64At(air, i));
    }
  store<i32>(isWarm, 0);
  markNodes();
  resetCirculation();
  let hasSource = false;
  for (let i = 0; i < nodes; i++) if (i32At(state, i) === NODE_HELD) hasSource = true;
  if (!hasSource) return fail(STATUS_NO_SOURCE, 0);
  let isDone = false;
  let turn: i32 = 0;
  let at: i32 = -1;
  for (let e = 0; e < links; e++) {
    setF64(wanted, e, f64At(flow, e));
    setF64(lastTrial, e, NaN);
  }
  let moved = wantFlows();
  while (turn < maxTurns && !isDone) {
    turn++;
    takeFlows();
    const lag = properties(turn <= 6 ? 1.0 : turn <= 20 ? 0.5 : 0.25);
    // While given flows still move there is no use in more digits: a Newton step of this size leaves its square.
    const enough = Math.max(tolerance, Math.min(1e-3, 0.03 * moved));
    const enough_K = enough === tolerance ? tolerance_K : Math.max(tolerance_K, Math.min(0.1, 10.0 * enough));
    const isCirculating = circulate(enough);
    at = worst;
    if (!isCirculating) break;
    const before = temperatureSum();
    const sweeps = steadyTemperatures(enough_K, 400);
    if (sweeps < 0) {
      at = steadyWorstNode();
      break;
    }
    moved = wantFlows();
    const drift = Math.abs(temperatureSum() - before);
    isDone =
      enough === tolerance &&
      (turn <= 6 || lag <= 1e-4) &&
      moved <= tolerance &&
      drift <= tolerance_K * <f64>(nodes + 1);
  }
  setIterations(iterations);
  setCount(4, turn);
  setValue(1, steadyWorstChange_K());
  writeResults();
  if (!isDone) return fail(STATUS_DIVERGED, at);
  store<i32>(isWarm, 1);
  return STATUS_OK;
}

/** A sum that moves with the temperatures; standing nodes do not count. */
function temperatureSum(): f64 {
  let sum: f64 = 0.0;
  for (let i = 0; i < nodes; i++) {
    const t = f64At(temperature, i);
    if (!isAbsent(t)) sum += t;
  }
  return sum;
}
