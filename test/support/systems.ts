import { uniform } from "../../sim-core/cli/bench/graphs";

export { gridPairs, streetPairs, treePairs } from "../../sim-core/cli/bench/graphs";

/** A matrix with a symmetric pattern: diagonal, and entries (i, j) with both values a(i, j) and a(j, i). */
export interface System {
  readonly name: string;
  readonly n: number;
  readonly rows: Int32Array;
  readonly cols: Int32Array;
  readonly upper: Float64Array;
  readonly lower: Float64Array;
  readonly diagonal: Float64Array;
}

/** Symmetric positive definite from pairs: weights in 1e-3..1e3, diagonal = sum of weights + `anchor`. */
export function laplacian(
  name: string,
  n: number,
  pairs: readonly [number, number][],
  seed: number,
  anchor = 1e-2,
): System {
  const random = uniform(seed);
  const m = pairs.length;
  const upper = new Float64Array(m);
  const diagonal = new Float64Array(n).fill(anchor);
  pairs.forEach(([i, j], e) => {
    upper[e] = -(10 ** (6 * random() - 3));
    if (i !== j) {
      diagonal[i]! -= upper[e]!;
      diagonal[j]! -= upper[e]!;
    }
  });
  return {
    name,
    n,
    rows: Int32Array.from(pairs, (p) => p[0]),
    cols: Int32Array.from(pairs, (p) => p[1]),
    upper,
    lower: upper.slice(),
    diagonal,
  };
}

/** The same pattern with unsymmetric values, diagonally dominant by rows and columns. */
export function unsymmetric(system: System, seed: number): System {
  const random = uniform(seed);
  const upper = Float64Array.from(system.upper, () => 2 * random() - 1);
  const lower = Float64Array.from(system.upper, () => 2 * random() - 1);
  const diagonal = new Float64Array(system.n).fill(0.1);
  for (let e = 0; e < upper.length; e++) {
    const size = Math.abs(upper[e]!) + Math.abs(lower[e]!);
    diagonal[system.rows[e]!]! += size;
    diagonal[system.cols[e]!]! += size;
  }
  return { ...system, name: `${system.name}, unsymmetric`, upper, lower, diagonal };
}

/** One row coupled to all others, with a chain along the rest. */
export function arrowPairs(n: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 1; i < n; i++) {
    pairs.push([0, i]);
    if (i + 1 < n && i % 3 !== 0) pairs.push([i, i + 1]);
  }
  return pairs;
}

export function randomPairs(n: number, m: number, seed: number): [number, number][] {
  const random = uniform(seed);
  return Array.from({ length: m }, (): [number, number] => [Math.floor(random() * n), Math.floor(random() * n)]);
}

/** y = A x, or A' x */
export function multiply(a: System, x: ArrayLike<number>, transposed = false): Float64Array {
  const y = Float64Array.from(a.diagonal, (d, i) => d * x[i]!);
  const upper = transposed ? a.lower : a.upper;
  const lower = transposed ? a.upper : a.lower;
  for (let e = 0; e < a.rows.length; e++) {
    const i = a.rows[e]!;
    const j = a.cols[e]!;
    if (i === j) continue;
    y[i]! += upper[e]! * x[j]!;
    y[j]! += lower[e]! * x[i]!;
  }
  return y;
}

/** |b - A x| / (|A| |x| + |b|), worst row: about 1e-16 for a backward stable solve. */
export function scaledResidual(a: System, x: ArrayLike<number>, b: ArrayLike<number>, transposed = false): number {
  const magnitude: System = {
    ...a,
    upper: a.upper.map(Math.abs),
    lower: a.lower.map(Math.abs),
    diagonal: a.diagonal.map(Math.abs),
  };
  const y = multiply(a, x, transposed);
  const size = multiply(magnitude, Float64Array.from(x, Math.abs), transposed);
  let worst = 0;
  for (let i = 0; i < a.n; i++) {
    const r = Math.abs(b[i]! - y[i]!) / (size[i]! + Math.abs(b[i]!) || 1);
    worst = Number.isNaN(r) ? Infinity : Math.max(worst, r);
  }
  return worst;
}

/** The pattern of `system` with random blocks, dominated by their diagonal blocks; rotated, so that no block is nearly diagonal. */
export function blockSystem(
  system: System,
  seed: number,
): { pattern: System; size: 2; upper: Float64Array; lower: Float64Array; diagonal: Float64Array } {
  const random = uniform(seed);
  const m = system.rows.length;
  const upper = Float64Array.from({ length: 4 * m }, () => 2 * random() - 1);
  const lower = Float64Array.from({ length: 4 * m }, () => 2 * random() - 1);
  const weight = new Float64Array(system.n).fill(0.5);
  for (let e = 0; e < m; e++) {
    weight[system.rows[e]!]! += 2.5;
    weight[system.cols[e]!]! += 2.5;
  }
  const diagonal = new Float64Array(4 * system.n);
  weight.forEach((w, i) => {
    // a rotation by about 70 degrees, scaled: the large numbers lie off the block's diagonal
    diagonal.set([0.34 * w, -0.94 * w, 0.94 * w, 0.34 * w + random()], 4 * i);
  });
  return { pattern: system, size: 2, upper, lower, diagonal };
}

/** A block system of 2 x 2 blocks written out as a scalar one of 2n rows. */
export function scalarOf(a: ReturnType<typeof blockSystem>): System {
  const { pattern } = a;
  const rows: number[] = [];
  const cols: number[] = [];
  const upper: number[] = [];
  const lower: number[] = [];
  const diagonal = new Float64Array(2 * pattern.n);
  for (let i = 0; i < pattern.n; i++) {
    diagonal[2 * i] = a.diagonal[4 * i]!;
    diagonal[2 * i + 1] = a.diagonal[4 * i + 3]!;
    rows.push(2 * i);
    cols.push(2 * i + 1);
    upper.push(a.diagonal[4 * i + 1]!);
    lower.push(a.diagonal[4 * i + 2]!);
  }
  for (let e = 0; e < pattern.rows.length; e++) {
    if (pattern.rows[e] === pattern.cols[e]) continue;
    for (let r = 0; r < 2; r++) {
      for (let c = 0; c < 2; c++) {
        rows.push(2 * pattern.rows[e]! + r);
        cols.push(2 * pattern.cols[e]! + c);
        upper.push(a.upper[4 * e + 2 * r + c]!);
        lower.push(a.lower[4 * e + 2 * c + r]!);
      }
    }
  }
  return {
    name: pattern.name,
    n: 2 * pattern.n,
    rows: Int32Array.from(rows),
    cols: Int32Array.from(cols),
    upper: Float64Array.from(upper),
    lower: Float64Array.from(lower),
    diagonal,
  };
}
