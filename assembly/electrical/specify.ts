import { alloc, allocI32 } from "../core/arena";
import { cos, pow, sin } from "../core/elementary";
import { columnAt } from "../core/header";
import {
  POWER_BUS_PORT_POWER_W,
  POWER_BUS_PORT_REACTIVE_VAR,
  POWER_LOAD_ACTIVE_W,
  POWER_LOAD_BUS,
  POWER_LOAD_IS_CONNECTED,
  POWER_LOAD_REACTIVE_VAR,
  POWER_SOURCE_SET_ANGLE_RAD,
  POWER_SOURCE_SET_POWER_W,
  POWER_SOURCE_SET_REACTIVE_VAR,
  POWER_SOURCE_SET_VOLTAGE_1,
} from "../layout.generated";
import {
  angle,
  basePower_VA,
  busAt,
  busCount,
  complexVoltage,
  isEnergised,
  loadCount,
  loadShares,
  magnitude,
  phase,
  placeOf,
  referenceOf,
  SPEC_STRIDE,
  sourceBus,
  sourceCount,
  sourceIsOn,
  sourceRole,
  specified,
  startComplex,
  voltage,
} from "./grid";

// Given columns -> what the equations of each bus ask for, in the order of elimination.

let share: f64 = 1.0;

/** Multiplies every injection of the solves to come: how a collapse is located. */
export function scaleInjections(factor: f64): void {
  share = factor;
}

export function loadDraw_W(k: i32, v: f64): f64 {
  if (load<u8>(columnAt(POWER_LOAD_IS_CONNECTED) + k) === 0) return 0.0;
  const shares = loadShares + ((<usize>k) << 5);
  const nominal = load<f64>(columnAt(POWER_LOAD_ACTIVE_W) + ((<usize>k) << 3));
  const exponent = load<f64>(shares, 16);
  if (!Number.isNaN(exponent)) return nominal * pow(v, exponent);
  const z = load<f64>(shares);
  const i = load<f64>(shares, 8);
  return nominal * (1.0 - z - i + v * (i + v * z));
}

function add(to: usize, offset: usize, value: f64): void {
  store<f64>(to + offset, load<f64>(to + offset) + value);
}

function rowOf(bus: i32): usize {
  return specified + <usize>load<i32>(placeOf + ((<usize>bus) << 2)) * SPEC_STRIDE;
}

/** Loads of the form P0 v^a: how many, their rows, and what each has put into `specified` last (f64 [..][4]). */
let curvedCount: i32 = 0;
let curved: usize = 0;
let curvedPart: usize = 0;

export function allocateLoads(): void {
  curvedCount = 0;
  for (let k = 0; k < loadCount; k++) if (!Number.isNaN(load<f64>(loadShares + ((<usize>k) << 5), 16))) curvedCount++;
  curved = allocI32(curvedCount);
  curvedPart = alloc((<usize>curvedCount) << 5);
  let n = 0;
  for (let k = 0; k < loadCount; k++) {
    if (Number.isNaN(load<f64>(loadShares + ((<usize>k) << 5), 16))) continue;
    store<i32>(curved + ((<usize>n) << 2), k);
    n++;
  }
}

/**
 * Exponential loads at the voltages of the running iteration: each is the constant power and constant current that
 * have its value and its slope there (current part a P, power part (1 - a) P), so that Newton's rows need not know it.
 */
export function followVoltage(): void {
  const over = share / basePower_VA;
  for (let n = 0; n < curvedCount; n++) {
    const k = load<i32>(curved + ((<usize>n) << 2));
    if (load<u8>(columnAt(POWER_LOAD_IS_CONNECTED) + k) === 0) continue;
    const o = (<usize>k) << 3;
    const place = <usize>load<i32>(placeOf + ((<usize>load<i32>(columnAt(POWER_LOAD_BUS) + (o >> 1))) << 2));
    const m = load<f64>(magnitude + (place << 3));
    if (!(m > 0.0)) continue;
    const a = load<f64>(loadShares + (o << 2), 16);
    const b = load<f64>(loadShares + (o << 2), 24);
    const p = load<f64>(columnAt(POWER_LOAD_ACTIVE_W) + o) * over * pow(m, a);
    const q = load<f64>(columnAt(POWER_LOAD_REACTIVE_VAR) + o) * over * pow(m, b);
    const to = specified + place * SPEC_STRIDE;
    const last = curvedPart + ((<usize>n) << 5);
    replace(to, last, 0, (a - 1.0) * p);
    replace(to, last, 8, (b - 1.0) * q);
    replace(to, last, 16, (a * p) / m);
    replace(to, last, 24, (b * q) / m);
  }
}

/** The constant part also counts among the injections without sources. */
function replace(to: usize, last: usize, offset: usize, value: f64): void {
  const change = value - load<f64>(last + offset);
  store<f64>(last + offset, value);
  add(to, offset, change);
  if (offset < 16) add(to, offset + 48, change);
}

/** Fills `specified`: ports, then loads in their order, then sources in theirs. */
export function specifyInjections(): void {
  const n = busCount;
  const over = share / basePower_VA;
  const portP = columnAt(POWER_BUS_PORT_POWER_W);
  const portQ = columnAt(POWER_BUS_PORT_REACTIVE_VAR);
  memory.fill(specified, 0, <usize>n * SPEC_STRIDE);
  memory.fill(curvedPart, 0, (<usize>curvedCount) << 5);
  for (let i = 0; i < n; i++) {
    const o = (<usize>load<i32>(busAt + ((<usize>i) << 2))) << 3;
    const to = specified + <usize>i * SPEC_STRIDE;
    store<f64>(to, load<f64>(portP + o) * over, 48);
    store<f64>(to, load<f64>(portQ + o) * over, 56);
  }
  const loadBus = columnAt(POWER_LOAD_BUS);
  const active = columnAt(POWER_LOAD_ACTIVE_W);
  const reactive = columnAt(POWER_LOAD_REACTIVE_VAR);
  const isConnected = columnAt(POWER_LOAD_IS_CONNECTED);
  for (let k = 0; k < loadCount; k++) {
    if (load<u8>(isConnected + k) === 0) continue;
    const o = (<usize>k) << 3;
    const to = rowOf(load<i32>(loadBus + (o >> 1)));
    const p = load<f64>(active + o) * over;
    const q = load<f64>(reactive + o) * over;
    if (!Number.isNaN(load<f64>(loadShares + (o << 2), 16))) continue;
    const z = load<f64>(loadShares + (o << 2));
    const c = load<f64>(loadShares + (o << 2), 8);
    const rest = 1.0 - z - c;
    add(to, 48, -p * rest);
    add(to, 56, -q * rest);
    if (rest === 1.0) continue;
    add(to, 16, p * c);
    add(to, 24, q * c);
    add(to, 32, p * z);
    add(to, 40, q * z);
  }
  for (let i = 0; i < n; i++) {
    const to = specified + <usize>i * SPEC_STRIDE;
    v128.store(to, v128.load(to, 48));
  }
  const setPower = columnAt(POWER_SOURCE_SET_POWER_W);
  const setReactive = columnAt(POWER_SOURCE_SET_REACTIVE_VAR);
  for (let s = 0; s < sourceCount; s++) {
    if (load<u8>(sourceIsOn + s) === 0) continue;
    const o = (<usize>s) << 3;
    const to = rowOf(load<i32>(sourceBus + (o >> 1)));
    const p = load<f64>(setPower + o);
    if (!Number.isNaN(p)) add(to, 0, p * over);
    if (load<i32>(sourceRole + (o >> 1)) === 0) add(to, 8, load<f64>(setReactive + o) * over);
  }
}

/** Start of the iteration: the state columns, with the voltages that sources hold (the last source at a bus decides). */
export function startVoltages(): void {
  const setVoltage = columnAt(POWER_SOURCE_SET_VOLTAGE_1);
  const setAngle = columnAt(POWER_SOURCE_SET_ANGLE_RAD);
  for (let s = 0; s < sourceCount; s++) {
    const bus = load<i32>(sourceBus + ((<usize>s) << 2));
    const role = load<i32>(sourceRole + ((<usize>s) << 2));
    if (load<u8>(sourceIsOn + s) === 0 || role < 1 || load<u8>(isEnergised + bus) === 0) continue;
    store<f64>(voltage + ((<usize>bus) << 3), load<f64>(setVoltage + ((<usize>s) << 3)));
    if (load<i32>(referenceOf + ((<usize>bus) << 2)) === s) {
      store<f64>(angle + ((<usize>bus) << 3), load<f64>(setAngle + ((<usize>s) << 3)));
    }
  }
  for (let i = 0; i < busCount; i++) {
    const o = (<usize>load<i32>(busAt + ((<usize>i) << 2))) << 3;
    const m = load<f64>(voltage + o);
    const theta = load<f64>(angle + o);
    store<f64>(magnitude + ((<usize>i) << 3), m);
    store<f64>(phase + ((<usize>i) << 3), theta);
    const v = complexVoltage + ((<usize>i) << 4);
    store<f64>(v, m * cos(theta));
    store<f64>(v, m * sin(theta), 8);
    v128.store(startComplex + ((<usize>i) << 4), v128.load(v));
  }
  followVoltage();
}
