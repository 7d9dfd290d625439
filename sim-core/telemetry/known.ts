/** Values of all Tags together in one generation: a broker's whole backlog. Two of them take 70 MB. */
const GENERATION = 1 << 19;
/** A Tag with fewer new ones than this keeps what it has: a slow one is not forgotten because others are fast. */
const LEAST = 256;

/** Values by their source time; a list where a time was corrected. */
type Values = Map<number, number | number[]>;

interface Generations {
  young: Values;
  old: Values;
  count: number;
}

/**
 * Which source times and values were passed on: what a repeated delivery is recognised by, exactly. Of all Tags together
 * the last 524,288 at least are known, and of each its last 256.
 *
 * So many, because a broker may send its whole backlog again, and more than once: mosquitto writes its queue to disk when
 * a message comes, not when one is acknowledged, so after a crash all that it held at the last message comes once more.
 *
 * Two generations: when the young ones of all Tags are enough, they become the old, and what was old is forgotten.
 */
export class Known {
  private readonly tags = new Map<string, Generations>();
  private young = 0;

  constructor(
    private readonly generation = GENERATION,
    private readonly least = LEAST,
  ) {}

  has(tag: string, source_ms: number, value: number): boolean {
    const of = this.tags.get(tag);
    return of !== undefined && (holds(of.young.get(source_ms), value) || holds(of.old.get(source_ms), value));
  }

  add(tag: string, source_ms: number, value: number): void {
    let of = this.tags.get(tag);
    if (!of) {
      of = { young: new Map(), old: new Map(), count: 0 };
      this.tags.set(tag, of);
    }
    const there = of.young.get(source_ms);
    if (holds(there, value)) return;
    of.young.set(source_ms, there === undefined ? value : [there, value].flat());
    of.count++;
    if (++this.young >= this.generation) this.age();
  }

  private age(): void {
    for (const of of this.tags.values()) {
      if (of.count < this.least) continue;
      of.old = of.young;
      of.young = new Map();
      of.count = 0;
    }
    this.young = 0;
  }
}

function holds(there: number | number[] | undefined, value: number): boolean {
  if (there === undefined) return false;
  return typeof there === "number" ? Object.is(there, value) : there.some((v) => Object.is(v, value));
}
