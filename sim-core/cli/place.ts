import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { VerbError } from "./args";

/** The project's folder: scripts name it; a test or a bundle started by hand runs inside it. */
export const projectRoot = (): string => process.env.CROSSCURRENT_ROOT ?? process.cwd();

/** The compiled WebAssembly module, from where the build puts it. */
export function loadSolvers(): WebAssembly.Module {
  const file = join(projectRoot(), "public/solvers.wasm");
  if (!existsSync(file)) throw new VerbError(`${file} is not built: node .ci/setup.mjs wasm`);
  return new WebAssembly.Module(readFileSync(file));
}

/** What a pool of worker threads is started from. */
export const poolFiles = () => ({
  worker: join(projectRoot(), "build/workers/worker.node.mjs"),
  solvers: join(projectRoot(), "public/solvers.wasm"),
});

/** The folder `shared` (reference networks, weather, physics sheets): where CROSSCURRENT_SHARED says, else beside the
 *  checkout, else beside one of the folders around it. */
export function findShared(): string | undefined {
  const named = process.env.CROSSCURRENT_SHARED;
  if (named) return existsSync(named) ? resolve(named) : undefined;
  for (let folder = resolve(projectRoot()); folder !== dirname(folder); folder = dirname(folder)) {
    const beside = join(dirname(folder), "shared");
    if (existsSync(join(beside, "reference"))) return beside;
  }
  return undefined;
}

export const WHY_NO_SHARED =
  "no folder `shared` beside the checkout: put it there, or set CROSSCURRENT_SHARED to where it is";
