import { f64At, i32At, setF64 } from "../../core/memory";
import { friction, frictionSlope } from "../laws/friction";
import { compressibility, density_kg_m3, heightTerm_Pa, meanPressure_Pa } from "../laws/gas";
import {
  climb,
  densityPerPa,
  flow,
  from,
  GAS_BOOSTER,
  GAS_COMPRESSOR,
  GAS_PIPE,
  GAS_VALVE,
  g,
  kind,
  LINEAR_LOSS_PA_S_KG,
  law,
  lengthOverDiameter,
  lift,
  lossFactor,
  minorLoss,
  NODE_DEAD,
  p,
  r,
  reynoldsPerFlow,
  rough,
  state,
  to,
  zA,
  zB,
} from "./columns";
import { holdsOutlet, isShut } from "./regulators";

// How a link loses or lifts pressure at the present flows, as r and g of the gradient method (drive/gas).

export function zAt(pressureAbs: f64): f64 {
  return compressibility(zA, zB, pressureAbs);
}

/** Lift of a booster at volume flow q, Pa, and its slope in liftSlope. Not below zero, none against the flow. */
let liftSlope: f64 = 0.0;
function boosterLift_Pa(link: i32, q: f64): f64 {
  const at = lift + ((<usize>link) << 5);
  const c1 = load<f64>(at + 8);
  const c2 = load<f64>(at + 16);
  const c3 = load<f64>(at + 24);
  const h = load<f64>(at) + q * (c1 + q * (c2 + q * c3));
  liftSlope = 0.0;
  if (h <= 0.0 || q < 0.0) return 0.0;
  liftSlope = c1 + q * (2.0 * c2 + q * 3.0 * c3);
  return h;
}

/** r and g of one link at the present flows and pressures. */
export function linearise(e: i32): void {
  if (isShut(e) || holdsOutlet(e)) {
    if (!holdsOutlet(e)) setF64(flow, e, 0.0);
    setF64(g, e, 0.0);
    setF64(r, e, 0.0);
    return;
  }
  const i = i32At(from, e);
  const j = i32At(to, e);
  if (i32At(state, i) === NODE_DEAD || i32At(state, j) === NODE_DEAD) {
    setF64(flow, e, 0.0);
    setF64(g, e, 0.0);
    setF64(r, e, 0.0);
    return;
  }
  const k = i32At(kind, e);
  const m = f64At(flow, e);
  const p1 = f64At(p, i);
  const p2 = f64At(p, j);
  const sum = p1 + p2;
  let residual = (p1 - p2) * sum;
  let slope: f64 = 0.0;
  const rho1 = density_kg_m3(f64At(densityPerPa, i), p1, zAt(p1));
  const rho2 = density_kg_m3(f64At(densityPerPa, j), p2, zAt(p2));
  const climbing = heightTerm_Pa(f64At(climb, e), rho1, rho2);
  if (k <= GAS_VALVE) {
    const factor = f64At(lossFactor, e) * zAt(meanPressure_Pa(p1, p2));
    const zeta = f64At(minorLoss, e);
    let loss = zeta * m * Math.abs(m);
    slope = 2.0 * zeta * Math.abs(m);
    if (k === GAS_PIPE) {
      const perFlow = f64At(reynoldsPerFlow, e);
      const scale = f64At(lengthOverDiameter, e) / perFlow;
      loss += (friction(law, m * perFlow, f64At(rough, e)) * scale) / perFlow;
      slope += frictionSlope() * scale;
    }
    residual += climbing * sum - factor * loss;
    slope *= factor;
    if (k === GAS_VALVE) {
      residual -= LINEAR_LOSS_PA_S_KG * sum * m;
      slope += LINEAR_LOSS_PA_S_KG * sum;
    }
  } else {
    residual -= LINEAR_LOSS_PA_S_KG * sum * m;
    slope = LINEAR_LOSS_PA_S_KG * sum;
    // Outlet minus inlet potential is rise (2 P1 + rise): the inlet's pressure is the one that is known first.
    let rise: f64 = 0.0;
    if (k === GAS_COMPRESSOR && m > -1e-12) rise = (load<f64>(lift + ((<usize>e) << 5)) - 1.0) * p1;
    else if (k === GAS_BOOSTER) {
      rise = boosterLift_Pa(e, m / rho1);
      const fall = (-liftSlope / rho1) * 2.0 * (p1 + rise);
      if (fall > 0.0) slope += fall;
    }
    rise += climbing;
    residual += rise * (2.0 * p1 + rise);
  }
  setF64(r, e, residual);
  setF64(g, e, 1.0 / slope);
}
