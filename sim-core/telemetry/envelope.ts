import type { Link } from "./adapters/contract";
import { type Batch, decodeBatch, encodeBatch } from "./batch";
import type { SeenPoint } from "./coverage";
import type { Feed } from "./quality";

/** How the bridge is: shown in the workbench, never stored. */
export interface BridgeHealth {
  readonly started_ms: number;
  readonly sources: readonly {
    readonly id: string;
    readonly protocol: string;
    readonly url: string;
    readonly link: Link;
    readonly alive_ms: number | null;
    readonly messages: number;
    readonly connections: number;
    readonly refused: readonly { readonly point: string; readonly why: string }[];
    /** The source's clock minus ours, s. */
    readonly skew_s: number | null;
  }[];
  /** Values by what became of them. */
  readonly counts: Readonly<Record<string, number>>;
  readonly pointsWithoutTag: readonly SeenPoint[];
  readonly tagsWithoutPoint: readonly string[];
  /** Which mapping it reads by (revisionOf its text), and what was wrong with a newer one that it did not take. */
  readonly mapping: { readonly revision: string; readonly points: number; readonly fault: string | null };
  readonly spool: { readonly bytes: number; readonly waiting: number; readonly isFull: boolean };
}

/** What the bridge posts: who it is, how it is, and the next values. */
export interface Envelope {
  /** The spool's name for ever: sequence numbers are its own. */
  readonly epoch: string;
  readonly district: string;
  /** The oldest that the bridge still has. */
  readonly oldestSeq: number;
  /** How Tags are fed; sent when the workbench asks. */
  readonly feeds?: readonly Feed[];
  readonly health: BridgeHealth;
}

/** What the workbench answers. */
export interface Receipt {
  /** Everything before this is in the database: the bridge may forget it. */
  readonly storedSeq: number;
  /** What is wanted next. */
  readonly nextSeq: number;
  readonly wantsFeeds: boolean;
}

export function encodeEnvelope(envelope: Envelope, batch: Batch | undefined): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(JSON.stringify(envelope));
  const body = batch ? encodeBatch(batch) : new Uint8Array(0);
  const bytes = new Uint8Array(4 + head.length + body.length);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  bytes.set(body, 4 + head.length);
  return bytes;
}

/** Throws with what is wrong. */
export function decodeEnvelope(bytes: Uint8Array): { envelope: Envelope; batch: Batch | undefined } {
  const length = bytes.byteLength < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  if (length < 0 || 4 + length > bytes.byteLength) throw new Error("the envelope is cut");
  let envelope: Envelope;
  try {
    envelope = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(4, 4 + length)));
  } catch {
    throw new Error("the envelope is no JSON");
  }
  const { epoch, district, oldestSeq, health } = envelope ?? {};
  if (typeof epoch !== "string" || !/^[0-9a-zA-Z-]{1,64}$/.test(epoch)) throw new Error("the envelope names no epoch");
  if (typeof district !== "string" || !Number.isSafeInteger(oldestSeq) || typeof health !== "object")
    throw new Error("the envelope lacks district, oldestSeq or health");
  const rest = bytes.subarray(4 + length);
  return { envelope, batch: rest.length > 0 ? decodeBatch(rest) : undefined };
}
