import { isAbsent } from "../../core/absent";
import { f64At, i32At, setF64, setI32, setU8, u8At } from "../../core/memory";
import { spread } from "../reach";
import {
  air,
  from,
  held,
  isEnergised,
  isOpen,
  kind,
  LOOP_ANCHOR,
  LOOP_EXCHANGER,
  label,
  lift,
  links,
  NODE_DEAD,
  NODE_FREE,
  NODE_HELD,
  nodeLinks,
  nodeStart,
  nodes,
  p,
  pass,
  queue,
  returnPressure,
  state,
  to,
} from "./columns";

// Where a pressure is held, and where a running pump moves the water.

// Labels of nodes: reached from a driven supply, from a driven return, from anything that holds a pressure.
const FROM_SUPPLY: i32 = 1;
const FROM_RETURN: i32 = 2;
const FROM_PRESSURE: i32 = 4;

export function isRunning(plant: i32): bool {
  return u8At(isOpen, plant) !== 0 && u8At(isEnergised, plant) !== 0;
}

function startFrom(node: i32, tail: i32, mark: i32): i32 {
  const at = label + ((<usize>node) << 2);
  if ((load<i32>(at) & mark) !== 0) return tail;
  store<i32>(at, load<i32>(at) | mark);
  setI32(queue, tail, node);
  return tail + 1;
}

/** Which nodes are held, free or dead, and which are driven: the water moves only between a driven supply and return. */
export function markNodes(): void {
  for (let i = 0; i < nodes; i++) {
    setI32(label, i, 0);
    setI32(state, i, NODE_DEAD);
  }
  for (let e = 0; e < links; e++) setU8(pass, e, i32At(kind, e) <= LOOP_EXCHANGER ? u8At(isOpen, e) : 0);
  for (let mark = FROM_SUPPLY; mark <= FROM_PRESSURE; mark *= 2) {
    let tail: i32 = 0;
    for (let i = 0; i < nodes; i++) if (!isAbsent(f64At(held, i))) tail = startFrom(i, tail, mark);
    for (let e = 0; e < links; e++) {
      if (i32At(kind, e) !== LOOP_ANCHOR) continue;
      if (mark === FROM_PRESSURE || (isRunning(e) && mark === FROM_SUPPLY)) tail = startFrom(i32At(to, e), tail, mark);
      if (mark === FROM_PRESSURE || (isRunning(e) && mark === FROM_RETURN))
        tail = startFrom(i32At(from, e), tail, mark);
    }
    spread(mark, tail, label, pass, queue, from, to, nodeStart, nodeLinks);
  }
  for (let i = 0; i < nodes; i++) {
    if ((i32At(label, i) & FROM_PRESSURE) !== 0) setI32(state, i, NODE_FREE);
    const h = f64At(held, i);
    if (isAbsent(h)) continue;
    setI32(state, i, NODE_HELD);
    setF64(p, i, h + f64At(air, i));
  }
  for (let e = 0; e < links; e++) {
    if (i32At(kind, e) !== LOOP_ANCHOR) continue;
    const a = i32At(from, e);
    const b = i32At(to, e);
    setI32(state, a, NODE_HELD);
    setI32(state, b, NODE_HELD);
    setF64(p, a, f64At(returnPressure, e) + f64At(air, a));
    // A pump that stands still lets the loop settle at one pressure.
    setF64(p, b, f64At(returnPressure, e) + (isRunning(e) ? f64At(lift, e) : 0.0) + f64At(air, b));
  }
}

/** True when a link that takes a given flow from `a` to `b` has water driven on both its sides. */
export function isDriven(a: i32, b: i32): bool {
  return (i32At(label, a) & FROM_SUPPLY) !== 0 && (i32At(label, b) & FROM_RETURN) !== 0;
}
