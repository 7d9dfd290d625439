import { allocF64, arenaStatus } from "../../core/arena";
import { fixedPower, fixedPower2, fixedPowerTables } from "../../core/fixedPower";
import { i32At } from "../../core/memory";
import { STATUS_OK } from "../../core/status";
import * as slot from "../../layout.generated";
import { darcyLoss, lawSlope } from "../laws/water";
import * as w from "./columns";
import { formula, low, viscosity } from "./constants";
import { putClosed } from "./devices";
import { placesOf, runCount, runs } from "./links";

// Linearisation of every link about its last flow: h(q') = h + g (q' - q) with g = dh/dq gives
//   q' = q - (shift - inverseSlope (H_from - H_to)),  inverseSlope = 1/g, shift = h/g,
// and mass balance at the junctions then is a symmetric system in the heads (Todini and Pilati 1988).
//
// Pipes are nearly all links of a network and their law is the greater part of an iteration, so they go two at a time
// and without a division: with r q^n the inverse slope is |q|^(1-n) / (n r) and the shift q / n, minor loss apart.

/** Tables of |q|^(1-n) of the power law, and of w^-0.9 of Swamee and Jain's friction factor. */
let tables: usize = 0;
let exponent: f64 = 1.852;
/** f64 [link] 1 / (n r) of the power law */
let ease: usize = 0;

/** Once, when the formula is known: its tables depend on nothing else. */
export function preparePowers(): void {
  exponent = w.runF(slot.WATER_RUN_LOSS_EXPONENT_1);
  tables = fixedPowerTables(w.runI(slot.WATER_RUN_FORMULA) === 1 ? -0.9 : 1.0 - exponent);
}

/** When resistances are known. */
export function preparePipes(): i32 {
  ease = allocF64(w.links + 1);
  if (arenaStatus() !== STATUS_OK) return arenaStatus();
  for (let k = 0; k < w.links; k++) w.setF(ease, k, 1.0 / (exponent * w.f(w.resistance, k)));
  return STATUS_OK;
}

/** inverseSlope and shift of all pipes, added to the system as they come. */
export function pipeRows(): void {
  for (let r = 0; r < runCount; r++) {
    let k = i32At(runs, 2 * r);
    const end = i32At(runs, 2 * r + 1);
    if (formula === 1) {
      for (; k < end; k++) darcyPipe(k);
      continue;
    }
    for (; k < end - 1; k += 2) {
      const status = w.status + ((<usize>k) << 2);
      if (load<i32>(status) > w.CLOSED && load<i32>(status, 4) > w.CLOSED) twoPipes(k);
      else {
        onePipe(k);
        onePipe(k + 1);
      }
    }
    if (k < end) onePipe(k);
  }
}

function onePipe(k: i32): void {
  if (w.i(w.status, k) <= w.CLOSED) putClosed(k);
  else {
    const q = w.f(w.flow, k);
    const a = Math.abs(q);
    const m = w.f(w.minorLoss, k);
    let p = w.f(ease, k) * fixedPower(tables, a);
    let shift = q * (1.0 / exponent);
    // friction is a line where its slope falls below `low`
    if (p > 1.0 / low) {
      p = exponent / low;
      shift = q;
    }
    if (m > 0.0) {
      const g = 1.0 / p;
      const loss = shift * g + m * (a * q);
      p = 1.0 / (g + 2.0 * m * a);
      shift = loss * p;
    }
    w.setF(w.inverseSlope, k, p);
    w.setF(w.shift, k, shift);
  }
  addLink(k);
}

/** The same of two neighbours, both open: the same bits. */
function twoPipes(k: i32): void {
  const at = (<usize>k) << 3;
  const q = v128.load(w.flow + at);
  const a = f64x2.abs(q);
  const n = f64x2.splat(exponent);
  fixedPower2(tables, w.flow + at, w.inverseSlope + at);
  let p = f64x2.mul(v128.load(ease + at), v128.load(w.inverseSlope + at));
  let shift = f64x2.mul(q, f64x2.splat(1.0 / exponent));
  const isLow = f64x2.gt(p, f64x2.splat(1.0 / low));
  if (v128.any_true(isLow)) {
    p = v128.bitselect(f64x2.div(n, f64x2.splat(low)), p, isLow);
    shift = v128.bitselect(q, shift, isLow);
  }
  const m = v128.load(w.minorLoss + at);
  if (v128.any_true(m)) {
    const one = f64x2.splat(1.0);
    const g = f64x2.div(one, p);
    const loss = f64x2.add(f64x2.mul(shift, g), f64x2.mul(m, f64x2.mul(a, q)));
    const p2 = f64x2.div(one, f64x2.add(g, f64x2.mul(f64x2.mul(f64x2.splat(2.0), m), a)));
    const hasMinor = f64x2.gt(m, f64x2.splat(0.0));
    shift = v128.bitselect(f64x2.mul(loss, p2), shift, hasMinor);
    p = v128.bitselect(p2, p, hasMinor);
  }
  v128.store(w.inverseSlope + at, p);
  v128.store(w.shift + at, shift);
  const flows = f64x2.sub(shift, q);
  const places = placesOf + (at << 1);
  addAt(places, v128.shuffle<f64>(p, flows, 0, 2));
  addAt(places + 16, v128.shuffle<f64>(p, flows, 1, 3));
}

function darcyPipe(k: i32): void {
  if (w.i(w.status, k) <= w.CLOSED) putClosed(k);
  else {
    const s = viscosity * w.f(w.diameter, k);
    const q = w.f(w.flow, k);
    const power = fixedPower(tables, Math.abs(q) / s);
    const loss = darcyLoss(q, w.f(w.resistance, k), w.f(w.roughness, k), s, w.f(w.minorLoss, k), power);
    const p = 1.0 / lawSlope();
    w.setF(w.inverseSlope, k, p);
    w.setF(w.shift, k, loss * p);
  }
  addLink(k);
}

/** Adds link k with the inverseSlope and shift at hand to the rows of its ends. */
export function addLink(k: i32): void {
  const p = w.f(w.inverseSlope, k);
  const pair = f64x2.replace_lane(f64x2.splat(p), 1, w.f(w.shift, k) - w.f(w.flow, k));
  addAt(placesOf + ((<usize>k) << 4), pair);
}

/** pair: inverse slope, and the flow that leaves `to` for `from`'s balance beside it. */
function addAt(places: usize, pair: v128): void {
  const from = <usize>load<u32>(places);
  const to = <usize>load<u32>(places, 4);
  const entry = <usize>load<u32>(places, 8);
  v128.store(from, f64x2.add(v128.load(from), pair));
  v128.store(to, f64x2.add(v128.load(to), v128.xor(pair, f64x2.replace_lane(f64x2.splat(0.0), 1, -0.0))));
  store<f64>(entry, load<f64>(entry) - f64x2.extract_lane(pair, 0));
}
