import { expect, test } from "vitest";
import { Random } from "../../../sim-core/model/random";
import {
  batchFrom,
  batchOf,
  decodeBatch,
  encodeBatch,
  joined,
  lastSeq,
  samplesOf,
} from "../../../sim-core/telemetry/batch";
import { Ring } from "../../../sim-core/telemetry/ring";
import { QUALITY, REASONS, type Sample } from "../../../sim-core/telemetry/sample";
import { sampleOf } from "../../support/telemetry";

function randomSamples(n: number, seed: number): Sample[] {
  const random = new Random(seed);
  return Array.from({ length: n }, () => ({
    tag: `tag ${random.below(7)} é`,
    value: random.pick([Number.NaN, -0, 0, 1e300, -5e-324, random.unit()]),
    source_ms: 1.7e12 + random.below(1e6) + random.unit(),
    receive_ms: 1.7e12 + random.below(1e6),
    quality: random.pick(QUALITY),
    reason: random.pick(REASONS),
    status: random.next(),
    revision: random.below(5),
  }));
}

test("1,000 random samples go through a batch's bytes unchanged, NaN and -0 included", () => {
  const samples = randomSamples(1000, 1);
  const back = decodeBatch(encodeBatch(batchOf(42, samples)));
  expect(samplesOf(back)).toEqual(samples);
  expect([back.firstSeq, lastSeq(back)]).toEqual([42, 1041]);
});

test("columns of zeros are left out: a plain sample takes 30 bytes", () => {
  const one = encodeBatch(batchOf(0, [sampleOf()])).byteLength;
  const many = encodeBatch(
    batchOf(
      0,
      Array.from({ length: 1001 }, () => sampleOf()),
    ),
  ).byteLength;
  expect((many - one) / 1000).toBeLessThan(30.1);
});

test("every cut and every flipped byte of the head is refused or harmless, never a crash of another kind", () => {
  const bytes = encodeBatch(batchOf(3, randomSamples(20, 2)));
  for (let cut = 0; cut < bytes.length; cut++) expect(() => decodeBatch(bytes.slice(0, cut))).toThrow(/no batch/);
  for (let at = 0; at < 120; at++) {
    const broken = bytes.slice();
    broken[at]! ^= 0x55;
    try {
      expect(decodeBatch(broken).value).toHaveLength(20);
    } catch (error) {
      expect(String(error)).toContain("no batch of live values");
    }
  }
});

test("a batch from a sequence number on, and joined again, is the same", () => {
  const samples = randomSamples(100, 3);
  const whole = batchOf(10, samples);
  expect(samplesOf(batchFrom(whole, 40))).toEqual(samples.slice(30));
  expect(samplesOf(joined([batchOf(10, samples.slice(0, 30)), batchFrom(whole, 40)]))).toEqual(samples);
});

test("a ring of 50 keeps the newest and finds any place in it", () => {
  const ring = new Ring(50);
  for (let k = 0; k < 20; k++)
    ring.push(
      batchOf(
        k * 10,
        Array.from({ length: 10 }, (_, j) => sampleOf({ value: k * 10 + j })),
      ),
    );
  expect([ring.firstSeq, ring.lastSeq, ring.size]).toEqual([150, 199, 50]);
  for (let seq = 149; seq < 199; seq++) expect(ring.after(seq)!.value[0]).toBe(seq + 1);
  expect([ring.after(199), ring.after(148), ring.has(199), ring.has(148)]).toEqual([undefined, undefined, true, false]);
});
