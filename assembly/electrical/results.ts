import { alloc } from "../core/arena";
import { atan2 } from "../core/elementary";
import { columnAt } from "../core/header";
import {
  POWER_BRANCH_CURRENT_A,
  POWER_BRANCH_LOADING_1,
  POWER_BRANCH_POWER_FROM_W,
  POWER_BRANCH_POWER_TO_W,
  POWER_BRANCH_REACTIVE_FROM_VAR,
  POWER_BRANCH_REACTIVE_TO_VAR,
  POWER_LOAD_BUS,
  POWER_LOAD_SERVED_W,
  POWER_SOURCE_POWER_W,
  POWER_SOURCE_REACTIVE_VAR,
  POWER_SOURCE_SET_POWER_W,
  POWER_SOURCE_SET_REACTIVE_VAR,
} from "../layout.generated";
import { yBranch } from "./admittance";
import {
  angle,
  BR_BASE_A,
  BR_RATING,
  BRANCH_STRIDE,
  BUS_FIXED,
  BUS_POWER,
  basePower_VA,
  branchCount,
  branchTable,
  busAt,
  busCount,
  busRole,
  complexVoltage,
  fromBus,
  injection,
  isClosed,
  isEnergised,
  limitTable,
  linkBranch,
  linkCount,
  linkCurrent,
  loadCount,
  magnitude,
  phase,
  placeOf,
  referenceOf,
  roleAt,
  SPEC_STRIDE,
  sourceBus,
  sourceCount,
  sourceIsOn,
  sourceRole,
  specified,
  startComplex,
  toBus,
  voltage,
} from "./grid";
import { loadDraw_W } from "./specify";

/** f64 [bus][8]: sums over the sources at a bus while their power is shared out. */
let sums: usize = 0;
const SHARE_P: usize = 0; // active power left for those that take what is needed
const TAKERS: usize = 8;
const SHARE_Q: usize = 16;
const HOLDERS: usize = 24;
const PROXY: usize = 32; // stands for an endless limit
const LOW: usize = 40;
const HIGH: usize = 48;
const FIRST: usize = 56; // 1 + row of the source that takes all when none is named

// 1 / n
const A3: f64 = 1.0 / 3.0;
const A5: f64 = 1.0 / 5.0;
const A7: f64 = 1.0 / 7.0;
const A9: f64 = 1.0 / 9.0;
const A11: f64 = 1.0 / 11.0;
const A13: f64 = 1.0 / 13.0;
const A15: f64 = 1.0 / 15.0;

export function allocateResults(): void {
  sums = alloc((<usize>busCount) << 6);
}

/** Angle from one phasor to another. Most have turned little since the start: a series good to 1e-17 below 0.1. */
function turnFrom(e0: f64, f0: f64, e: f64, f: f64): f64 {
  const along = e0 * e + f0 * f;
  const across = e0 * f - f0 * e;
  const t = across / along;
  if (!(along > 0.0 && Math.abs(t) < 0.1)) return atan2(across, along);
  const q = t * t;
  const tail = q * (A9 - q * (A11 - q * (A13 - q * A15)));
  return t * (1.0 - q * (A3 - q * (A5 - q * (A7 - tail))));
}

/** Places back to buses; a fixed bus keeps what it was given. */
export function writeVoltages(): void {
  for (let i = 0; i < busCount; i++) {
    if (load<i32>(roleAt + ((<usize>i) << 2)) === BUS_FIXED) continue;
    const o = (<usize>load<i32>(busAt + ((<usize>i) << 2))) << 3;
    store<f64>(voltage + o, load<f64>(magnitude + ((<usize>i) << 3)));
    const v = complexVoltage + ((<usize>i) << 4);
    const u = startComplex + ((<usize>i) << 4);
    const turned = turnFrom(load<f64>(u), load<f64>(u, 8), load<f64>(v), load<f64>(v, 8));
    store<f64>(angle + o, load<f64>(phase + ((<usize>i) << 3)) + turned);
  }
}

/** Flows into each branch at both ends, current and loading. */
export function writeFlows(): void {
  const powerFrom = columnAt(POWER_BRANCH_POWER_FROM_W);
  const powerTo = columnAt(POWER_BRANCH_POWER_TO_W);
  const reactiveFrom = columnAt(POWER_BRANCH_REACTIVE_FROM_VAR);
  const reactiveTo = columnAt(POWER_BRANCH_REACTIVE_TO_VAR);
  const current = columnAt(POWER_BRANCH_CURRENT_A);
  const loading = columnAt(POWER_BRANCH_LOADING_1);
  const base = basePower_VA;
  for (let b = 0; b < branchCount; b++) {
    const o = (<usize>b) << 3;
    const table = branchTable + <usize>b * BRANCH_STRIDE;
    let pf = 0.0;
    let qf = 0.0;
    let pt = 0.0;
    let qt = 0.0;
    let i2 = 0.0;
    if (load<u8>(isClosed + b) !== 0) {
      const f = complexVoltage + ((<usize>load<i32>(placeOf + ((<usize>load<i32>(fromBus + (o >> 1))) << 2))) << 4);
      const t = complexVoltage + ((<usize>load<i32>(placeOf + ((<usize>load<i32>(toBus + (o >> 1))) << 2))) << 4);
      const y = yBranch + ((<usize>b) << 6);
      const fe = load<f64>(f);
      const ff = load<f64>(f, 8);
      const te = load<f64>(t);
      const tf = load<f64>(t, 8);
      const ifr = load<f64>(y) * fe - load<f64>(y, 8) * ff + load<f64>(y, 16) * te - load<f64>(y, 24) * tf;
      const ifi = load<f64>(y) * ff + load<f64>(y, 8) * fe + load<f64>(y, 16) * tf + load<f64>(y, 24) * te;
      const itr = load<f64>(y, 32) * fe - load<f64>(y, 40) * ff + load<f64>(y, 48) * te - load<f64>(y, 56) * tf;
      const iti = load<f64>(y, 32) * ff + load<f64>(y, 40) * fe + load<f64>(y, 48) * tf + load<f64>(y, 56) * te;
      pf = fe * ifr + ff * ifi;
      qf = ff * ifr - fe * ifi;
      pt = te * itr + tf * iti;
      qt = tf * itr - te * iti;
      i2 = Math.max(ifr * ifr + ifi * ifi, itr * itr + iti * iti);
    }
    const size = Math.sqrt(i2);
    store<f64>(powerFrom + o, pf * base);
    store<f64>(reactiveFrom + o, qf * base);
    store<f64>(powerTo + o, pt * base);
    store<f64>(reactiveTo + o, qt * base);
    store<f64>(current + o, size * load<f64>(table, BR_BASE_A));
    store<f64>(loading + o, size / load<f64>(table, BR_RATING));
  }
}

/** What ideal links carry beside their reactances; the same current at both ends. */
export function addLinkFlows(): void {
  const powerFrom = columnAt(POWER_BRANCH_POWER_FROM_W);
  const powerTo = columnAt(POWER_BRANCH_POWER_TO_W);
  const reactiveFrom = columnAt(POWER_BRANCH_REACTIVE_FROM_VAR);
  const reactiveTo = columnAt(POWER_BRANCH_REACTIVE_TO_VAR);
  const current = columnAt(POWER_BRANCH_CURRENT_A);
  const loading = columnAt(POWER_BRANCH_LOADING_1);
  for (let k = 0; k < linkCount; k++) {
    const own = linkCurrent + ((<usize>k) << 4);
    const re = load<f64>(own);
    const im = load<f64>(own, 8);
    if (re === 0.0 && im === 0.0) continue;
    const b = load<i32>(linkBranch + ((<usize>k) << 2));
    const o = (<usize>b) << 3;
    const f = complexVoltage + ((<usize>load<i32>(placeOf + ((<usize>load<i32>(fromBus + (o >> 1))) << 2))) << 4);
    const t = complexVoltage + ((<usize>load<i32>(placeOf + ((<usize>load<i32>(toBus + (o >> 1))) << 2))) << 4);
    const fe = load<f64>(f);
    const ff = load<f64>(f, 8);
    const te = load<f64>(t);
    const tf = load<f64>(t, 8);
    const pf = load<f64>(powerFrom + o) + (fe * re + ff * im) * basePower_VA;
    const qf = load<f64>(reactiveFrom + o) + (ff * re - fe * im) * basePower_VA;
    store<f64>(powerFrom + o, pf);
    store<f64>(reactiveFrom + o, qf);
    store<f64>(powerTo + o, load<f64>(powerTo + o) - (te * re + tf * im) * basePower_VA);
    store<f64>(reactiveTo + o, load<f64>(reactiveTo + o) - (tf * re - te * im) * basePower_VA);
    const table = branchTable + <usize>b * BRANCH_STRIDE;
    const size = Math.sqrt((pf * pf + qf * qf) / (fe * fe + ff * ff)) / basePower_VA;
    store<f64>(current + o, size * load<f64>(table, BR_BASE_A));
    store<f64>(loading + o, size / load<f64>(table, BR_RATING));
  }
}

/**
 * What each source gives. At a reference, sources without a schedule share what is needed equally, and if all have one
 * the first takes the difference. Reactive power is shared by range among the sources that hold a voltage: each lies at
 * the same share between its limits; an endless limit counts as the sum of what is finite at that bus.
 * Source: MATPOWER User's Manual, section "Power flow" (treatment of several generators at a bus).
 */
export function writeSources(): void {
  const power = columnAt(POWER_SOURCE_POWER_W);
  const reactive = columnAt(POWER_SOURCE_REACTIVE_VAR);
  const setPower = columnAt(POWER_SOURCE_SET_POWER_W);
  const setReactive = columnAt(POWER_SOURCE_SET_REACTIVE_VAR);
  const base = basePower_VA;
  for (let s = 0; s < sourceCount; s++) {
    const bus = load<i32>(sourceBus + ((<usize>s) << 2));
    const i = load<i32>(placeOf + ((<usize>bus) << 2));
    const at = sums + ((<usize>bus) << 6);
    memory.fill(at, 0, 64);
    // what the network takes from this bus, less what ports give and loads draw
    const m = load<f64>(magnitude + ((<usize>i) << 3));
    const w = specified + <usize>i * SPEC_STRIDE;
    const x = injection + ((<usize>i) << 4);
    const drawn = m * (load<f64>(w, 16) + m * load<f64>(w, 32));
    const drawnQ = m * (load<f64>(w, 24) + m * load<f64>(w, 40));
    store<f64>(at, (load<f64>(x) + drawn - load<f64>(w, 48)) * base, SHARE_P);
    store<f64>(at, (load<f64>(x, 8) + drawnQ - load<f64>(w, 56)) * base, SHARE_Q);
  }
  for (let s = 0; s < sourceCount; s++) {
    if (load<u8>(sourceIsOn + s) === 0) continue;
    const bus = load<i32>(sourceBus + ((<usize>s) << 2));
    const at = sums + ((<usize>bus) << 6);
    const role = load<i32>(sourceRole + ((<usize>s) << 2));
    const p = load<f64>(setPower + ((<usize>s) << 3));
    if (Number.isNaN(p)) store<f64>(at, load<f64>(at, TAKERS) + 1.0, TAKERS);
    else store<f64>(at, load<f64>(at, SHARE_P) - p, SHARE_P);
    if (role >= 1) {
      if (load<f64>(at, FIRST) === 0.0) store<f64>(at, <f64>(s + 1), FIRST);
      store<f64>(at, load<f64>(at, HOLDERS) + 1.0, HOLDERS);
      const low = load<f64>(limitTable + ((<usize>s) << 4));
      const high = load<f64>(limitTable + ((<usize>s) << 4), 8);
      let proxy = load<f64>(at, PROXY);
      if (Math.abs(low) < 1e20) proxy += Math.abs(low) * base;
      if (Math.abs(high) < 1e20) proxy += Math.abs(high) * base;
      store<f64>(at, proxy, PROXY);
    } else {
      store<f64>(at, load<f64>(at, SHARE_Q) - load<f64>(setReactive + ((<usize>s) << 3)), SHARE_Q);
    }
  }
  for (let s = 0; s < sourceCount; s++) {
    if (load<u8>(sourceIsOn + s) === 0 || load<i32>(sourceRole + ((<usize>s) << 2)) < 1) continue;
    const at = sums + ((<usize>load<i32>(sourceBus + ((<usize>s) << 2))) << 6);
    store<f64>(at, load<f64>(at, LOW) + lowLimit(s, at), LOW);
    store<f64>(at, load<f64>(at, HIGH) + highLimit(s, at), HIGH);
  }
  for (let s = 0; s < sourceCount; s++) {
    const bus = load<i32>(sourceBus + ((<usize>s) << 2));
    const o = (<usize>s) << 3;
    const role = load<i32>(sourceRole + (o >> 1));
    if (load<u8>(sourceIsOn + s) === 0 || load<u8>(isEnergised + bus) === 0) {
      store<f64>(power + o, 0.0);
      store<f64>(reactive + o, 0.0);
      continue;
    }
    const at = sums + ((<usize>bus) << 6);
    let p = load<f64>(setPower + o);
    const isReference = load<i32>(referenceOf + ((<usize>bus) << 2)) >= 0;
    const takers = load<f64>(at, TAKERS);
    if (Number.isNaN(p)) p = isReference ? load<f64>(at, SHARE_P) / takers : 0.0;
    else if (isReference && takers === 0.0 && load<f64>(at, FIRST) === <f64>(s + 1)) p += load<f64>(at, SHARE_P);
    store<f64>(power + o, p);
    let q = load<f64>(setReactive + o);
    if (role >= 1 && load<i32>(busRole + ((<usize>bus) << 2)) !== BUS_POWER) {
      const need = load<f64>(at, SHARE_Q);
      const low = load<f64>(at, LOW);
      const range = load<f64>(at, HIGH) - low;
      const holders = load<f64>(at, HOLDERS);
      const own = lowLimit(s, at);
      if (range > 0.0) q = own + ((need - low) / range) * (highLimit(s, at) - own);
      else q = own + (need - low) / holders;
    }
    store<f64>(reactive + o, q);
  }
}

/** Room for an endless limit: the finite limits at the bus, what each would give if all gave alike, and one unit. */
function proxyOf(at: usize): f64 {
  return load<f64>(at, PROXY) + Math.abs(load<f64>(at, SHARE_Q)) + basePower_VA;
}

function lowLimit(s: i32, at: usize): f64 {
  const limit = load<f64>(limitTable + ((<usize>s) << 4));
  return Math.abs(limit) < 1e20 ? limit * basePower_VA : -proxyOf(at);
}

function highLimit(s: i32, at: usize): f64 {
  const limit = load<f64>(limitTable + ((<usize>s) << 4), 8);
  return Math.abs(limit) < 1e20 ? limit * basePower_VA : proxyOf(at);
}

export function writeLoads(): void {
  const bus = columnAt(POWER_LOAD_BUS);
  const served = columnAt(POWER_LOAD_SERVED_W);
  for (let k = 0; k < loadCount; k++) {
    const b = load<i32>(bus + ((<usize>k) << 2));
    const isFed = load<u8>(isEnergised + b) !== 0;
    store<f64>(served + ((<usize>k) << 3), isFed ? loadDraw_W(k, load<f64>(voltage + ((<usize>b) << 3))) : 0.0);
  }
}
