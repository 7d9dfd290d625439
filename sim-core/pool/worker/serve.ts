import * as Comlink from "comlink";
import { fireFlow } from "../../utilities/water/studies/fireFlow";
import type { JobReports, WorkerApi } from "../api";
import { ANSWERS } from "./answers";
import { execute, type Host, type Warm } from "./execute";

/** The object behind a worker's endpoint, browser and Node alike. */
export function workerApi(): WorkerApi {
  let module: WebAssembly.Module | null = null;
  let isCancelled = false;
  const warm: Warm = { key: undefined, session: null };
  const breathe = breather();
  const host: Host = {
    now_ms: () => performance.now(),
    breathe,
    isCancelled: () => isCancelled,
    sendSlab: (reports, slab) => reports.slab(Comlink.transfer(slab, [slab.values.buffer as ArrayBuffer])),
  };
  return {
    async load(given) {
      module = given;
    },
    async run(job, reports) {
      if (!module) throw new Error("no solver module loaded");
      isCancelled = false;
      // Reports go through a port of their own, in order among themselves but not with the outcome: whoever has the
      // outcome must have had every slab, so the answer to the last report is awaited first.
      let lastReport: unknown;
      const heard: JobReports = {
        layout: (...given) => {
          lastReport = reports.layout(...given);
        },
        slab: (slab) => {
          lastReport = reports.slab(slab);
        },
        keyframe: (keyframe) => {
          lastReport = reports.keyframe(keyframe);
        },
        progress: (share_1) => {
          lastReport = reports.progress(share_1);
        },
      };
      try {
        const outcome = await execute(module, job, heard, host, warm);
        await lastReport;
        return outcome;
      } catch (error) {
        warm.session = null; // what threw may have left it in the middle of a step
        throw error;
      } finally {
        (reports as unknown as Comlink.ProxyMethods)[Comlink.releaseProxy]?.();
      }
    },
    async ask(name, given, part) {
      if (!module) throw new Error("no solver module loaded");
      isCancelled = false;
      // the answer must not overtake the last part
      let lastPart: unknown;
      try {
        const answer = await ANSWERS[name](given, {
          module,
          breathe,
          isCancelled: () => isCancelled,
          part: (some) => {
            lastPart = part(some);
          },
        });
        await lastPart;
        return answer;
      } finally {
        (part as unknown as Comlink.ProxyMethods)[Comlink.releaseProxy]?.();
      }
    },
    async fireFlow({ district, options, isExact, schedule, taken }) {
      if (!module) throw new Error("no solver module loaded");
      return fireFlow(module, district, options, isExact, schedule, taken);
    },
    async cancel() {
      isCancelled = true;
    },
  };
}

/**
 * A pause in which waiting messages are heard. In a browser a message to oneself comes behind those of the main
 * thread, without the 4 ms that timers are held back. Node would hear up to 1,000 such messages in a row before it
 * looks at any other port, and has setImmediate.
 */
function breather(): () => Promise<void> {
  if (typeof setImmediate === "function") return () => new Promise((resolve) => setImmediate(resolve));
  const channel = new MessageChannel();
  const waiting: (() => void)[] = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      channel.port2.postMessage(0);
    });
}
