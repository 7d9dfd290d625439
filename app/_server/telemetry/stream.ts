import { type Batch, lastSeq, QUALITY, REASONS } from "@/sim-core/server";
import type { Live } from "./live";

/** A comment at least so often, so that both ends notice a dead line. */
const PULSE_ms = 5000;
const MOST_AHEAD = 1_000_000;

/**
 * Server-sent events of one follower. It is a cursor, not a queue: the next batch is looked up only when the reader has
 * room for it, so a slow reader costs no memory and gets everything, later. The id of an event is `epoch:lastSeq`; a
 * reader that comes back with its last id goes on behind it without loss: from memory, then from the database.
 *
 *  hello   { epoch, isFed, seq, words, feeds, present } first, and again when another bridge took over or feeds changed
 *  values  { tags, tag, value, time, quality, reason, status, revision }   columns; times UTC ms; null is no value
 *  gap     { from, to }                          values in between are no longer kept
 */
export function liveStream(live: Live, lastId: string | null, signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const told = /^([0-9a-zA-Z-]{1,64}):(-1|\d{1,16})$/.exec(lastId ?? "");
  let epoch = told?.[1] ?? null;
  let cursor = told ? Number(told[2]) : -1;
  let version = -1;
  let wake: () => void = () => {};
  const end = live.follow(() => wake());
  signal.addEventListener("abort", () => {
    end();
    wake();
  });
  const event = (name: string, id: string | null, data: unknown) =>
    encoder.encode(`event: ${name}\n${id === null ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);

  const hello = () => {
    const { epoch: now, nextSeq } = live.place;
    version = live.place.version;
    // before the bridge has posted to a server that was started anew, a reader's own place is kept; so it is when it is
    // a little ahead, having seen what the server then lost: the bridge sends that again, under the same numbers
    if (now !== null && (epoch !== now || cursor > nextSeq + MOST_AHEAD)) {
      epoch = now;
      cursor = nextSeq - 1;
    }
    const id = epoch === null ? null : `${epoch}:${Math.max(cursor, 0)}`;
    const words = { quality: QUALITY, reason: REASONS };
    const { feeds } = live;
    return event("hello", cursor < 0 ? null : id, {
      ...{ epoch, isFed: live.place.epoch !== null, seq: cursor, words, feeds },
      present: live.present(),
    });
  };

  const isOther = () => live.place.version !== version;

  /** What to send next; waits when there is nothing, at most for a pulse. */
  async function next(): Promise<Uint8Array> {
    if (isOther()) return hello();
    const batch = epoch === null ? undefined : await live.after(epoch, cursor);
    if (batch) {
      const isGap = batch.firstSeq > cursor + 1;
      if (isGap) {
        const gap = { from: cursor + 1, to: batch.firstSeq - 1 };
        cursor = batch.firstSeq - 1;
        return event("gap", `${epoch}:${cursor}`, gap);
      }
      cursor = lastSeq(batch);
      return textOf(batch, `${epoch}:${cursor}`, encoder);
    }
    let timer: NodeJS.Timeout | undefined;
    const news = await new Promise<boolean>((resolve) => {
      wake = () => resolve(true);
      timer = setTimeout(() => resolve(false), PULSE_ms);
      const place = live.place; // it may have come while we looked
      if (isOther() || (place.epoch === epoch && place.nextSeq > cursor + 1) || signal.aborted || live.isEnding)
        resolve(true);
    });
    clearTimeout(timer);
    wake = () => {};
    return news ? EMPTY : encoder.encode(": pulse\n\n");
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          if (signal.aborted || live.isEnding) {
            end();
            controller.close();
            return;
          }
          const bytes = await next();
          if (bytes.length === 0) continue;
          controller.enqueue(bytes);
          return;
        }
      },
      cancel: end,
    },
    { highWaterMark: 1 },
  );
}
const EMPTY = new Uint8Array(0);

/** Batches of the ring are shared by all followers: each is written out once. */
const written = new WeakMap<Batch, string>();

function textOf(batch: Batch, id: string, encoder: TextEncoder): Uint8Array {
  let data = written.get(batch);
  if (data === undefined) {
    const isPlain = batch.status.every((s) => s === 0) && batch.revision.every((r) => r === 0);
    data = JSON.stringify({
      tags: batch.tags,
      tag: [...batch.tag],
      value: [...batch.value], // NaN becomes null
      time: [...batch.source_ms],
      received: [...batch.receive_ms],
      quality: [...batch.quality],
      reason: [...batch.reason],
      ...(isPlain ? {} : { status: [...batch.status], revision: [...batch.revision] }),
    });
    written.set(batch, data);
  }
  return encoder.encode(`event: values\nid: ${id}\ndata: ${data}\n\n`);
}
