import { tableOf512, tableSet } from "./bits";

// Tables of exp, log and pow, computed once per instance in double-double arithmetic (about 100 bits) rather than
// typed in: both sides compute the same bits, and nobody has to trust 700 literals. It takes about 0.1 ms.

export const EXP_STEPS: i32 = 128;
/** 2^(j/128), j in 0..127: at 2j the number, at 2j + 1 what rounding it left out, relative to it. */
export const EXP_TABLE: usize = tableOf512(0);

export const LOG_STEPS: i32 = 128;
export const LOG_FIRST: i32 = 90;
/** Around c = i/128, i in 90..182: at 4(i - 90) 1/c in 20 bits, then -ln of that as hi (a multiple of 2^-42) and lo. */
export const LOG_TABLE: usize = tableOf512(1);

// Result of the last double-double operation: hi + lo, |lo| <= ulp(hi)/2.
let hi: f64 = 0;
let lo: f64 = 0;

function renormalise(a: f64, b: f64): void {
  hi = a + b;
  lo = b - (hi - a);
}

/** (a + b) + (c + d). Source: Dekker 1971. */
function add(a: f64, b: f64, c: f64, d: f64): void {
  const s = a + c;
  const t = s - a;
  const e = a - (s - t) + (c - t);
  renormalise(s, e + (b + d));
}

/** (a + b)(c + d), with Veltkamp's splitting in place of a fused multiply-add. */
function multiply(a: f64, b: f64, c: f64, d: f64): void {
  const p = a * c;
  const aBig = a * 134217729.0;
  const aHi = aBig - (aBig - a);
  const aLo = a - aHi;
  const cBig = c * 134217729.0;
  const cHi = cBig - (cBig - c);
  const cLo = c - cHi;
  const e = aHi * cHi - p + aHi * cLo + aLo * cHi + aLo * cLo;
  renormalise(p, e + (a * d + b * c));
}

/** (a + b) / (c + d): one Newton correction of the quotient. */
function divide(a: f64, b: f64, c: f64, d: f64): void {
  const q = a / c;
  multiply(q, 0, c, d);
  add(a, b, -hi, -lo);
  renormalise(q, (hi + lo) / c);
}

function buildExpTable(): void {
  const ln2Hi = Math.LN2;
  const ln2Lo = 2.3190468138462996e-17;
  for (let j = 0; j < EXP_STEPS; j++) {
    multiply(ln2Hi, ln2Lo, <f64>j / 128.0, 0);
    const x = hi;
    const y = lo;
    // Horner of the Taylor series: 1 + x(1 + x/2(1 + x/3(...))), 28 terms for x < 0.694.
    let sHi: f64 = 1;
    let sLo: f64 = 0;
    for (let n = 28; n >= 1; n--) {
      multiply(sHi, sLo, x, y);
      divide(hi, lo, <f64>n, 0);
      add(1, 0, hi, lo);
      sHi = hi;
      sLo = lo;
    }
    tableSet(EXP_TABLE, 2 * j, sHi);
    tableSet(EXP_TABLE, 2 * j + 1, sLo / sHi);
  }
}

function buildLogTable(): void {
  for (let i = LOG_FIRST; i <= 182; i++) {
    const inverse = Math.floor((128.0 / <f64>i) * 524288.0 + 0.5) / 524288.0;
    // -ln(v) = 2 atanh((1 - v)/(1 + v)); s2 <= 0.03, so 24 terms reach 2^-120.
    divide(1 - inverse, 0, 1 + inverse, 0);
    const sHi = hi;
    const sLo = lo;
    multiply(sHi, sLo, sHi, sLo);
    const s2Hi = hi;
    const s2Lo = lo;
    let tHi: f64 = 0;
    let tLo: f64 = 0;
    for (let n = 24; n >= 0; n--) {
      multiply(tHi, tLo, s2Hi, s2Lo);
      const restHi = hi;
      const restLo = lo;
      divide(2, 0, <f64>(2 * n + 1), 0);
      add(hi, lo, restHi, restLo);
      tHi = hi;
      tLo = lo;
    }
    multiply(tHi, tLo, sHi, sLo);
    // Adding 1.5 * 2^10 rounds to a multiple of 2^-42.
    const top = hi + 1536.0 - 1536.0;
    const at = 4 * (i - LOG_FIRST);
    tableSet(LOG_TABLE, at, inverse);
    tableSet(LOG_TABLE, at + 1, top);
    tableSet(LOG_TABLE, at + 2, hi - top + lo);
  }
}

buildExpTable();
buildLogTable();
