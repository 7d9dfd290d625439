import { allocI32, arenaStatus } from "../core/arena";
import { f64At, i32At, setF64 } from "../core/memory";
import { fail } from "../core/report";
import { STATUS_BAD_INPUT, STATUS_OK } from "../core/status";
import { ldltAnalyse, ldltDead, ldltFactorSolve, ldltSlotCount, ldltValues } from "../linalg/ldlt";

// Node balances in correction form, for networks whose held nodes change in a run (regulator outlets, plants that lose
// their pump): every node has a row, and a node that is held or cut off is a dead row.
//     sum over links g (dx_i - dx_j) = rhs_i,   dx = 0 at held and dead nodes
// A link's two ends share no entry when one of them is dead, since dx is zero there: the factor's dead rows see to that.
// One network per instance, therefore no handle. `network` serves those whose fixed nodes are known at binding.

let nodes: i32 = 0;
let links: i32 = 0;
let from: usize = 0;
let to: usize = 0;
let slots: usize = 0; // i32 [link] place of the off-diagonal
let factor: usize = 0;

/** Analyses the pattern once; opening, closing and holding need no other analysis. */
export function nodalAnalyse(nodeCount: i32, linkCount: i32, fromAt: usize, toAt: usize): i32 {
  nodes = nodeCount;
  links = linkCount;
  from = fromAt;
  to = toAt;
  slots = allocI32(linkCount);
  const status = arenaStatus();
  if (status !== STATUS_OK) return fail(status, -1);
  factor = ldltAnalyse(nodeCount, linkCount, from, to, slots);
  if (factor !== 0) return STATUS_OK;
  const failed = arenaStatus();
  return failed !== STATUS_OK ? failed : STATUS_BAD_INPUT;
}

/**
 * dx of every node.
 *  Shapes:  g f64 [link] >= 0; state i32 [node], 0 = free; rhs f64 [node]; dx f64 [node] out
 *  Fails:   singular -> report.at is the node
 */
export function nodalSolve(g: usize, state: usize, rhs: usize, dx: usize): i32 {
  const values = ldltValues(factor);
  const dead = ldltDead(factor);
  memory.fill(values, 0, (<usize>ldltSlotCount(factor)) << 3);
  for (let e = 0; e < links; e++) {
    const conductance = f64At(g, e);
    const i = i32At(from, e);
    const j = i32At(to, e);
    setF64(values, i, f64At(values, i) + conductance);
    setF64(values, j, f64At(values, j) + conductance);
    const slot = i32At(slots, e);
    setF64(values, slot, f64At(values, slot) - conductance);
  }
  for (let i = 0; i < nodes; i++) {
    const isFree = i32At(state, i) === 0;
    store<u8>(dead + <usize>i, isFree ? 0 : 1);
    setF64(dx, i, isFree ? f64At(rhs, i) : 0.0);
  }
  return ldltFactorSolve(factor, dx, dx);
}
