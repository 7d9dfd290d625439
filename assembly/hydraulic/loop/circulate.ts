import { isAbsent } from "../../core/absent";
import { addF64, f64At, i32At, setF64, u8At } from "../../core/memory";
import { reportAt } from "../../core/report";
import { STATUS_OK } from "../../core/status";
import { FRICTION_COLEBROOK, friction, frictionSlope } from "../laws/friction";
import { heightTerm_Pa } from "../laws/loop";
import { nodalSolve } from "../nodal";
import {
  area,
  climb,
  density,
  dp,
  flow,
  from,
  g,
  inflow,
  isBuoyant,
  isOpen,
  kind,
  LOOP_ANCHOR,
  LOOP_CONSUMER,
  LOOP_EXCHANGER,
  LOOP_PIPE,
  law,
  lengthOverDiameter,
  links,
  MODE_OPEN,
  minorLoss,
  mode,
  NODE_DEAD,
  NODE_FREE,
  nodes,
  p,
  perFlow,
  r,
  rhs,
  rough,
  state,
  to,
  valveLoss,
} from "./columns";
import { resetSwitches, switchConsumers } from "./consumers";
import { followAnchors } from "./plants";
import { stillDensity } from "./properties";

// Pressures and flows for given temperatures: the gradient method of drive/gas with the potential P itself.

/** Resistance of links that have none of their own, Pa/(kg/s): 1.6e-7 bar at 16 kg/s. */
const LINEAR_LOSS_PA_S_KG: f64 = 1e-3;
/** Flow changes are measured against the largest flow, or against this where next to nothing flows. */
const LEAST_FLOW_KG_S: f64 = 1e-3;

/** Linear solves since the reset. */
export let iterations: i32 = 0;
/** The node that moved most, or where the factors failed. */
export let worst: i32 = -1;

export function resetCirculation(): void {
  iterations = 0;
  worst = -1;
  resetSwitches();
}

function linearise(e: i32): void {
  const k = i32At(kind, e);
  const isValveOpen = k === LOOP_CONSUMER && i32At(mode, e) === MODE_OPEN;
  if (k > LOOP_EXCHANGER && !isValveOpen) {
    setF64(g, e, 0.0);
    setF64(r, e, 0.0);
    return;
  }
  const i = i32At(from, e);
  const j = i32At(to, e);
  if (u8At(isOpen, e) === 0 || i32At(state, i) === NODE_DEAD || i32At(state, j) === NODE_DEAD) {
    setF64(flow, e, 0.0);
    setF64(g, e, 0.0);
    setF64(r, e, 0.0);
    return;
  }
  const m = f64At(flow, e);
  const rho = f64At(density, e);
  let loss: f64;
  let slope: f64;
  if (isValveOpen) {
    loss = f64At(valveLoss, e) * m * Math.abs(m);
    slope = 2.0 * f64At(valveLoss, e) * Math.abs(m);
  } else {
    const a = f64At(area, e);
    const factor = 1.0 / (2.0 * a * a * rho);
    const zeta = f64At(minorLoss, e);
    loss = zeta * m * Math.abs(m);
    slope = 2.0 * zeta * Math.abs(m);
    if (k === LOOP_PIPE) {
      const re = f64At(perFlow, e);
      const scale = f64At(lengthOverDiameter, e) / re;
      loss += (friction(law, m * re, f64At(rough, e)) * scale) / re;
      slope += frictionSlope() * scale;
    }
    loss *= factor;
    slope *= factor;
  }
  if (k !== LOOP_PIPE) {
    loss += LINEAR_LOSS_PA_S_KG * m;
    slope += LINEAR_LOSS_PA_S_KG;
  }
  const height = isValveOpen ? 0.0 : heightTerm_Pa(f64At(climb, e), isBuoyant ? rho : stillDensity(i, j));
  setF64(r, e, f64At(p, i) - f64At(p, j) + height - loss);
  setF64(g, e, 1.0 / slope);
}

/** Pressures and flows for the given flows at hand. False when it does not converge. */
export function circulate(tolerance: f64): bool {
  for (let turn = 0; turn < 60; turn++) {
    iterations++;
    for (let e = 0; e < links; e++) linearise(e);
    let largest: f64 = LEAST_FLOW_KG_S;
    for (let i = 0; i < nodes; i++) setF64(rhs, i, f64At(inflow, i));
    for (let e = 0; e < links; e++) {
      if (i32At(kind, e) === LOOP_ANCHOR) continue;
      const m = f64At(flow, e) + f64At(g, e) * f64At(r, e);
      addF64(rhs, i32At(from, e), -m);
      addF64(rhs, i32At(to, e), m);
    }
    if (nodalSolve(g, state, rhs, dp) !== STATUS_OK) {
      worst = reportAt();
      return false;
    }
    let change: f64 = 0.0;
    for (let e = 0; e < links; e++) {
      const conductance = f64At(g, e);
      const before = f64At(flow, e);
      if (Math.abs(before) > largest) largest = Math.abs(before);
      if (conductance === 0.0) continue;
      let m = before + conductance * (f64At(r, e) + f64At(dp, i32At(from, e)) - f64At(dp, i32At(to, e)));
      // Colebrook's dry friction: see drive/gas.
      if (law === FRICTION_COLEBROOK && m * before < 0.0 && i32At(kind, e) === LOOP_PIPE) m = 0.0;
      const moved = Math.abs(m - before);
      if (!(moved <= change)) change = moved;
      setF64(flow, e, m);
    }
    let lastMove: f64 = 0.0;
    for (let i = 0; i < nodes; i++) {
      if (i32At(state, i) !== NODE_FREE) continue;
      const d = f64At(dp, i);
      setF64(p, i, f64At(p, i) + d);
      if (!(Math.abs(d) <= lastMove)) {
        lastMove = Math.abs(d);
        worst = i;
      }
    }
    if (isAbsent(lastMove)) return false;
    if (lastMove <= 1.0 && change <= 1e-5 * largest && switchConsumers() > 0) continue;
    // 1e5 Pa times the tolerance: at 1e-9 a ten-thousandth of a pascal.
    // Where nothing flows, the last bits of a pressure are a visible flow in a wide pipe: then they are the end.
    if ((lastMove <= 1e5 * tolerance && change <= tolerance * largest) || (lastMove <= 1e-9 && change <= 1e-6)) {
      followAnchors();
      return true;
    }
  }
  return false;
}
