import { describe, expect, it } from "vitest";
import { uniform } from "../../sim-core/cli/bench/graphs";
import { STATUS } from "../../sim-core/solve/status";
import { openLdlt, openLu } from "../support/factor";
import {
  arrowPairs,
  blockSystem,
  gridPairs,
  laplacian,
  randomPairs,
  type System,
  scalarOf,
  scaledResidual,
  streetPairs,
  treePairs,
  unsymmetric,
} from "../support/systems";

const random = (n: number, seed: number) => {
  const next = uniform(seed);
  return Float64Array.from({ length: n }, () => 2 * next() - 1);
};

const SYSTEMS: System[] = [
  laplacian("one row", 1, [], 1),
  laplacian("no couplings", 50, [], 2),
  laplacian("grid 30 x 40", 1200, gridPairs(30, 40), 3),
  laplacian(
    "chain of 2000",
    2000,
    Array.from({ length: 1999 }, (_, i) => [i + 1, i]),
    4,
  ),
  laplacian("tree of 3000", 3000, treePairs(3000, 5), 5),
  laplacian(
    "star of 1500",
    1500,
    Array.from({ length: 1499 }, (_, i) => [0, i + 1]),
    6,
  ),
  laplacian("arrow of 2500", 2500, arrowPairs(2500), 7),
  laplacian("random sparse of 800", 800, randomPairs(800, 1600, 8), 8),
  laplacian("random with repeats and loops of 40", 40, randomPairs(40, 700, 9), 9),
  laplacian("streets of 5000", 5000, streetPairs(5000, 10), 10),
  laplacian(
    "three grids apart",
    675,
    [0, 225, 450].flatMap((o) => gridPairs(15, 15).map(([i, j]): [number, number] => [i + o, j + o])),
    11,
  ),
];

describe("linalg: LDLT", () => {
  for (const system of SYSTEMS) {
    it(`${system.name}: scaled residual below 4e-15, order is a permutation`, () => {
      const f = openLdlt(system);
      expect(new Set(f.order).size).toBe(system.n);
      expect(f.factor()).toBe(STATUS.OK);
      const b = random(system.n, 20);
      expect(scaledResidual(system, f.solve(b), b)).toBeLessThan(4e-15);
      expect(scaledResidual(system, f.solve(b, true), b, true)).toBeLessThan(4e-15);
    });
  }

  it("dense blocks of every width and height (complete graphs of 15 to 48 rows): scaled residual below 4e-15", () => {
    for (let n = 15; n <= 48; n++) {
      const pairs = Array.from({ length: (n * (n - 1)) / 2 }, (_, e): [number, number] => {
        const i = Math.floor((1 + Math.sqrt(1 + 8 * e)) / 2);
        return [i, e - (i * (i - 1)) / 2];
      });
      // a grid beside it, so that blocks stand above other blocks
      const grid = gridPairs(n, 9).map(([i, j]): [number, number] => [i + n - 1, j + n - 1]);
      const system = laplacian(`${n} rows`, 10 * n - 1, [...pairs, ...grid], n);
      const f = openLdlt(system);
      expect(f.factor()).toBe(STATUS.OK);
      const b = random(system.n, 25);
      expect(scaledResidual(system, f.solve(b), b)).toBeLessThan(4e-15);
    }
  });

  it("factor and solve in one gives what the two give one after the other, to 1e-12", () => {
    for (const system of [SYSTEMS[2]!, SYSTEMS[9]!]) {
      const f = openLdlt(system);
      const b = random(system.n, 26);
      f.factor();
      const apart = f.solve(b);
      const most = apart.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
      f.factorSolve(b).forEach((x, i) => {
        expect(Math.abs(x - apart[i]!)).toBeLessThan(1e-12 * most);
      });
    }
  });

  it("orders a tree and a chain without any fill", () => {
    expect(openLdlt(SYSTEMS[4]!).fill).toBe(2999);
    expect(openLdlt(SYSTEMS[3]!).fill).toBe(1999);
  });

  it("keeps the fill of the 100 x 100 grid below 290,000", () => {
    expect(openLdlt(laplacian("grid", 10_000, gridPairs(100, 100), 1)).fill).toBeLessThan(290_000);
  });

  it("sums repeated entries (parallel links) in one slot: x = b / (d - 2w) for two rows", () => {
    const pair: System = {
      ...laplacian(
        "two",
        2,
        [
          [0, 1],
          [1, 0],
        ],
        1,
      ),
      upper: new Float64Array([-1, -2]),
      diagonal: new Float64Array([4, 4]),
    };
    const f = openLdlt(pair);
    expect(f.factor()).toBe(STATUS.OK);
    expect([...f.solve([1, 1])]).toEqual([1, 1]);
    expect(f.fill).toBe(1);
  });

  it("refactors after an edit of values to the same bits as a fresh factor", () => {
    const before = SYSTEMS[2]!;
    const after: System = { ...before, upper: before.upper.map((v, e) => (e % 5 === 0 ? v / 2 : v)) };
    const b = random(before.n, 21);
    const f = openLdlt(before);
    f.factor();
    f.solve(b);
    f.factor(after);
    const fresh = openLdlt(after);
    fresh.factor();
    expect(f.solve(b)).toEqual(fresh.solve(b));
  });

  it("gives the bits of its first solution again after 20 other right-hand sides", () => {
    const f = openLdlt(SYSTEMS[9]!);
    f.factor();
    const b = random(5000, 22);
    const first = f.solve(b);
    for (let i = 0; i < 20; i++) f.solve(random(5000, 100 + i));
    expect(f.solve(b)).toEqual(first);
  });

  it("a dead row is an identity row: x = b there, and the others solve as if it were not there", () => {
    const whole = SYSTEMS[2]!;
    const f = openLdlt(whole);
    const isDead = (i: number) => i % 7 === 0;
    f.dead.forEach((_, i) => {
      f.dead[i] = isDead(i) ? 1 : 0;
    });
    const keep = (e: number) => !isDead(whole.rows[e]!) && !isDead(whole.cols[e]!);
    const reduced: System = {
      ...whole,
      upper: whole.upper.map((v, e) => (keep(e) ? v : 0)),
      lower: whole.lower.map((v, e) => (keep(e) ? v : 0)),
      diagonal: whole.diagonal.map((v, i) => (isDead(i) ? 1 : v)),
    };
    const b = random(whole.n, 23);
    expect(f.factor()).toBe(STATUS.OK);
    const x = f.solve(b);
    expect(scaledResidual(reduced, x, b)).toBeLessThan(4e-15);
    for (let i = 0; i < whole.n; i += 7) expect(x[i]).toBe(b[i]);
    f.dead.fill(0);
    f.factor();
    expect(scaledResidual(whole, f.solve(b), b)).toBeLessThan(4e-15);
  });

  it("names the row of a zero, an infinite and a not-a-number pivot, and recovers", () => {
    const system = SYSTEMS[4]!;
    const f = openLdlt(system);
    for (const bad of [0, Number.POSITIVE_INFINITY, Number.NaN]) {
      const broken: System = { ...system, upper: system.upper.slice(), diagonal: system.diagonal.slice() };
      broken.diagonal[2999] = bad;
      for (let e = 0; e < system.rows.length; e++) if (system.cols[e] === 2999) broken.upper[e] = 0;
      expect(f.factor(broken)).toBe(STATUS.SINGULAR);
      expect(f.kernel.report()).toMatchObject({ status: STATUS.SINGULAR, at: 2999 });
      expect(() => f.solve(random(3000, 1))).toThrow(/status 8/);
    }
    expect(f.factor()).toBe(STATUS.OK);
    const b = random(3000, 24);
    expect(scaledResidual(system, f.solve(b), b)).toBeLessThan(4e-15);
  });

  it("names the row of a bad pivot in a dense block", () => {
    const system = SYSTEMS[2]!;
    const f = openLdlt(system);
    for (const last of [1, 2, 7]) {
      const row = f.order[system.n - last]!;
      const broken: System = { ...system, upper: system.upper.slice(), diagonal: system.diagonal.slice() };
      broken.diagonal[row] = 0;
      for (let e = 0; e < system.rows.length; e++)
        if (system.cols[e] === row || system.rows[e] === row) broken.upper[e] = 0;
      expect(f.factor(broken)).toBe(STATUS.SINGULAR);
      expect(f.kernel.report()).toMatchObject({ status: STATUS.SINGULAR, at: row });
    }
  });

  it("finds the part of a network that nothing anchors: a row of that part is named", () => {
    const pairs = [...gridPairs(10, 10), ...gridPairs(5, 5).map(([i, j]): [number, number] => [i + 100, j + 100])];
    const floating = laplacian("floating", 125, pairs, 12, 0);
    floating.diagonal[0]! += 1;
    const f = openLdlt(floating);
    expect(f.factor()).toBe(STATUS.SINGULAR);
    expect(f.kernel.report().at).toBeGreaterThanOrEqual(100);
  });

  it("refuses a pattern of another topology by name, and a handle that is none", () => {
    const f = openLdlt(SYSTEMS[2]!);
    const { verbs } = f.kernel;
    const { n, rows, cols } = SYSTEMS[2]!;
    const kernel = f.kernel;
    expect(verbs.ldltFactor!(16)).toBe(STATUS.NOT_READY);
    // the arena is sealed: reuse the solution's memory for a changed list
    const other = new Int32Array(kernel.column("node", "head_m").buffer, verbs.ldltValues!(f.handle), 2 * rows.length);
    other.set(rows);
    other.set(cols, rows.length);
    const address = other.byteOffset;
    expect(verbs.ldltCheckPattern!(f.handle, n, rows.length, address, address + 4 * rows.length)).toBe(STATUS.OK);
    other[0]! += 1;
    expect(verbs.ldltCheckPattern!(f.handle, n, rows.length, address, address + 4 * rows.length)).toBe(
      STATUS.STALE_PATTERN,
    );
    expect(f.factor()).toBe(STATUS.STALE_PATTERN);
  });

  it("refuses an entry outside the matrix and says which", () => {
    const bad: System = {
      ...laplacian(
        "bad",
        3,
        [
          [0, 1],
          [1, 3],
        ],
        1,
      ),
    };
    expect(() => openLdlt(bad)).toThrow(/"status":7,"at":1/);
  });
});

/** Rows marked dead become identity rows of the reference system too. */
function withDead(a: System, isDead: (row: number) => boolean): System {
  const keep = (e: number) => !isDead(a.rows[e]!) && !isDead(a.cols[e]!);
  return {
    ...a,
    upper: a.upper.map((v, e) => (keep(e) ? v : 0)),
    lower: a.lower.map((v, e) => (keep(e) ? v : 0)),
    diagonal: a.diagonal.map((v, i) => (isDead(i) ? 1 : v)),
  };
}

describe("linalg: scalar unsymmetric LU", () => {
  const scalar = (a: System) => openLu({ pattern: a, size: 1, upper: a.upper, lower: a.lower, diagonal: a.diagonal });
  for (const symmetric of SYSTEMS) {
    const system = unsymmetric(symmetric, 31);
    it(`${system.name}: scaled residual below 4e-15, transposed too`, () => {
      const f = scalar(system);
      expect(f.factor()).toBe(STATUS.OK);
      const b = random(system.n, 32);
      expect(scaledResidual(system, f.solve(b), b)).toBeLessThan(4e-15);
      expect(scaledResidual(system, f.solve(b, true), b, true)).toBeLessThan(4e-15);
    });
  }
  it("dead rows: x = b there, the rest solves; brought back to life, the whole solves again", () => {
    const system = unsymmetric(SYSTEMS[9]!, 33);
    const f = scalar(system);
    f.dead.forEach((_, i) => {
      f.dead[i] = i % 9 === 0 ? 1 : 0;
    });
    const b = random(system.n, 34);
    const reduced = withDead(system, (i) => i % 9 === 0);
    f.factor();
    expect(scaledResidual(reduced, f.solve(b), b)).toBeLessThan(4e-15);
    expect(scaledResidual(reduced, f.solve(b, true), b, true)).toBeLessThan(4e-15);
    f.dead.fill(0);
    f.factor();
    expect(scaledResidual(system, f.solve(b), b)).toBeLessThan(4e-15);
  });
});

describe("linalg: LU of 2 x 2 blocks", () => {
  for (const symmetric of SYSTEMS) {
    it(`${symmetric.name}: scaled residual below 1e-14, transposed too`, () => {
      const system = blockSystem(symmetric, 41);
      const written = scalarOf(system);
      const f = openLu(system);
      expect(f.factor()).toBe(STATUS.OK);
      const b = random(written.n, 42);
      expect(scaledResidual(written, f.solve(b), b)).toBeLessThan(1e-14);
      expect(scaledResidual(written, f.solve(b, true), b, true)).toBeLessThan(1e-14);
    });
  }
  it("refactors after an edit to the same bits as a fresh factor", () => {
    const before = blockSystem(SYSTEMS[2]!, 43);
    const after = { ...before, upper: before.upper.map((v, e) => (e % 7 === 0 ? -v : v)) };
    const b = random(2 * before.pattern.n, 44);
    const f = openLu(before);
    f.factor();
    f.solve(b);
    f.factor(after);
    const fresh = openLu(after);
    fresh.factor();
    expect(f.solve(b)).toEqual(fresh.solve(b));
  });
  it("dead block rows: x = b there, the rest solves as if they were not there", () => {
    const system = blockSystem(SYSTEMS[9]!, 45);
    const isDead = (row: number) => row % 11 === 3;
    const written = withDead(scalarOf(system), (i) => isDead(i >> 1));
    const f = openLu(system);
    f.dead.forEach((_, i) => {
      f.dead[i] = isDead(i) ? 1 : 0;
    });
    expect(f.factor()).toBe(STATUS.OK);
    const b = random(written.n, 46);
    const x = f.solve(b);
    expect(scaledResidual(written, x, b)).toBeLessThan(1e-14);
    expect([x[6], x[7]]).toEqual([b[6], b[7]]);
  });
  it("names the block row that is singular and the block that holds no number", () => {
    const system = blockSystem(laplacian("apart", 30, gridPairs(5, 5), 47), 48);
    for (const bad of [
      [1, 2, 2, 4],
      [0, 0, 0, 0],
      [Number.NaN, 0, 0, 1],
    ]) {
      const broken = { ...system, diagonal: system.diagonal.slice() };
      broken.diagonal.set(bad, 4 * 27);
      const f = openLu(broken);
      expect(f.factor()).toBe(STATUS.SINGULAR);
      expect(f.kernel.report()).toMatchObject({ status: STATUS.SINGULAR, at: 27 });
      expect(f.factor(system)).toBe(STATUS.OK);
      const b = random(60, 49);
      expect(scaledResidual(scalarOf(system), f.solve(b), b)).toBeLessThan(1e-14);
    }
  });
  it("refuses a stale pattern and the handle of another block size by name", () => {
    const f = openLu(blockSystem(SYSTEMS[2]!, 50));
    const { verbs } = f.kernel;
    expect(verbs.lu1Factor!(f.handle)).toBe(STATUS.NOT_READY);
    expect(verbs.luCheckPattern!(f.handle, 1200, 0, 0, 0)).toBe(STATUS.STALE_PATTERN);
    expect(f.factor()).toBe(STATUS.STALE_PATTERN);
  });
});
