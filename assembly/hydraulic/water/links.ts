import { alloc, allocI32, arenaStatus } from "../../core/arena";
import { i32At, setI32, setU8, u8At } from "../../core/memory";
import { STATUS_OK } from "../../core/status";
import { analyseSystem, cellOf } from "../system";
import * as w from "./columns";

// Lists made once, so that the loops of an iteration ask nothing about a link that cannot change in a run.

/** i32 [2 runs]: first and past-last row of pipes that follow each other (a file's pipes are mostly one run) */
export let runs: usize = 0;
export let runCount: i32 = 0;
/** Rows that are no pipes. */
export let devices: usize = 0;
export let deviceCount: i32 = 0;
/** Rows with one fixed end, and one free. */
export let tied: usize = 0;
export let tiedCount: i32 = 0;
/** Rows with a fixed end, or two. */
export let atFixed: usize = 0;
export let atFixedCount: i32 = 0;
/** Rows whose status the solver may change by itself: all but pipes between junctions. */
export let watched: usize = 0;
export let watchedCount: i32 = 0;
/** u32 [4 links]: addresses of the cells at from and to, of the off-diagonal entry, and nothing */
export let placesOf: usize = 0;
/** Nodes at the ends of control valves, each once; rows of the links at them. */
export let ends: usize = 0;
export let endCount: i32 = 0;
export let around: usize = 0;
export let aroundCount: i32 = 0;

/** Orders and analyses the matrix and makes the lists. Needs from, to and kind of every link. */
export function prepareLinks(): i32 {
  const m = w.links;
  const entries = allocI32(m);
  placesOf = allocI32(4 * m);
  runs = allocI32(2 * m);
  devices = allocI32(m);
  tied = allocI32(m);
  atFixed = allocI32(m);
  watched = allocI32(m);
  if (arenaStatus() !== STATUS_OK) return arenaStatus();
  const status = analyseSystem(w.junctions, m, w.from, w.to, entries);
  if (status !== STATUS_OK) return status;

  runCount = 0;
  deviceCount = 0;
  tiedCount = 0;
  atFixedCount = 0;
  watchedCount = 0;
  for (let k = 0; k < m; k++) {
    const a = w.i(w.from, k);
    const b = w.i(w.to, k);
    const kind = w.i(w.kind, k);
    setI32(placesOf, 4 * k, <i32>cellOf(a));
    setI32(placesOf, 4 * k + 1, <i32>cellOf(b));
    setI32(placesOf, 4 * k + 2, i32At(entries, k));
    const isTied = a >= w.junctions || b >= w.junctions;
    if (isTied) setI32(atFixed, atFixedCount++, k);
    if (isTied && (a < w.junctions || b < w.junctions)) setI32(tied, tiedCount++, k);
    if (isTied || kind !== w.PIPE) setI32(watched, watchedCount++, k);
    if (kind > w.PIPE) setI32(devices, deviceCount++, k);
    else if (runCount > 0 && i32At(runs, 2 * runCount - 1) === k) setI32(runs, 2 * runCount - 1, k + 1);
    else {
      setI32(runs, 2 * runCount, k);
      setI32(runs, 2 * runCount + 1, k + 1);
      runCount++;
    }
  }
  return listValveEnds();
}

/** Whose balance an active control valve asks for. */
function listValveEnds(): i32 {
  const isEnd = alloc(w.nodes);
  ends = allocI32(2 * w.controlValves);
  around = allocI32(w.links);
  if (arenaStatus() !== STATUS_OK) return arenaStatus();
  endCount = 0;
  for (let e = 0; e < 2 * w.controlValves; e++) {
    const k = w.i(w.controlValve, e >> 1);
    const node = w.i((e & 1) === 0 ? w.from : w.to, k);
    if (u8At(isEnd, node) !== 0) continue;
    setU8(isEnd, node, 1);
    setI32(ends, endCount++, node);
  }
  aroundCount = 0;
  for (let k = 0; k < w.links; k++) {
    if (u8At(isEnd, w.i(w.from, k)) !== 0 || u8At(isEnd, w.i(w.to, k)) !== 0) setI32(around, aroundCount++, k);
  }
  return STATUS_OK;
}
