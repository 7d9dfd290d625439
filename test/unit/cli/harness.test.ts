import { expect, test } from "vitest";
import { benchRow, rowFrom } from "../../../sim-core/cli/bench/row";
import { timeAlternately } from "../../../sim-core/cli/bench/timing";
import { Comparison } from "../../../sim-core/cli/reference/format";

test("a comparison keeps the cell with the greatest share of its tolerance, not the greatest difference", () => {
  const comparison = new Comparison();
  comparison.add("head", "J1", 10.5, 10, 1, "m");
  comparison.add("flow", "P1", 0.0019, 0.001, 0.001, "m3/s");
  expect(comparison.result("net")).toEqual({
    name: "net",
    ok: true,
    skipped: false,
    worst: { column: "flow", id: "P1", got: 0.0019, want: 0.001, tolerance: 0.001, unit: "m3/s" },
  });
});

test("a difference of 1.0001 tolerances fails, and so does a NaN on one side only", () => {
  const off = new Comparison();
  off.add("head", "J1", 1.0001, 0, 1);
  expect(off.result("net")).toMatchObject({ ok: false, worst: { id: "J1" } });
  const absent = new Comparison();
  absent.add("temperature", "J1", Number.NaN, Number.NaN, 1);
  absent.add("temperature", "J2", Number.NaN, 300, 1);
  expect(absent.result("net")).toMatchObject({ ok: false, worst: { id: "J2" } });
});

test("a case in which 0 cells were compared does not pass", () => {
  expect(new Comparison().result("net")).toMatchObject({ ok: false, skipped: false, reason: "nothing was compared" });
});

test("subjects are timed in turn, with the order turned round every other time", async () => {
  const order: string[] = [];
  const subject = (name: string) => ({ name, run: () => void order.push(name) });
  const timings = await timeAlternately([subject("a"), subject("b")], { warmup: 1, minRounds: 3, maxRounds: 3 });
  expect(order.join("")).toBe("ab" + "ab" + "ba" + "ab");
  expect(timings.map((t) => t.rounds)).toEqual([3, 3]);
  for (const t of timings) expect(t.median_ms).toBeGreaterThanOrEqual(t.min_ms);
});

test("ratio is the peer's time over ours, and absent where there is no peer", async () => {
  const still = { maxRounds: 3, minRounds: 1, warmup: 0 };
  const alone = await benchRow("alone", () => {}, undefined, still);
  expect(alone.ratio).toBeUndefined();
  const beside = await benchRow("beside", () => {}, { name: "peer", run: () => {} }, still);
  expect(beside.ratio).toBe(beside.peer_ms! / beside.ours_ms);
  expect(rowFrom({ name: "x", ours_ms: 2, ours_median_ms: 2, rounds: 1, peer: "c", peer_ms: 3 }).ratio).toBe(1.5);
});
