import { LiveBlocks, openLiveDatabase } from "./blocks";
import { Live } from "./live";

// on the global object, as the database is: an edit in development must not make a second one
const kept = globalThis as typeof globalThis & { crosscurrentLive?: Live; crosscurrentBlocks?: LiveBlocks };

export const liveBlocks = (): LiveBlocks => {
  kept.crosscurrentBlocks ??= new LiveBlocks(openLiveDatabase());
  return kept.crosscurrentBlocks;
};
export const live = (): Live => {
  kept.crosscurrentLive ??= new Live(liveBlocks());
  return kept.crosscurrentLive;
};
