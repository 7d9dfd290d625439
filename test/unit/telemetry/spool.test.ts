import { appendFileSync, mkdtempSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Spool } from "../../../sim-core/telemetry/adapters/spool";
import { samplesOf } from "../../../sim-core/telemetry/batch";
import { sampleOf } from "../../support/telemetry";

const root = mkdtempSync(join(tmpdir(), "crosscurrent-spool-"));
afterAll(() => rmSync(root, { recursive: true }));
const values = (from: number, n: number) => Array.from({ length: n }, (_, k) => sampleOf({ value: from + k }));
const readAll = (spool: Spool, from: number) =>
  spool
    .read(from, 1e6)
    .flatMap(samplesOf)
    .map((s) => s.value);

test("a record cut by a crash is dropped, everything before it is there, and the numbers go on without a hole", () => {
  const folder = join(root, "cut");
  const first = new Spool(folder, 1e9);
  first.append(values(0, 10));
  first.append(values(10, 5));
  first.close();
  const [file] = readdirSync(folder).filter((f) => f.endsWith(".log"));
  truncateSync(join(folder, file!), 0x7fffffff & (first.bytes - 7));
  const recovered: number[] = [];
  const second = new Spool(folder, 1e9, (batch) => recovered.push(...samplesOf(batch).map((s) => s.value)));
  expect(recovered).toEqual(values(0, 10).map((s) => s.value));
  expect([second.epoch, second.nextSeq]).toEqual([first.epoch, 10]);
  second.append(values(10, 3));
  second.close();
  const third = new Spool(folder, 1e9);
  expect(readAll(third, 0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(readAll(third, 11)).toEqual([11, 12]);
});

test("rubbish behind the last record does no harm", () => {
  const folder = join(root, "rubbish");
  const first = new Spool(folder, 1e9);
  first.append(values(0, 4));
  first.close();
  appendFileSync(join(folder, "0000000000000000.log"), Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  const second = new Spool(folder, 1e9);
  second.append(values(4, 1));
  expect(readAll(second, 0)).toEqual([0, 1, 2, 3, 4]);
});

test("what is delivered is let go, all but the last 16 MiB, and what is not stays", () => {
  const folder = join(root, "release");
  const spool = new Spool(folder, 1e9, () => {}, false);
  const block = values(0, 20_000);
  for (let k = 0; k < 60; k++) spool.append(block); // about 36 MB
  expect(spool.bytes).toBeGreaterThan(32e6);
  spool.release(100_000);
  expect(spool.firstSeq).toBe(0);
  expect(readAll(spool, 1_100_000)).toHaveLength(100_000);
  spool.release(1_200_000);
  expect(spool.firstSeq).toBeGreaterThan(300_000);
  expect(spool.bytes).toBeGreaterThan(16 << 20);
  spool.close();
});

test("a spool of 1 MB that is delivered as it fills is never full", () => {
  const spool = new Spool(join(root, "small"), 1e6, () => {}, false);
  const block = values(0, 1000);
  for (let k = 0; k < 200; k++) {
    spool.append(block); // 6 MB in all
    spool.release(spool.nextSeq);
    expect(spool.isFull).toBe(false);
  }
  spool.close();
});
