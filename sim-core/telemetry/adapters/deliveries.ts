import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";

const RECORD = 6;
/** The file is written anew when it holds this many records: each of MQTT's 65,535 packet ids twice. */
const MOST_RECORDS = 131_072;

/**
 * What a repeated delivery of a value without a source time is recognised by. Such a value has no identity of its own:
 * two equal ones are two readings. MQTT gives one for as long as a message is under way at QoS 1: its packet id, which a
 * repeated delivery keeps [MQTT-4.4.0-1], beside the DUP flag. So: a message with DUP, whose packet id last carried the
 * same topic and payload on this session and whose values are on disk, was had before and is dropped. The same id
 * without DUP is a new message. A session that the broker forgot takes all ids with it.
 *
 * On disk beside the spool, written when the values are and before they are acknowledged, so that a bridge that is killed
 * in between knows after its restart. Without fdatasync: after a power failure the last ones may be missing, and then a
 * repetition comes as uncertain, "queued", never as a good value.
 */
export class Deliveries {
  private readonly held = new Map<number, number>();
  private fresh: number[] = [];
  private records = 0;

  constructor(private readonly file: string) {
    let bytes: Buffer;
    try {
      bytes = readFileSync(file);
    } catch {
      return; // the first start
    }
    this.records = Math.floor(bytes.length / RECORD);
    for (let k = 0; k < this.records; k++)
      this.held.set(bytes.readUInt16LE(RECORD * k), bytes.readUInt32LE(RECORD * k + 2));
    // a record that a crash cut short would shift all that follow
    if (bytes.length % RECORD !== 0) this.rewrite();
  }

  static digest(topic: string, payload: Uint8Array): number {
    return crc32(payload, crc32(topic));
  }

  /** Whether a message that comes with DUP has been had and kept. */
  has(packetId: number, digest: number): boolean {
    return this.held.get(packetId) === digest;
  }

  /** A new message carries this id: what carried it before is acknowledged for good. */
  forget(packetId: number): void {
    this.held.delete(packetId);
  }

  /** Its values are on disk. Written at the end of this turn, with all that were stored in it. */
  add(packetId: number, digest: number): void {
    this.held.set(packetId, digest);
    if (this.fresh.push(packetId, digest) === 2) queueMicrotask(() => this.write());
  }

  /** The broker has forgotten the session. */
  clear(): void {
    this.held.clear();
    this.fresh = [];
    this.records = 0;
    rmSync(this.file, { force: true });
  }

  private write(): void {
    const fresh = this.fresh;
    this.fresh = [];
    if (fresh.length === 0) return;
    this.records += fresh.length / 2;
    try {
      if (this.records > MOST_RECORDS) this.rewrite();
      else appendFileSync(this.file, packed(fresh));
    } catch {
      // a full disk: the spool says so, and repetitions come as "queued" after a restart
    }
  }

  private rewrite(): void {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(`${this.file}.new`, packed([...this.held].flat()));
    renameSync(`${this.file}.new`, this.file);
    this.records = this.held.size;
  }
}

function packed(pairs: readonly number[]): Buffer {
  const bytes = Buffer.alloc((pairs.length / 2) * RECORD);
  for (let k = 0; k < pairs.length; k += 2) {
    bytes.writeUInt16LE(pairs[k]!, (k / 2) * RECORD);
    bytes.writeUInt32LE(pairs[k + 1]!, (k / 2) * RECORD + 2);
  }
  return bytes;
}
