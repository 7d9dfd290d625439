import { pow } from "../../core/elementary";
import { addF64, f64At, i32At, setF64, u8At } from "../../core/memory";
import { setCount, setResidual, setValue } from "../../core/report";
import { compressorPower_W, density_kg_m3 } from "../laws/gas";
import {
  air,
  area,
  densityPerPa,
  flow,
  from,
  GAS_COMPRESSOR,
  GAS_REGULATOR,
  gasConstantT,
  inflow,
  isOpen,
  kappa,
  kind,
  limit,
  links,
  NODE_DEAD,
  NODE_FREE,
  nodes,
  p,
  port,
  power,
  pressure,
  rhs,
  state,
  to,
  velocity,
} from "./columns";
import { zAt } from "./links";

// What the host reads: gauge pressures, velocities, shaft power, and the report.

export function writeResults(): void {
  let unserved: f64 = 0.0;
  let dead: i32 = 0;
  let firstDead: i32 = -1;
  for (let i = 0; i < nodes; i++) {
    if (i32At(state, i) === NODE_DEAD) {
      if (dead === 0) firstDead = i;
      dead++;
      unserved -= f64At(inflow, i) + f64At(port, i);
      setF64(pressure, i, 0.0);
    } else setF64(pressure, i, f64At(p, i) - f64At(air, i));
  }
  let overloaded: i32 = 0;
  for (let e = 0; e < links; e++) {
    const i = i32At(from, e);
    const j = i32At(to, e);
    const k = i32At(kind, e);
    const m = f64At(flow, e);
    const p1 = f64At(p, i);
    const p2 = f64At(p, j);
    const low = Math.min(p1, p2);
    const a = f64At(area, e);
    const rho = density_kg_m3(f64At(densityPerPa, p1 < p2 ? i : j), low, zAt(low));
    setF64(velocity, e, a > 0.0 && m !== 0.0 ? Math.abs(m) / (rho * a) : 0.0);
    setF64(power, e, 0.0);
    if (k === GAS_COMPRESSOR && m > 0.0 && u8At(isOpen, e) !== 0) {
      const lifted = pow(p2 / p1, (kappa - 1.0) / kappa);
      setF64(power, e, compressorPower_W(m, zAt(p1), gasConstantT, kappa, lifted));
    }
    if (k === GAS_REGULATOR && m > f64At(limit, e) * 1.000001) overloaded++;
  }
  setCount(0, dead);
  setCount(1, firstDead);
  setCount(2, overloaded);
  setValue(0, unserved);
  // Balance of free nodes with the final flows.
  for (let i = 0; i < nodes; i++) setF64(rhs, i, f64At(inflow, i) + f64At(port, i));
  for (let e = 0; e < links; e++) {
    addF64(rhs, i32At(from, e), -f64At(flow, e));
    addF64(rhs, i32At(to, e), f64At(flow, e));
  }
  let residual: f64 = 0.0;
  for (let i = 0; i < nodes; i++) {
    if (i32At(state, i) !== NODE_FREE) continue;
    const d = Math.abs(f64At(rhs, i));
    if (d > residual) residual = d;
  }
  setResidual(residual);
}
