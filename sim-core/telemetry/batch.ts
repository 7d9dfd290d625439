import { QUALITY, type Quality, qualityByte, REASONS, type Reason, reasonByte, type Sample } from "./sample";

/**
 * Consecutive samples as columns: the one form in which they lie in the bridge's spool, travel to the workbench, wait
 * in its ring and are kept in SQLite (there deflated). A batch is readable by itself: it carries the names of its Tags.
 */
export interface Batch {
  /** Sequence number of the first sample; numbers are given once, by the bridge, without holes. */
  readonly firstSeq: number;
  readonly tags: readonly string[];
  readonly tag: Uint32Array;
  readonly value: Float64Array;
  readonly source_ms: Float64Array;
  readonly receive_ms: Float64Array;
  readonly quality: Uint8Array;
  readonly reason: Uint8Array;
  readonly status: Uint32Array;
  readonly revision: Uint32Array;
}

export const lastSeq = (batch: Batch): number => batch.firstSeq + batch.value.length - 1;

export function batchOf(firstSeq: number, samples: readonly Sample[]): Batch {
  const index = new Map<string, number>();
  const n = samples.length;
  const batch = empty(firstSeq, n);
  samples.forEach((s, k) => {
    let place = index.get(s.tag);
    if (place === undefined) {
      place = index.size;
      index.set(s.tag, place);
    }
    batch.tag[k] = place;
    batch.value[k] = s.value;
    batch.source_ms[k] = s.source_ms;
    batch.receive_ms[k] = s.receive_ms;
    batch.quality[k] = qualityByte(s.quality);
    batch.reason[k] = reasonByte(s.reason);
    batch.status[k] = s.status;
    batch.revision[k] = s.revision;
  });
  return { ...batch, tags: [...index.keys()] };
}

const empty = (firstSeq: number, n: number) => ({
  firstSeq,
  tag: new Uint32Array(n),
  value: new Float64Array(n),
  source_ms: new Float64Array(n),
  receive_ms: new Float64Array(n),
  quality: new Uint8Array(n),
  reason: new Uint8Array(n),
  status: new Uint32Array(n),
  revision: new Uint32Array(n),
});

export const sampleAt = (batch: Batch, k: number): Sample => ({
  tag: batch.tags[batch.tag[k]!]!,
  value: batch.value[k]!,
  source_ms: batch.source_ms[k]!,
  receive_ms: batch.receive_ms[k]!,
  quality: QUALITY[batch.quality[k]!] as Quality,
  reason: REASONS[batch.reason[k]!] as Reason,
  status: batch.status[k]!,
  revision: batch.revision[k]!,
});

export const samplesOf = (batch: Batch): Sample[] => Array.from(batch.value, (_, k) => sampleAt(batch, k));

/** The part of a batch from a sequence number on; the batch itself when that is all of it. */
export function batchFrom(batch: Batch, seq: number): Batch {
  const skip = seq - batch.firstSeq;
  if (skip <= 0) return batch;
  return {
    firstSeq: seq,
    tags: batch.tags,
    tag: batch.tag.subarray(skip),
    value: batch.value.subarray(skip),
    source_ms: batch.source_ms.subarray(skip),
    receive_ms: batch.receive_ms.subarray(skip),
    quality: batch.quality.subarray(skip),
    reason: batch.reason.subarray(skip),
    status: batch.status.subarray(skip),
    revision: batch.revision.subarray(skip),
  };
}

/** Batches that follow each other without a hole, as one. */
export function joined(batches: readonly Batch[]): Batch {
  if (batches.length === 1) return batches[0]!;
  return batchOf(batches[0]!.firstSeq, batches.flatMap(samplesOf));
}

const MAGIC = 0x314c4343; // "CCL1", little endian
/** More than this in one batch is a fault in the sender. */
export const MOST_SAMPLES = 1 << 20;
// Widest columns first, so that each begins at a multiple of its own width; status and revision are left out when all
// are 0, as they mostly are.
const COLUMNS = [
  ["value", Float64Array],
  ["source_ms", Float64Array],
  ["receive_ms", Float64Array],
  ["tag", Uint32Array],
  ["status", Uint32Array],
  ["revision", Uint32Array],
  ["quality", Uint8Array],
  ["reason", Uint8Array],
] as const;
const CAN_BE_ABSENT = ["status", "revision"];

export function encodeBatch(batch: Batch): Uint8Array<ArrayBuffer> {
  const n = batch.value.length;
  const absent = CAN_BE_ABSENT.filter((name) => batch[name as "status"].every((x) => x === 0));
  const text = JSON.stringify({ firstSeq: batch.firstSeq, count: n, tags: batch.tags, absent });
  const head = new TextEncoder().encode(text);
  const start = align(8 + head.length);
  let end = start;
  for (const [name, type] of COLUMNS) if (!absent.includes(name)) end += n * type.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(end);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, head.length, true);
  bytes.set(head, 8);
  let at = start;
  for (const [name, type] of COLUMNS) {
    if (absent.includes(name)) continue;
    const column = batch[name];
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += n * type.BYTES_PER_ELEMENT;
  }
  return bytes;
}

const align = (size: number): number => (size + 7) & ~7;

/** Throws with what is wrong: the bytes may come from a file that was cut or from a stranger. */
export function decodeBatch(bytes: Uint8Array): Batch {
  const fault = (why: string) => new Error(`no batch of live values: ${why}`);
  if (bytes.byteLength < 8) throw fault(`${bytes.byteLength} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw fault("it does not begin with CCL1");
  const headLength = view.getUint32(4, true);
  if (8 + headLength > bytes.byteLength) throw fault("its head is cut");
  const head = readHead(bytes.subarray(8, 8 + headLength), fault);
  const n = head.count;
  // copied: the bytes may start anywhere in their buffer (and Node's Buffer.slice would be a view)
  const own = Uint8Array.prototype.slice.call(bytes).buffer;
  const columns: Record<string, Float64Array | Uint32Array | Uint8Array> = {};
  let at = align(8 + headLength);
  for (const [name, type] of COLUMNS) {
    if (head.absent.includes(name)) {
      columns[name] = new type(n);
      continue;
    }
    const length = n * type.BYTES_PER_ELEMENT;
    if (at + length > bytes.byteLength) throw fault(`column ${name} is cut`);
    columns[name] = new type(own, at, n);
    at += length;
  }
  if (at !== bytes.byteLength) throw fault(`${bytes.byteLength - at} bytes too many`);
  const batch = { firstSeq: head.firstSeq, tags: head.tags, ...columns } as unknown as Batch;
  if (batch.tag.some((t) => t >= head.tags.length)) throw fault("a sample of no Tag");
  if (batch.quality.some((q) => q >= QUALITY.length)) throw fault("an unknown quality");
  if (batch.reason.some((r) => r >= REASONS.length)) throw fault("an unknown reason");
  return batch;
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

function readHead(bytes: Uint8Array, fault: (why: string) => Error) {
  let head: { firstSeq?: unknown; count?: unknown; tags?: unknown; absent?: unknown };
  try {
    head = JSON.parse(UTF8.decode(bytes));
  } catch {
    throw fault("its head is no JSON");
  }
  const { firstSeq, count, tags, absent } = head ?? {};
  const isWhole = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) >= 0;
  const isTexts = (x: unknown): x is string[] => Array.isArray(x) && x.every((t) => typeof t === "string");
  if (!isWhole(firstSeq) || !isWhole(count) || count > MOST_SAMPLES) throw fault("firstSeq or count is wrong");
  if (!isTexts(tags) || !isTexts(absent) || absent.some((name) => !CAN_BE_ABSENT.includes(name)))
    throw fault("tags or absent is wrong");
  return { firstSeq, count, tags, absent };
}
