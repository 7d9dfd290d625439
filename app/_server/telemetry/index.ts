import { LiveBlocks, openLiveDatabase } from "./blocks";
import { Children } from "./children";
import { Live } from "./live";

// on the global object, as the database is: an edit in development must not make a second one
const kept = globalThis as typeof globalThis & { crosscurrentLive?: Live; crosscurrentBlocks?: LiveBlocks };

export const liveBlocks = (): LiveBlocks => {
  kept.crosscurrentBlocks ??= new LiveBlocks(openLiveDatabase());
  return kept.crosscurrentBlocks;
};
export const live = (): Live => {
  if (!kept.crosscurrentLive) {
    const opened = new Live(liveBlocks());
    kept.crosscurrentLive = opened;
    // Next waits for open requests when it is asked to end; a stream is one that would never be over
    for (const signal of ["SIGTERM", "SIGINT"] as const)
      process.once(signal, () => {
        opened.end();
        new Children().stopAll();
      });
  }
  return kept.crosscurrentLive;
};
