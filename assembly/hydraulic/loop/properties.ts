import { isAbsent } from "../../core/absent";
import { f64At, i32At, setF64 } from "../../core/memory";
import { tableAt } from "../../core/table";
import { upstream } from "../../thermal/steady";
import {
  ambient,
  area,
  density,
  densityCount,
  densityTable,
  diameter,
  from,
  givenTemperature,
  isSequential,
  kind,
  LOOP_PIPE,
  links,
  outlet,
  perFlow,
  temperature,
  to,
  viscosityCount,
  viscosityTable,
} from "./columns";

// Water's density and viscosity in every link at the temperatures at hand.

/**
 * Density (mean of both ends) and Reynolds number per flow of every link. With buoyancy warm water drives
 * itself: then densities follow the temperatures by the share `relax`. Returns the largest step still to go, kg/m3.
 */
export function properties(relax: f64): f64 {
  let lag: f64 = 0.0;
  for (let e = 0; e < links; e++) {
    const a = i32At(from, e);
    let t1 = f64At(givenTemperature, a);
    let t2 = f64At(givenTemperature, i32At(to, e));
    if (!isSequential) {
      const source = upstream(e);
      const inlet = source < 0 ? NaN : f64At(temperature, source);
      const out = f64At(outlet, e);
      if (!isAbsent(inlet) && !isAbsent(out)) {
        t1 = inlet;
        t2 = out;
      } else if (source < 0 && i32At(kind, e) === LOOP_PIPE) {
        // Standing water: as warm as its moving end on one side, as the ground on the other.
        const end1 = f64At(temperature, a);
        const end2 = f64At(temperature, i32At(to, e));
        if (!isAbsent(end1) || !isAbsent(end2)) {
          t1 = isAbsent(end1) ? end2 : end1;
          t2 = f64At(ambient, e);
        }
      }
    }
    const rho = 0.5 * (tableAt(densityTable, densityCount, t1) + tableAt(densityTable, densityCount, t2));
    const step = rho - f64At(density, e);
    if (Math.abs(step) > lag) lag = Math.abs(step);
    setF64(density, e, relax < 1.0 ? rho - (1.0 - relax) * step : rho);
    const a2 = f64At(area, e);
    if (a2 > 0.0) {
      const eta = tableAt(viscosityTable, viscosityCount, 0.5 * (t1 + t2));
      setF64(perFlow, e, f64At(diameter, e) / (eta * a2));
    }
  }
  return lag;
}

/** Density for the weight of the water where buoyancy is left out: one temperature for the whole loop. */
export function stillDensity(i: i32, j: i32): f64 {
  const t = 0.5 * (f64At(givenTemperature, i) + f64At(givenTemperature, j));
  return tableAt(densityTable, densityCount, t);
}
