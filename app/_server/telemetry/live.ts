import {
  type Batch,
  batchFrom,
  type Envelope,
  type Feed,
  isOwnTag,
  joinedBatch,
  LiveState,
  lastSeq,
  type Present,
  type Receipt,
  Ring,
  sampleAt,
} from "@/sim-core/server";
import { RequestError } from "../answer";
import { type LiveBlocks, RETENTION, type Retention } from "./blocks";

/** About a minute at 10,000 values a second; what is older is read from the database. */
const RING_SAMPLES = 600_000;
/** With a database that takes nothing, so many wait in memory; then the bridge is asked to keep the rest. */
const MOST_UNSTORED = 400_000;
const MOST_A_BLOCK = 60_000;
const STORE_EVERY_ms = 500;
const TIDY_EVERY_ms = 30_000;
const RECALL_ms = 120_000;
/** A bridge that has not posted for so long has made room for another. */
const BRIDGE_SILENT_ms = 10_000;

export interface LiveStatus {
  readonly isLive: boolean;
  readonly district: string | null;
  readonly epoch: string | null;
  readonly nextSeq: number;
  readonly storedSeq: number;
  readonly unstored: number;
  readonly posted_ms: number | null;
  readonly bridge: Envelope["health"] | null;
  readonly storeFault: string | null;
}

/** The workbench's side of the road: takes what the bridge posts, stores it, and has it ready for whoever follows. */
export class Live {
  private readonly ring = new Ring(RING_SAMPLES);
  private state = new LiveState(new Map());
  private epoch: string | null = null;
  private district: string | null = null;
  private nextSeq = 0;
  private storedSeq = 0;
  private posted_ms = Number.NEGATIVE_INFINITY;
  private health: Envelope["health"] | null = null;
  isEnding = false;
  private hasFeeds = false;
  private version = 0;
  private fault: string | null = null;
  private storing: NodeJS.Timeout | undefined;
  private tidied_ms = 0;
  private readonly followers = new Set<() => void>();
  private opening: Promise<void> = Promise.resolve();
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly blocks: LiveBlocks,
    private readonly retention: Retention = RETENTION,
  ) {}

  /** The server is asked to end: streams close, and bridges are sent away to wait. */
  end(): void {
    this.isEnding = true;
    this.wakeAll();
  }

  /** Takes a post of the bridge; what it may forget and what is wanted next. */
  async ingest(envelope: Envelope, batch: Batch | undefined): Promise<Receipt> {
    if (this.isEnding) throw new RequestError(503, "ending", "the workbench is being stopped");
    const now_ms = Date.now();
    if (this.epoch !== null && envelope.epoch !== this.epoch && now_ms - this.posted_ms < BRIDGE_SILENT_ms)
      throw new RequestError(409, "otherBridge", "another bridge feeds this workbench");
    if (envelope.epoch !== this.epoch) {
      const turn = this.opening.then(() => this.open(envelope));
      this.opening = turn.catch(() => undefined);
      await turn;
    }
    this.posted_ms = now_ms;
    this.health = envelope.health;
    if (envelope.feeds) this.feed(envelope.feeds);
    if (batch) this.take(batch, envelope.oldestSeq);
    return { storedSeq: this.storedSeq, nextSeq: this.nextSeq, wantsFeeds: !this.hasFeeds };
  }

  private async open({ epoch, district, oldestSeq }: Envelope): Promise<void> {
    if (epoch === this.epoch) return;
    const storedSeq = await this.blocks.open(epoch, district, oldestSeq);
    await this.store(); // what the last bridge left
    this.ring.clear();
    this.epoch = epoch;
    this.version++;
    this.district = district;
    this.storedSeq = storedSeq;
    this.nextSeq = storedSeq;
    this.state = new LiveState(new Map());
    this.hasFeeds = false;
    // after a restart of the server the present values are known again, as old as they are
    const now_ms = Date.now();
    for (const batch of await this.blocks.between(now_ms - RECALL_ms, now_ms))
      for (let k = 0; k < batch.value.length; k++) this.state.take(sampleAt(batch, k), Date.now());
    this.wakeAll();
  }

  /** The bridge was told to end: nobody feeds this workbench until one posts again. What it brought is kept. */
  async leave(): Promise<void> {
    await this.store();
    this.epoch = null;
    this.nextSeq = 0; // its numbers are no place for a reader without one
    this.storedSeq = 0;
    this.health = null;
    this.hasFeeds = false;
    this.posted_ms = Number.NEGATIVE_INFINITY;
    this.state = new LiveState(new Map());
    this.version++;
    this.wakeAll();
  }

  private feed(feeds: readonly Feed[]): void {
    const state = new LiveState(new Map(feeds.map((f) => [f.tag, f])));
    // a Tag that is no longer fed is no longer told: nothing would age it
    for (const tag of this.state.tags())
      if (state.feeds.has(tag) || isOwnTag(tag)) state.take(this.state.newest(tag)!, Date.now());
    this.state = state;
    this.hasFeeds = true;
    this.version++;
    this.wakeAll();
  }

  private take(batch: Batch, oldestSeq: number): void {
    if (this.nextSeq - this.storedSeq > MOST_UNSTORED) return; // the receipt asks for it again
    if (batch.firstSeq > this.nextSeq) {
      if (batch.firstSeq > oldestSeq) return; // not what was asked for
      this.nextSeq = batch.firstSeq; // the bridge has nothing older: a gap, and it stays one
      if (this.storedSeq < this.nextSeq) this.storedSeq = this.nextSeq;
    }
    if (lastSeq(batch) < this.nextSeq) return; // had it
    const news = batchFrom(batch, this.nextSeq);
    this.ring.push(news);
    this.nextSeq = lastSeq(news) + 1;
    for (let k = 0; k < news.value.length; k++) this.state.take(sampleAt(news, k), Date.now());
    this.wakeAll();
    this.storing ??= setTimeout(() => void this.store(), STORE_EVERY_ms);
  }

  /** Writes what is not stored yet, one write after the other; a failure is told and tried again. */
  private store(): Promise<void> {
    clearTimeout(this.storing);
    this.storing = undefined;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    const { epoch } = this;
    if (epoch === null) return;
    try {
      for (let batch = this.unstored(); batch; batch = this.unstored()) {
        await this.blocks.append(epoch, batch);
        this.storedSeq = lastSeq(batch) + 1;
      }
      this.fault = null;
      await this.tidy(epoch);
    } catch (error) {
      this.fault = error instanceof Error ? error.message.split("\n").filter(Boolean).pop()! : String(error);
      this.storing ??= setTimeout(() => void this.store(), 2 * STORE_EVERY_ms);
    }
  }

  private unstored(): Batch | undefined {
    const batches: Batch[] = [];
    let count = 0;
    for (let seq = this.storedSeq - 1; count < MOST_A_BLOCK; ) {
      const batch = this.ring.after(seq);
      if (!batch) break;
      batches.push(batch);
      count += batch.value.length;
      seq = lastSeq(batch);
    }
    return batches.length > 0 ? joinedBatch(batches) : undefined;
  }

  private async tidy(epoch: string): Promise<void> {
    const now_ms = Date.now();
    if (now_ms - this.tidied_ms < TIDY_EVERY_ms) return;
    this.tidied_ms = now_ms;
    while (await this.blocks.join(epoch));
    await this.blocks.retain(this.retention, now_ms);
  }

  /** The next values after a sequence number: from memory, else from the database; undefined when there are none yet. */
  async after(epoch: string, afterSeq: number): Promise<Batch | undefined> {
    if (epoch === this.epoch && afterSeq + 1 >= this.nextSeq) return undefined;
    if (epoch === this.epoch && this.ring.has(afterSeq)) return this.ring.after(afterSeq);
    return this.blocks.after(epoch, afterSeq);
  }

  /** Calls back whenever there may be news; the function given back ends it. */
  follow(wake: () => void): () => void {
    this.followers.add(wake);
    return () => this.followers.delete(wake);
  }
  private wakeAll(): void {
    for (const wake of this.followers) wake();
  }

  /** Every Tag that is fed, as it is worth now. */
  present(now_ms = Date.now()): Record<string, Present> {
    const tags = new Set([...this.state.feeds.keys(), ...this.state.tags()]);
    return Object.fromEntries([...tags].map((tag) => [tag, this.state.at(tag, now_ms)]));
  }
  get feeds(): readonly Feed[] {
    return [...this.state.feeds.values()];
  }
  /** version: rises when the bridge or the list of its feeds is another one. */
  get place(): { epoch: string | null; nextSeq: number; version: number } {
    return { epoch: this.epoch, nextSeq: this.nextSeq, version: this.version };
  }

  status(): LiveStatus {
    const now_ms = Date.now();
    return {
      isLive: now_ms - this.posted_ms < BRIDGE_SILENT_ms,
      district: this.district,
      epoch: this.epoch,
      nextSeq: this.nextSeq,
      storedSeq: this.storedSeq,
      unstored: this.nextSeq - this.storedSeq,
      posted_ms: Number.isFinite(this.posted_ms) ? this.posted_ms : null,
      bridge: this.health,
      storeFault: this.fault,
    };
  }

  /** Stores what is left. */
  async close(): Promise<void> {
    await this.store();
    clearTimeout(this.storing);
  }
}
