import { isNotANumber } from "../../core/bits";
import { columnAt, rowCount } from "../../core/header";
import * as slot from "../../layout.generated";

// Byte addresses of the water table's columns, loaded once after binding. `f` and `i` read a cell.

export let nodes: i32 = 0;
export let junctions: i32 = 0;
export let links: i32 = 0;
export let pumps: i32 = 0;
export let controlValves: i32 = 0;
export let switches: i32 = 0;

export let elevation: usize = 0;
export let fullDemand: usize = 0;
export let emitter: usize = 0;
export let leakFixed: usize = 0;
export let leakVariable: usize = 0;
export let head: usize = 0;
export let demandFlow: usize = 0;
export let emitterFlow: usize = 0;
export let leakFixedFlow: usize = 0;
export let leakVariableFlow: usize = 0;
export let excess: usize = 0;
export let isCutOff: usize = 0;
export let heldHead: usize = 0;

export let from: usize = 0;
export let to: usize = 0;
export let kind: usize = 0;
export let part: usize = 0;
export let partCount: usize = 0;
export let resistance: usize = 0;
export let minorLoss: usize = 0;
export let diameter: usize = 0;
export let roughness: usize = 0;
export let status: usize = 0;
export let setting: usize = 0;
export let flow: usize = 0;
export let inverseSlope: usize = 0;
export let shift: usize = 0;

export let tankMin: usize = 0;
export let tankMax: usize = 0;
export let isTank: usize = 0;
export let canOverflow: usize = 0;

export let pumpLink: usize = 0;
export let pumpCurve: usize = 0;
export let pumpShutoff: usize = 0;
export let pumpSlope: usize = 0;
export let pumpExponent: usize = 0;
export let pumpMaxHead: usize = 0;
export let pumpDesign: usize = 0;
export let pumpFirst: usize = 0;
export let pumpPoints: usize = 0;
export let controlValve: usize = 0;
export let curveX: usize = 0;
export let curveY: usize = 0;

export function f(column: usize, row: i32): f64 {
  return load<f64>(column + ((<usize>row) << 3));
}
export function setF(column: usize, row: i32, value: f64): void {
  store<f64>(column + ((<usize>row) << 3), value);
}
export function addF(column: usize, row: i32, value: f64): void {
  const at = column + ((<usize>row) << 3);
  store<f64>(at, load<f64>(at) + value);
}
export function i(column: usize, row: i32): i32 {
  return load<i32>(column + ((<usize>row) << 2));
}
export function setI(column: usize, row: i32, value: i32): void {
  store<i32>(column + ((<usize>row) << 2), value);
}

/** NaN stands for "no setting": a link that is fixed open or closed. */
export function isNone(x: f64): bool {
  return isNotANumber(x);
}

/** A constant of the run (row set "run" has one row). */
export function runF(column: i32): f64 {
  return load<f64>(columnAt(column));
}
export function runI(column: i32): i32 {
  return load<i32>(columnAt(column));
}

export function bindColumns(): void {
  nodes = rowCount(slot.WATER_ROWS_NODE);
  junctions = nodes - rowCount(slot.WATER_ROWS_FIXED);
  links = rowCount(slot.WATER_ROWS_LINK);
  pumps = rowCount(slot.WATER_ROWS_PUMP);
  controlValves = rowCount(slot.WATER_ROWS_VALVE);
  switches = rowCount(slot.WATER_ROWS_SWITCH);
  elevation = columnAt(slot.WATER_NODE_ELEVATION_K);
  fullDemand = columnAt(slot.WATER_NODE_FULL_DEMAND_K);
  emitter = columnAt(slot.WATER_NODE_EMITTER_K);
  leakFixed = columnAt(slot.WATER_NODE_LEAK_FIXED_K);
  leakVariable = columnAt(slot.WATER_NODE_LEAK_VARIABLE_K);
  head = columnAt(slot.WATER_NODE_HEAD_K);
  demandFlow = columnAt(slot.WATER_NODE_DEMAND_FLOW_K);
  emitterFlow = columnAt(slot.WATER_NODE_EMITTER_FLOW_K);
  leakFixedFlow = columnAt(slot.WATER_NODE_LEAK_FIXED_FLOW_K);
  leakVariableFlow = columnAt(slot.WATER_NODE_LEAK_VARIABLE_FLOW_K);
  excess = columnAt(slot.WATER_NODE_EXCESS_K);
  isCutOff = columnAt(slot.WATER_NODE_IS_CUT_OFF);
  heldHead = columnAt(slot.WATER_NODE_HELD_HEAD_K);
  from = columnAt(slot.WATER_LINK_FROM);
  to = columnAt(slot.WATER_LINK_TO);
  kind = columnAt(slot.WATER_LINK_KIND);
  part = columnAt(slot.WATER_LINK_PART);
  partCount = columnAt(slot.WATER_LINK_PART_COUNT);
  resistance = columnAt(slot.WATER_LINK_RESISTANCE_K);
  minorLoss = columnAt(slot.WATER_LINK_MINOR_LOSS_K);
  diameter = columnAt(slot.WATER_LINK_DIAMETER_K);
  roughness = columnAt(slot.WATER_LINK_RELATIVE_ROUGHNESS_1);
  status = columnAt(slot.WATER_LINK_STATUS_CODE);
  setting = columnAt(slot.WATER_LINK_SETTING_K);
  flow = columnAt(slot.WATER_LINK_FLOW_K);
  inverseSlope = columnAt(slot.WATER_LINK_INVERSE_SLOPE_K);
  shift = columnAt(slot.WATER_LINK_SHIFT_K);
  tankMin = columnAt(slot.WATER_FIXED_MIN_HEAD_K);
  tankMax = columnAt(slot.WATER_FIXED_MAX_HEAD_K);
  isTank = columnAt(slot.WATER_FIXED_IS_TANK);
  canOverflow = columnAt(slot.WATER_FIXED_CAN_OVERFLOW);
  pumpLink = columnAt(slot.WATER_PUMP_LINK);
  pumpCurve = columnAt(slot.WATER_PUMP_CURVE_KIND);
  pumpShutoff = columnAt(slot.WATER_PUMP_SHUTOFF_K);
  pumpSlope = columnAt(slot.WATER_PUMP_SLOPE_K);
  pumpExponent = columnAt(slot.WATER_PUMP_EXPONENT_1);
  pumpMaxHead = columnAt(slot.WATER_PUMP_MAX_HEAD_K);
  pumpDesign = columnAt(slot.WATER_PUMP_DESIGN_FLOW_K);
  pumpFirst = columnAt(slot.WATER_PUMP_FIRST_POINT);
  pumpPoints = columnAt(slot.WATER_PUMP_POINT_COUNT);
  controlValve = columnAt(slot.WATER_VALVE_LINK);
  curveX = columnAt(slot.WATER_POINT_X_K);
  curveY = columnAt(slot.WATER_POINT_Y_K);
}

// Kinds of links, in the order of the format's own enumeration: pipes <= PIPE, control valves >= PRV.
export const CHECK_PIPE: i32 = 0;
export const PIPE: i32 = 1;
export const PUMP: i32 = 2;
export const PRV: i32 = 3;
export const PSV: i32 = 4;
export const PBV: i32 = 5;
export const FCV: i32 = 6;
export const TCV: i32 = 7;
export const GPV: i32 = 8;
export const PCV: i32 = 9;

// Status codes; a link is closed at or below CLOSED.
/** Pump that cannot deliver its head. */
export const BEYOND_HEAD: i32 = 0;
/** Closed because a tank is full or empty. */
export const HELD: i32 = 1;
export const CLOSED: i32 = 2;
export const OPEN: i32 = 3;
export const ACTIVE: i32 = 4;
/** FCV that cannot supply its flow. */
export const FCV_OPEN: i32 = 6;
/** PRV or PSV that cannot hold its pressure: forced open. */
export const PRESSURE_OPEN: i32 = 7;

export const POWER_PUMP: i32 = 0;
export const CURVE_PUMP: i32 = 1;
export const POINT_PUMP: i32 = 2;
export const NO_CURVE: i32 = 3;
