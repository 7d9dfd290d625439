import { columnAt } from "../../core/header";
import { i32At } from "../../core/memory";
import * as slot from "../../layout.generated";
import * as w from "./columns";
import { watched, watchedCount } from "./links";

// Which links are open. Tests compare heads and flows with tolerances of 0.0005 ft and 1e-4 cfs (or the same in SI).

let headTolerance: f64 = 0.0;
let flowTolerance: f64 = 0.0;
let isStrict: bool = false;
let doesPumpPush: bool = false;

/** What a pump at a full or empty tank would do is told by its direction, not by the leak of a closed one. */
export function askPumpsDirection(isAsked: bool): void {
  doesPumpPush = isAsked || isStrict;
}

export function loadTolerances(): void {
  headTolerance = w.runF(slot.WATER_RUN_HEAD_TOLERANCE_K);
  flowTolerance = w.runF(slot.WATER_RUN_FLOW_TOLERANCE_K);
  isStrict = w.runI(slot.WATER_RUN_IS_STRICT) !== 0;
  askPumpsDirection(false);
}

/**
 * The head that is held in a zone without a source is nobody's: what leads out of it would give water from nowhere, and
 * a pump or a valve within would send it round. Only its plain pipes stay as they are: at one head nothing flows there.
 */
function isDry(kind: i32, a: i32, b: i32): bool {
  if (!isStrict) return false;
  const isDryA = w.i(w.isCutOff, a) !== 0;
  const isDryB = w.i(w.isCutOff, b) !== 0;
  return kind === w.PIPE ? isDryA !== isDryB : isDryA || isDryB;
}

/** PRV and PSV that are not fixed; asked in every iteration. True when one changed. */
export function checkPressureValves(): bool {
  let isChanged = false;
  for (let v = 0; v < w.controlValves; v++) {
    const k = w.i(w.controlValve, v);
    const s = w.f(w.setting, k);
    const kind = w.i(w.kind, k);
    if (w.isNone(s) || kind === w.FCV) continue;
    const a = w.i(w.from, k);
    const b = w.i(w.to, k);
    const before = w.i(w.status, k);
    const q = w.f(w.flow, k);
    const loss = w.f(w.minorLoss, k) * q * q;
    const after = isDry(kind, a, b)
      ? w.CLOSED
      : kind === w.PRV
        ? reducingStatus(before, w.f(w.elevation, b) + s, w.f(w.head, a), w.f(w.head, b), q, loss)
        : sustainingStatus(before, w.f(w.elevation, a) + s, w.f(w.head, a), w.f(w.head, b), q, loss);
    if (after !== before) {
      w.setI(w.status, k, after);
      isChanged = true;
    }
  }
  return isChanged;
}

function reducingStatus(before: i32, set: f64, above: f64, below: f64, q: f64, loss: f64): i32 {
  const h = headTolerance;
  if (before === w.CLOSED) {
    if (above >= set + h && below < set - h) return w.ACTIVE;
    return above < set - h && above > below + h ? w.OPEN : w.CLOSED;
  }
  if (q < -flowTolerance) return w.CLOSED;
  if (before === w.ACTIVE) return above - loss < set - h ? w.OPEN : w.ACTIVE;
  if (before === w.OPEN) return below >= set + h ? w.ACTIVE : w.OPEN;
  return before;
}

function sustainingStatus(before: i32, set: f64, above: f64, below: f64, q: f64, loss: f64): i32 {
  const h = headTolerance;
  if (before === w.CLOSED) {
    if (below > set + h && above > below + h) return w.OPEN;
    return above >= set + h && above > below + h ? w.ACTIVE : w.CLOSED;
  }
  if (q < -flowTolerance) return w.CLOSED;
  if (before === w.ACTIVE) return below + loss > set + h ? w.OPEN : w.ACTIVE;
  if (before === w.OPEN) return above < set - h ? w.ACTIVE : w.OPEN;
  return before;
}

/** Check valves, pumps, FCVs and links at full or empty tanks. True when one changed. */
export function checkLinks(): bool {
  let isChanged = false;
  for (let t = 0; t < watchedCount; t++) {
    const k = i32At(watched, t);
    const kind = w.i(w.kind, k);
    const a = w.i(w.from, k);
    const b = w.i(w.to, k);
    const atFixed = a >= w.junctions || b >= w.junctions;
    const before = w.i(w.status, k);
    const drop = w.f(w.head, a) - w.f(w.head, b);
    // What was closed for the moment only is open until the tests below close it again.
    let now = before === w.BEYOND_HEAD || before === w.HELD ? w.OPEN : before;
    const s = w.f(w.setting, k);
    if (kind === w.CHECK_PIPE) now = checkValveStatus(now, drop, w.f(w.flow, k));
    else if (kind === w.PUMP) {
      if (now >= w.OPEN && s > 0.0) now = pumpStatus(k, -drop, s);
    } else if (kind === w.FCV && !w.isNone(s)) {
      now = flowValveStatus(now, drop, w.f(w.flow, k), s, w.f(w.minorLoss, k));
    }
    if (atFixed && now > w.CLOSED) now = tankStatus(now, kind, k, a, b);
    if (isDry(kind, a, b)) now = w.CLOSED;
    if (now !== before) {
      w.setI(w.status, k, now);
      isChanged = true;
      if (isStrict && kind === w.PUMP && now === w.OPEN) {
        // From the leak of a closed pump Newton would need a dozen steps to the far end of its curve.
        w.setF(w.flow, k, s * w.f(w.pumpDesign, w.i(w.part, k)));
      }
    }
  }
  return isChanged;
}

function checkValveStatus(before: i32, drop: f64, q: f64): i32 {
  if (Math.abs(drop) > headTolerance) return drop < -headTolerance || q < -flowTolerance ? w.CLOSED : w.OPEN;
  return q < -flowTolerance ? w.CLOSED : before;
}

/** Shut off beyond speed^2 times the head at no flow. Running out at the far end is only worth a warning. */
function pumpStatus(k: i32, gain: f64, speed: f64): i32 {
  const p = w.i(w.part, k);
  if (w.i(w.pumpCurve, p) === w.POWER_PUMP) return w.OPEN;
  return gain > speed * speed * w.f(w.pumpMaxHead, p) + headTolerance ? w.BEYOND_HEAD : w.OPEN;
}

/** An active one takes no less head than it does fully open: where it would, it is open and lets through what comes. */
function flowValveStatus(before: i32, drop: f64, q: f64, s: f64, openLoss: f64): i32 {
  if (drop < -headTolerance || q < -flowTolerance) return w.FCV_OPEN;
  if (before === w.FCV_OPEN && q >= s) return w.ACTIVE;
  return before === w.ACTIVE && drop < openLoss * q * q ? w.FCV_OPEN : before;
}

/** A full tank takes nothing in, an empty one gives nothing; each end of the link is asked. */
function tankStatus(before: i32, kind: i32, k: i32, a: i32, b: i32): i32 {
  // A pump only pushes from -> to: the leak of a closed one says nothing about what it would do.
  const q = kind === w.PUMP && doesPumpPush ? 1.0 : w.f(w.flow, k);
  if (a >= w.junctions && isShut(a, -q)) return w.HELD;
  return b >= w.junctions && isShut(b, q) ? w.HELD : before;
}

/** Is the tank at `node` full against the inflow q, or empty against an outflow? A reservoir never is. */
function isShut(node: i32, q: f64): bool {
  const row = node - w.junctions;
  if (w.i(w.isTank, row) === 0) return false;
  const level = w.f(w.head, node);
  if (q > 0.0) return level >= w.f(w.tankMax, row) && w.i(w.canOverflow, row) === 0;
  return q < 0.0 && level <= w.f(w.tankMin, row);
}

/**
 * Links that a junction's pressure switches; only at convergence. True when one changed. What somebody set by hand is
 * left alone; a pump without power is told, and stands.
 */
export function checkSwitches(): bool {
  let isChanged = false;
  const links = columnAt(slot.WATER_SWITCH_LINK);
  const nodes = columnAt(slot.WATER_SWITCH_NODE);
  const above = columnAt(slot.WATER_SWITCH_IS_ABOVE);
  const grades = columnAt(slot.WATER_SWITCH_GRADE_K);
  const statuses = columnAt(slot.WATER_SWITCH_STATUS_CODE);
  const settings = columnAt(slot.WATER_SWITCH_SETTING_K);
  const byHand = columnAt(slot.WATER_LINK_BY_HAND);
  const tripped = columnAt(slot.WATER_LINK_STATUS_BEFORE_TRIP);
  for (let c = 0; c < w.switches; c++) {
    const h = w.f(w.head, w.i(nodes, c));
    const grade = w.f(grades, c);
    const isDue = w.i(above, c) !== 0 ? h >= grade - headTolerance : h <= grade + headTolerance;
    if (!isDue) continue;
    const k = w.i(links, c);
    if (w.i(byHand, k) !== 0) continue;
    const kind = w.i(w.kind, k);
    const status = w.i(statuses, c);
    const wanted = w.f(settings, c);
    const has = w.f(w.setting, k);
    const isSame = has === wanted || (w.isNone(has) && w.isNone(wanted));
    let mustChange: bool;
    if (kind <= w.PIPE) mustChange = w.i(w.status, k) !== status;
    else if (kind === w.PUMP) mustChange = !isSame;
    else mustChange = !isSame || (w.isNone(has) && w.i(w.status, k) !== status);
    if (!mustChange) continue;
    if (kind > w.PIPE) w.setF(w.setting, k, wanted);
    if (w.i(tripped, k) >= 0) {
      w.setI(tripped, k, status);
      continue;
    }
    w.setI(w.status, k, status);
    isChanged = true;
  }
  return isChanged;
}

/** A control valve whose setting makes the system singular at `node` is forced open. False when there is none. */
export function releaseValveAt(node: i32): bool {
  for (let t = 0; t < watchedCount; t++) {
    const k = i32At(watched, t);
    if (w.i(w.kind, k) < w.PRV || (w.i(w.from, k) !== node && w.i(w.to, k) !== node)) continue;
    const kind = w.i(w.kind, k);
    if (kind !== w.PRV && kind !== w.PSV && kind !== w.FCV) return false;
    if (w.i(w.status, k) !== w.ACTIVE) return false;
    w.setI(w.status, k, kind === w.FCV ? w.FCV_OPEN : w.PRESSURE_OPEN);
    return true;
  }
  return false;
}

/** Every pressure or flow valve that steers is forced open, until it is tested again. False when none steers. */
export function releaseValves(): bool {
  let isAny = false;
  for (let t = 0; t < watchedCount; t++) {
    const k = i32At(watched, t);
    const kind = w.i(w.kind, k);
    if ((kind !== w.PRV && kind !== w.PSV && kind !== w.FCV) || w.i(w.status, k) !== w.ACTIVE) continue;
    w.setI(w.status, k, kind === w.FCV ? w.FCV_OPEN : w.PRESSURE_OPEN);
    isAny = true;
  }
  return isAny;
}
