import { allocF64 } from "./arena";
import { powerOfTwo } from "./bits";
import { pow } from "./elementary";
import { setF64 } from "./memory";

// x^y for one y and very many x, as the loss of every pipe needs it in every iteration. x = 2^e z with z in 1..2, and
// z = (1 + r) / inverse, |r| < 1/512, where `inverse` belongs to one of 256 parts of 1..2:
//   x^y = 2^(e y) * inverse^-y * (1 + r)^y,
// two numbers from tables and five terms of the binomial series. A fifth of what pow costs.
// Not: exp(y log x): two long polynomials one after the other, and a division by no less.

const PARTS: i32 = 256;
const EXPONENTS: i32 = 2048;
/** f64: five coefficients of the series, 2048 powers of two, 256 times (inverse, its power) */
const POWERS: usize = 48;
const PARTS_AT: usize = 48 + 8 * 2048;

/** Tables of x^y in the arena; 0 when there is no room. */
export function fixedPowerTables(y: f64): usize {
  const tables = allocF64(6 + EXPONENTS + 2 * PARTS);
  if (tables === 0) return 0;
  let coefficient = 1.0;
  for (let k = 1; k <= 5; k++) {
    coefficient *= (y - <f64>(k - 1)) / <f64>k;
    setF64(tables, k - 1, coefficient);
  }
  for (let e = 1; e < 2047; e++) setF64(tables, 6 + e, pow(powerOfTwo(e - 1023), y));
  setF64(tables, 6, y < 0.0 ? Infinity : 0.0);
  setF64(tables, 6 + 2047, NaN);
  for (let j = 0; j < PARTS; j++) {
    const inverse = 1.0 / (1.0 + (<f64>j + 0.5) / <f64>PARTS);
    setF64(tables, 6 + EXPONENTS + 2 * j, inverse);
    setF64(tables, 6 + EXPONENTS + 2 * j + 1, pow(inverse, -y));
  }
  return tables;
}

/** x^y of the tables, error below 2.5 ulp, x >= 0. Subnormal counts as 0; NaN where x or its power is no finite number. */
export function fixedPower(tables: usize, x: f64): f64 {
  const bits = reinterpret<u64>(x);
  const power = load<f64>(tables + POWERS + ((<usize>(bits >> 52)) << 3));
  const part = tables + PARTS_AT + ((<usize>(bits >> 44) & 255) << 4);
  const z = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  const r = z * load<f64>(part) - 1.0;
  const r2 = r * r;
  const series =
    r * load<f64>(tables) +
    r2 * (load<f64>(tables, 8) + r * load<f64>(tables, 16) + r2 * (load<f64>(tables, 24) + r * load<f64>(tables, 32)));
  const base = power * load<f64>(part, 8);
  return base + base * series;
}

/** |x|^y of two numbers side by side, f64 [2] in and out, each with the same bits as alone. */
export function fixedPower2(tables: usize, xs: usize, out: usize): void {
  const x = f64x2.abs(v128.load(xs));
  const a = <u64>i64x2.extract_lane(x, 0);
  const b = <u64>i64x2.extract_lane(x, 1);
  const first = v128.load(tables + PARTS_AT + ((<usize>(a >> 44) & 255) << 4));
  const second = v128.load(tables + PARTS_AT + ((<usize>(b >> 44) & 255) << 4));
  const power = v128.load64_lane(
    tables + POWERS + ((<usize>(b >> 52)) << 3),
    v128.load64_splat(tables + POWERS + ((<usize>(a >> 52)) << 3)),
    1,
  );
  const z = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3ff0000000000000));
  const r = f64x2.sub(f64x2.mul(z, v128.shuffle<f64>(first, second, 0, 2)), f64x2.splat(1.0));
  const r2 = f64x2.mul(r, r);
  const series = f64x2.add(
    f64x2.mul(r, v128.load64_splat(tables)),
    f64x2.mul(
      r2,
      f64x2.add(
        f64x2.add(v128.load64_splat(tables, 8), f64x2.mul(r, v128.load64_splat(tables, 16))),
        f64x2.mul(r2, f64x2.add(v128.load64_splat(tables, 24), f64x2.mul(r, v128.load64_splat(tables, 32)))),
      ),
    ),
  );
  const base = f64x2.mul(power, v128.shuffle<f64>(first, second, 1, 3));
  v128.store(out, f64x2.add(base, f64x2.mul(base, series)));
}
