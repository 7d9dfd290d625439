import type { Kernel } from "../../sim-core/solve/kernel";
import { bareKernel } from "./module";
import type { System } from "./systems";

/** LDLT of one system in a kernel instance of its own. */
export interface Factor {
  readonly kernel: Kernel;
  readonly handle: number;
  readonly fill: number;
  readonly flops: number;
  /** Row eliminated k-th. */
  readonly order: Int32Array;
  readonly dead: Uint8Array;
  /** Writes the values of `a` (same pattern) and factors; returns the status. */
  factor(a?: System): number;
  solve(b: ArrayLike<number>, transposed?: boolean): Float64Array;
}

export interface LdltFactor extends Factor {
  /** Factors the values at hand and solves in one. */
  factorSolve(b: ArrayLike<number>): Float64Array;
}

export function openLdlt(system: System): LdltFactor {
  const kernel = bareKernel();
  const { verbs } = kernel;
  const rows = kernel.arrayFrom(system.rows);
  const cols = kernel.arrayFrom(system.cols);
  const slots = kernel.array("i32", system.rows.length);
  const b = kernel.array("f64", system.n);
  const x = kernel.array("f64", system.n);
  const handle = verbs.ldltAnalyse!(system.n, system.rows.length, rows.address, cols.address, slots.address);
  if (handle === 0) throw new Error(`analysis failed: ${JSON.stringify(kernel.report())}`);
  kernel.seal();
  const { buffer } = slots.view;
  const pattern = verbs.ldltPattern!(handle);
  const values = new Float64Array(buffer, verbs.ldltValues!(handle), verbs.ldltSlotCount!(handle));
  return {
    kernel,
    handle,
    fill: verbs.patternFill!(pattern),
    flops: verbs.patternFlops!(pattern),
    order: new Int32Array(buffer, verbs.patternOrder!(pattern), system.n),
    dead: new Uint8Array(buffer, verbs.ldltDead!(handle), system.n),
    factor(a = system) {
      values.fill(0);
      values.set(a.diagonal);
      for (let e = 0; e < a.rows.length; e++) {
        if (a.rows[e] !== a.cols[e]) values[slots.view[e]!]! += a.upper[e]!;
      }
      return verbs.ldltFactor!(handle);
    },
    solve(rhs, transposed = false) {
      b.view.set(rhs);
      const status = (transposed ? verbs.ldltSolveTransposed! : verbs.ldltSolve!)(handle, b.address, x.address);
      if (status !== 0) throw new Error(`solve failed with status ${status}`);
      return x.view.slice();
    },
    factorSolve(rhs) {
      b.view.set(rhs);
      const status = verbs.ldltFactorSolve!(handle, b.address, x.address);
      if (status !== 0) throw new Error(`factor and solve failed with status ${status}`);
      return x.view.slice();
    },
  };
}

/** Block LU: `blocks` holds, per entry and per row, b x b numbers; b = 1 takes a System's own numbers. */
export interface BlockSystem {
  readonly pattern: System;
  readonly size: 1 | 2;
  /** Per entry e: the block (rows[e], cols[e]), then the block (cols[e], rows[e]). */
  readonly upper: Float64Array;
  readonly lower: Float64Array;
  readonly diagonal: Float64Array;
}

export interface BlockFactor extends Omit<Factor, "factor" | "flops" | "order"> {
  factor(a?: BlockSystem): number;
  readonly blockProducts: number;
}

export function openLu(system: BlockSystem): BlockFactor {
  const kernel = bareKernel();
  const { verbs } = kernel;
  const { pattern, size } = system;
  const length = size * size;
  const rows = kernel.arrayFrom(pattern.rows);
  const cols = kernel.arrayFrom(pattern.cols);
  const slots = kernel.array("i32", pattern.rows.length);
  const b = kernel.array("f64", pattern.n * size);
  const x = kernel.array("f64", pattern.n * size);
  const name = `lu${size}`;
  const handle = verbs[`${name}Analyse`]!(pattern.n, pattern.rows.length, rows.address, cols.address, slots.address);
  if (handle === 0) throw new Error(`analysis failed: ${JSON.stringify(kernel.report())}`);
  kernel.seal();
  const { buffer } = slots.view;
  const values = new Float64Array(buffer, verbs.luValues!(handle), verbs.luSlotCount!(handle) * length);
  return {
    kernel,
    handle,
    fill: verbs.patternFill!(verbs.luPattern!(handle)),
    blockProducts: verbs.luBlockProducts!(handle),
    dead: new Uint8Array(buffer, verbs.luDead!(handle), pattern.n),
    factor(a = system) {
      values.fill(0);
      values.set(a.diagonal);
      for (let e = 0; e < pattern.rows.length; e++) {
        if (pattern.rows[e] === pattern.cols[e]) continue;
        for (let i = 0; i < length; i++) {
          values[slots.view[e]! * length + i]! += a.upper[e * length + i]!;
          values[(slots.view[e]! ^ 1) * length + i]! += a.lower[e * length + i]!;
        }
      }
      return verbs[`${name}Factor`]!(handle);
    },
    solve(rhs, transposed = false) {
      b.view.set(rhs);
      const status = verbs[`${name}Solve${transposed ? "Transposed" : ""}`]!(handle, b.address, x.address);
      if (status !== 0) throw new Error(`solve failed with status ${status}`);
      return x.view.slice();
    },
  };
}
