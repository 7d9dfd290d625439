import { f64At, i32At, setF64, setI32, u8At } from "../../core/memory";
import {
  flow,
  from,
  givenFlow,
  isOpen,
  kind,
  LOOP_BYPASS,
  LOOP_CONSUMER,
  LOOP_PLANT,
  links,
  MODE_HELD,
  MODE_NONE,
  MODE_OPEN,
  mode,
  to,
  wanted,
} from "./columns";
import { consumerFlow, secant } from "./consumers";
import { isDriven } from "./driven";
import { wantPlantFlows } from "./plants";

// Flows that are given while pressures are solved for: asked for by temperatures, taken where water is driven.

/** What consumers, bypasses and second plants want to pass. Returns the largest change relative to all of them. */
export function wantFlows(): f64 {
  let total: f64 = 0.0;
  let change: f64 = 0.0;
  for (let e = 0; e < links; e++) {
    const k = i32At(kind, e);
    if (k !== LOOP_CONSUMER && k !== LOOP_BYPASS) continue;
    const canFlow = u8At(isOpen, e) !== 0 && isDriven(i32At(from, e), i32At(to, e));
    let m = k === LOOP_CONSUMER ? consumerFlow(e) : f64At(givenFlow, e);
    if (!canFlow) m = 0.0;
    const moved = Math.abs(m - f64At(wanted, e));
    if (!(moved <= change)) change = moved;
    setF64(wanted, e, k === LOOP_CONSUMER && m > 0.0 ? secant(e, m) : m);
    if (k === LOOP_CONSUMER) total += m;
  }
  change = wantPlantFlows(change);
  return change / (total > 1e-6 ? total : 1e-6);
}

/** The wanted flows become flows, but for consumers whose open valve decides. */
export function takeFlows(): void {
  for (let e = 0; e < links; e++) {
    const k = i32At(kind, e);
    if (k !== LOOP_CONSUMER && k !== LOOP_BYPASS && k !== LOOP_PLANT) continue;
    const m = f64At(wanted, e);
    if (k === LOOP_CONSUMER) {
      if (m === 0.0) setI32(mode, e, MODE_NONE);
      else if (i32At(mode, e) === MODE_OPEN) continue;
      else setI32(mode, e, MODE_HELD);
    }
    setF64(flow, e, m);
  }
}
