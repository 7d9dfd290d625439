import { isAbsent } from "../../core/absent";
import { f64At, i32At, setF64, setI32 } from "../../core/memory";
import {
  cp_J_kg_K,
  heatBetween_J_kg,
  THERMAL_CHANGE,
  THERMAL_HEAT,
  THERMAL_OUTLET,
  THERMAL_PASSIVE,
} from "../../thermal/steady";
import {
  demand,
  flow,
  from,
  givenChange,
  givenFlow,
  givenTemperature,
  kind,
  LOOP_CONSUMER,
  lastTarget,
  lastTrial,
  links,
  MODE_HELD,
  MODE_OPEN,
  maxFlow,
  mode,
  p,
  sign,
  temperature,
  thermalMode,
  thermalParam,
  to,
  valveLoss,
  WAY_FLOW_DROP,
  WAY_HEAT_DROP,
  WAY_HEAT_FLOW,
  WAY_HEAT_RETURN,
  wanted,
  way,
} from "./columns";

// Consumers: the flow that their heat needs, and control valves that are too small for it.

/** A consumer needs at least this much between supply and return, else its valve is fully open. */
const LEAST_DROP_K: f64 = 0.5;

const MAX_SWITCHES: i32 = 40;

let switches: i32 = 0;

/** A new start: control valves may open and take hold again. */
export function resetSwitches(): void {
  switches = 0;
}

/** Flow that a consumer's heat needs at the temperature that arrives, and what it does to the water. */
export function consumerFlow(e: i32): f64 {
  const how = i32At(way, e);
  const q = f64At(demand, e);
  const cooling = f64At(sign, e);
  const change = f64At(givenChange, e);
  if (how === WAY_HEAT_FLOW) {
    setI32(thermalMode, e, THERMAL_HEAT);
    setF64(thermalParam, e, -cooling * q);
    return f64At(givenFlow, e);
  }
  if (how === WAY_FLOW_DROP) {
    setI32(thermalMode, e, THERMAL_CHANGE);
    setF64(thermalParam, e, -cooling * change);
    return f64At(givenFlow, e);
  }
  let arriving = f64At(temperature, i32At(from, e));
  if (isAbsent(arriving)) arriving = f64At(givenTemperature, i32At(from, e));
  if (how === WAY_HEAT_DROP) {
    setI32(thermalMode, e, THERMAL_CHANGE);
    setF64(thermalParam, e, -cooling * change);
    const given = -cooling * heatBetween_J_kg(arriving, arriving - cooling * change);
    return q > 0.0 ? Math.min(q / given, f64At(maxFlow, e)) : 0.0;
  }
  const usable = cooling * (arriving - change);
  // Water no warmer (in a cooling loop no colder) than the return passes unchanged.
  setI32(thermalMode, e, usable > 0.0 ? THERMAL_OUTLET : THERMAL_PASSIVE);
  setF64(thermalParam, e, change);
  if (how !== WAY_HEAT_RETURN) return f64At(givenFlow, e);
  if (!(q > 0.0)) return 0.0;
  if (usable <= LEAST_DROP_K) return Math.min(q / (cp_J_kg_K(change) * LEAST_DROP_K), f64At(maxFlow, e));
  return Math.min(q / (-cooling * heatBetween_J_kg(arriving, change)), f64At(maxFlow, e));
}

/**
 * Next trial of a consumer's flow, of which `target` is the answer to the present one. At the end of a long thin branch
 * more flow brings hotter water and asks for less: the plain iteration turns round there, a secant does not.
 */
export function secant(e: i32, target: f64): f64 {
  const now = f64At(wanted, e);
  const step = now - f64At(lastTrial, e);
  const answer = target - f64At(lastTarget, e);
  setF64(lastTrial, e, now);
  setF64(lastTarget, e, target);
  // The first trials have no predecessor (NaN), and where nothing moved there is nothing to learn.
  let slope = answer / step;
  if (!(Math.abs(step) > 1e-9 * Math.abs(now)) || isAbsent(slope)) slope = 0.0;
  slope = Math.min(0.5, Math.max(-50.0, slope));
  const next = now + (target - now) / (1.0 - slope);
  return Math.min(Math.max(next, 0.1 * target), f64At(maxFlow, e));
}

/** Consumers whose control valve cannot pass what they want open it fully; those that get too much take hold again. */
export function switchConsumers(): i32 {
  if (switches >= MAX_SWITCHES) return 0;
  let changed: i32 = 0;
  for (let e = 0; e < links; e++) {
    if (i32At(kind, e) !== LOOP_CONSUMER) continue;
    const w = f64At(wanted, e);
    const loss = f64At(valveLoss, e);
    if (w === 0.0 || loss === 0.0) continue;
    const now = i32At(mode, e);
    const have = f64At(p, i32At(from, e)) - f64At(p, i32At(to, e));
    const m = f64At(flow, e);
    if (now === MODE_HELD && have < loss * w * w * (1.0 - 1e-9) - 1e-3) {
      setI32(mode, e, MODE_OPEN);
      setF64(flow, e, have > 0.0 ? Math.sqrt(have / loss) : 0.1 * w);
      changed++;
    } else if (now === MODE_OPEN && m > w * (1.0 + 1e-9)) {
      setI32(mode, e, MODE_HELD);
      setF64(flow, e, w);
      changed++;
    }
  }
  switches += changed;
  return changed;
}
