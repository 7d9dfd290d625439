import { alloc } from "../../core/arena";
import { columnAt } from "../../core/header";
import * as slot from "../../layout.generated";
import * as w from "./columns";

// What a solve may change, kept aside to go back to.

let kept: usize = 0;

export function prepareKept(): void {
  kept = alloc(<usize>w.links * 24 + <usize>w.nodes * 48);
}

let at: usize = 0;

function move(isBack: bool, column: usize, count: i32, width: i32): void {
  const bytes = (<usize>count) << width;
  if (isBack) memory.copy(column, at, bytes);
  else memory.copy(at, column, bytes);
  at += bytes;
}

function moveAll(isBack: bool): void {
  at = kept;
  move(isBack, w.flow, w.links, 3);
  move(isBack, w.setting, w.links, 3);
  move(isBack, w.status, w.links, 2);
  move(isBack, columnAt(slot.WATER_LINK_STATUS_BEFORE_TRIP), w.links, 2);
  move(isBack, w.head, w.junctions, 3);
  move(isBack, w.excess, w.nodes, 3);
  move(isBack, w.demandFlow, w.junctions, 3);
  move(isBack, w.emitterFlow, w.junctions, 3);
  move(isBack, w.leakFixedFlow, w.junctions, 3);
  move(isBack, w.leakVariableFlow, w.junctions, 3);
}

export function keepState(): void {
  moveAll(false);
}

export function restoreState(): void {
  moveAll(true);
}
