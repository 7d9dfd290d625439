import { isAbsent } from "../../core/absent";
import { f64At, i32At, setF64, setI32, setU8, u8At } from "../../core/memory";
import { spread } from "../reach";
import {
  air,
  from,
  GAS_REGULATOR,
  held,
  isOpen,
  kind,
  label,
  links,
  MODE_ACTIVE,
  MODE_CAPPED,
  MODE_CLOSED,
  mode,
  NODE_DEAD,
  NODE_FREE,
  NODE_HELD,
  nodeLinks,
  nodeStart,
  nodes,
  p,
  pass,
  queue,
  setPressure,
  share,
  state,
  to,
} from "./columns";
import { holdsOutlet, isShut } from "./regulators";

// What feeds what: which nodes hold a pressure, which follow, which have no source.

/** Regulators in mode `shut` between a fed node and an island become active, until no island is left behind one. */
function rescueIslands(shut: i32): void {
  for (let e = 0; e < links; e++) {
    if (i32At(kind, e) !== GAS_REGULATOR || u8At(isOpen, e) === 0 || i32At(mode, e) !== shut) continue;
    const j = i32At(to, e);
    if (i32At(label, j) !== 0 || i32At(label, i32At(from, e)) === 0) continue;
    setI32(mode, e, MODE_ACTIVE);
    setU8(pass, e, 2);
    setI32(label, j, 1);
    setI32(queue, 0, j);
    spread(1, 1, label, pass, queue, from, to, nodeStart, nodeLinks);
    e = -1; // islands behind islands
  }
}

/**
 * Which nodes are held, free, or without any source. A closed regulator that is the only way into an island opens:
 * without it the island's pressure would not exist.
 */
export function markNodes(): void {
  for (let e = 0; e < links; e++) {
    const k = i32At(kind, e);
    let way: i32 = 1;
    if (isShut(e)) way = 0;
    else if (holdsOutlet(e)) way = 2;
    else if (k === GAS_REGULATOR && i32At(mode, e) === MODE_CAPPED) way = 0;
    setU8(pass, e, way);
  }
  let tail: i32 = 0;
  for (let i = 0; i < nodes; i++) {
    const h = f64At(held, i);
    const isHeld = !isAbsent(h);
    setI32(label, i, isHeld ? 1 : 0);
    if (isHeld) {
      setI32(queue, tail, i);
      tail++;
    }
  }
  tail = spread(1, tail, label, pass, queue, from, to, nodeStart, nodeLinks);
  rescueIslands(MODE_CLOSED);
  // A capped regulator alone cannot hold an island: it serves what it can at a falling pressure, which is no steady
  // state; the island is served at the set pressure and the overload is reported.
  rescueIslands(MODE_CAPPED);
  for (let i = 0; i < nodes; i++) {
    const h = f64At(held, i);
    let s = NODE_FREE;
    if (i32At(label, i) === 0) s = NODE_DEAD;
    else if (!isAbsent(h)) {
      s = NODE_HELD;
      setF64(p, i, h + f64At(air, i));
    }
    setI32(state, i, s);
    setI32(share, i, 0);
  }
  for (let e = 0; e < links; e++) {
    if (!holdsOutlet(e) || i32At(label, i32At(from, e)) === 0) continue;
    const j = i32At(to, e);
    const h = f64At(held, j);
    if (!isAbsent(h)) continue;
    setI32(state, j, NODE_HELD);
    setI32(share, j, i32At(share, j) + 1);
    setF64(p, j, f64At(setPressure, e) + f64At(air, j));
  }
}
