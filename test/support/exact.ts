// A reference for elementary functions in fixed-point BigInt arithmetic: 320 binary places, error below 2^-300.
const P = 320n;
const ONE = 1n << P;

/** value = scaled * 2^-320 * 2^power */
export interface Exact {
  readonly scaled: bigint;
  readonly power: number;
}

/** A finite double as mantissa * 2^power, exactly. */
export function parts(x: number): { mantissa: bigint; power: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const biased = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  return { mantissa: x < 0 ? -mantissa : mantissa, power: Math.max(biased, 1) - 1075 };
}

const shift = (value: bigint, by: number): bigint => (by >= 0 ? value << BigInt(by) : value >> BigInt(-by));
const fixed = (x: number): bigint => {
  const { mantissa, power } = parts(x);
  return shift(mantissa, Number(P) + power);
};
const times = (a: bigint, b: bigint): bigint => (a * b) >> P;

/** atanh(1/n) and atan(1/n) for whole n */
function inverseSeries(n: bigint, alternating: boolean): bigint {
  let power = ONE / n;
  let sum = 0n;
  for (let k = 1n, sign = 1n; power !== 0n; k += 2n, power /= n * n, sign = alternating ? -sign : sign) {
    sum += (sign * power) / k;
  }
  return sum;
}
const LN2 = 2n * inverseSeries(3n, false);
const HALF_PI = 2n * (4n * inverseSeries(5n, true) - inverseSeries(239n, true));

function expFixed(x: bigint): Exact {
  const k = x / LN2 - (x < 0n ? 1n : 0n);
  const r = x - k * LN2;
  let term = ONE;
  let sum = ONE;
  for (let n = 1n; term !== 0n; n++) {
    term = times(term, r) / n;
    sum += term;
  }
  return { scaled: sum, power: Number(k) };
}

function logFixed(x: number): bigint {
  const { mantissa, power } = parts(x);
  const length = mantissa.toString(2).length;
  const m = shift(mantissa, Number(P) - length); // in 1/2..1
  const s = ((m - ONE) << P) / (m + ONE);
  const s2 = times(s, s);
  let term = s;
  let sum = 0n;
  for (let k = 1n; term !== 0n && k < 2000n; k += 2n) {
    sum += term / k;
    term = times(term, s2);
  }
  return 2n * sum + BigInt(power + length) * LN2;
}

function sinCosFixed(x: bigint): { sin: bigint; cos: bigint } {
  const k = (x + HALF_PI / 2n) / HALF_PI - (x + HALF_PI / 2n < 0n ? 1n : 0n);
  const r = x - k * HALF_PI;
  const r2 = times(r, r);
  let sin = 0n;
  let cos = 0n;
  for (let n = 0n, term = ONE; term !== 0n && n < 200n; n += 2n) {
    cos += term;
    const odd = times(term, r) / (n + 1n);
    sin += odd;
    term = -(times(term, r2) / ((n + 1n) * (n + 2n)));
  }
  const quarter = ((k % 4n) + 4n) % 4n;
  if (quarter === 0n) return { sin, cos };
  if (quarter === 1n) return { sin: cos, cos: -sin };
  if (quarter === 2n) return { sin: -sin, cos: -cos };
  return { sin: -cos, cos: sin };
}

function atanFixed(t: bigint, guess: number): bigint {
  let a = fixed(guess);
  for (let i = 0; i < 3; i++) {
    const { sin, cos } = sinCosFixed(a);
    const d = ((times(t, cos) - sin) << P) / (cos + times(t, sin));
    a += d - times(times(d, d), d) / 3n;
  }
  return a;
}

const plain = (scaled: bigint): Exact => ({ scaled, power: 0 });
const ratio = (a: bigint, b: bigint): bigint => (a << P) / b;

/** Reference by name; arguments are exact doubles. */
export const exact = {
  exp: (x: number): Exact => expFixed(fixed(x)),
  log: (x: number): Exact => plain(logFixed(x)),
  pow: (x: number, y: number): Exact => {
    const { mantissa, power } = parts(y);
    return expFixed(shift(logFixed(x) * mantissa, power));
  },
  sin: (x: number): Exact => plain(sinCosFixed(fixed(x)).sin),
  cos: (x: number): Exact => plain(sinCosFixed(fixed(x)).cos),
  expm1: (x: number): Exact => {
    const e = expFixed(fixed(x));
    return plain(shift(e.scaled, e.power) - ONE);
  },
  log1p: (x: number): Exact => {
    const s = ratio(fixed(x), 2n * ONE + fixed(x));
    const s2 = times(s, s);
    let term = s;
    let sum = 0n;
    for (let k = 1n; term !== 0n && k < 4000n; k += 2n) {
      sum += term / k;
      term = times(term, s2);
    }
    return plain(2n * sum);
  },
  log10: (x: number): Exact => plain(ratio(logFixed(x), logFixed(10))),
  tan: (x: number): Exact => {
    const { sin, cos } = sinCosFixed(fixed(x));
    return plain(ratio(sin, cos));
  },
  atan: (x: number): Exact => plain(atanFixed(fixed(x), Math.atan(x))),
  asin: (x: number): Exact => {
    const c = Math.sqrt((1 - x) * (1 + x));
    let a = fixed(Math.atan2(x, c));
    for (let i = 0; i < 5; i++) {
      const { sin, cos } = sinCosFixed(a);
      a += ratio(fixed(x) - sin, cos);
    }
    return plain(a);
  },
};

/** Distance of `got` from the true value in units of got's last place. */
export function ulps(got: number, want: Exact): number {
  const { mantissa, power } = parts(got);
  // want in units of 2^power, with 64 binary places
  const scaled = shift(want.scaled, want.power - power - Number(P) + 64);
  const distance = (mantissa << 64n) - scaled;
  return Number(distance < 0n ? -distance : distance) / 2 ** 64;
}
