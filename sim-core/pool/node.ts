import { readFileSync } from "node:fs";
import type { Worker } from "node:worker_threads";
import * as Comlink from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import type { WorkerApi } from "./api";
import { createPool, type SpawnedWorker } from "./pool";
import type { Pool } from "./protocol";

/** Where the built files are; the caller knows, because bundlers move this one. */
export interface NodePoolFiles {
  /** build/workers/worker.node.mjs */
  readonly worker: string;
  /** public/solvers.wasm */
  readonly solvers: string;
}

/** The same pool on worker threads. */
export function openNodePool(size: number, files: NodePoolFiles): Pool {
  const module = WebAssembly.compile(readFileSync(files.solvers));
  return createPool(size, module, () => spawnThread(files.worker));
}

/** One worker thread and its end of the line. */
export function spawnThread(file: string): SpawnedWorker & { readonly thread: Worker } {
  // Taken at run time: an import would make Next trace the whole project into its server bundle.
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const thread = new Worker(file);
  let isEnding = false;
  return {
    thread,
    api: Comlink.wrap<WorkerApi>(nodeEndpoint(thread)),
    onCrash(report) {
      let isSaid = false;
      const once = (text: string) => {
        if (!isSaid && !isEnding) report(text);
        isSaid = true;
      };
      thread.on("error", (error) => once(error instanceof Error ? error.message : String(error)));
      thread.on("exit", (code) => once(`the worker ended with code ${code}`));
    },
    async end() {
      isEnding = true;
      await thread.terminate();
    },
  };
}
