import { alloc, allocF64, allocI32, arenaStatus } from "../core/arena";
import { f64At, i32At, setF64, setI32, u8At } from "../core/memory";
import { fail, reportAt } from "../core/report";
import { STATUS_BAD_INPUT, STATUS_NOT_READY, STATUS_OK } from "../core/status";
import { ldltAnalyse, ldltCheckPattern, ldltDead, ldltFactorSolve, ldltSlotCount, ldltValues } from "../linalg/ldlt";

// A nodal flow network: links between nodes, each linearised as
//     flow = y + p (potential[from] - potential[to]),   p >= 0
// and one balance per free node: flow in - flow out + inflow - extra * potential = 0. Fixed nodes (reservoirs, tanks,
// a city gate) have a potential and no row. Water, gas and the heating loops put their own p, y and potential into it.

const MAGIC: i32 = 0x4e455457; // "NETW"
const BYTES: usize = 80;

function nodeCountOf(h: usize): i32 {
  return load<i32>(h, 4);
}
function linkCountOf(h: usize): i32 {
  return load<i32>(h, 8);
}
/** Number of free nodes. */
export function networkRows(h: usize): i32 {
  return load<i32>(h, 12);
}
/** i32 [nodeCount] row of a node, -1 when fixed */
export function networkRowOf(h: usize): usize {
  return load<u32>(h, 16);
}
/** i32 [rows] node of a row */
export function networkNodeOf(h: usize): usize {
  return load<u32>(h, 20);
}
/** i32 [4 linkCount] from node, to node, place of from's and to's row as below, per link */
function endsOf(h: usize): usize {
  return load<u32>(h, 24);
}
/** i32 [linkCount] slot of the off-diagonal, -1 when an end is fixed */
function slotsOf(h: usize): usize {
  return load<u32>(h, 28);
}
/** The LDLT handle, for a solve with other right-hand sides (sensitivities) on the factor at hand. */
export function networkFactor(h: usize): usize {
  return load<u32>(h, 32);
}
/** f64 [rows] right-hand side, then the solution */
export function networkRightSide(h: usize): usize {
  return load<u32>(h, 36);
}
/** i32 [nodeCount + 1], i32 [2 linkCount]: links at every node */
function linkStartOf(h: usize): usize {
  return load<u32>(h, 40);
}
function linkListOf(h: usize): usize {
  return load<u32>(h, 44);
}
/** i32 [nodeCount] queue of networkReach */
function queueOf(h: usize): usize {
  return load<u32>(h, 48);
}
/** u8 [nodeCount] 1 when networkReach found no way from a source */
export function networkCutOff(h: usize): usize {
  return load<u32>(h, 52);
}

export function networkIs(h: usize): bool {
  return h !== 0 && load<i32>(h) === MAGIC;
}

/**
 * Numbers the free nodes, orders and analyses the matrix.
 *  Shapes:  from, to i32 [linkCount] node rows; isFixed u8 [nodeCount]
 *  Gives:   handle, or 0
 *  Fails:   badInput -> report.at is the link whose end is no node
 *  Opening and closing links needs no other analysis; another `from`, `to` or `isFixed` does.
 */
export function networkAnalyse(nodeCount: i32, linkCount: i32, from: usize, to: usize, isFixed: usize): usize {
  const h = alloc(BYTES);
  const rowOf = allocI32(nodeCount);
  const nodeOf = allocI32(nodeCount);
  const ends = allocI32(4 * linkCount);
  const slots = allocI32(linkCount);
  const linkStart = allocI32(nodeCount + 1);
  const linkList = allocI32(2 * linkCount);
  const queue = allocI32(nodeCount);
  const cutOff = alloc(nodeCount);
  // pairs of rows handed to the analysis
  const rows = allocI32(linkCount);
  const cols = allocI32(linkCount);
  const pairSlots = allocI32(linkCount);
  if (arenaStatus() !== STATUS_OK) {
    fail(arenaStatus(), -1);
    return 0;
  }
  let free = 0;
  for (let i = 0; i < nodeCount; i++) {
    if (u8At(isFixed, i) !== 0) setI32(rowOf, i, -1);
    else {
      setI32(nodeOf, free, i);
      setI32(rowOf, i, free++);
    }
  }
  let m = 0;
  for (let k = 0; k < linkCount; k++) {
    const a = i32At(from, k);
    const b = i32At(to, k);
    if (a < 0 || b < 0 || a >= nodeCount || b >= nodeCount) {
      fail(STATUS_BAD_INPUT, k);
      return 0;
    }
    const i = i32At(rowOf, a);
    const j = i32At(rowOf, b);
    setI32(ends, 4 * k, a);
    setI32(ends, 4 * k + 1, b);
    setI32(ends, 4 * k + 2, i);
    setI32(ends, 4 * k + 3, j);
    setI32(linkStart, a + 1, i32At(linkStart, a + 1) + 1);
    setI32(linkStart, b + 1, i32At(linkStart, b + 1) + 1);
    if (i < 0 || j < 0) continue;
    setI32(rows, m, i);
    setI32(cols, m, j);
    m++;
  }
  for (let i = 0; i < nodeCount; i++) {
    setI32(linkStart, i + 1, i32At(linkStart, i + 1) + i32At(linkStart, i));
    setI32(queue, i, i32At(linkStart, i));
  }
  for (let k = 0; k < linkCount; k++) {
    for (let side = 0; side < 2; side++) {
      const node = i32At(ends, 4 * k + side);
      const at = i32At(queue, node);
      setI32(linkList, at, k);
      setI32(queue, node, at + 1);
    }
  }
  const factor = ldltAnalyse(free, m, rows, cols, pairSlots);
  const rightSide = allocF64(free);
  if (factor === 0 || arenaStatus() !== STATUS_OK) {
    if (factor !== 0) fail(arenaStatus(), -1);
    return 0;
  }
  m = 0;
  for (let k = 0; k < linkCount; k++) {
    const isBetween = i32At(ends, 4 * k + 2) >= 0 && i32At(ends, 4 * k + 3) >= 0;
    setI32(slots, k, isBetween ? i32At(pairSlots, m++) : -1);
  }
  store<i32>(h, nodeCount, 4);
  store<i32>(h, linkCount, 8);
  store<i32>(h, free, 12);
  store<i32>(h, <i32>rowOf, 16);
  store<i32>(h, <i32>nodeOf, 20);
  store<i32>(h, <i32>ends, 24);
  store<i32>(h, <i32>slots, 28);
  store<i32>(h, <i32>factor, 32);
  store<i32>(h, <i32>rightSide, 36);
  store<i32>(h, <i32>linkStart, 40);
  store<i32>(h, <i32>linkList, 44);
  store<i32>(h, <i32>queue, 48);
  store<i32>(h, <i32>cutOff, 52);
  store<i32>(h, <i32>rows, 56);
  store<i32>(h, <i32>cols, 60);
  store<i32>(h, m, 64);
  store<i32>(h, MAGIC);
  return h;
}

/**
 * stalePattern when `from`, `to` or the set of free nodes is not what was analysed. Once per solve: a pass over the links.
 *  Shapes:  as in networkAnalyse
 */
export function networkCheck(h: usize, from: usize, to: usize, isFixed: usize): i32 {
  if (!networkIs(h)) return fail(STATUS_NOT_READY, -1);
  const rowOf = networkRowOf(h);
  const rows = load<u32>(h, 56);
  const cols = load<u32>(h, 60);
  let m = 0;
  for (let k = 0; k < linkCountOf(h); k++) {
    const i = i32At(rowOf, i32At(from, k));
    const j = i32At(rowOf, i32At(to, k));
    if (i < 0 || j < 0) continue;
    setI32(rows, m, i);
    setI32(cols, m, j);
    m++;
  }
  let n = networkRows(h);
  for (let i = 0; i < nodeCountOf(h); i++) if ((u8At(isFixed, i) !== 0) !== i32At(rowOf, i) < 0) n = -1;
  return ldltCheckPattern(networkFactor(h), n, m, rows, cols);
}

/**
 * Finds nodes that no source feeds and makes their rows identity rows, so that the rest can be solved.
 *  Shapes:  isOpen u8 [linkCount]
 *  Gives:   number of nodes cut off; which ones is in networkCutOff
 *  Call it after links opened or closed, not per iteration.
 */
export function networkReach(h: usize, isOpen: usize): i32 {
  const nodeCount = nodeCountOf(h);
  const rowOf = networkRowOf(h);
  const cutOff = networkCutOff(h);
  const queue = queueOf(h);
  const ends = endsOf(h);
  const linkStart = linkStartOf(h);
  const linkList = linkListOf(h);
  let tail = 0;
  for (let i = 0; i < nodeCount; i++) {
    const isSource = i32At(rowOf, i) < 0;
    store<u8>(cutOff + <usize>i, isSource ? 0 : 1);
    if (isSource) setI32(queue, tail++, i);
  }
  for (let front = 0; front < tail; front++) {
    const i = i32At(queue, front);
    const stop = i32At(linkStart, i + 1);
    for (let p = i32At(linkStart, i); p < stop; p++) {
      const k = i32At(linkList, p);
      if (u8At(isOpen, k) === 0) continue;
      const j = i32At(ends, 4 * k) === i ? i32At(ends, 4 * k + 1) : i32At(ends, 4 * k);
      if (u8At(cutOff, j) === 0) continue;
      store<u8>(cutOff + <usize>j, 0);
      setI32(queue, tail++, j);
    }
  }
  const dead = ldltDead(networkFactor(h));
  const nodeOf = networkNodeOf(h);
  for (let r = 0; r < networkRows(h); r++) store<u8>(dead + <usize>r, <u8>u8At(cutOff, i32At(nodeOf, r)));
  return nodeCount - tail;
}

/**
 * Matrix and right-hand side of the node balances.
 *  Shapes:  p, y f64 [linkCount]; inflow, potential f64 [nodeCount]; extra f64 [nodeCount], or address 0 for none:
 *           d(outflow)/d(potential) of emitters and pressure-driven demand, their constant part being in inflow
 *  Units:   any consistent set: p in flow per potential, y and inflow in flow
 *  A node without any p or extra keeps its potential (identity row) in this assembly.
 */
export function networkAssemble(h: usize, p: usize, y: usize, inflow: usize, extra: usize, potential: usize): void {
  const linkCount = linkCountOf(h);
  const rows = networkRows(h);
  const factor = networkFactor(h);
  const values = ldltValues(factor);
  const right = networkRightSide(h);
  const nodeOf = networkNodeOf(h);
  const slots = slotsOf(h);
  memory.fill(values, 0, (<usize>ldltSlotCount(factor)) << 3);
  for (let r = 0; r < rows; r++) {
    const node = i32At(nodeOf, r);
    setF64(right, r, f64At(inflow, node));
    if (extra !== 0) setF64(values, r, f64At(extra, node));
  }
  let end = endsOf(h);
  for (let k = 0; k < linkCount; k++, end += 16) {
    const i = load<i32>(end, 8);
    const j = load<i32>(end, 12);
    const pk = f64At(p, k);
    const yk = f64At(y, k);
    if (i >= 0) {
      setF64(values, i, f64At(values, i) + pk);
      const known = j < 0 ? pk * f64At(potential, load<i32>(end, 4)) : 0.0;
      setF64(right, i, f64At(right, i) - yk + known);
    }
    if (j >= 0) {
      setF64(values, j, f64At(values, j) + pk);
      const known = i < 0 ? pk * f64At(potential, load<i32>(end)) : 0.0;
      setF64(right, j, f64At(right, j) + yk + known);
      if (i >= 0) {
        const slot = i32At(slots, k);
        setF64(values, slot, f64At(values, slot) - pk);
      }
    }
  }
  const dead = ldltDead(factor);
  for (let r = 0; r < rows; r++) {
    if (f64At(values, r) === 0.0) setF64(values, r, 1.0);
    else if (u8At(dead, r) === 0) continue;
    setF64(right, r, f64At(potential, i32At(nodeOf, r)));
  }
}

/**
 * Adds to the diagonal of a free node and to its right-hand side after networkAssemble (an active pressure valve:
 * a huge diagonal holds the node's potential). Nothing happens at a fixed node.
 */
export function networkHold(h: usize, node: i32, diagonal: f64, right: f64): void {
  const r = i32At(networkRowOf(h), node);
  if (r < 0) return;
  const values = ldltValues(networkFactor(h));
  setF64(values, r, f64At(values, r) + diagonal);
  setF64(networkRightSide(h), r, f64At(networkRightSide(h), r) + right);
}

/**
 * Factors what was assembled and writes the potentials of the free nodes.
 *  Shapes:  potential f64 [nodeCount] in/out; fixed nodes are not touched
 *  Fails:   singular -> report.at is the node
 */
export function networkSolve(h: usize, potential: usize): i32 {
  if (!networkIs(h)) return fail(STATUS_NOT_READY, -1);
  const factor = networkFactor(h);
  const nodeOf = networkNodeOf(h);
  const right = networkRightSide(h);
  const status = ldltFactorSolve(factor, right, right);
  if (status !== STATUS_OK) return fail(status, reportAt() < 0 ? -1 : i32At(nodeOf, reportAt()));
  for (let r = 0; r < networkRows(h); r++) setF64(potential, i32At(nodeOf, r), f64At(right, r));
  return STATUS_OK;
}
