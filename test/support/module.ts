import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LAYOUT, type TableName } from "../../sim-core/compile/layout";
import { type Kernel, openKernel } from "../../sim-core/solve/kernel";

let compiled: WebAssembly.Module | undefined;

/** public/solvers.wasm, compiled once per test file. */
export function solversModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(join(import.meta.dirname, "../../public/solvers.wasm")));
  return compiled;
}

/** The same number of rows for every row set of a table. */
export const rowsOf = (table: TableName, count: number): Record<string, number> =>
  Object.fromEntries(LAYOUT[table].rowSets.map((rows) => [rows, count]));

/** An instance without a network: for routines that take addresses. */
export const bareKernel = (): Kernel => openKernel(solversModule(), "water", rowsOf("water", 0));
