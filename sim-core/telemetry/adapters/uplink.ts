import { type Batch, joined, lastSeq } from "../batch";
import { type BridgeHealth, encodeEnvelope, type Receipt } from "../envelope";
import type { Feed } from "../quality";
import type { Spool } from "./spool";

/** At most ten posts a second, one at a time; at least one in two seconds, as a sign of life. */
const PACE_ms = 100;
const LEAST_OFTEN_ms = 2000;
const RETRY_ms = 500;
const MOST_SAMPLES = 20_000;
const TIMEOUT_ms = 15_000;

export interface Uplink {
  /** There is news. */
  wake(): void;
  /** Other Tags are fed from now on. */
  refeed(): void;
  stop(): Promise<void>;
}

/**
 * Delivers the spool to the workbench: posts what it wants next, and lets go of what it says is stored. Either side may
 * die at any moment: the workbench says where to go on, and the bridge has everything that is not stored.
 */
export function uplink(input: {
  readonly url: string;
  readonly token: string;
  readonly district: string;
  readonly spool: Spool;
  readonly feeds: () => readonly Feed[];
  readonly health: () => BridgeHealth;
  readonly note: (text: string) => void;
}): Uplink {
  const { spool } = input;
  const address = new URL("/api/telemetry/ingest", input.url);
  let nextSeq: number | undefined; // unknown until the workbench has told
  let wantsFeeds = true;
  /** They changed while a post was under way. */
  let hasOthers = false;
  let isStopping = false;
  let wake: () => void = () => {};
  let said = "";

  async function post(): Promise<void> {
    const batches: Batch[] = nextSeq === undefined ? [] : spool.read(Math.max(nextSeq, spool.firstSeq), MOST_SAMPLES);
    const batch = batches.length > 0 ? joined(batches) : undefined;
    const envelope = {
      epoch: spool.epoch,
      district: input.district,
      oldestSeq: spool.firstSeq,
      ...(wantsFeeds ? { feeds: input.feeds() } : {}),
      health: input.health(),
    };
    const response = await fetch(address, {
      method: "POST",
      body: encodeEnvelope(envelope, batch),
      headers: { "content-type": "application/octet-stream", authorization: `Bearer ${input.token}` },
      signal: AbortSignal.timeout(TIMEOUT_ms),
    });
    if (!response.ok) {
      const answer = (await response.json().catch(() => ({}))) as { error?: { message?: string } };
      throw new Error(`${response.status}: ${answer.error?.message ?? response.statusText}`);
    }
    const receipt = (await response.json()) as Receipt;
    if (batch && receipt.nextSeq > lastSeq(batch) + 1)
      throw new Error("the workbench wants values that were never sent");
    nextSeq = receipt.nextSeq;
    wantsFeeds = receipt.wantsFeeds || hasOthers;
    hasOthers = false;
    spool.release(receipt.storedSeq);
  }

  async function run() {
    while (!isStopping) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const from = performance.now();
      try {
        await post();
        if (said !== "") input.note("workbench: there again");
        said = "";
      } catch (error) {
        const why =
          error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error);
        if (why !== said) input.note(`workbench: ${why}; values wait in the spool`);
        said = why;
        nextSeq = undefined; // it may be another one when it is back
        wantsFeeds = true;
        await pause(RETRY_ms);
        continue;
      }
      if (nextSeq !== undefined && nextSeq >= spool.nextSeq) await Promise.race([woken, pause(LEAST_OFTEN_ms)]);
      const left_ms = PACE_ms - (performance.now() - from);
      if (left_ms > 0) await pause(left_ms);
    }
  }
  const running = run();
  return {
    wake: () => wake(),
    refeed() {
      wantsFeeds = true;
      hasOthers = true;
      wake();
    },
    async stop() {
      isStopping = true;
      wake();
      await Promise.race([running, pause(2000)]);
    },
  };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
