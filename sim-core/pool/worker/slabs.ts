import type { Slab } from "../protocol";

type Quality = Slab["bad"];

/** Gathers display values of consecutive ticks of one quality and sends them as slabs. */
export class Slabs {
  private values = new Float32Array(0);
  private firstTick = 0;
  private count = 0;
  private quality: Quality;
  /** Grows until a slab lasts from one sending to the next. */
  private room = 1;

  constructor(
    private readonly width: number,
    private readonly give: (slab: Slab) => void,
  ) {}

  get isFull(): boolean {
    return this.count === this.room;
  }

  take(tick: number, values: Float64Array, quality: Quality): void {
    if (this.count > 0 && !isSame(quality, this.quality)) this.send();
    if (this.count === 0) {
      this.firstTick = tick;
      this.quality = quality;
      this.values = new Float32Array(this.room * this.width);
    }
    this.values.set(values, this.count * this.width);
    this.count++;
  }

  /** Full before it was due: the next slab holds twice as much, so that the rate becomes calm. */
  sendAndGrow(): void {
    this.send();
    this.room *= 2;
  }

  send(): void {
    if (this.count === 0) return;
    const size = this.count * this.width;
    const values = size === this.values.length ? this.values : this.values.slice(0, size);
    const { firstTick, count: tickCount, quality } = this;
    this.give({ firstTick, tickCount, values, ...(quality ? { bad: quality } : {}) });
    this.count = 0;
  }
}

function isSame(a: Quality, b: Quality): boolean {
  if (!a || !b) return a === b;
  return a.length === b.length && a.every((x, i) => x.utility === b[i]!.utility && x.quality === b[i]!.quality);
}
