import { type Batch, batchFrom, lastSeq } from "./batch";

/** The newest batches in memory, without a hole in their sequence; the oldest go when there are more samples than fit. */
export class Ring {
  private batches: Batch[] = [];
  private count = 0;

  constructor(private readonly most: number) {}

  get firstSeq(): number {
    return this.batches[0]?.firstSeq ?? 0;
  }
  /** Of the newest sample; -1 when empty. */
  get lastSeq(): number {
    const last = this.batches[this.batches.length - 1];
    return last ? lastSeq(last) : -1;
  }
  get size(): number {
    return this.count;
  }

  push(batch: Batch): void {
    const n = batch.value.length;
    if (n === 0) return;
    if (this.count > 0 && batch.firstSeq !== this.lastSeq + 1) this.clear();
    this.batches.push(batch);
    this.count += n;
    let gone = 0;
    while (this.count > this.most && gone < this.batches.length - 1) this.count -= this.batches[gone++]!.value.length;
    if (gone > 0) this.batches = this.batches.slice(gone);
  }

  clear(): void {
    this.batches = [];
    this.count = 0;
  }

  /** Whether the sample after this one is here, or is the next to come. */
  has(afterSeq: number): boolean {
    return this.count === 0 ? false : afterSeq + 1 >= this.firstSeq && afterSeq <= this.lastSeq;
  }

  /** The batch with the sample after `afterSeq`, from it on; undefined when that has not come (or is gone). */
  after(afterSeq: number): Batch | undefined {
    if (!this.has(afterSeq) || afterSeq === this.lastSeq) return undefined;
    let low = 0;
    let high = this.batches.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lastSeq(this.batches[middle]!) <= afterSeq) low = middle + 1;
      else high = middle;
    }
    return batchFrom(this.batches[low]!, afterSeq + 1);
  }
}
