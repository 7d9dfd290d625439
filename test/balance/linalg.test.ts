import { describe, expect, it } from "vitest";
import { uniform } from "../../sim-core/cli/bench/graphs";
import { openLdlt, openLu } from "../support/factor";
import {
  blockSystem,
  gridPairs,
  laplacian,
  randomPairs,
  type System,
  scalarOf,
  scaledResidual,
  streetPairs,
  unsymmetric,
} from "../support/systems";

/** Random systems of every size and density, with rows that die at random. */
function cases(count: number, seed: number): { system: System; isDead: (row: number) => boolean }[] {
  const random = uniform(seed);
  return Array.from({ length: count }, (_, c) => {
    const n = 1 + Math.floor(random() ** 2 * 150);
    const density = [0.3, 1, 2, 5, n / 3][c % 5]!;
    const pairs = c % 7 === 0 ? streetPairs(n, c) : randomPairs(n, Math.floor(n * density), c);
    if (c % 11 === 0) for (let i = 1; i < n; i++) pairs.push([i, c % n]);
    const share = c % 3 === 0 ? 0.2 : 0;
    const dead = Array.from({ length: n }, () => random() < share);
    return {
      system: laplacian(`case ${c}: ${n} rows, ${pairs.length} entries`, n, pairs, c),
      isDead: (row) => dead[row]!,
    };
  });
}

function withDead(a: System, isDead: (row: number) => boolean): System {
  const keep = (e: number) => !isDead(a.rows[e]!) && !isDead(a.cols[e]!);
  return {
    ...a,
    upper: a.upper.map((v, e) => (keep(e) ? v : 0)),
    lower: a.lower.map((v, e) => (keep(e) ? v : 0)),
    diagonal: a.diagonal.map((v, i) => (isDead(i) ? 1 : v)),
  };
}

const rightSide = (n: number, seed: number) => {
  const random = uniform(seed);
  return Float64Array.from({ length: n }, () => 2 * random() - 1);
};

describe("linalg on 400 seeded systems with dead rows", () => {
  const all = cases(400, 5);
  it("LDLT solves each with a scaled residual below 1e-14, and its order is a permutation", () => {
    for (const { system, isDead } of all) {
      const f = openLdlt(system);
      f.dead.forEach((_, i) => {
        f.dead[i] = isDead(i) ? 1 : 0;
      });
      expect(new Set(f.order).size, system.name).toBe(system.n);
      expect(f.factor(), system.name).toBe(0);
      const b = rightSide(system.n, 6);
      expect(scaledResidual(withDead(system, isDead), f.solve(b), b), system.name).toBeLessThan(1e-14);
    }
  });
  it("scalar LU solves each, plain and transposed, with a scaled residual below 1e-14", () => {
    for (const [c, { system, isDead }] of all.entries()) {
      const a = unsymmetric(system, c);
      const f = openLu({ pattern: a, size: 1, upper: a.upper, lower: a.lower, diagonal: a.diagonal });
      f.dead.forEach((_, i) => {
        f.dead[i] = isDead(i) ? 1 : 0;
      });
      expect(f.factor(), system.name).toBe(0);
      const b = rightSide(system.n, 7);
      const reduced = withDead(a, isDead);
      expect(scaledResidual(reduced, f.solve(b), b), system.name).toBeLessThan(1e-14);
      expect(scaledResidual(reduced, f.solve(b, true), b, true), system.name).toBeLessThan(1e-14);
    }
  });
  it("LU of 2 x 2 blocks solves each, plain and transposed, with a scaled residual below 1e-13", () => {
    for (const [c, { system, isDead }] of all.entries()) {
      const a = blockSystem(system, c);
      const f = openLu(a);
      f.dead.forEach((_, i) => {
        f.dead[i] = isDead(i) ? 1 : 0;
      });
      expect(f.factor(), system.name).toBe(0);
      const b = rightSide(2 * system.n, 8);
      const reduced = withDead(scalarOf(a), (i) => isDead(i >> 1));
      expect(scaledResidual(reduced, f.solve(b), b), system.name).toBeLessThan(1e-13);
      expect(scaledResidual(reduced, f.solve(b, true), b, true), system.name).toBeLessThan(1e-13);
    }
  });
});

describe("ordering", () => {
  it("fill of the 60 x 60 grid stays below 31 n log2 n / 10 for 20 shuffles of its rows", () => {
    const n = 3600;
    for (let seed = 1; seed <= 20; seed++) {
      const random = uniform(seed);
      const shuffled = Int32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = Math.floor(random() * (i + 1));
        [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
      }
      const pairs = gridPairs(60, 60).map(([i, j]): [number, number] => [shuffled[i]!, shuffled[j]!]);
      const f = openLdlt(laplacian("shuffled grid", n, pairs, seed));
      expect(f.fill).toBeLessThan(3.1 * n * Math.log2(n));
    }
  });
});
