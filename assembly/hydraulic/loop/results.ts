import { addF64, f64At, i32At, setF64 } from "../../core/memory";
import { setCount, setResidual, setValue } from "../../core/report";
import { heatBetween_J_kg, upstream } from "../../thermal/steady";
import {
  air,
  area,
  demand,
  density,
  efficiency,
  flow,
  from,
  heat,
  inflow,
  kind,
  LOOP_ANCHOR,
  LOOP_CONSUMER,
  LOOP_PLANT,
  links,
  MODE_OPEN,
  mode,
  NODE_DEAD,
  NODE_FREE,
  nodes,
  outlet,
  p,
  power,
  pressure,
  rhs,
  state,
  temperature,
  to,
  velocity,
  WAY_HEAT_DROP,
  WAY_HEAT_RETURN,
  way,
} from "./columns";

// What the host reads: gauge pressures, heat, velocities, pump power, and the report.

export function writeResults(): void {
  let dead: i32 = 0;
  let firstDead: i32 = -1;
  let residual: f64 = 0.0;
  for (let i = 0; i < nodes; i++) {
    setF64(rhs, i, f64At(inflow, i));
    if (i32At(state, i) === NODE_DEAD) {
      if (dead === 0) firstDead = i;
      dead++;
      setF64(pressure, i, NaN);
    } else setF64(pressure, i, f64At(p, i) - f64At(air, i));
  }
  let starved: i32 = 0;
  let firstStarved: i32 = -1;
  let missing: f64 = 0.0;
  for (let e = 0; e < links; e++) {
    const i = i32At(from, e);
    const j = i32At(to, e);
    const k = i32At(kind, e);
    const m = f64At(flow, e);
    addF64(rhs, i, -m);
    addF64(rhs, j, m);
    const a = f64At(area, e);
    setF64(velocity, e, a > 0.0 ? Math.abs(m) / (a * f64At(density, e)) : 0.0);
    let given: f64 = 0.0;
    const source = upstream(e);
    if (source >= 0) {
      const t1 = f64At(temperature, source);
      const t2 = f64At(outlet, e);
      if (t1 !== t2) given = Math.abs(m) * heatBetween_J_kg(t1, t2);
    }
    setF64(heat, e, given);
    setF64(power, e, 0.0);
    if ((k === LOOP_ANCHOR || k === LOOP_PLANT) && m > 0.0) {
      const rise = f64At(p, j) - f64At(p, i);
      setF64(power, e, rise > 0.0 ? (rise * m) / (f64At(density, e) * f64At(efficiency, e)) : 0.0);
    }
    if (k === LOOP_CONSUMER) {
      const q = f64At(demand, e);
      const short = q - Math.abs(given);
      const how = i32At(way, e);
      if ((how === WAY_HEAT_DROP || how === WAY_HEAT_RETURN) && short > 1e-6 * q) missing += short;
      if (i32At(mode, e) === MODE_OPEN) {
        if (starved === 0) firstStarved = e;
        starved++;
      }
    }
  }
  for (let i = 0; i < nodes; i++) {
    if (i32At(state, i) !== NODE_FREE) continue;
    const d = Math.abs(f64At(rhs, i));
    if (d > residual) residual = d;
  }
  setResidual(residual);
  setCount(0, dead);
  setCount(1, firstDead);
  setCount(2, starved);
  setCount(3, firstStarved);
  setValue(0, missing);
}
