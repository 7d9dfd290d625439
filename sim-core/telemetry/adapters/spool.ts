import { randomUUID } from "node:crypto";
import { closeSync, fdatasyncSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { type Batch, batchFrom, batchOf, decodeBatch, encodeBatch, lastSeq } from "../batch";
import type { Sample } from "../sample";

const SEGMENT_BYTES = 8 << 20;
/** So much is kept beyond what was delivered: what a restart recognises repeated deliveries by. 200,000 values that came
 *  one or two at a time, half a million that came in crowds. Of a small spool a quarter, or it would be full for ever. */
const KEPT_BYTES = 16 << 20;
const CACHED_SAMPLES = 100_000;

interface Segment {
  readonly file: string;
  readonly firstSeq: number;
  bytes: number;
}

/**
 * What came from the field and is not yet stored by the workbench, on disk: segments of records (length, CRC-32, a
 * batch). Appending is atomic: a record that a crash cut short is dropped at the next opening, and since nobody was told
 * that it is safe, it comes again. Sequence numbers go on without a hole; the epoch names this spool for ever.
 * Not SQLite: a plain log is one write and one fdatasync a flush, and the workbench's database may be locked or gone.
 */
export class Spool {
  readonly epoch: string;
  private segments: Segment[] = [];
  private handle = -1;
  private next = 0;
  /** Sequence number after the last sample that the workbench has stored. */
  private delivered = 0;
  /** Samples of the newest records, so that delivering does not read what was just written. */
  private cache: Batch[] = [];
  private cached = 0;

  constructor(
    private readonly folder: string,
    private readonly limit_bytes: number,
    onRecovered: (batch: Batch) => void = () => {},
    private readonly isSynced = true,
  ) {
    mkdirSync(folder, { recursive: true });
    this.epoch = this.readEpoch();
    const files = readdirSync(folder).filter((name) => /^\d{16}\.log$/.test(name));
    for (const file of files.sort()) {
      const firstSeq = Number(file.slice(0, 16));
      this.next = firstSeq;
      const bytes = readSegment(join(folder, file), (batch) => {
        onRecovered(batch);
        this.next = lastSeq(batch) + 1;
        return false;
      });
      this.segments.push({ file, firstSeq, bytes });
    }
    // never go on writing behind a cut record: a new segment starts where the good ones end
    this.open();
  }

  get nextSeq(): number {
    return this.next;
  }
  get bytes(): number {
    return this.segments.reduce((sum, s) => sum + s.bytes, 0);
  }
  get waiting(): number {
    return this.next - this.delivered;
  }

  /** Appends and makes it safe; gives the sequence number of the first. Throws when the disk does not take it. */
  append(samples: readonly Sample[]): number {
    const first = this.next;
    if (samples.length === 0) return first;
    const batch = batchOf(first, samples);
    const body = encodeBatch(batch);
    const record = new Uint8Array(8 + body.byteLength);
    const view = new DataView(record.buffer);
    view.setUint32(0, body.byteLength, true);
    view.setUint32(4, crc32(body), true);
    record.set(body, 8);
    let current = this.segments[this.segments.length - 1]!;
    if (current.bytes > Math.min(SEGMENT_BYTES, this.limit_bytes / 4)) {
      this.open();
      current = this.segments[this.segments.length - 1]!;
    }
    for (let at = 0; at < record.length; ) at += writeSync(this.handle, record, at);
    if (this.isSynced) fdatasyncSync(this.handle);
    current.bytes += record.length;
    this.next += samples.length;
    this.cache.push(batch);
    this.cached += samples.length;
    while (this.cached > CACHED_SAMPLES && this.cache.length > 1) this.cached -= this.cache.shift()!.value.length;
    return first;
  }

  /** Is there room for more? When not, nothing is taken and nothing acknowledged: the senders keep it. */
  get isFull(): boolean {
    return this.bytes > this.limit_bytes;
  }

  /** The batches from a sequence number on, at most about `most` samples; empty when all is delivered. */
  read(fromSeq: number, most: number): Batch[] {
    if (fromSeq >= this.next) return [];
    const found: Batch[] = [];
    let count = 0;
    const isEnough = (batch: Batch): boolean => {
      if (lastSeq(batch) < fromSeq) return false;
      const part = batchFrom(batch, fromSeq);
      found.push(part);
      count += part.value.length;
      return count >= most;
    };
    if (this.cache.length > 0 && this.cache[0]!.firstSeq <= fromSeq) {
      this.cache.some(isEnough);
      return found;
    }
    const start = this.segments.findLastIndex((s) => s.firstSeq <= fromSeq);
    for (const segment of this.segments.slice(Math.max(start, 0)))
      if (count < most) readSegment(join(this.folder, segment.file), isEnough);
    return found;
  }

  /** The oldest sample that can still be read. */
  get firstSeq(): number {
    return this.segments[0]!.firstSeq;
  }

  /** The workbench has stored all before this sequence number: segments that hold nothing else may go. */
  release(beforeSeq: number): void {
    this.delivered = Math.max(this.delivered, beforeSeq);
    while (this.segments.length > 1 && this.segments[1]!.firstSeq <= this.delivered) {
      if (this.bytes - this.segments[0]!.bytes < Math.min(KEPT_BYTES, this.limit_bytes / 4)) break;
      rmSync(join(this.folder, this.segments.shift()!.file), { force: true });
    }
  }

  close(): void {
    if (this.handle >= 0) closeSync(this.handle);
    this.handle = -1;
  }

  private open(): void {
    this.close();
    const file = `${String(this.next).padStart(16, "0")}.log`;
    const empty = this.segments.findIndex((s) => s.file === file);
    if (empty >= 0) this.segments.splice(empty, 1); // it held nothing but a cut record
    this.handle = openSync(join(this.folder, file), "w");
    this.segments.push({ file, firstSeq: this.next, bytes: 0 });
  }

  private readEpoch(): string {
    const file = join(this.folder, "epoch");
    try {
      const told = readFileSync(file, "utf8").trim();
      if (told !== "") return told;
    } catch {
      // the first start
    }
    const epoch = randomUUID();
    const handle = openSync(file, "w");
    writeSync(handle, `${epoch}\n`);
    fdatasyncSync(handle);
    closeSync(handle);
    return epoch;
  }
}

/**
 * Hands out the batches of a segment, one after the other, until `take` has enough; gives the bytes that were good. One by
 * one, since a segment may hold 60,000 of one value each: all of them at once would cost as long again to clear away.
 */
function readSegment(path: string, take: (batch: Batch) => boolean): number {
  const bytes = readFileSync(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + 8 <= bytes.length) {
    const length = view.getUint32(at, true);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (body.length < length || crc32(body) !== view.getUint32(at + 4, true)) break;
    at += 8 + length;
    if (take(decodeBatch(body))) break;
  }
  return at;
}
