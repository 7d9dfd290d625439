/** How a long study shares its worker: rows in parts, a breath in which a "stop" is heard, and an end. */
export interface Pace {
  readonly part_ms: number;
  /** The study ends after so long and says what it did not come to. */
  readonly most_ms: number;
  now_ms(): number;
  breathe(): Promise<void>;
  isCancelled(): boolean;
}

/** Hands rows on in calm parts; `isOver` after each row, once the study has to end. */
export class Paced<Row> {
  private rows: Row[] = [];
  private readonly from_ms: number;
  private sent_ms: number;

  constructor(
    private readonly hand: (rows: readonly Row[]) => void,
    private readonly pace: Pace,
  ) {
    this.from_ms = pace.now_ms();
    this.sent_ms = this.from_ms;
  }

  /** False when no further row is wanted. */
  async take(row: Row): Promise<boolean> {
    this.rows.push(row);
    const now_ms = this.pace.now_ms();
    if (now_ms - this.sent_ms > this.pace.part_ms) {
      this.send();
      this.sent_ms = now_ms;
      await this.pace.breathe();
      if (this.pace.isCancelled()) return false;
    }
    return now_ms - this.from_ms <= this.pace.most_ms;
  }

  send(): void {
    if (this.rows.length > 0) this.hand(this.rows);
    this.rows = [];
  }
}
