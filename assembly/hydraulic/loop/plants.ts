import { isAbsent } from "../../core/absent";
import { addF64, f64At, i32At, setF64 } from "../../core/memory";
import { STANDING_KG_S } from "../../thermal/steady";
import {
  flow,
  from,
  givenFlow,
  inflow,
  kind,
  LOOP_ANCHOR,
  LOOP_CONSUMER,
  LOOP_PLANT,
  links,
  nodes,
  rhs,
  share,
  sign,
  supplySet,
  thermalParam,
  to,
  wanted,
} from "./columns";
import { isDriven, isRunning } from "./driven";

// Plants: a running anchor holds both its nodes, a second plant passes its own or its shared flow.

/** Flow of the consumers of a plant's own kind of loop; heating and cooling share no water. */
function loopTotal(plant: i32): f64 {
  let total: f64 = 0.0;
  for (let e = 0; e < links; e++) {
    if (i32At(kind, e) === LOOP_CONSUMER && f64At(sign, e) === f64At(sign, plant)) total += f64At(wanted, e);
  }
  return total;
}

/** What second plants want to pass. Returns the larger of `change` and their own largest change, kg/s. */
export function wantPlantFlows(change: f64): f64 {
  for (let e = 0; e < links; e++) {
    if (i32At(kind, e) !== LOOP_PLANT) continue;
    const b = i32At(to, e);
    const own = f64At(givenFlow, e);
    let m = isAbsent(own) ? f64At(share, e) * loopTotal(e) : own;
    if (!isRunning(e) || !isDriven(b, i32At(from, e))) m = 0.0;
    const moved = Math.abs(m - f64At(wanted, e));
    if (!(moved <= change)) change = moved;
    setF64(wanted, e, m);
    setF64(thermalParam, e, f64At(supplySet, e));
  }
  return change;
}

/** Flow of running anchors from the balance of their supply nodes. */
export function followAnchors(): void {
  for (let i = 0; i < nodes; i++) setF64(rhs, i, f64At(inflow, i));
  for (let e = 0; e < links; e++) {
    if (i32At(kind, e) === LOOP_ANCHOR) continue;
    addF64(rhs, i32At(from, e), -f64At(flow, e));
    addF64(rhs, i32At(to, e), f64At(flow, e));
  }
  for (let e = 0; e < links; e++) {
    if (i32At(kind, e) !== LOOP_ANCHOR) continue;
    const m = isRunning(e) ? -f64At(rhs, i32At(to, e)) : 0.0;
    setF64(flow, e, Math.abs(m) > STANDING_KG_S ? m : 0.0);
    setF64(thermalParam, e, f64At(supplySet, e));
  }
}
