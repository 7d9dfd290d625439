import { isAbsent } from "../../core/absent";
import { addF64, f64At, i32At, setF64, setI32 } from "../../core/memory";
import { clearReport, fail, reportAt, setIterations, setValue } from "../../core/report";
import { STATUS_DIVERGED, STATUS_NO_SOURCE, STATUS_NOT_READY, STATUS_OK, STATUS_SINGULAR } from "../../core/status";
import {
  air,
  area,
  densityPerPa,
  du,
  flow,
  from,
  GAS_COMPRESSOR,
  GAS_PIPE,
  GAS_REGULATOR,
  g,
  held,
  inflow,
  isWarm,
  kind,
  law,
  links,
  MODE_ACTIVE,
  mode,
  NODE_DEAD,
  NODE_FREE,
  NODE_HELD,
  nodes,
  p,
  port,
  pressure,
  r,
  rhs,
  state,
  to,
} from "../gas/columns";
import { markNodes } from "../gas/feed";
import { linearise } from "../gas/links";
import { followOutlets, holdCapped, resetSwitches, switchRegulators } from "../gas/regulators";
import { writeResults } from "../gas/results";
import { COLEBROOK_FLOOR_RE, FRICTION_COLEBROOK, setColebrookFloor } from "../laws/friction";
import { density_kg_m3 } from "../laws/gas";
import { nodalSolve } from "../nodal";

// Steady gas. Unknowns: u = P^2 at free nodes; every link keeps its own flow (Todini & Pilati's gradient method), so
// that a link of no resistance and a link of no flow are both ordinary. Per iteration a link with loss R(m) becomes
//   m' = m + g (r + du1 - du2),  r = u1 - u2 + height + lift - R(m),  g = 1/R'(m)
// Z, density and height terms are taken at the last pressures: they contract by a percent or less per iteration.
// Nodes held: city gates, and the outlet of every active regulator (its flow is what the outlet's balance asks for,
// drawn from its inlet in the next iteration: one more iteration for every tier of pressure).
// Not: all in one unsymmetric Newton system. It would need an LU for the sake of regulators and boosters alone.

/** Ordinary nets settle in 5 to 30 iterations. */
const RESTART_AT: i32 = 45;
/** Flow changes are measured against the largest flow, or against this where next to nothing flows. */
const LEAST_FLOW_KG_S: f64 = 1e-2;

/** Start of a run: every node at the highest held pressure, every link at half a metre per second. */
function coldStart(): void {
  let highest: f64 = 101325.0;
  for (let i = 0; i < nodes; i++) {
    const h = f64At(held, i);
    if (!isAbsent(h) && h + f64At(air, i) > highest) highest = h + f64At(air, i);
  }
  for (let i = 0; i < nodes; i++) setF64(p, i, highest);
  for (let e = 0; e < links; e++) {
    const i = i32At(from, e);
    const k = i32At(kind, e);
    const rho = density_kg_m3(f64At(densityPerPa, i), highest, 1.0);
    setF64(flow, e, k <= GAS_COMPRESSOR ? 0.5 * rho * f64At(area, e) : 0.0);
    setI32(mode, e, k === GAS_REGULATOR ? MODE_ACTIVE : -1);
  }
}

/** rhs = inflow + what the links bring at m + g r; also the excess of held nodes, from which regulator flows follow. */
function balance(): void {
  for (let i = 0; i < nodes; i++) {
    setF64(rhs, i, i32At(state, i) === NODE_DEAD ? 0.0 : f64At(inflow, i) + f64At(port, i));
  }
  for (let e = 0; e < links; e++) {
    const m = f64At(flow, e) + f64At(g, e) * f64At(r, e);
    addF64(rhs, i32At(from, e), -m);
    addF64(rhs, i32At(to, e), m);
  }
}

/**
 * Steady state for the present columns.
 *  In:      portInflow_kg_s, isOpen, setPressure_Pa; pressure_Pa, flow_kg_s and mode as the start unless the warm flag is 0
 *  Out:     pressure_Pa (gauge; 0 in islands without a source), flow_kg_s, velocity_m_s, mode, power_W
 *  Report:  iterations; residual = largest imbalance of a node, kg/s; count 0 nodes without source, 1 first of them,
 *           2 regulators over their limit; value 0 flow asked for by nodes without source, kg/s; value 1 last relative
 *           change of pressure
 *  Fails:   diverged -> at is the node that moved most; no source anywhere -> at is the first node
 */
export function gasSolve(maxIterations: i32, tolerance: f64): i32 {
  clearReport();
  if (p === 0) return fail(STATUS_NOT_READY, -1);
  if (load<i32>(isWarm) === 0) coldStart();
  else {
    for (let i = 0; i < nodes; i++) {
      const start = f64At(pressure, i) + f64At(air, i);
      setF64(p, i, Math.max(start, 1000.0));
    }
  }
  let loadTotal: f64 = 0.0;
  for (let i = 0; i < nodes; i++) loadTotal += Math.abs(f64At(inflow, i) + f64At(port, i));
  resetSwitches();
  markNodes();
  let hasSource = false;
  for (let i = 0; i < nodes; i++) if (i32At(state, i) === NODE_HELD) hasSource = true;
  if (!hasSource) return fail(STATUS_NO_SOURCE, 0);

  let iteration: i32 = 0;
  let isDone = false;
  let worst: i32 = -1;
  let movedMost: f64 = 0.0;
  let sinceSwitch: i32 = 0;
  let floor_Re: f64 = COLEBROOK_FLOOR_RE;
  setColebrookFloor(floor_Re);
  while (iteration < maxIterations && !isDone) {
    iteration++;
    if (iteration === RESTART_AT) {
      // Not there yet: from the cold start, and with Colebrook's jump at rest smoothed until the rest has settled.
      coldStart();
      resetSwitches();
      sinceSwitch = 0;
      markNodes();
      if (law === FRICTION_COLEBROOK) floor_Re = 64.0;
      setColebrookFloor(floor_Re);
    }
    for (let e = 0; e < links; e++) linearise(e);
    holdCapped();
    balance();
    if (nodalSolve(g, state, rhs, du) !== STATUS_OK) return fail(STATUS_SINGULAR, reportAt());

    let largestFlow: f64 = LEAST_FLOW_KG_S;
    let flowChange: f64 = 0.0;
    for (let e = 0; e < links; e++) {
      const conductance = f64At(g, e);
      if (conductance === 0.0) continue;
      const before = f64At(flow, e);
      let m = before + conductance * (f64At(r, e) + f64At(du, i32At(from, e)) - f64At(du, i32At(to, e)));
      // Dry friction of Colebrook's law: a flow that turns round stops first, else it jumps to and fro over the step.
      if (law === FRICTION_COLEBROOK && m * before < 0.0 && i32At(kind, e) === GAS_PIPE) m = 0.0;
      const change = Math.abs(m - before);
      if (!(change <= flowChange)) flowChange = change;
      if (Math.abs(m) > largestFlow) largestFlow = Math.abs(m);
      setF64(flow, e, m);
    }
    movedMost = 0.0;
    for (let i = 0; i < nodes; i++) {
      if (i32At(state, i) !== NODE_FREE) continue;
      const before = f64At(p, i);
      const square = before * before + f64At(du, i);
      // A start far off may ask for less than nothing: fall to a third at most.
      const least = 0.1 * before * before;
      const after = Math.sqrt(Math.max(square, least));
      setF64(p, i, after);
      const moved = Math.abs(after - before) / after;
      if (!(moved <= movedMost)) {
        movedMost = moved;
        worst = i;
      }
    }
    const followed = followOutlets();
    if (!(followed <= flowChange)) flowChange = followed;
    if (isAbsent(movedMost)) break;
    sinceSwitch++;
    // A regulator in the wrong mode may ask for what no pressure can deliver: then modes are looked at all the same.
    const isNear = movedMost <= 1e-6 && flowChange <= 1e-4 * largestFlow;
    if (isNear || sinceSwitch >= 10) {
      if (switchRegulators(loadTotal, isNear ? flowChange : 0.0, isNear ? movedMost : 0.0) > 0) {
        sinceSwitch = 0;
        markNodes();
        continue;
      }
    }
    if (isNear && floor_Re > COLEBROOK_FLOOR_RE) {
      floor_Re = Math.max(COLEBROOK_FLOOR_RE, floor_Re * 0.125);
      setColebrookFloor(floor_Re);
    } else if (isNear) {
      // Where nothing flows, the last bit of a pressure is a visible flow in a wide pipe: then that bit is the end.
      isDone =
        (movedMost <= tolerance && flowChange <= tolerance * largestFlow) || (movedMost <= 2e-15 && flowChange <= 1e-8);
    }
  }
  setIterations(iteration);
  setValue(1, movedMost);
  writeResults();
  if (!isDone) {
    store<i32>(isWarm, 0);
    return fail(STATUS_DIVERGED, worst);
  }
  store<i32>(isWarm, 1);
  return STATUS_OK;
}
