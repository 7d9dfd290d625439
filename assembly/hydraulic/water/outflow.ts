import * as slot from "../../layout.generated";
import { addLowerBarrier, demandLoss, lawSlope, outflowLoss } from "../laws/water";
import { cellOf } from "../system";
import * as w from "./columns";
import { hasEmitters, hasLeakage, isPressureDriven, low } from "./constants";

// Outflow that depends on pressure: emitters, leaks and pressure-driven demand, each as a link to a fixed head.

/** slope and loss of an outflow q into a fixed head `datum`. */
function outflowRow(n: i32, q: f64, loss: f64, slope: f64, datum: f64): void {
  const cell = cellOf(n);
  store<f64>(cell, load<f64>(cell) + 1.0 / slope);
  store<f64>(cell, load<f64>(cell, 8) + ((loss + datum) / slope - q), 8);
}

/** What all of them add to the rows of their junctions. */
export function outflowRows(): void {
  if (hasEmitters) emitterRows();
  if (hasLeakage) leakageRows();
  if (isPressureDriven) demandRows();
}

/** All that leaves junction n at the present flows. */
export function outflowAt(n: i32): f64 {
  return w.f(w.demandFlow, n) + w.f(w.emitterFlow, n) + w.f(w.leakFixedFlow, n) + w.f(w.leakVariableFlow, n);
}

export function emitterLoss(n: i32): f64 {
  const q = w.f(w.emitterFlow, n);
  const loss = outflowLoss(q, Math.max(1e-6, w.f(w.emitter, n)), w.runF(slot.WATER_RUN_EMITTER_EXPONENT_1), low);
  return w.runI(slot.WATER_RUN_CAN_EMITTER_BACKFLOW) !== 0 ? loss : addLowerBarrier(q, loss);
}

function emitterRows(): void {
  for (let n = 0; n < w.junctions; n++) {
    if (w.f(w.emitter, n) === 0.0) continue;
    const loss = emitterLoss(n);
    outflowRow(n, w.f(w.emitterFlow, n), loss, lawSlope(), w.f(w.elevation, n));
  }
}

/** exponent 2: fixed area; 2/3: area that grows with pressure. */
export function leakLoss(q: f64, c: f64, n: f64): f64 {
  return addLowerBarrier(q, outflowLoss(q, c, n, low));
}

function leakageRows(): void {
  for (let n = 0; n < w.junctions; n++) {
    const fixed = w.f(w.leakFixed, n);
    const variable = w.f(w.leakVariable, n);
    if (fixed > 0.0) {
      const q = w.f(w.leakFixedFlow, n);
      const loss = leakLoss(q, fixed, 2.0);
      outflowRow(n, q, loss, lawSlope(), w.f(w.elevation, n));
    }
    if (variable > 0.0) {
      const q = w.f(w.leakVariableFlow, n);
      const loss = leakLoss(q, variable, 2.0 / 3.0);
      outflowRow(n, q, loss, lawSlope(), w.f(w.elevation, n));
    }
  }
}

export function demandLossAt(n: i32): f64 {
  return demandLoss(
    w.f(w.demandFlow, n),
    w.f(w.fullDemand, n),
    w.runF(slot.WATER_RUN_PRESSURE_RANGE_K),
    1.0 / w.runF(slot.WATER_RUN_PRESSURE_EXPONENT_1),
  );
}

function demandRows(): void {
  const datum = w.runF(slot.WATER_RUN_MIN_PRESSURE_K);
  for (let n = 0; n < w.junctions; n++) {
    if (w.f(w.fullDemand, n) <= 0.0) continue;
    const loss = demandLossAt(n);
    outflowRow(n, w.f(w.demandFlow, n), loss, lawSlope(), w.f(w.elevation, n) + datum);
  }
}
