/** Upper word of -0. */
const MINUS_ZERO = -0x80000000;

/**
 * Running 128-bit digest over the exact bits of f64 values. NaN and -0 have one bit pattern each, so that a digest
 * says the same in Node and in every browser. Four lanes of 32 bits, mixed as in MurmurHash3 x86 128 (A. Appleby,
 * public domain); 32-bit multiplications only, BigInt would be twenty times slower. Not cryptographic: it tells
 * accidents, not attackers.
 */
export class Digest {
  private a = 0x239b961b;
  private b = 0xab0e9789 | 0;
  private c = 0x38b34ae5;
  private d = 0xa1e38b93 | 0;
  private words = 0;

  add(values: Float64Array): void {
    // Signed words: they stay small integers before the optimiser has looked at the loop.
    const bits = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    let { a, b, c, d } = this;
    for (let i = 0; i < bits.length; i += 2) {
      let low = bits[i]!;
      let high = bits[i + 1]!;
      if ((high & 0x7ff00000) === 0x7ff00000 && ((high & 0xfffff) | low) !== 0) {
        high = 0x7ff80000;
        low = 0;
      } else if (low === 0 && high === MINUS_ZERO) high = 0;

      let k = Math.imul(low, 0x239b961b);
      k = (k << 15) | (k >>> 17);
      a ^= Math.imul(k, 0xab0e9789);
      a = (a << 19) | (a >>> 13);
      a = (Math.imul(a + b, 5) + 0x561ccd1b) | 0;

      k = Math.imul(high, 0xab0e9789);
      k = (k << 16) | (k >>> 16);
      b ^= Math.imul(k, 0x38b34ae5);
      b = (b << 17) | (b >>> 15);
      b = (Math.imul(b + c, 5) + 0x0bcaa747) | 0;

      c = (c + (a ^ d)) | 0;
      c = (c << 15) | (c >>> 17);
      d ^= Math.imul(b, 0xa1e38b93);
      d = (Math.imul((d << 13) | (d >>> 19), 5) + 0x32ac3b17) | 0;
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
    this.words += bits.length;
  }

  /** 32 hexadecimal digits; the digest can go on afterwards. */
  text(): string {
    let a = this.a ^ this.words;
    let b = this.b ^ this.words;
    let c = this.c ^ this.words;
    let d = this.d ^ this.words;
    a = (a + b + c + d) | 0;
    b = (b + a) | 0;
    c = (c + a) | 0;
    d = (d + a) | 0;
    a = finish(a);
    b = finish(b);
    c = finish(c);
    d = finish(d);
    a = (a + b + c + d) | 0;
    b = (b + a) | 0;
    c = (c + a) | 0;
    d = (d + a) | 0;
    return [a, b, c, d].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
  }

  save(): number[] {
    return [this.a, this.b, this.c, this.d, this.words];
  }

  restore(state: readonly number[]): void {
    [this.a, this.b, this.c, this.d, this.words] = state as [number, number, number, number, number];
  }
}

function finish(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
