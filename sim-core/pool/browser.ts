import * as Comlink from "comlink";
import type { WorkerApi } from "./api";
import { createPool, type SpawnedWorker } from "./pool";
import type { Pool } from "./protocol";

/** A pool of module workers; the solvers are compiled once while they stream in, and posted to every worker. */
export function openPool(size = Math.max(1, Math.min((navigator.hardwareConcurrency ?? 2) - 1, 8))): Pool {
  const module = WebAssembly.compileStreaming(fetch("/solvers.wasm"));
  return createPool(size, module, spawn);
}

function spawn(): SpawnedWorker {
  // The bundler must see this expression as it stands to make a chunk of the worker.
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  return {
    api: Comlink.wrap<WorkerApi>(worker),
    onCrash(report) {
      worker.addEventListener("error", (event) => report(event.message || "the worker died"), { once: true });
      worker.addEventListener("messageerror", () => report("a message could not be read"), { once: true });
    },
    async end() {
      worker.terminate();
    },
  };
}
