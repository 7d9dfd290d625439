import { isAbsent } from "../../core/absent";
import { alloc, allocF64, allocI32, arenaStatus } from "../../core/arena";
import { columnAt, rowCount } from "../../core/header";
import { addF64, f64At, i32At, setF64, setI32, setU8, u8At } from "../../core/memory";
import { clearReport, fail, reportAt, setCount, setIterations, setResidual, setValue } from "../../core/report";
import { STATUS_DIVERGED, STATUS_NO_SOURCE, STATUS_NOT_READY, STATUS_OK } from "../../core/status";
import { tableAt } from "../../core/table";
import {
  HEAT_LINK_AMBIENT_K,
  HEAT_LINK_FLOW_KG_S,
  HEAT_LINK_FROM,
  HEAT_LINK_HEAT_DEMAND_W,
  HEAT_LINK_HEAT_W,
  HEAT_LINK_IS_ENERGISED,
  HEAT_LINK_IS_OPEN,
  HEAT_LINK_LIFT_PA,
  HEAT_LINK_MODE,
  HEAT_LINK_OUTLET_K,
  HEAT_LINK_POWER_W,
  HEAT_LINK_SUPPLY_SET_K,
  HEAT_LINK_TO,
  HEAT_LINK_VELOCITY_M_S,
  HEAT_NODE_PRESSURE_PA,
  HEAT_NODE_TEMPERATURE_K,
  HEAT_ROWS_LINK,
  HEAT_ROWS_NODE,
} from "../../layout.generated";
import {
  cp_J_kg_K,
  heatBetween_J_kg,
  STANDING_KG_S,
  steadyBind,
  steadyTemperatures,
  steadyWorstChange_K,
  steadyWorstNode,
  THERMAL_CHANGE,
  THERMAL_HEAT,
  THERMAL_OUTLET,
  THERMAL_PASSIVE,
  upstream,
} from "../../thermal/steady";
import { FRICTION_COLEBROOK, friction, frictionSlope } from "../laws/friction";
import { heightTerm_Pa } from "../laws/loop";
import { nodalAnalyse, nodalSolve } from "../nodal";
import { spread } from "../reach";
import { prepareRoughness } from "../roughness";

// Heating and cooling loops in a steady state: circulation and temperatures in turn. Pressures solve the balances of
// flows that consumers, bypasses and second plants take (each a given flow until its temperatures are known better);
// then the temperatures follow, and with them the flows that the heat asked for needs and the water's properties.
// The circulation part is the gradient method of drive/gas with the potential P itself.
// A running anchor plant holds both its nodes, its flow is what the supply node's balance asks for.
// Buoyancy (each pipe's own density times its rise) is asked for by `isBuoyant`, as the references have it. A district
// leaves it out: in a mesh a standing pipe that cools by 30 K weighs some 100 Pa less or more than its neighbour and turns
// round for ever, a steady state that does not exist and that no operator sees.
// Not: flows and temperatures in one Newton system. Almost all coupling is consumer -> flow, which contracts by the
// loss share of a few percent per turn, and standing branches have no temperature to differentiate.

export const LOOP_PIPE: i32 = 0;
export const LOOP_VALVE: i32 = 1;
export const LOOP_EXCHANGER: i32 = 2;
export const LOOP_CONSUMER: i32 = 3;
export const LOOP_BYPASS: i32 = 4;
export const LOOP_ANCHOR: i32 = 5;
export const LOOP_PLANT: i32 = 6;

// What is given at a consumer.
const WAY_HEAT_FLOW: i32 = 1;
const WAY_HEAT_DROP: i32 = 2;
const WAY_HEAT_RETURN: i32 = 3;
const WAY_FLOW_DROP: i32 = 4;

const MODE_NONE: i32 = 0;
const MODE_HELD: i32 = 1;
const MODE_OPEN: i32 = 2;

const NODE_FREE: i32 = 0;
const NODE_HELD: i32 = 1;
const NODE_DEAD: i32 = 2;

// Labels of nodes: reached from a driven supply, from a driven return, from anything that holds a pressure.
const FROM_SUPPLY: i32 = 1;
const FROM_RETURN: i32 = 2;
const FROM_PRESSURE: i32 = 4;

/** Resistance of links that have none of their own, Pa/(kg/s): 1.6e-7 bar at 16 kg/s. */
const LINEAR_LOSS_PA_S_KG: f64 = 1e-3;
/** A consumer needs at least this much between supply and return, else its valve is fully open. */
const LEAST_DROP_K: f64 = 0.5;
const MAX_SWITCHES: i32 = 40;
/** Flow changes are measured against the largest flow, or against this where next to nothing flows. */
const LEAST_FLOW_KG_S: f64 = 1e-3;

let nodes: i32 = 0;
let links: i32 = 0;
// columns
let pressure: usize = 0;
let temperature: usize = 0;
let from: usize = 0;
let to: usize = 0;
let isOpen: usize = 0;
let isEnergised: usize = 0;
let ambient: usize = 0;
let demand: usize = 0;
let supplySet: usize = 0;
let lift: usize = 0;
let flow: usize = 0;
let heat: usize = 0;
let velocity: usize = 0;
let mode: usize = 0;
let power: usize = 0;
let outlet: usize = 0;
// arrays of the host, see loopBind
let air: usize = 0;
let held: usize = 0;
let inflow: usize = 0;
let givenTemperature: usize = 0;
let fixedTemperature: usize = 0;
let climb: usize = 0;
let kind: usize = 0;
let area: usize = 0;
let diameter: usize = 0;
let rough: usize = 0;
let lengthOverDiameter: usize = 0;
let minorLoss: usize = 0;
let thermalMode: usize = 0;
let thermalParam: usize = 0;
let way: usize = 0;
let givenFlow: usize = 0;
let givenChange: usize = 0;
let sign: usize = 0;
let maxFlow: usize = 0;
let valveLoss: usize = 0;
let share: usize = 0;
let efficiency: usize = 0;
let returnPressure: usize = 0;
let nodeStart: usize = 0;
let nodeLinks: usize = 0;
let isWarm: usize = 0;
let densityTable: usize = 0;
let densityCount: i32 = 0;
let viscosityTable: usize = 0;
let viscosityCount: i32 = 0;
let law: i32 = 0;
let isSequential: bool = false;
let isBuoyant: bool = false;
// scratch
let p: usize = 0;
let g: usize = 0;
let r: usize = 0;
let rhs: usize = 0;
let dp: usize = 0;
let state: usize = 0;
let label: usize = 0;
let queue: usize = 0;
let pass: usize = 0;
let density: usize = 0;
let perFlow: usize = 0;
let wanted: usize = 0;
let lastTrial: usize = 0;
let lastTarget: usize = 0;
let switches: i32 = 0;

/**
 * Takes the addresses of the host's arrays, allocates scratch, analyses the network. `table` is i32 [32]:
 *   node  f64: 0 air pressure Pa, 1 held gauge pressure Pa (NaN free), 2 own inflow kg/s, 3 temperature of properties in
 *         sequential mode and where nothing has flowed yet K, 4 held temperature K (NaN free)
 *   link  f64: 5 climb h1 - h2 m; i32: 6 kind; f64: 7 area m2, 8 diameter m, 9 k/D, 10 L/D, 11 zeta; i32: 12 thermal mode;
 *         f64: 13 its parameter; i32: 14 what is given at a consumer; f64: 15 given flow kg/s (NaN none), 16 given drop or
 *         return temperature K, 17 +1 heating -1 cooling, 18 most flow kg/s, 19 loss of the open valve Pa/(kg/s)2,
 *         20 share of the consumers' flow, 21 pump efficiency, 22 gauge pressure at the return Pa
 *   topology i32: 23 node starts, 24 links at nodes; 25 i32 [1] warm flag (state)
 *   tables x then y over K: 26 density, 27 viscosity, 28 heat capacity (with its integral); their counts at 29, 30, 31
 */
export function loopBind(
  table: usize,
  frictionLaw: i32,
  sequential: i32,
  floor_K: f64,
  meanOfEnds: i32,
  buoyant: i32,
): i32 {
  nodes = rowCount(HEAT_ROWS_NODE);
  links = rowCount(HEAT_ROWS_LINK);
  pressure = columnAt(HEAT_NODE_PRESSURE_PA);
  temperature = columnAt(HEAT_NODE_TEMPERATURE_K);
  from = columnAt(HEAT_LINK_FROM);
  to = columnAt(HEAT_LINK_TO);
  isOpen = columnAt(HEAT_LINK_IS_OPEN);
  isEnergised = columnAt(HEAT_LINK_IS_ENERGISED);
  ambient = columnAt(HEAT_LINK_AMBIENT_K);
  demand = columnAt(HEAT_LINK_HEAT_DEMAND_W);
  supplySet = columnAt(HEAT_LINK_SUPPLY_SET_K);
  lift = columnAt(HEAT_LINK_LIFT_PA);
  flow = columnAt(HEAT_LINK_FLOW_KG_S);
  heat = columnAt(HEAT_LINK_HEAT_W);
  velocity = columnAt(HEAT_LINK_VELOCITY_M_S);
  mode = columnAt(HEAT_LINK_MODE);
  power = columnAt(HEAT_LINK_POWER_W);
  outlet = columnAt(HEAT_LINK_OUTLET_K);
  air = i32At(table, 0);
  held = i32At(table, 1);
  inflow = i32At(table, 2);
  givenTemperature = i32At(table, 3);
  fixedTemperature = i32At(table, 4);
  climb = i32At(table, 5);
  kind = i32At(table, 6);
  area = i32At(table, 7);
  diameter = i32At(table, 8);
  rough = i32At(table, 9);
  lengthOverDiameter = i32At(table, 10);
  minorLoss = i32At(table, 11);
  thermalMode = i32At(table, 12);
  thermalParam = i32At(table, 13);
  way = i32At(table, 14);
  givenFlow = i32At(table, 15);
  givenChange = i32At(table, 16);
  sign = i32At(table, 17);
  maxFlow = i32At(table, 18);
  valveLoss = i32At(table, 19);
  share = i32At(table, 20);
  efficiency = i32At(table, 21);
  returnPressure = i32At(table, 22);
  nodeStart = i32At(table, 23);
  nodeLinks = i32At(table, 24);
  isWarm = i32At(table, 25);
  densityTable = i32At(table, 26);
  viscosityTable = i32At(table, 27);
  densityCount = i32At(table, 29);
  viscosityCount = i32At(table, 30);
  law = frictionLaw;
  isSequential = sequential !== 0;
  isBuoyant = buoyant !== 0;
  p = allocF64(nodes);
  rhs = allocF64(nodes);
  dp = allocF64(nodes);
  state = allocI32(nodes);
  label = allocI32(nodes);
  queue = allocI32(nodes);
  g = allocF64(links);
  r = allocF64(links);
  density = allocF64(links);
  perFlow = allocF64(links);
  wanted = allocF64(links);
  lastTrial = allocF64(links);
  lastTarget = allocF64(links);
  pass = alloc(<usize>links);
  const order = allocI32(nodes);
  const waiting = allocI32(nodes);
  const status = arenaStatus();
  if (status !== STATUS_OK) return status;
  prepareRoughness(law, rough, links);
  steadyBind(
    nodes,
    from,
    to,
    flow,
    thermalMode,
    thermalParam,
    ambient,
    fixedTemperature,
    givenTemperature,
    temperature,
    outlet,
    nodeStart,
    nodeLinks,
    order,
    waiting,
    i32At(table, 28),
    i32At(table, 31),
    floor_K,
    meanOfEnds !== 0,
  );
  return nodalAnalyse(nodes, links, from, to);
}

function isRunning(plant: i32): bool {
  return u8At(isOpen, plant) !== 0 && u8At(isEnergised, plant) !== 0;
}

function startFrom(node: i32, tail: i32, mark: i32): i32 {
  const at = label + ((<usize>node) << 2);
  if ((load<i32>(at) & mark) !== 0) return tail;
  store<i32>(at, load<i32>(at) | mark);
  setI32(queue, tail, node);
  return tail + 1;
}

/** Which nodes are held, free or dead, and which are driven: the water moves only between a driven supply and return. */
function markNodes(): void {
  for (let i = 0; i < nodes; i++) {
    setI32(label, i, 0);
    setI32(state, i, NODE_DEAD);
  }
  for (let e = 0; e < links; e++) setU8(pass, e, i32At(kind, e) <= LOOP_EXCHANGER ? u8At(isOpen, e) : 0);
  for (let mark = FROM_SUPPLY; mark <= FROM_PRESSURE; mark *= 2) {
    let tail: i32 = 0;
    for (let i = 0; i < nodes; i++) if (!isAbsent(f64At(held, i))) tail = startFrom(i, tail, mark);
    for (let e = 0; e < links; e++) {
      if (i32At(kind, e) !== LOOP_ANCHOR) continue;
      if (mark === FROM_PRESSURE || (isRunning(e) && mark === FROM_SUPPLY)) tail = startFrom(i32At(to, e), tail, mark);
      if (mark === FROM_PRESSURE || (isRunning(e) && mark === FROM_RETURN))
        tail = startFrom(i32At(from, e), tail, mark);
    }
    spread(mark, tail, label, pass, queue, from, to, nodeStart, nodeLinks);
  }
  for (let i = 0; i < nodes; i++) {
    if ((i32At(label, i) & FROM_PRESSURE) !== 0) setI32(state, i, NODE_FREE);
    const h = f64At(held, i);
    if (isAbsent(h)) continue;
    setI32(state, i, NODE_HELD);
    setF64(p, i, h + f64At(air, i));
  }
  for (let e = 0; e < links; e++) {
    if (i32At(kind, e) !== LOOP_ANCHOR) continue;
    const a = i32At(from, e);
    const b = i32At(to, e);
    setI32(state, a, NODE_HELD);
    setI32(state, b, NODE_HELD);
    setF64(p, a, f64At(returnPressure, e) + f64At(air, a));
    // A pump that stands still lets the loop settle at one pressure.
    setF64(p, b, f64At(returnPressure, e) + (isRunning(e) ? f64At(lift, e) : 0.0) + f64At(air, b));
  }
}

/** True when a link that takes a given flow from `a` to `b` has water driven on both its sides. */
function isDriven(a: i32, b: i32): bool {
  return (i32At(label, a) & FROM_SUPPLY) !== 0 && (i32At(label, b) & FROM_RETURN) !== 0;
}

function coldStart(): void {
  for (let i = 0; i < nodes; i++) {
    setF64(p, i, 4e5);
    setF64(temperature, i, NaN);
  }
  for (let e = 0; e < links; e++) {
    const k = i32At(kind, e);
    setF64(flow, e, k <= LOOP_EXCHANGER ? 500.0 * f64At(area, e) : 0.0);
    setF64(outlet, e, NaN);
    setI32(mode, e, k === LOOP_CONSUMER ? MODE_HELD : -1);
  }
}

/**
 * Density (mean of both ends) and Reynolds number per flow of every link. With buoyancy warm water drives
 * itself: then densities follow the temperatures by the share `relax`. Returns the largest step still to go, kg/m3.
 */
function properties(relax: f64): f64 {
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

/** Flow that a consumer's heat needs at the temperature that arrives, and what it does to the water. */
function consumerFlow(e: i32): f64 {
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
function secant(e: i32, target: f64): f64 {
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

/** What consumers, bypasses and second plants want to pass. Returns the largest change relative to all of them. */
function wantFlows(): f64 {
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
  return change / (total > 1e-6 ? total : 1e-6);
}

/** The wanted flows become flows, but for consumers whose open valve decides. */
function takeFlows(): void {
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

/** Flow of the consumers of a plant's own kind of loop; heating and cooling share no water. */
function loopTotal(plant: i32): f64 {
  let total: f64 = 0.0;
  for (let e = 0; e < links; e++) {
    if (i32At(kind, e) === LOOP_CONSUMER && f64At(sign, e) === f64At(sign, plant)) total += f64At(wanted, e);
  }
  return total;
}

/** Density for the weight of the water where buoyancy is left out: one temperature for the whole loop. */
function stillDensity(i: i32, j: i32): f64 {
  const t = 0.5 * (f64At(givenTemperature, i) + f64At(givenTemperature, j));
  return tableAt(densityTable, densityCount, t);
}

function linearise(e: i32): void {
  const k = i32At(kind, e);
  const isValveOpen = k === LOOP_CONSUMER && i32At(mode, e) === MODE_OPEN;
  if (k > LOOP_EXCHANGER && !isValveOpen) {
    setF64(g, e, 0.0);
    setF64(r, e, 0.0);
    return;
  }
  const i = i32At(from, e);
  const j = i32At(to, e);
  if (u8At(isOpen, e) === 0 || i32At(state, i) === NODE_DEAD || i32At(state, j) === NODE_DEAD) {
    setF64(flow, e, 0.0);
    setF64(g, e, 0.0);
    setF64(r, e, 0.0);
    return;
  }
  const m = f64At(flow, e);
  const rho = f64At(density, e);
  let loss: f64;
  let slope: f64;
  if (isValveOpen) {
    loss = f64At(valveLoss, e) * m * Math.abs(m);
    slope = 2.0 * f64At(valveLoss, e) * Math.abs(m);
  } else {
    const a = f64At(area, e);
    const factor = 1.0 / (2.0 * a * a * rho);
    const zeta = f64At(minorLoss, e);
    loss = zeta * m * Math.abs(m);
    slope = 2.0 * zeta * Math.abs(m);
    if (k === LOOP_PIPE) {
      const re = f64At(perFlow, e);
      const scale = f64At(lengthOverDiameter, e) / re;
      loss += (friction(law, m * re, f64At(rough, e)) * scale) / re;
      slope += frictionSlope() * scale;
    }
    loss *= factor;
    slope *= factor;
  }
  if (k !== LOOP_PIPE) {
    loss += LINEAR_LOSS_PA_S_KG * m;
    slope += LINEAR_LOSS_PA_S_KG;
  }
  const height = isValveOpen ? 0.0 : heightTerm_Pa(f64At(climb, e), isBuoyant ? rho : stillDensity(i, j));
  setF64(r, e, f64At(p, i) - f64At(p, j) + height - loss);
  setF64(g, e, 1.0 / slope);
}

/** Consumers whose control valve cannot pass what they want open it fully; those that get too much take hold again. */
function switchConsumers(): i32 {
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

let iterations: i32 = 0;
let worst: i32 = -1;
let lastMove: f64 = 0.0;

/** Pressures and flows for the given flows at hand. False when it does not converge. */
function circulate(tolerance: f64): bool {
  for (let turn = 0; turn < 60; turn++) {
    iterations++;
    for (let e = 0; e < links; e++) linearise(e);
    let largest: f64 = LEAST_FLOW_KG_S;
    for (let i = 0; i < nodes; i++) setF64(rhs, i, f64At(inflow, i));
    for (let e = 0; e < links; e++) {
      if (i32At(kind, e) === LOOP_ANCHOR) continue;
      const m = f64At(flow, e) + f64At(g, e) * f64At(r, e);
      addF64(rhs, i32At(from, e), -m);
      addF64(rhs, i32At(to, e), m);
    }
    if (nodalSolve(g, state, rhs, dp) !== STATUS_OK) {
      worst = reportAt();
      lastMove = NaN;
      return false;
    }
    let change: f64 = 0.0;
    for (let e = 0; e < links; e++) {
      const conductance = f64At(g, e);
      const before = f64At(flow, e);
      if (Math.abs(before) > largest) largest = Math.abs(before);
      if (conductance === 0.0) continue;
      let m = before + conductance * (f64At(r, e) + f64At(dp, i32At(from, e)) - f64At(dp, i32At(to, e)));
      // Colebrook's dry friction: see drive/gas.
      if (law === FRICTION_COLEBROOK && m * before < 0.0 && i32At(kind, e) === LOOP_PIPE) m = 0.0;
      const moved = Math.abs(m - before);
      if (!(moved <= change)) change = moved;
      setF64(flow, e, m);
    }
    lastMove = 0.0;
    for (let i = 0; i < nodes; i++) {
      if (i32At(state, i) !== NODE_FREE) continue;
      const d = f64At(dp, i);
      setF64(p, i, f64At(p, i) + d);
      if (!(Math.abs(d) <= lastMove)) {
        lastMove = Math.abs(d);
        worst = i;
      }
    }
    if (isAbsent(lastMove)) return false;
    if (lastMove <= 1.0 && change <= 1e-5 * largest && switches < MAX_SWITCHES && switchConsumers() > 0) continue;
    // 1e5 Pa times the tolerance: at 1e-9 a ten-thousandth of a pascal.
    // Where nothing flows, the last bits of a pressure are a visible flow in a wide pipe: then they are the end.
    if ((lastMove <= 1e5 * tolerance && change <= tolerance * largest) || (lastMove <= 1e-9 && change <= 1e-6)) {
      followAnchors();
      return true;
    }
  }
  return false;
}

/** Flow of running anchors from the balance of their supply nodes. */
function followAnchors(): void {
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

/**
 * Steady state for the present columns.
 *  In:      isOpen, isEnergised, ambient_K, heatDemand_W, supplySet_K, lift_Pa; the state columns as the start unless the
 *           warm flag is 0
 *  Out:     pressure_Pa (NaN where nothing holds one), temperature_K (NaN where nothing flows), flow_kg_s, mode, heat_W,
 *           velocity_m_s, power_W
 *  Report:  iterations = linear solves; residual = largest imbalance of a node, kg/s; count 0 nodes without pressure,
 *           1 first of them, 2 consumers short of pressure, 3 first of them (link), 4 turns; value 0 heat asked for and not
 *           delivered W, 1 last change of temperature K
 *  Fails:   diverged -> at is the node that moved most
 */
export function loopSolve(maxTurns: i32, tolerance: f64, tolerance_K: f64): i32 {
  clearReport();
  if (p === 0) return fail(STATUS_NOT_READY, -1);
  if (load<i32>(isWarm) === 0) coldStart();
  else
    for (let i = 0; i < nodes; i++) {
      const now = f64At(pressure, i);
      setF64(p, i, (isAbsent(now) ? 3e5 : now) + f64At(air, i));
    }
  store<i32>(isWarm, 0);
  markNodes();
  iterations = 0;
  switches = 0;
  let hasSource = false;
  for (let i = 0; i < nodes; i++) if (i32At(state, i) === NODE_HELD) hasSource = true;
  if (!hasSource) return fail(STATUS_NO_SOURCE, 0);
  let isDone = false;
  let turn: i32 = 0;
  for (let e = 0; e < links; e++) {
    setF64(wanted, e, f64At(flow, e));
    setF64(lastTrial, e, NaN);
  }
  let moved = wantFlows();
  while (turn < maxTurns && !isDone) {
    turn++;
    takeFlows();
    const lag = properties(turn <= 6 ? 1.0 : turn <= 20 ? 0.5 : 0.25);
    // While given flows still move there is no use in more digits: a Newton step of this size leaves its square.
    const enough = Math.max(tolerance, Math.min(1e-3, 0.03 * moved));
    const enough_K = enough === tolerance ? tolerance_K : Math.max(tolerance_K, Math.min(0.1, 10.0 * enough));
    if (!circulate(enough)) break;
    const before = temperatureSum();
    const sweeps = steadyTemperatures(enough_K, 400);
    if (sweeps < 0) {
      worst = steadyWorstNode();
      lastMove = steadyWorstChange_K();
      break;
    }
    moved = wantFlows();
    const drift = Math.abs(temperatureSum() - before);
    isDone =
      enough === tolerance &&
      (turn <= 6 || lag <= 1e-4) &&
      moved <= tolerance &&
      drift <= tolerance_K * <f64>(nodes + 1);
  }
  setIterations(iterations);
  setCount(4, turn);
  setValue(1, steadyWorstChange_K());
  writeResults();
  if (!isDone) return fail(STATUS_DIVERGED, worst);
  store<i32>(isWarm, 1);
  return STATUS_OK;
}

/** A sum that moves with the temperatures; standing nodes do not count. */
function temperatureSum(): f64 {
  let sum: f64 = 0.0;
  for (let i = 0; i < nodes; i++) {
    const t = f64At(temperature, i);
    if (!isAbsent(t)) sum += t;
  }
  return sum;
}

function writeResults(): void {
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
