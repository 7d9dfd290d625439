/** Consecutive ticks of display values of one run; empty again when others needed the room. */
export interface Block {
  values: Float32Array | null;
  /** Which of its ticks it holds. */
  readonly isFilled: Uint8Array;
  used: number;
}

/** Some 36 days of a district of a thousand elements at five-minute ticks. */
export const DISPLAY_BUDGET_BYTES = 256 << 20;

/** Memory of all display histories together: what was not looked at for longest goes first. */
export class Blocks {
  held_bytes = 0;
  /** Blocks that had to go so far. */
  gone = 0;
  readonly #held = new Set<Block>();
  #clock = 0;

  constructor(public budget_bytes: number = DISPLAY_BUDGET_BYTES) {}

  /** Memory for a block, found by letting go of others; a single block may be larger than the budget. */
  open(block: Block, length: number): Float32Array {
    const values = new Float32Array(length).fill(Number.NaN);
    block.values = values;
    this.touch(block);
    this.#held.add(block);
    this.held_bytes += values.byteLength;
    while (this.held_bytes > this.budget_bytes && this.#held.size > 1) {
      let oldest = block;
      for (const b of this.#held) if (b.used < oldest.used) oldest = b;
      this.close(oldest);
      this.gone++;
    }
    return values;
  }

  touch(block: Block): void {
    block.used = ++this.#clock;
  }

  close(block: Block): void {
    if (!this.#held.delete(block) || !block.values) return;
    this.held_bytes -= block.values.byteLength;
    block.values = null;
    block.isFilled.fill(0);
  }
}

/** The page's one budget. */
export const DISPLAY_BLOCKS = new Blocks();
