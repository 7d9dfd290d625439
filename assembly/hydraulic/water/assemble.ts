import { allocF64, arenaStatus } from "../../core/arena";
import { i32At } from "../../core/memory";
import { cellOf, cellOffset, clearEntries, resetCells } from "../system";
import * as w from "./columns";
import { big, isPressureDriven, isStrict, rest } from "./constants";
import { deviceCoefficients, valveCoefficients } from "./devices";
import { around, aroundCount, deviceCount, devices, endCount, ends, placesOf, tied, tiedCount } from "./links";
import { outflowAt, outflowRows } from "./outflow";
import { addLink, pipeRows } from "./pipes";

// Matrix and right-hand side of an iteration.

/** Cells before any link is added: what a junction draws whatever its pressure. */
let draws: usize = 0;

export function prepareAssembly(): i32 {
  draws = allocF64(2 * w.junctions + 2);
  return arenaStatus();
}

/** Once per solve: demands at hand. */
export function loadDraws(): void {
  for (let n = 0; n < w.junctions; n++) {
    const full = w.f(w.fullDemand, n);
    // A demand held back last time starts anew from the full one.
    w.setF(w.demandFlow, n, full);
    store<f64>(draws + cellOffset(n), isPressureDriven && full > 0.0 ? 0.0 : -full, 8);
  }
}

/** inverseSlope and shift of every link at the present flows, and the system they make. */
export function assemble(): void {
  clearEntries();
  resetCells(draws);
  pipeRows();
  deviceCoefficients();
  for (let d = 0; d < deviceCount; d++) {
    const k = i32At(devices, d);
    if (w.f(w.inverseSlope, k) !== 0.0) addLink(k);
  }
  for (let t = 0; t < tiedCount; t++) {
    const k = i32At(tied, t);
    const a = w.i(w.from, k);
    const p = w.f(w.inverseSlope, k);
    if (a >= w.junctions) addRight(w.i(w.to, k), p * w.f(w.head, a));
    else addRight(a, p * w.f(w.head, w.i(w.to, k)));
  }
  outflowRows();
  if (w.controlValves > 0) {
    balanceValveEnds();
    valveRows();
  }
  if (isStrict) holdCutOff();
}

function addRight(n: i32, value: f64): void {
  const cell = cellOf(n);
  store<f64>(cell, load<f64>(cell, 8) + value, 8);
}

function addDiagonal(n: i32, value: f64): void {
  const cell = cellOf(n);
  store<f64>(cell, load<f64>(cell) + value);
}

function addEntry(k: i32, value: f64): void {
  const entry = <usize>load<u32>(placesOf + ((<usize>k) << 4), 8);
  store<f64>(entry, load<f64>(entry) + value);
}

/** excess at the ends of control valves: what their other links bring, less what leaves there. */
function balanceValveEnds(): void {
  for (let e = 0; e < endCount; e++) w.setF(w.excess, i32At(ends, e), 0.0);
  for (let r = 0; r < aroundCount; r++) {
    const k = i32At(around, r);
    if (w.f(w.inverseSlope, k) === 0.0) continue;
    w.addF(w.excess, w.i(w.from, k), -w.f(w.flow, k));
    w.addF(w.excess, w.i(w.to, k), w.f(w.flow, k));
  }
  for (let e = 0; e < endCount; e++) {
    const n = i32At(ends, e);
    if (n < w.junctions) w.addF(w.excess, n, -outflowAt(n));
  }
}

/** Nodes without a path to a source are held at one head for each group of them: nothing flows, nobody is misled. */
function holdCutOff(): void {
  for (let n = 0; n < w.junctions; n++) {
    if (w.i(w.isCutOff, n) === 0) continue;
    addDiagonal(n, big);
    addRight(n, big * w.f(w.heldHead, n));
  }
}

/** PRV, PSV and FCV that are not fixed open or closed. Active ones need the excess of their nodes, so they come last. */
function valveRows(): void {
  for (let v = 0; v < w.controlValves; v++) {
    const k = w.i(w.controlValve, v);
    const s = w.f(w.setting, k);
    if (w.isNone(s)) continue;
    const kind = w.i(w.kind, k);
    const a = w.i(w.from, k);
    const b = w.i(w.to, k);
    const q = w.f(w.flow, k);
    if (w.i(w.status, k) === w.ACTIVE) {
      if (kind === w.PRV) {
        // Head below the valve is its setting; its flow is what that node lacks.
        const x = w.f(w.excess, b);
        w.setF(w.inverseSlope, k, 0.0);
        w.setF(w.shift, k, q + x);
        addRight(b, (w.f(w.elevation, b) + s) * big);
        addDiagonal(b, big);
        if (x < 0.0) addRight(a, x);
      } else if (kind === w.PSV) {
        const x = w.f(w.excess, a);
        w.setF(w.inverseSlope, k, 0.0);
        w.setF(w.shift, k, q - x);
        addRight(a, (w.f(w.elevation, a) + s) * big);
        addDiagonal(a, big);
        if (x > 0.0) addRight(b, x);
        addEntry(k, -1.0 / rest);
        addDiagonal(b, 1.0 / rest);
      } else {
        // FCV: the network is cut, the setting is a demand above and a supply below.
        w.addF(w.excess, a, -s);
        w.addF(w.excess, b, s);
        w.setF(w.shift, k, q - s);
        addRight(a, -s);
        addRight(b, s);
        const c = 1.0 / rest;
        w.setF(w.inverseSlope, k, c);
        addEntry(k, -c);
        addDiagonal(a, c);
        addDiagonal(b, c);
      }
      continue;
    }
    valveCoefficients(k, w.f(w.minorLoss, k));
    const c = w.f(w.inverseSlope, k);
    const d = w.f(w.shift, k) - q;
    addEntry(k, -c);
    addDiagonal(a, c);
    addDiagonal(b, c);
    addRight(a, d);
    addRight(b, -d);
  }
}
