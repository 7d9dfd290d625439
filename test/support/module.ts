import { readFileSync } from "node:fs";
import { join } from "node:path";

let compiled: WebAssembly.Module | undefined;

/** public/solvers.wasm, compiled once per test file. */
export function solversModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(join(import.meta.dirname, "../../public/solvers.wasm")));
  return compiled;
}
