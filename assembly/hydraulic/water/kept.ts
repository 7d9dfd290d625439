import { alloc } from "../../core/arena";
import { columnAt } from "../../core/header";
import * as slot from "../../layout.generated";
import * as w from "./columns";

// What damped steps may change, kept aside to go back to. Excess at junctions and demands that do not hang on pressure
// are made anew from the rest.

let kept: usize = 0;

export function prepareKept(): void {
  kept = 0;
  moveAll(COUNT);
  kept = alloc(at);
}

const COUNT: i32 = 0;
const KEEP: i32 = 1;
const BACK: i32 = 2;

let at: usize = 0;

function move(what: i32, column: usize, count: i32, width: i32): void {
  const bytes = (<usize>count) << width;
  if (what === BACK) memory.copy(column, at, bytes);
  else if (what === KEEP) memory.copy(at, column, bytes);
  at += bytes;
}

function moveAll(what: i32): void {
  at = kept;
  move(what, w.flow, w.links, 3);
  move(what, w.head, w.junctions, 3);
  move(what, w.emitterFlow, w.junctions, 3);
  move(what, w.excess + ((<usize>w.junctions) << 3), w.nodes - w.junctions, 3);
  if (w.runI(slot.WATER_RUN_IS_PRESSURE_DRIVEN) !== 0) move(what, w.demandFlow, w.junctions, 3);
  if (w.runI(slot.WATER_RUN_HAS_LEAKAGE) !== 0) {
    move(what, w.leakFixedFlow, w.junctions, 3);
    move(what, w.leakVariableFlow, w.junctions, 3);
  }
  // settings change only where a junction's pressure switches a link
  if (w.switches > 0) move(what, w.setting, w.links, 3);
  move(what, w.status, w.links, 2);
  if (w.switches > 0) move(what, columnAt(slot.WATER_LINK_STATUS_BEFORE_TRIP), w.links, 2);
}

export function keepState(): void {
  moveAll(KEEP);
}

export function restoreState(): void {
  moveAll(BACK);
}
