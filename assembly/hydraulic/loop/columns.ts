import { alloc, allocF64, allocI32, arenaStatus } from "../../core/arena";
import { columnAt, rowCount } from "../../core/header";
import { i32At } from "../../core/memory";
import { STATUS_OK } from "../../core/status";
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
import { steadyBind } from "../../thermal/steady";
import { nodalAnalyse } from "../nodal";
import { prepareRoughness } from "../roughness";

// Byte addresses of the heat table's columns, of the host's own arrays and of the scratch, set once by loopBind.

export const LOOP_PIPE: i32 = 0;
export const LOOP_VALVE: i32 = 1;
export const LOOP_EXCHANGER: i32 = 2;
export const LOOP_CONSUMER: i32 = 3;
export const LOOP_BYPASS: i32 = 4;
export const LOOP_ANCHOR: i32 = 5;
export const LOOP_PLANT: i32 = 6;

// What is given at a consumer.
export const WAY_HEAT_FLOW: i32 = 1;
export const WAY_HEAT_DROP: i32 = 2;
export const WAY_HEAT_RETURN: i32 = 3;
export const WAY_FLOW_DROP: i32 = 4;

// What a consumer's control valve does.
export const MODE_NONE: i32 = 0;
export const MODE_HELD: i32 = 1;
export const MODE_OPEN: i32 = 2;

// What a node is in the present solve: see driven.
export const NODE_FREE: i32 = 0;
export const NODE_HELD: i32 = 1;
export const NODE_DEAD: i32 = 2;

export let nodes: i32 = 0;
export let links: i32 = 0;
// columns
export let pressure: usize = 0;
export let temperature: usize = 0;
export let from: usize = 0;
export let to: usize = 0;
export let isOpen: usize = 0;
export let isEnergised: usize = 0;
export let ambient: usize = 0;
export let demand: usize = 0;
export let supplySet: usize = 0;
export let lift: usize = 0;
export let flow: usize = 0;
export let heat: usize = 0;
export let velocity: usize = 0;
export let mode: usize = 0;
export let power: usize = 0;
export let outlet: usize = 0;
// arrays of the host, see loopBind
export let air: usize = 0;
export let held: usize = 0;
export let inflow: usize = 0;
export let givenTemperature: usize = 0;
export let fixedTemperature: usize = 0;
export let climb: usize = 0;
export let kind: usize = 0;
export let area: usize = 0;
export let diameter: usize = 0;
export let rough: usize = 0;
export let lengthOverDiameter: usize = 0;
export let minorLoss: usize = 0;
export let thermalMode: usize = 0;
export let thermalParam: usize = 0;
export let way: usize = 0;
export let givenFlow: usize = 0;
export let givenChange: usize = 0;
export let sign: usize = 0;
export let maxFlow: usize = 0;
export let valveLoss: usize = 0;
export let share: usize = 0;
export let efficiency: usize = 0;
export let returnPressure: usize = 0;
export let nodeStart: usize = 0;
export let nodeLinks: usize = 0;
export let isWarm: usize = 0;
export let densityTable: usize = 0;
export let densityCount: i32 = 0;
export let viscosityTable: usize = 0;
export let viscosityCount: i32 = 0;
export let law: i32 = 0;
export let isSequential: bool = false;
export let isBuoyant: bool = false;
// scratch
export let p: usize = 0;
export let g: usize = 0;
export let r: usize = 0;
export let rhs: usize = 0;
export let dp: usize = 0;
export let state: usize = 0;
export let label: usize = 0;
export let queue: usize = 0;
export let pass: usize = 0;
export let density: usize = 0;
export let perFlow: usize = 0;
export let wanted: usize = 0;
export let lastTrial: usize = 0;
export let lastTarget: usize = 0;

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
