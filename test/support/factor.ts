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

export function openLdlt(system: System): Factor {
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
  };
}
