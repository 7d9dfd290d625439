import { alloc, allocI32 } from "../core/arena";
import {
  angle,
  BR_SHIFT,
  BRANCH_STRIDE,
  BUS_FIXED,
  BUS_POWER,
  BUS_VOLTAGE,
  branchesAt,
  branchStart,
  branchTable,
  busCount,
  busRole,
  formsGrid,
  fromBus,
  isEnergised,
  joins,
  placeOf,
  referenceOf,
  roleAt,
  sourceBus,
  sourceCount,
  sourceIsOn,
  sourceRole,
  toBus,
  voltage,
} from "./grid";

// Who is fed, by graph and before any number: a walk from every reference over closed branches. An island that no
// reference reaches takes the first of its sources that can form a grid; without one it is dead.

let queue: usize = 0;
let lastOn: usize = 0;
let lastRole: usize = 0;
let isKnown: bool = false;
/** Buses without supply, and how often the topology has changed so far. */
export let deadCount: i32 = 0;
export let topologyVersion: i32 = 0;

export function allocateTopology(): void {
  queue = allocI32(busCount);
  lastOn = alloc(sourceCount);
  lastRole = allocI32(sourceCount);
  isKnown = false;
}

/** The next update walks again, whatever it finds. */
export function forgetTopology(): void {
  isKnown = false;
}

/** `hasMoved`: a switch has changed. Sources are compared here. */
export function updateTopology(hasMoved: bool): void {
  let change = hasMoved || !isKnown;
  for (let s = 0; s < sourceCount; s++) {
    const on = load<u8>(sourceIsOn + s);
    const role = load<i32>(sourceRole + ((<usize>s) << 2));
    if (on !== load<u8>(lastOn + s) || role !== load<i32>(lastRole + ((<usize>s) << 2))) change = true;
    store<u8>(lastOn + s, on);
    store<i32>(lastRole + ((<usize>s) << 2), role);
  }
  if (change) walk();
}

function walk(): void {
  isKnown = true;
  topologyVersion++;
  memory.fill(isEnergised, 0, busCount);
  memory.fill(referenceOf, 0xff, (<usize>busCount) << 2);
  memory.fill(busRole, 0, (<usize>busCount) << 2);
  let fed = 0;
  for (let s = 0; s < sourceCount; s++) {
    if (load<u8>(sourceIsOn + s) === 0) continue;
    const o = (<usize>s) << 2;
    const bus = (<usize>load<i32>(sourceBus + o)) << 2;
    const role = load<i32>(sourceRole + o);
    if (role === 2) {
      if (load<i32>(referenceOf + bus) < 0) store<i32>(referenceOf + bus, s);
    } else if (role === 1 && load<i32>(busRole + bus) === BUS_POWER) store<i32>(busRole + bus, BUS_VOLTAGE);
  }
  let head = 0;
  for (let i = 0; i < busCount; i++) {
    if (load<i32>(referenceOf + ((<usize>i) << 2)) < 0) continue;
    store<u8>(isEnergised + i, 1);
    store<i32>(queue + ((<usize>fed) << 2), i);
    seedStart(i, -1, 0.0);
    fed++;
  }
  fed = spread(head, fed);
  for (let s = 0; s < sourceCount; s++) {
    const bus = load<i32>(sourceBus + ((<usize>s) << 2));
    if (load<u8>(sourceIsOn + s) === 0 || load<u8>(formsGrid + s) === 0 || load<u8>(isEnergised + bus) !== 0) continue;
    store<i32>(referenceOf + ((<usize>bus) << 2), s);
    store<u8>(isEnergised + bus, 1);
    seedStart(bus, -1, 0.0);
    head = fed;
    store<i32>(queue + ((<usize>fed) << 2), bus);
    fed = spread(head, fed + 1);
  }
  deadCount = busCount - fed;
  for (let i = 0; i < busCount; i++) {
    const o = (<usize>i) << 2;
    if (load<i32>(referenceOf + o) >= 0) store<i32>(busRole + o, BUS_FIXED);
    if (load<u8>(isEnergised + i) === 0) {
      store<i32>(busRole + o, BUS_FIXED);
      store<f64>(voltage + ((<usize>i) << 3), 0.0);
      store<f64>(angle + ((<usize>i) << 3), 0.0);
    }
    store<i32>(roleAt + ((<usize>load<i32>(placeOf + o)) << 2), load<i32>(busRole + o));
  }
}

/** Breadth first over closed branches from queue[head..tail); returns the new tail. */
function spread(head: i32, tail: i32): i32 {
  while (head < tail) {
    const bus = load<i32>(queue + ((<usize>head) << 2));
    head++;
    const last = load<i32>(branchStart + ((<usize>bus) << 2), 4);
    for (let p = load<i32>(branchStart + ((<usize>bus) << 2)); p < last; p++) {
      const b = load<i32>(branchesAt + ((<usize>p) << 2));
      if (!joins(b)) continue;
      const from = load<i32>(fromBus + ((<usize>b) << 2));
      const isForward = from === bus;
      const other = isForward ? load<i32>(toBus + ((<usize>b) << 2)) : from;
      if (load<u8>(isEnergised + other) !== 0) continue;
      store<u8>(isEnergised + other, 1);
      const shift = load<f64>(branchTable + <usize>b * BRANCH_STRIDE, BR_SHIFT);
      seedStart(other, bus, isForward ? -shift : shift);
      store<i32>(queue + ((<usize>tail) << 2), other);
      tail++;
    }
  }
  return tail;
}

/** A bus that was dead starts at nominal voltage and at the angle of the bus that feeds it; others keep their own. */
function seedStart(bus: i32, parent: i32, shift: f64): void {
  const o = (<usize>bus) << 3;
  if (load<f64>(voltage + o) > 0.0) return;
  store<f64>(voltage + o, 1.0);
  store<f64>(angle + o, parent < 0 ? 0.0 : load<f64>(angle + ((<usize>parent) << 3)) + shift);
}
