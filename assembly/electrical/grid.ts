import { alloc, allocF64, allocI32 } from "../core/arena";
import { columnAt, rowCount } from "../core/header";
import {
  POWER_BRANCH_FROM,
  POWER_BRANCH_IS_CLOSED,
  POWER_BRANCH_IS_OPEN_FROM,
  POWER_BRANCH_IS_OPEN_TO,
  POWER_BRANCH_TAP_1,
  POWER_BRANCH_TO,
  POWER_BUS_ANGLE_RAD,
  POWER_BUS_IS_ENERGISED,
  POWER_BUS_VOLTAGE_1,
  POWER_ROWS_BRANCH,
  POWER_ROWS_BUS,
  POWER_ROWS_LOAD,
  POWER_ROWS_SOURCE,
  POWER_SOURCE_BUS,
  POWER_SOURCE_IS_ON,
  POWER_SOURCE_ROLE,
} from "../layout.generated";

// What the balanced power flow of one instance knows: counts, addresses of the host's tables and of its own arrays.
// "bus" counts in the order of the columns, "place" in the order of elimination; place = placeOf[bus].

/** Branch table: 10 f64 a row. Series and shunt admittances per unit inside the ideal transformer at the from end. */
export const BRANCH_STRIDE: usize = 80;
export const BR_G_SERIES: usize = 0;
export const BR_B_SERIES: usize = 8;
export const BR_G_FROM: usize = 16;
export const BR_B_FROM: usize = 24;
export const BR_G_TO: usize = 32;
export const BR_B_TO: usize = 40;
/** Multiplies the column tap_1 (rated over nominal voltages). */
export const BR_RATIO: usize = 48;
export const BR_SHIFT: usize = 56;
/** Rating per unit of current; NaN none. */
export const BR_RATING: usize = 64;
/** Amperes per unit at the from end; NaN when the case has no voltages. */
export const BR_BASE_A: usize = 72;

/** Roles of a bus in one solve. FIXED: angle and voltage are given (a reference, or dead). */
export const BUS_POWER: i32 = 0;
export const BUS_VOLTAGE: i32 = 1;
export const BUS_FIXED: i32 = 2;

export let busCount: i32 = 0;
export let branchCount: i32 = 0;
export let sourceCount: i32 = 0;
export let loadCount: i32 = 0;
export let basePower_VA: f64 = 0.0;

// columns that several files read
export let voltage: usize = 0;
export let angle: usize = 0;
export let isEnergised: usize = 0;
export let fromBus: usize = 0;
export let toBus: usize = 0;
export let isClosed: usize = 0;
/** A closed branch may still be open at one end: it then hangs on the other. */
export let isOpenFrom: usize = 0;
export let isOpenTo: usize = 0;
export let tap: usize = 0;
export let sourceBus: usize = 0;
export let sourceIsOn: usize = 0;
export let sourceRole: usize = 0;

// tables of the host
/** f64 [branch][10] */
export let branchTable: usize = 0;
/** f64 [bus][2]: conductance and susceptance to ground, per unit */
export let shuntTable: usize = 0;
/** f64 [source][2]: least and greatest reactive power, per unit */
export let limitTable: usize = 0;
/** u8 [source]: may be the reference of an island of its own */
export let formsGrid: usize = 0;
/** f64 [load][4]: shares of constant impedance and constant current; exponents of P and Q, NaN where the shares hold */
export let loadShares: usize = 0;
/** i32 [bus + 1], i32 [2 branch]: branches at each bus */
export let branchStart: usize = 0;
export let branchesAt: usize = 0;
/** i32 [link]: branch rows of ideal links; f64 [link][2]: what each carries beside its reactance, per unit of current */
export let linkCount: i32 = 0;
export let linkBranch: usize = 0;
export let linkCurrent: usize = 0;

// own arrays by bus
/** i32 [place]: the bus at each place of the elimination order */
export let busAt: usize = 0;
export let busRole: usize = 0;
export let placeOf: usize = 0;
/** i32 [bus]: source that is the reference there, -1 none */
export let referenceOf: usize = 0;

// own arrays by place
/** f64 [place][2]: voltage as real and imaginary part */
export let complexVoltage: usize = 0;
/** f64 [place]: voltage magnitude of the running iteration */
export let magnitude: usize = 0;
/** f64 [place], f64 [place][2]: angle and complex voltage at the start of the iteration */
export let phase: usize = 0;
export let startComplex: usize = 0;
export let roleAt: usize = 0;
/** f64 [place][8], P and Q each, per unit: wanted injection; constant-current load; constant-impedance load; wanted
 *  injection without sources */
export let specified: usize = 0;
export const SPEC_STRIDE: usize = 64;
/** f64 [place][2]: injection that the voltages give */
export let injection: usize = 0;
/** f64 [place][2]: current that ideal links draw from the bus */
export let linkDraw: usize = 0;

/**
 * Takes the host's tables: an i32 list of addresses in the order shuntTable, branchTable, limitTable, formsGrid,
 * loadShares, branchStart, branchesAt, links (their number, then their branches), linkCurrent.
 */
export function bindGrid(list: usize, base_VA: f64): void {
  busCount = rowCount(POWER_ROWS_BUS);
  branchCount = rowCount(POWER_ROWS_BRANCH);
  sourceCount = rowCount(POWER_ROWS_SOURCE);
  loadCount = rowCount(POWER_ROWS_LOAD);
  basePower_VA = base_VA;
  voltage = columnAt(POWER_BUS_VOLTAGE_1);
  angle = columnAt(POWER_BUS_ANGLE_RAD);
  isEnergised = columnAt(POWER_BUS_IS_ENERGISED);
  fromBus = columnAt(POWER_BRANCH_FROM);
  toBus = columnAt(POWER_BRANCH_TO);
  isClosed = columnAt(POWER_BRANCH_IS_CLOSED);
  isOpenFrom = columnAt(POWER_BRANCH_IS_OPEN_FROM);
  isOpenTo = columnAt(POWER_BRANCH_IS_OPEN_TO);
  tap = columnAt(POWER_BRANCH_TAP_1);
  sourceBus = columnAt(POWER_SOURCE_BUS);
  sourceIsOn = columnAt(POWER_SOURCE_IS_ON);
  sourceRole = columnAt(POWER_SOURCE_ROLE);
  shuntTable = load<u32>(list);
  branchTable = load<u32>(list, 4);
  limitTable = load<u32>(list, 8);
  formsGrid = load<u32>(list, 12);
  loadShares = load<u32>(list, 16);
  branchStart = load<u32>(list, 20);
  branchesAt = load<u32>(list, 24);
  linkCount = load<i32>(load<u32>(list, 28));
  linkBranch = load<u32>(list, 28) + 4;
  linkCurrent = load<u32>(list, 32);
  busAt = allocI32(busCount);
  busRole = allocI32(busCount);
  placeOf = allocI32(busCount);
  referenceOf = allocI32(busCount);
  complexVoltage = alloc((<usize>busCount) << 4);
  startComplex = alloc((<usize>busCount) << 4);
  magnitude = allocF64(busCount);
  phase = allocF64(busCount);
  roleAt = allocI32(busCount);
  specified = alloc(<usize>busCount * SPEC_STRIDE);
  injection = alloc((<usize>busCount) << 4);
  linkDraw = alloc((<usize>busCount) << 4);
}

/** A branch that joins its buses. */
export function joins(b: i32): bool {
  return load<u8>(isClosed + b) !== 0 && load<u8>(isOpenFrom + b) === 0 && load<u8>(isOpenTo + b) === 0;
}
