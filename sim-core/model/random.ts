/**
 * A stream of pseudo-random numbers from a whole-number seed: 32-bit integer steps only, so the same seed gives the same
 * numbers on every machine. Not for secrets.
 * Source: SplitMix of Steele, Lea and Flood 2014 in its 32-bit form, with the finaliser of MurmurHash3.
 */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** A whole number, all 32 bits equally likely. */
  next(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let z = this.state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  }

  /** [0, 1), a multiple of 2^-32. */
  unit(): number {
    return this.next() / 4_294_967_296;
  }

  /** A whole number of 0 .. count - 1; the bias of the remainder is below 1e-6 for counts below 4,000. */
  below(count: number): number {
    return this.next() % count;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}
