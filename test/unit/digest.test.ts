import { expect, it } from "vitest";
import { Digest } from "@/sim-core/record/digest";

const digestOf = (...values: number[]) => {
  const digest = new Digest();
  digest.add(Float64Array.from(values));
  return digest.text();
};

it("every NaN and both zeros have one digest", () => {
  const strange = new Float64Array(2);
  new Uint32Array(strange.buffer).set([0x12345678, 0xfff80001, 1, 0x7ff00000]);
  const digest = new Digest();
  digest.add(strange);
  expect(digest.text()).toBe(digestOf(Number.NaN, Number.NaN));
  expect(digestOf(0, 1)).toBe(digestOf(-0, 1));
});

it("one flipped bit anywhere in 64 values changes it; so does a swap", () => {
  const values = Float64Array.from({ length: 64 }, (_, i) => Math.sqrt(i + 0.5));
  const seen = new Set([digestOf(...values)]);
  const bits = new Uint32Array(values.buffer);
  for (let word = 0; word < bits.length; word++)
    for (const bit of [0, 7, 19, 31]) {
      if (word % 2 === 1 && bit === 31) continue;
      bits[word] ^= 1 << bit;
      seen.add(digestOf(...values));
      bits[word] ^= 1 << bit;
    }
  expect(seen.size).toBe(1 + 128 * 4 - 64);
  expect(digestOf(1, 2)).not.toBe(digestOf(2, 1));
  expect(digestOf(1)).not.toBe(digestOf(1, 0));
});

it("going on after a save and a restore gives the same 128 bits", () => {
  const whole = new Digest();
  whole.add(Float64Array.of(1, 2, 3));
  const half = new Digest();
  half.add(Float64Array.of(1, 2));
  const resumed = new Digest();
  resumed.restore(half.save());
  resumed.add(Float64Array.of(3));
  expect(resumed.text()).toBe(whole.text());
  expect(whole.text()).toMatch(/^[0-9a-f]{32}$/);
});
