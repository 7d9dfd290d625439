import { addF64, f64At, i32At, setF64, setI32, u8At } from "../../core/memory";
import {
  air,
  flow,
  from,
  GAS_CONTROLLER,
  GAS_REGULATOR,
  g,
  inflow,
  isOpen,
  kind,
  LINEAR_LOSS_PA_S_KG,
  limit,
  links,
  MODE_ACTIVE,
  MODE_CAPPED,
  MODE_CLOSED,
  MODE_OPEN,
  mode,
  NODE_DEAD,
  nodes,
  p,
  port,
  r,
  rhs,
  setPressure,
  share,
  state,
  to,
} from "./columns";

// Regulators: their modes, and the flow of those that hold their outlet.

/** Changes that a solve may take: so many, or these for every regulator where there are more than a few. */
const LEAST_SWITCHES: i32 = 60;
const SWITCHES_EACH: i32 = 4;

let switches: i32 = 0;
let mostSwitches: i32 = LEAST_SWITCHES;

/** A new start: regulators may change their modes again. */
export function resetSwitches(): void {
  switches = 0;
  let regulators: i32 = 0;
  for (let e = 0; e < links; e++) if (i32At(kind, e) === GAS_REGULATOR) regulators++;
  mostSwitches = SWITCHES_EACH * regulators;
  if (mostSwitches < LEAST_SWITCHES) mostSwitches = LEAST_SWITCHES;
}

/** True while the link's outlet is a held node and its flow follows from that node's balance. */
export function holdsOutlet(link: i32): bool {
  const k = i32At(kind, link);
  if (k === GAS_CONTROLLER) return u8At(isOpen, link) !== 0;
  return k === GAS_REGULATOR && u8At(isOpen, link) !== 0 && i32At(mode, link) === MODE_ACTIVE;
}

/** True when the link carries no flow of its own law: shut, or a regulator that closed itself. */
export function isShut(link: i32): bool {
  if (u8At(isOpen, link) === 0) return true;
  return i32At(kind, link) === GAS_REGULATOR && i32At(mode, link) === MODE_CLOSED;
}

/** Capped regulators carry their limit. */
export function holdCapped(): void {
  for (let e = 0; e < links; e++) {
    if (i32At(kind, e) === GAS_REGULATOR && i32At(mode, e) === MODE_CAPPED && u8At(isOpen, e) !== 0) {
      setF64(flow, e, f64At(limit, e));
      setF64(g, e, 0.0);
      setF64(r, e, 0.0);
    }
  }
}

/** Flow of active regulators from the balance of their outlets; parallel ones share. Returns the largest change. */
export function followOutlets(): f64 {
  for (let i = 0; i < nodes; i++) {
    setF64(rhs, i, i32At(state, i) === NODE_DEAD ? 0.0 : f64At(inflow, i) + f64At(port, i));
  }
  for (let e = 0; e < links; e++) {
    if (holdsOutlet(e)) {
      addF64(rhs, i32At(from, e), -f64At(flow, e));
      continue;
    }
    addF64(rhs, i32At(from, e), -f64At(flow, e));
    addF64(rhs, i32At(to, e), f64At(flow, e));
  }
  let change: f64 = 0.0;
  for (let e = 0; e < links; e++) {
    if (!holdsOutlet(e)) continue;
    const j = i32At(to, e);
    const among = i32At(share, j);
    if (among === 0) {
      setF64(flow, e, 0.0);
      continue;
    }
    const m = -f64At(rhs, j) / <f64>among;
    const d = Math.abs(m - f64At(flow, e));
    if (d > change) change = d;
    setF64(flow, e, m);
  }
  return change;
}

/**
 * Regulators change between closed, active, fully open and capped where their present mode contradicts the solution.
 * The last step's size is the doubt in flows and relative pressures: what lies within it decides nothing.
 * Returns the number of changes; after many of them only the first contradiction is mended at a time, which ends cycles.
 */
export function switchRegulators(loadTotal: f64, flowError: f64, pressureError: f64): i32 {
  if (switches > mostSwitches) return 0;
  let changed: i32 = 0;
  for (let e = 0; e < links; e++) {
    if (i32At(kind, e) !== GAS_REGULATOR || u8At(isOpen, e) === 0) continue;
    const i = i32At(from, e);
    const j = i32At(to, e);
    if (i32At(state, i) === NODE_DEAD) continue;
    const now = i32At(mode, e);
    const m = f64At(flow, e);
    const p1 = f64At(p, i);
    const p2 = f64At(p, j);
    const wanted = f64At(setPressure, e) + f64At(air, j);
    const cap = f64At(limit, e);
    const slack = (1e-9 + 2.0 * pressureError) * wanted + LINEAR_LOSS_PA_S_KG * Math.abs(m);
    const little = 1e-12 + 1e-10 * loadTotal + 10.0 * flowError;
    let next = now;
    if (now === MODE_ACTIVE) {
      if (m < -little) next = MODE_CLOSED;
      else if (p1 < wanted - slack) next = MODE_OPEN;
      else if (m > cap + little) next = MODE_CAPPED;
    } else if (now === MODE_OPEN) {
      if (m < -little) next = MODE_CLOSED;
      else if (p2 > wanted + slack) next = MODE_ACTIVE;
      else if (m > cap + little) next = MODE_CAPPED;
    } else if (now === MODE_CLOSED) {
      if (i32At(state, j) !== NODE_DEAD && p2 < wanted - slack && p1 > p2 + slack) {
        next = p1 > wanted ? MODE_ACTIVE : MODE_OPEN;
      }
    } else if (p2 > wanted + slack) next = MODE_ACTIVE;
    if (next !== now) {
      setI32(mode, e, next);
      changed++;
      if (switches + changed > mostSwitches / 2) break;
    }
  }
  switches += changed;
  return changed;
}
