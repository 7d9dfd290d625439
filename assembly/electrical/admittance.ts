import { alloc, allocF64 } from "../core/arena";
import { cos, sin } from "../core/elementary";
import {
  BR_B_FROM,
  BR_B_SERIES,
  BR_B_TO,
  BR_G_FROM,
  BR_G_SERIES,
  BR_G_TO,
  BR_RATIO,
  BR_SHIFT,
  BRANCH_STRIDE,
  branchCount,
  branchTable,
  busCount,
  fromBus,
  isClosed,
  isOpenFrom,
  isOpenTo,
  placeOf,
  shuntTable,
  tap,
  toBus,
} from "./grid";
import { yCount, yOfBranch } from "./pattern";

// Admittance values on the fixed pattern. All of them are built anew when a branch or tap has changed: the sums then
// have the same bits whatever the order of the changes was.
// Model: pi section behind an ideal transformer of ratio t e^(j shift) at the from end (Zimmerman et al., MATPOWER,
// IEEE Trans. Power Syst. 26 (2011), eq. 1): Yff = (ys + yf) / t^2, Yft = -ys / (t e^(-j shift)),
// Ytf = -ys / (t e^(j shift)), Ytt = ys + yt.

/** f64 [entries][2]: off-diagonal admittances */
export let yValue: usize = 0;
/** f64 [place][2] */
export let yDiagonal: usize = 0;
/** f64 [branch][8]: Yff, Yft, Ytf, Ytt of each branch; zero when open */
export let yBranch: usize = 0;
let lastTap: usize = 0;
let lastClosed: usize = 0;
let isBuilt: bool = false;

export function allocateAdmittance(): void {
  yValue = alloc((<usize>yCount) << 4);
  yDiagonal = alloc((<usize>busCount) << 4);
  yBranch = alloc((<usize>branchCount) << 6);
  lastTap = allocF64(branchCount);
  lastClosed = alloc(branchCount);
  isBuilt = false;
}

function add(to: usize, g: f64, b: f64): void {
  store<f64>(to, load<f64>(to) + g);
  store<f64>(to, load<f64>(to, 8) + b, 8);
}

/** After a change of shunts, which are not watched. */
export function forgetAdmittance(): void {
  isBuilt = false;
}

/** 0 nothing to do, 1 taps changed, 2 switches changed (or first call). */
export function updateAdmittance(): i32 {
  let change = isBuilt ? 0 : 2;
  for (let b = 0; b < branchCount; b++) {
    // 1 joins both ends, 3 and 5 hang on one of them, 7 and even numbers carry nothing
    const closed = load<u8>(isClosed + b) | (load<u8>(isOpenFrom + b) << 1) | (load<u8>(isOpenTo + b) << 2);
    if (closed !== load<u8>(lastClosed + b)) change = 2;
    store<u8>(lastClosed + b, closed);
    const o = (<usize>b) << 3;
    const t = load<f64>(tap + o);
    if (t !== load<f64>(lastTap + o) && change < 1) change = 1;
    store<f64>(lastTap + o, t);
  }
  if (change > 0) build();
  return change;
}

function build(): void {
  isBuilt = true;
  memory.fill(yValue, 0, (<usize>yCount) << 4);
  for (let i = 0; i < busCount; i++) {
    const row = yDiagonal + ((<usize>load<i32>(placeOf + ((<usize>i) << 2))) << 4);
    v128.store(row, v128.load(shuntTable + ((<usize>i) << 4)));
  }
  for (let b = 0; b < branchCount; b++) {
    const y = yBranch + ((<usize>b) << 6);
    const state = load<u8>(lastClosed + b);
    if (state === 7 || (state & 1) === 0) {
      memory.fill(y, 0, 64);
      continue;
    }
    const p = branchTable + <usize>b * BRANCH_STRIDE;
    const t = load<f64>(tap + ((<usize>b) << 3)) * load<f64>(p, BR_RATIO);
    const shift = load<f64>(p, BR_SHIFT);
    const c = shift === 0.0 ? 1.0 : cos(shift);
    const s = shift === 0.0 ? 0.0 : sin(shift);
    const gs = load<f64>(p, BR_G_SERIES);
    const bs = load<f64>(p, BR_B_SERIES);
    let gff = (gs + load<f64>(p, BR_G_FROM)) / (t * t);
    let bff = (bs + load<f64>(p, BR_B_FROM)) / (t * t);
    let gft = -(gs * c - bs * s) / t;
    let bft = -(bs * c + gs * s) / t;
    let gtf = -(gs * c + bs * s) / t;
    let btf = -(bs * c - gs * s) / t;
    let gtt = gs + load<f64>(p, BR_G_TO);
    let btt = bs + load<f64>(p, BR_B_TO);
    if (state !== 1) {
      // No current into the open end: its voltage follows, and the rest is a shunt, Ytt - Ytf Yft / Yff or its mirror.
      const isFromOpen = state === 3;
      const g = isFromOpen ? gff : gtt;
      const h = isFromOpen ? bff : btt;
      const over = 1.0 / (g * g + h * h);
      const gp = gft * gtf - bft * btf;
      const bp = gft * btf + bft * gtf;
      const gq = (gp * g + bp * h) * over;
      const bq = (bp * g - gp * h) * over;
      gff = isFromOpen ? 0.0 : gff - gq;
      bff = isFromOpen ? 0.0 : bff - bq;
      gtt = isFromOpen ? gtt - gq : 0.0;
      btt = isFromOpen ? btt - bq : 0.0;
      gft = 0.0;
      bft = 0.0;
      gtf = 0.0;
      btf = 0.0;
    }
    store<f64>(y, gff);
    store<f64>(y, bff, 8);
    store<f64>(y, gft, 16);
    store<f64>(y, bft, 24);
    store<f64>(y, gtf, 32);
    store<f64>(y, btf, 40);
    store<f64>(y, gtt, 48);
    store<f64>(y, btt, 56);
    const o = (<usize>b) << 2;
    const from = load<i32>(placeOf + ((<usize>load<i32>(fromBus + o)) << 2));
    const to = load<i32>(placeOf + ((<usize>load<i32>(toBus + o)) << 2));
    add(yDiagonal + ((<usize>from) << 4), gff, bff);
    add(yDiagonal + ((<usize>to) << 4), gtt, btt);
    add(yValue + ((<usize>load<i32>(yOfBranch + (o << 1))) << 4), gft, bft);
    add(yValue + ((<usize>load<i32>(yOfBranch + (o << 1), 4)) << 4), gtf, btf);
  }
}
