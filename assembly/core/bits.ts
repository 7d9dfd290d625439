// The one place where AssemblyScript and TypeScript differ: access to the bits of a number, and tables of numbers.
// A cast truncates under asc and does nothing in TypeScript. asc folds the comparison and compiles one side only.
const IS_WASM: bool = <i32>0.5 === 0;

// TypeScript only: two views of the same 8 bytes (every host is little-endian). Unused under asc.
const WORDS: usize = IS_WASM ? 0 : portableWords();
const NUMBER: usize = IS_WASM ? 0 : portableNumber();
const POWERS: usize = IS_WASM ? 0 : portablePowers();

function portableWords(): usize {
  return new Int32Array(2) as unknown as usize;
}

function portableNumber(): usize {
  return new Float64Array((WORDS as unknown as Int32Array).buffer) as unknown as usize;
}

function portablePowers(): usize {
  const powers = new Float64Array(2046);
  powers[1022] = 1;
  for (let k = 1; k <= 1023; k++) powers[1022 + k] = powers[1021 + k] * 2;
  for (let k = 1; k <= 1022; k++) powers[1022 - k] = powers[1023 - k] * 0.5;
  return powers as unknown as usize;
}

/** The two languages have no name for this test in common. */
export function isNotANumber(x: f64): bool {
  // biome-ignore lint/suspicious/noSelfCompare: that is the test
  return x !== x;
}

/** Sign, exponent and the upper 20 bits of the fraction. */
export function highWord(x: f64): i32 {
  if (IS_WASM) {
    return <i32>(reinterpret<u64>(x) >> 32);
  } else {
    (NUMBER as unknown as Float64Array)[0] = x;
    return (WORDS as unknown as Int32Array)[1];
  }
}

/** The lower 32 bits of the fraction. */
export function lowWord(x: f64): i32 {
  if (IS_WASM) {
    return <i32>reinterpret<u64>(x);
  } else {
    (NUMBER as unknown as Float64Array)[0] = x;
    return (WORDS as unknown as Int32Array)[0];
  }
}

/** 2^k, k in -1022..1023. From a table in TypeScript: writing two words and reading one number stalls the processor. */
export function powerOfTwo(k: i32): f64 {
  if (IS_WASM) return reinterpret<f64>((<u64>(k + 1023)) << 52);
  else return (POWERS as unknown as Float64Array)[k + 1022];
}

/** Room for table 0 or 1, of 512 numbers: static memory under asc (one place per call site), else a Float64Array. */
export function tableOf512(which: i32): usize {
  if (IS_WASM) return memory.data(8192, 16) + ((<usize>which) << 12);
  else return new Float64Array(512) as unknown as usize;
}

export function tableGet(table: usize, i: i32): f64 {
  if (IS_WASM) return load<f64>(table + ((<usize>i) << 3));
  else return (table as unknown as Float64Array)[i];
}

export function tableSet(table: usize, i: i32, value: f64): void {
  if (IS_WASM) store<f64>(table + ((<usize>i) << 3), value);
  else (table as unknown as Float64Array)[i] = value;
}
