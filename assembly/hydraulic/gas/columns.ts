import { alloc, allocF64, allocI32, arenaStatus } from "../../core/arena";
import { columnAt, rowCount } from "../../core/header";
import { i32At } from "../../core/memory";
import { STATUS_OK } from "../../core/status";
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
import { nodalAnalyse } from "../nodal";
import { prepareRoughness } from "../roughness";

// Byte addresses of the gas table's columns, of the host's own arrays and of the scratch, set once by gasBind.

export const GAS_PIPE: i32 = 0;
export const GAS_VALVE: i32 = 1;
export const GAS_BOOSTER: i32 = 2;
export const GAS_COMPRESSOR: i32 = 3;
export const GAS_REGULATOR: i32 = 4;
/** Holds its set pressure whatever happens. */
export const GAS_CONTROLLER: i32 = 5;

// What a regulator does.
export const MODE_CLOSED: i32 = 0;
export const MODE_ACTIVE: i32 = 1;
export const MODE_OPEN: i32 = 2;
export const MODE_CAPPED: i32 = 3;

// What a node is in the present solve: see feed.
export const NODE_FREE: i32 = 0;
export const NODE_HELD: i32 = 1;
export const NODE_DEAD: i32 = 2;

/** Resistance of links that have none of their own, Pa/(kg/s): 3e-8 bar at the largest flow of the references. */
export const LINEAR_LOSS_PA_S_KG: f64 = 1e-3;

export let nodes: i32 = 0;
export let links: i32 = 0;
// columns
export let port: usize = 0;
export let pressure: usize = 0;
export let from: usize = 0;
export let to: usize = 0;
export let isOpen: usize = 0;
export let setPressure: usize = 0;
export let flow: usize = 0;
export let velocity: usize = 0;
export let mode: usize = 0;
export let power: usize = 0;
// own arrays of the host, see gasBind
export let air: usize = 0;
export let held: usize = 0;
export let inflow: usize = 0;
export let densityPerPa: usize = 0;
export let climb: usize = 0;
export let kind: usize = 0;
export let lossFactor: usize = 0;
export let reynoldsPerFlow: usize = 0;
export let rough: usize = 0;
export let lengthOverDiameter: usize = 0;
export let minorLoss: usize = 0;
export let area: usize = 0;
export let lift: usize = 0;
export let limit: usize = 0;
export let nodeStart: usize = 0;
export let nodeLinks: usize = 0;
export let isWarm: usize = 0;
export let law: i32 = 0;
export let zA: f64 = 1.0;
export let zB: f64 = 0.0;
export let gasConstantT: f64 = 0.0;
export let kappa: f64 = 1.4;
// scratch
export let p: usize = 0;
export let g: usize = 0;
export let r: usize = 0;
export let rhs: usize = 0;
export let du: usize = 0;
export let state: usize = 0;
export let label: usize = 0;
export let queue: usize = 0;
export let pass: usize = 0;
export let share: usize = 0;

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
