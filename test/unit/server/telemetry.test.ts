import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { harbourside } from "../../../scenarios/districts/harbourside";
import { type Batch, batchOf, samplesOf } from "../../../sim-core/telemetry/batch";
import { type BridgeHealth, type Envelope, encodeEnvelope } from "../../../sim-core/telemetry/envelope";
import { localDay } from "../../../sim-core/telemetry/frames";
import { sampleOf } from "../../support/telemetry";

const data = mkdtempSync(join(tmpdir(), "crosscurrent-live-"));
process.env.CROSSCURRENT_DATA = data; // read at the first use of the database, below
const { LiveBlocks, openLiveDatabase } = await import("../../../app/_server/telemetry/blocks");
const { Live } = await import("../../../app/_server/telemetry/live");
const { liveStream } = await import("../../../app/_server/telemetry/stream");
const { tokenFile } = await import("../../../app/_server/telemetry/token");
const ingest = await import("../../../app/api/telemetry/ingest/route");
const db = openLiveDatabase();
const blocks = new LiveBlocks(db);
afterAll(async () => {
  await db.$disconnect();
  rmSync(data, { recursive: true });
});

const health: BridgeHealth = {
  ...{ started_ms: 0, sources: [], counts: {}, pointsWithoutTag: [], tagsWithoutPoint: [] },
  mapping: { revision: "", points: 0, fault: null },
  spool: { bytes: 0, waiting: 0, isFull: false },
};
const feeds = [{ tag: "T.level_m", source: "s", interval_s: 10, isByException: false }];
const envelope = (epoch: string, over: Partial<Envelope> = {}): Envelope => {
  return { epoch, district: "tiny", oldestSeq: 0, health, feeds, ...over };
};
/** Values that say their own sequence numbers, received now. */
const numbered = (first: number, count: number, at_ms = Date.now()): Batch =>
  batchOf(
    first,
    Array.from({ length: count }, (_, k) => sampleOf({ value: first + k, source_ms: at_ms + k, receive_ms: at_ms })),
  );

/** Reads events until so many values have come. */
async function readValues(live: InstanceType<typeof Live>, lastId: string | null, wanted: number) {
  const stop = new AbortController();
  const stream: ReadableStream = liveStream(live, lastId, stop.signal);
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  const [values, events]: [number[], string[]] = [[], []];
  let id = lastId;
  while (values.length < wanted) {
    const { value } = await reader.read();
    const event = /^event: (\w+)/m.exec(value ?? "")?.[1];
    if (!event) continue;
    events.push(event);
    id = /^id: (.*)$/m.exec(value!)?.[1] ?? id;
    if (event === "values") values.push(...JSON.parse(/^data: (.*)$/m.exec(value!)![1]!).value);
  }
  stop.abort();
  await reader.cancel();
  return { values, events, id };
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, k) => from + k);

test("a post without the token of the data folder is refused; the token's file is for this user alone", async () => {
  const post = (authorization: string, body: BodyInit) =>
    ingest.POST(new Request("http://127.0.0.1/", { method: "POST", headers: { authorization }, body }));
  expect((await post("Bearer no", "x")).status).toBe(401);
  expect(statSync(tokenFile()).mode & 0o077).toBe(0);
  const right = `Bearer ${readFileSync(tokenFile(), "utf8").trim()}`;
  expect((await post(right, "xxxxxxxx")).status).toBe(400);
  const good = await post(right, encodeEnvelope(envelope("route"), numbered(0, 3)));
  expect(await good.json()).toMatchObject({ nextSeq: 3, wantsFeeds: false });
});

test("what was received before counts once; a batch that leaves a hole is asked for again", async () => {
  const live = new Live(blocks);
  expect(await live.ingest(envelope("once"), numbered(0, 10))).toMatchObject({ nextSeq: 10 });
  expect(await live.ingest(envelope("once"), numbered(5, 10))).toMatchObject({ nextSeq: 15 });
  expect(await live.ingest(envelope("once"), numbered(20, 5))).toMatchObject({ nextSeq: 15 });
  expect(await live.ingest(envelope("once", { oldestSeq: 20 }), numbered(20, 5))).toMatchObject({ nextSeq: 25 });
  expect((await readValues(live, "once:19", 5)).values).toEqual(range(20, 25));
  await expect(live.ingest(envelope("another"), undefined)).rejects.toThrow(/another bridge/);
  await live.close();
});

test("a server that is started anew goes on where it had stored, and so does a reader: 300 values, none lost, none twice", async () => {
  const first = new Live(blocks);
  await first.ingest(envelope("again"), numbered(0, 100));
  const before = await readValues(first, "again:-1", 0);
  expect(before.values).toEqual([]);
  const seen = await readValues(first, null, 0).then(() => readValues(first, "again:9", 90));
  expect(seen.values).toEqual(range(10, 100));
  await first.close();

  const second = new Live(blocks);
  // the reader is back before the bridge: its place is kept, and what is stored is sent from the database
  expect((await readValues(second, "again:49", 50)).values).toEqual(range(50, 100));
  expect(await second.ingest(envelope("again"), undefined)).toMatchObject({ storedSeq: 100, nextSeq: 100 });
  await second.ingest(envelope("again"), numbered(100, 200));
  const after = await readValues(second, seen.id, 200);
  expect(after.values).toEqual(range(100, 300));
  expect(after.events).not.toContain("gap");
  await second.close();
});

test("a reader that was away for longer than is kept is told the gap", async () => {
  const live = new Live(blocks);
  await live.ingest(envelope("gap"), numbered(0, 50));
  await live.close();
  await live.ingest(envelope("gap"), numbered(50, 50));
  await live.close();
  await db.liveBlock.deleteMany({ where: { epoch: "gap", firstSeq: 0 } });
  const anew = new Live(blocks);
  await anew.ingest(envelope("gap"), undefined);
  const { values, events } = await readValues(anew, "gap:9", 50);
  expect(events).toEqual(["hello", "gap", "values"]);
  expect(values).toEqual(range(50, 100));
});

test("a reader that does not read costs nothing and gets everything later", async () => {
  const live = new Live(blocks);
  await live.ingest(envelope("slow"), undefined);
  const stop = new AbortController();
  const reader = liveStream(live, null, stop.signal).getReader();
  await reader.read(); // hello
  for (let k = 0; k < 40; k++) await live.ingest(envelope("slow"), numbered(k * 500, 500));
  let values = 0;
  let reads = 0;
  while (values < 20_000) {
    const { value } = await reader.read();
    const text = new TextDecoder().decode(value);
    reads++;
    if (text.startsWith("event: values")) values += JSON.parse(/^data: (.*)$/m.exec(text)![1]!).value.length;
  }
  expect(values).toBe(20_000);
  expect(reads).toBeLessThan(60);
  stop.abort();
  await live.close();
});

test("a bridge that was told to end: readers are told that nobody feeds, wait without work, and go on when it posts again", async () => {
  const live = new Live(blocks);
  await live.ingest(envelope("leave"), numbered(0, 10));
  await live.leave();
  expect(live.status()).toMatchObject({ isLive: false, epoch: null, unstored: 0 });
  const stop = new AbortController();
  let looks = 0;
  const place = () => {
    looks++;
    return live.place;
  };
  const counted = Object.create(live, { place: { get: place } });
  const stream: ReadableStream = liveStream(counted, null, stop.signal);
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toContain('"isFed":false');
  const next = reader.read();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(looks).toBeLessThan(20);
  const receipt = await live.ingest(envelope("leave"), undefined);
  expect(receipt.nextSeq).toBe(10); // what it brought before is kept
  expect((await next).value).toContain('"isFed":true');
  stop.abort();
  await live.close();
});

test("a locked database holds nothing up: values are streamed, the bridge keeps them, and they are stored when it is free", async () => {
  const live = new Live(blocks);
  await live.ingest(envelope("locked"), numbered(0, 10));
  await live.close();
  const { default: Database } = await import("better-sqlite3");
  const lock = new Database(join(data, "crosscurrent.db"));
  lock.exec("BEGIN EXCLUSIVE");
  expect(await live.ingest(envelope("locked"), numbered(10, 10))).toMatchObject({ storedSeq: 10, nextSeq: 20 });
  await live.close();
  expect(live.status()).toMatchObject({
    storedSeq: 10,
    unstored: 10,
    storeFault: expect.stringMatching(/lock|busy|timed out/i),
  });
  expect((await readValues(live, "locked:9", 10)).values).toEqual(range(10, 20));
  lock.exec("COMMIT");
  lock.close();
  await live.close();
  expect(live.status()).toMatchObject({ storedSeq: 20, unstored: 0, storeFault: null });
});

test("small blocks are joined without a value lost; age and size decide what is kept", async () => {
  await blocks.open("tidy", "tiny", 0);
  const now_ms = Date.now();
  for (let k = 0; k < 30; k++) await blocks.append("tidy", numbered(k * 10, 10, now_ms - (30 - k) * 60_000));
  expect(await blocks.join("tidy")).toBe(true);
  expect(await db.liveBlock.count({ where: { epoch: "tidy" } })).toBe(1);
  expect(samplesOf((await blocks.after("tidy", 99))!).map((s) => s.value)).toEqual(range(100, 300));
  expect(await blocks.firstSince("tidy", now_ms - 1e6)).toBe(0);

  await db.liveBlock.deleteMany();
  for (let k = 0; k < 10; k++) await blocks.append("tidy", numbered(1000 + k * 10, 10, now_ms - (10 - k) * 60_000));
  expect(await blocks.retain({ age_ms: 5.5 * 60_000, bytes: 1e9 }, now_ms)).toBe(5);
  const { bytes } = await blocks.sizes();
  expect(await blocks.retain({ age_ms: 1e12, bytes: bytes - 1 }, now_ms)).toBe(1);
  expect(await blocks.sizes()).toMatchObject({ blocks: 4 });
  const between = await blocks.between(now_ms - 2.5 * 60_000, now_ms);
  expect(between.flatMap((b) => samplesOf(b).map((s) => s.value))).toEqual(range(1080, 1100));
});

test.each([
  ["2026-03-29", 23],
  ["2026-10-25", 25],
])(
  "the blocks of %s hold %d hours, a value a minute, each once and in its turn, cut at the local midnights",
  async (day, hours) => {
    await db.liveBlock.deleteMany();
    const { from_s, to_s } = localDay(harbourside(), Date.parse(`${day}T12:00:00Z`) / 1000);
    const epoch = `day-${hours}`;
    await blocks.open(epoch, "tiny", 0);
    // an hour more on both sides; a block holds 50 minutes, so that none begins or ends with the day
    const first_s = from_s - 3600;
    const minutes = (hours + 2) * 60;
    for (let k = 0; k < minutes; k += 50) {
      const samples = Array.from({ length: Math.min(50, minutes - k) }, (_, n) => {
        const at_ms = (first_s + 60 * (k + n)) * 1000;
        return sampleOf({ value: k + n, source_ms: at_ms, receive_ms: at_ms + 100 });
      });
      await blocks.append(epoch, batchOf(k, samples));
    }
    const kept = (await blocks.between(from_s * 1000, to_s * 1000)).flatMap(samplesOf);
    const inDay = kept.filter((s) => s.source_ms >= from_s * 1000 && s.source_ms < to_s * 1000);
    expect(inDay.map((s) => s.value)).toEqual(range(60, 60 + hours * 60));
    expect(kept.length - inDay.length).toBeLessThan(100); // of the blocks that hold a midnight
  },
);

test("retention by age and by size together: age goes first, then the oldest until the rest fits, newest last", async () => {
  await db.liveBlock.deleteMany();
  const now_ms = Date.now();
  await blocks.open("both", "tiny", 0);
  for (let k = 0; k < 20; k++) await blocks.append("both", numbered(k * 10, 10, now_ms - (20 - k) * 60_000));
  const { bytes } = await blocks.sizes();
  const each = bytes / 20;
  // 10.5 minutes leave ten blocks; room for six of them
  expect(await blocks.retain({ age_ms: 10.5 * 60_000, bytes: 6.5 * each }, now_ms)).toBe(14);
  expect((await blocks.sizes()).blocks).toBe(6);
  const left = (await blocks.between(0, now_ms + 1e6)).flatMap(samplesOf);
  expect(left.map((s) => s.value)).toEqual(range(140, 200));
  // a reader that asks for what is gone begins with what is there
  expect(await blocks.firstSince("both", 0)).toBe(140);
  expect(await blocks.retain({ age_ms: 0, bytes: 1e12 }, now_ms + 1e6)).toBe(6);
  expect(await blocks.sizes()).toEqual({ blocks: 0, bytes: 0 });
});
