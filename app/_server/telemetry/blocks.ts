import { join } from "node:path";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { PrismaClient } from "@/prisma/generated/client";
import { type Batch, batchFrom, decodeBatch, encodeBatch, joinedBatch, lastSeq } from "@/sim-core/server";
import { database, dataFolder } from "../database";
import { packBytes, unpackBytes } from "../pack";

export interface Retention {
  readonly age_ms: number;
  /** Of all blocks together, deflated. */
  readonly bytes: number;
}
export const RETENTION: Retention = { age_ms: 30 * 86_400_000, bytes: 2e9 };

/** Blocks of fewer bytes are joined until one holds about so many values. */
const SMALL_BYTES = 64 << 10;
const BLOCK_SAMPLES = 65_536;
const JOIN_AT_ONCE = 120;

/** The blocks of live values in SQLite. Everything here may fail for a while (a locked file): the caller tries again. */
export class LiveBlocks {
  constructor(private readonly db: PrismaClient) {}

  /** Where a feed goes on; a feed that was never here begins at `oldestSeq`. */
  async open(epoch: string, district: string, oldestSeq: number): Promise<number> {
    const row = await this.db.liveFeed.upsert({
      where: { epoch },
      create: { epoch, district, storedSeq: BigInt(oldestSeq) },
      update: { district },
    });
    return Number(row.storedSeq);
  }

  /** Keeps a batch and moves the feed on, both or neither. */
  async append(epoch: string, batch: Batch): Promise<void> {
    const block = await blockOf(epoch, batch);
    await this.db.$transaction([
      this.db.liveBlock.upsert({
        where: { epoch_firstSeq: { epoch, firstSeq: block.firstSeq } },
        create: block,
        update: block,
      }),
      this.db.liveFeed.update({ where: { epoch }, data: { storedSeq: block.lastSeq + 1n } }),
    ]);
  }

  /** The block with the first value after `afterSeq` that is still kept, from that value on. */
  async after(epoch: string, afterSeq: number): Promise<Batch | undefined> {
    const row = await this.db.liveBlock.findFirst({
      where: { epoch, lastSeq: { gt: BigInt(afterSeq) } },
      orderBy: { firstSeq: "asc" },
      select: { bytes: true },
    });
    return row ? batchFrom(decodeBatch(await unpackBytes(row.bytes)), afterSeq + 1) : undefined;
  }

  /** The first kept sequence number that was received at an instant or later. */
  async firstSince(epoch: string, received_ms: number): Promise<number | undefined> {
    const row = await this.db.liveBlock.findFirst({
      where: { epoch, received: { gte: received_ms } },
      orderBy: { firstSeq: "asc" },
      select: { firstSeq: true },
    });
    return row ? Number(row.firstSeq) : undefined;
  }

  /** Every kept batch with a value whose source time lies in [from, to), in the order of receipt, feed by feed. */
  async between(from_ms: number, to_ms: number): Promise<Batch[]> {
    const rows = await this.db.liveBlock.findMany({
      where: { minTime: { lt: to_ms }, maxTime: { gte: from_ms } },
      orderBy: [{ received: "asc" }, { firstSeq: "asc" }],
      select: { bytes: true },
    });
    return Promise.all(rows.map(async ({ bytes }) => decodeBatch(await unpackBytes(bytes))));
  }

  /** Joins neighbouring small blocks: a second's worth a row would be 86,400 rows a day. True when there was work. */
  async join(epoch: string): Promise<boolean> {
    const rows = await this.db.liveBlock.findMany({
      where: { epoch, size: { lt: SMALL_BYTES } },
      orderBy: { firstSeq: "desc" },
      take: JOIN_AT_ONCE,
      select: { firstSeq: true, lastSeq: true },
    });
    rows.reverse();
    const run: typeof rows = [];
    for (const row of rows) {
      const last = run[run.length - 1];
      const isNext = !last || row.firstSeq === last.lastSeq + 1n;
      const count = Number(row.lastSeq - (run[0] ?? row).firstSeq) + 1;
      if (isNext && count <= BLOCK_SAMPLES) run.push(row);
      else if (run.length > 1) break;
      else run.splice(0, 1, row);
    }
    if (run.length < 8) return false;
    const where = { epoch, firstSeq: { in: run.map((r) => r.firstSeq) } };
    const kept = await this.db.liveBlock.findMany({ where, orderBy: { firstSeq: "asc" } });
    const batches = await Promise.all(kept.map(async ({ bytes }) => decodeBatch(await unpackBytes(bytes))));
    const block = await blockOf(epoch, joinedBatch(batches));
    await this.db.$transaction([this.db.liveBlock.deleteMany({ where }), this.db.liveBlock.create({ data: block })]);
    return true;
  }

  /** Forgets what is older than its retention allows, then the oldest until the rest fits. Gives how many blocks went. */
  async retain({ age_ms, bytes }: Retention, now_ms: number): Promise<number> {
    let gone = (await this.db.liveBlock.deleteMany({ where: { received: { lt: now_ms - age_ms } } })).count;
    for (;;) {
      const { _sum } = await this.db.liveBlock.aggregate({ _sum: { size: true } });
      if ((_sum.size ?? 0) <= bytes) return gone;
      const oldest = await this.db.liveBlock.findMany({
        orderBy: [{ received: "asc" }, { firstSeq: "asc" }],
        take: 16,
        select: { epoch: true, firstSeq: true, size: true },
      });
      let over = (_sum.size ?? 0) - bytes;
      for (const { epoch, firstSeq, size } of oldest) {
        if (over <= 0) break;
        await this.db.liveBlock.delete({ where: { epoch_firstSeq: { epoch, firstSeq } } });
        over -= size;
        gone++;
      }
    }
  }

  async sizes(): Promise<{ blocks: number; bytes: number }> {
    const { _sum, _count } = await this.db.liveBlock.aggregate({ _sum: { size: true }, _count: true });
    return { blocks: _count, bytes: _sum.size ?? 0 };
  }
}

async function blockOf(epoch: string, batch: Batch) {
  const bytes = await packBytes(encodeBatch(batch));
  let minTime = Number.POSITIVE_INFINITY;
  let maxTime = Number.NEGATIVE_INFINITY;
  let received = 0;
  for (let k = 0; k < batch.value.length; k++) {
    const receive_ms = batch.receive_ms[k]!;
    // a forged time far ahead does not make a block of all time
    const time_ms = Math.min(batch.source_ms[k]!, receive_ms);
    if (time_ms < minTime) minTime = time_ms;
    if (time_ms > maxTime) maxTime = time_ms;
    if (receive_ms > received) received = receive_ms;
  }
  const [firstSeq, last] = [BigInt(batch.firstSeq), BigInt(lastSeq(batch))];
  return { epoch, firstSeq, lastSeq: last, minTime, maxTime, received, size: bytes.byteLength, bytes };
}

/** A connection of its own with a short patience: a locked file must not hold up every other request of the server. */
export function openLiveDatabase(): PrismaClient {
  database(); // made and brought up to date
  const url = `file:${join(/* turbopackIgnore: true */ dataFolder(), "crosscurrent.db")}`;
  return new PrismaClient({ adapter: new PrismaBetterSqlite3({ url, timeout: 100 }) });
}
