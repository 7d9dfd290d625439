import { isAbsent } from "../../core/absent";
import { alloc, allocF64, allocI32, arenaStatus } from "../../core/arena";
import { pow } from "../../core/elementary";
import { columnAt, rowCount } from "../../core/header";
import { addF64, f64At, i32At, setF64, setI32, setU8, u8At } from "../../core/memory";
import { clearReport, fail, reportAt, setCount, setIterations, setResidual, setValue } from "../../core/report";
import { STATUS_DIVERGED, STATUS_NO_SOURCE, STATUS_NOT_READY, STATUS_OK, STATUS_SINGULAR } from "../../core/status";
import {
  GAS_LINK_FLOW_KG_S,
  GAS_LINK_FROM,
  GAS_LINK_IS_OPEN,
  GAS_LINK_MODE,
  GAS_LINK_POWER_W,
  GAS_LINK_SET_PRESSURE_PA,
  GAS_LINK_TO,
  GAS_LINK_VELOCITY_M_S,
  GAS_NODE_PORT_INFLOW_KG_S,
  GAS_NODE_PRESSURE_PA,
  GAS_ROWS_LINK,
  GAS_ROWS_NODE,
} from "../../layout.generated";
import { COLEBROOK_FLOOR_RE, FRICTION_COLEBROOK, friction, frictionSlope, setColebrookFloor } from "../laws/friction";
import { compressibility, compressorPower_W, density_kg_m3, heightTerm_Pa, meanPressure_Pa } from "../laws/gas";
import { nodalAnalyse, nodalSolve } from "../nodal";
import { spread } from "../reach";
import { prepareRoughness } from "../roughness";

// Steady gas. Unknowns: u = P^2 at free nodes; every link keeps its own flow (Todini & Pilati's gradient method), so
// that a link of no resistance and a link of no flow are both ordinary. Per iteration a link with loss R(m) becomes
//   m' = m + g (r + du1 - du2),  r = u1 - u2 + height + lift - R(m),  g = 1/R'(m)
// Z, density and height terms are taken at the last pressures: they contract by a percent or less per iteration.
// Nodes held: city gates, and the outlet of every active regulator (its flow is what the outlet's balance asks for,
// drawn from its inlet in the next iteration: one more iteration for every tier of pressure).
// Not: all in one unsymmetric Newton system. It would need an LU for the sake of regulators and boosters alone.

export const GAS_PIPE: i32 = 0;
export const GAS_VALVE: i32 = 1;
export const GAS_BOOSTER: i32 = 2;
export const GAS_COMPRESSOR: i32 = 3;
export const GAS_REGULATOR: i32 = 4;
/** Holds its set pressure whatever happens. */
export const GAS_CONTROLLER: i32 = 5;

const MODE_CLOSED: i32 = 0;
const MODE_ACTIVE: i32 = 1;
const MODE_OPEN: i32 = 2;
const MODE_CAPPED: i32 = 3;

/** Resistance of links that have none of their own, Pa/(kg/s): 3e-8 bar at the largest flow of the references. */
const LINEAR_LOSS_PA_S_KG: f64 = 1e-3;
const MAX_SWITCHES: i32 = 60;
/** Ordinary nets settle in 5 to 30 iterations. */
const RESTART_AT: i32 = 45;
/** Flow changes are measured against the largest flow, or against this where next to nothing flows. */
const LEAST_FLOW_KG_S: f64 = 1e-2;

const NODE_FREE: i32 = 0;
const NODE_HELD: i32 = 1;
const NODE_DEAD: i32 = 2;

let nodes: i32 = 0;
let links: i32 = 0;
// columns
let port: usize = 0;
let pressure: usize = 0;
let from: usize = 0;
let to: usize = 0;
let isOpen: usize = 0;
let setPressure: usize = 0;
let flow: usize = 0;
let velocity: usize = 0;
let mode: usize = 0;
let power: usize = 0;
// own arrays of the host, see gasBind
let air: usize = 0;
let held: usize = 0;
let inflow: usize = 0;
let densityPerPa: usize = 0;
let climb: usize = 0;
let kind: usize = 0;
let lossFactor: usize = 0;
let reynoldsPerFlow: usize = 0;
let rough: usize = 0;
let lengthOverDiameter: usize = 0;
let minorLoss: usize = 0;
let area: usize = 0;
let lift: usize = 0;
let limit: usize = 0;
let nodeStart: usize = 0;
let nodeLinks: usize = 0;
let isWarm: usize = 0;
let law: i32 = 0;
let zA: f64 = 1.0;
let zB: f64 = 0.0;
let gasConstantT: f64 = 0.0;
let kappa: f64 = 1.4;
// scratch
let p: usize = 0;
let g: usize = 0;
let r: usize = 0;
let rhs: usize = 0;
let du: usize = 0;
let state: usize = 0;
let label: usize = 0;
let queue: usize = 0;
let pass: usize = 0;
let share: usize = 0;
let loadTotal: f64 = 0.0;
let switches: i32 = 0;

/**
 * Takes the addresses of the host's arrays, allocates the scratch, analyses the network. `table` is i32 [17]:
 *   node  f64: 0 air pressure Pa, 1 held gauge pressure Pa (NaN: free), 2 own inflow kg/s, 3 density per Pa at Z = 1
 *   link  f64: 4 climb h1 - h2 m, i32: 5 kind, f64: 6 loss factor C Pa2/(kg/s)2, 7 Reynolds per kg/s,
 *         8 k/D (turned into what the friction law needs), 9 L/D, 10 zeta, 11 area m2, 12 [4 per link] lift or ratio, 13 flow limit kg/s
 *   topology i32: 14 node starts [node + 1], 15 links at nodes [2 link]; 16 i32 [1] warm flag (state)
 */
export function gasBind(table: usize, frictionLaw: i32, zOffset: f64, zSlope: f64, rsT: f64, kappaGas: f64): i32 {
  nodes = rowCount(GAS_ROWS_NODE);
  links = rowCount(GAS_ROWS_LINK);
  port = columnAt(GAS_NODE_PORT_INFLOW_KG_S);
  pressure = columnAt(GAS_NODE_PRESSURE_PA);
  from = columnAt(GAS_LINK_FROM);
  to = columnAt(GAS_LINK_TO);
  isOpen = columnAt(GAS_LINK_IS_OPEN);
  setPressure = columnAt(GAS_LINK_SET_PRESSURE_PA);
  flow = columnAt(GAS_LINK_FLOW_KG_S);
  velocity = columnAt(GAS_LINK_VELOCITY_M_S);
  mode = columnAt(GAS_LINK_MODE);
  power = columnAt(GAS_LINK_POWER_W);
  air = i32At(table, 0);
  held = i32At(table, 1);
  inflow = i32At(table, 2);
  densityPerPa = i32At(table, 3);
  climb = i32At(table, 4);
  kind = i32At(table, 5);
  lossFactor = i32At(table, 6);
  reynoldsPerFlow = i32At(table, 7);
  rough = i32At(table, 8);
  lengthOverDiameter = i32At(table, 9);
  minorLoss = i32At(table, 10);
  area = i32At(table, 11);
  lift = i32At(table, 12);
  limit = i32At(table, 13);
  nodeStart = i32At(table, 14);
  nodeLinks = i32At(table, 15);
  isWarm = i32At(table, 16);
  law = frictionLaw;
  zA = zOffset;
  zB = zSlope;
  gasConstantT = rsT;
  kappa = kappaGas;
  p = allocF64(nodes);
  rhs = allocF64(nodes);
  du = allocF64(nodes);
  state = allocI32(nodes);
  label = allocI32(nodes);
  queue = allocI32(nodes);
  share = allocI32(nodes);
  g = allocF64(links);
  r = allocF64(links);
  pass = alloc(<usize>links);
  const status = arenaStatus();
  if (status !== STATUS_OK) return status;
  prepareRoughness(law, rough, links);
  return nodalAnalyse(nodes, links, from, to);
}

function zAt(pressureAbs: f64): f64 {
  return compressibility(zA, zB, pressureAbs);
}

/** True while the link's outlet is a held node and its flow follows from that node's balance. */
function holdsOutlet(link: i32): bool {
  const k = i32At(kind, link);
  if (k === GAS_CONTROLLER) return u8At(isOpen, link) !== 0;
  return k === GAS_REGULATOR && u8At(isOpen, link) !== 0 && i32At(mode, link) === MODE_ACTIVE;
}

/** True when the link carries no flow of its own law: shut, or a regulator that closed itself. */
function isShut(link: i32): bool {
  if (u8At(isOpen, link) === 0) return true;
  return i32At(kind, link) === GAS_REGULATOR && i32At(mode, link) === MODE_CLOSED;
}

/** Regulators in mode `shut` between a fed node and an island become active, until no island is left behind one. */
function rescueIslands(shut: i32): void {
  for (let e = 0; e < links; e++) {
    if (i32At(kind, e) !== GAS_REGULATOR || u8At(isOpen, e) === 0 || i32At(mode, e) !== shut) continue;
    const j = i32At(to, e);
    if (i32At(label, j) !== 0 || i32At(label, i32At(from, e)) === 0) continue;
    setI32(mode, e, MODE_ACTIVE);
    setU8(pass, e, 2);
    setI32(label, j, 1);
    setI32(queue, 0, j);
    spread(1, 1, label, pass, queue, from, to, nodeStart, nodeLinks);
    e = -1; // islands behind islands
  }
}

/**
 * Which nodes are held, free, or without any source. A closed regulator that is the only way into an island opens:
 * without it the island's pressure would not exist.
 */
function markNodes(): void {
  for (let e = 0; e < links; e++) {
    const k = i32At(kind, e);
    let way: i32 = 1;
    if (isShut(e)) way = 0;
    else if (holdsOutlet(e)) way = 2;
    else if (k === GAS_REGULATOR && i32At(mode, e) === MODE_CAPPED) way = 0;
    setU8(pass, e, way);
  }
  let tail: i32 = 0;
  for (let i = 0; i < nodes; i++) {
    const h = f64At(held, i);
    const isHeld = !isAbsent(h);
    setI32(label, i, isHeld ? 1 : 0);
    if (isHeld) {
      setI32(queue, tail, i);
      tail++;
    }
  }
  tail = spread(1, tail, label, pass, queue, from, to, nodeStart, nodeLinks);
  rescueIslands(MODE_CLOSED);
  // A capped regulator alone cannot hold an island: it serves what it can at a falling pressure, which is no steady
  // state; the island is served at the set pressure and the overload is reported.
  rescueIslands(MODE_CAPPED);
  for (let i = 0; i < nodes; i++) {
    const h = f64At(held, i);
    let s = NODE_FREE;
    if (i32At(label, i) === 0) s = NODE_DEAD;
    else if (!isAbsent(h)) {
      s = NODE_HELD;
      setF64(p, i, h + f64At(air, i));
    }
    setI32(state, i, s);
    setI32(share, i, 0);
  }
  for (let e = 0; e < links; e++) {
    if (!holdsOutlet(e) || i32At(label, i32At(from, e)) === 0) continue;
    const j = i32At(to, e);
    const h = f64At(held, j);
    if (!isAbsent(h)) continue;
    setI32(state, j, NODE_HELD);
    setI32(share, j, i32At(share, j) + 1);
    setF64(p, j, f64At(setPressure, e) + f64At(air, j));
  }
}

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
function linearise(e: i32): void {
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

/** Capped regulators carry their limit. */
function holdCapped(): void {
  for (let e = 0; e < links; e++) {
    if (i32At(kind, e) === GAS_REGULATOR && i32At(mode, e) === MODE_CAPPED && u8At(isOpen, e) !== 0) {
      setF64(flow, e, f64At(limit, e));
      setF64(g, e, 0.0);
      setF64(r, e, 0.0);
    }
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

/** Flow of active regulators from the balance of their outlets; parallel ones share. Returns the largest change. */
function followOutlets(): f64 {
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
function switchRegulators(flowError: f64, pressureError: f64): i32 {
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
      if (switches + changed > MAX_SWITCHES / 2) break;
    }
  }
  switches += changed;
  return changed;
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
  loadTotal = 0.0;
  for (let i = 0; i < nodes; i++) loadTotal += Math.abs(f64At(inflow, i) + f64At(port, i));
  switches = 0;
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
      switches = 0;
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
    if ((isNear || sinceSwitch >= 10) && switches <= MAX_SWITCHES) {
      if (switchRegulators(isNear ? flowChange : 0.0, isNear ? movedMost : 0.0) > 0) {
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

function writeResults(): void {
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
