import { expect, test } from "vitest";
import type { Reading } from "../../../sim-core/telemetry/convert";
import { Intake } from "../../../sim-core/telemetry/intake";
import { Known } from "../../../sim-core/telemetry/known";
import { LiveState } from "../../../sim-core/telemetry/quality";
import { linkTag, type Sample } from "../../../sim-core/telemetry/sample";
import { mappingOf, sampleOf } from "../../support/telemetry";

const T0 = 1_700_000_000_000;
const at = (source_s: number, value: number, receive_s = source_s, over: Partial<Reading> = {}): Reading => ({
  point: "p",
  value,
  source_ms: T0 + source_s * 1000,
  receive_ms: T0 + receive_s * 1000,
  status: 0,
  ...over,
});
const intakeOf = (fields: Record<string, unknown> = {}) => new Intake(mappingOf([{ point: "p", ...fields }]));
const told = (intake: Intake, reading: Reading) => {
  const taken = intake.take("s", reading);
  return typeof taken === "string" ? taken : `${taken.value} ${taken.quality} ${taken.reason} r${taken.revision}`;
};

test("in turn, repeated, corrected, out of order, late, too old and ahead of time: each as its rule says", () => {
  const intake = intakeOf();
  expect(told(intake, at(10, 1))).toBe("1 good none r0");
  expect(told(intake, at(10, 1))).toBe("duplicate");
  expect(told(intake, at(10, 2))).toBe("2 good corrected r1");
  expect(told(intake, at(20, 3))).toBe("3 good none r0");
  expect(told(intake, at(19, 4, 20))).toBe("4 good outOfOrder r2");
  expect(told(intake, at(5, 5, 20))).toBe("5 good late r3");
  expect(told(intake, at(5, 5, 20))).toBe("duplicate");
  expect(told(intake, at(-700_000, 6, 20))).toBe("tooOld");
  expect(told(intake, at(100, 7, 21))).toBe("NaN bad future r0");
  expect(told(intake, at(21, 8))).toBe("8 good none r0"); // the forged time did not make it late
  expect(Object.fromEntries(intake.counts)).toEqual({
    good: 3,
    duplicate: 2,
    corrected: 1,
    outOfOrder: 1,
    late: 1,
    tooOld: 1,
    future: 1,
  });
});

test("without a source time the time of receipt stands in; a delivery that was had is a duplicate, whatever came between", () => {
  const intake = intakeOf();
  const plain = (value: number, s: number, isAgain = false) => at(Number.NaN, value, s, { isAgain });
  expect(told(intake, plain(1, 1))).toBe("1 good none r0");
  expect(told(intake, plain(1, 2))).toBe("1 good none r0");
  expect(told(intake, plain(1, 3, true))).toBe("duplicate");
  expect(told(intake, plain(2, 4))).toBe("2 good none r0");
  expect(told(intake, plain(1, 5, true))).toBe("duplicate");
});

test("without a source time: retained or queued is of unknown age; a retained value that is the present one is no news", () => {
  const intake = intakeOf();
  const plain = (value: number, s: number, fault?: "retained" | "queued") => at(Number.NaN, value, s, { fault });
  expect(told(intake, plain(1, 1, "retained"))).toBe("1 uncertain retained r0");
  expect(told(intake, plain(2, 2))).toBe("2 good none r0");
  expect(told(intake, plain(2, 3, "retained"))).toBe("duplicate");
  expect(told(intake, plain(3, 4, "retained"))).toBe("3 uncertain retained r0");
  expect(told(intake, plain(4, 5, "queued"))).toBe("4 uncertain queued r0");
  expect(told(intake, at(10, 5, 9))).toBe("5 good none r0"); // a source that is a second ahead
  expect(told(intake, plain(6, 9.5))).toBe("6 good none r0"); // is not overtaken by a time of receipt
});

test("the same time and value at a worse quality corrects the present value; at a better one it is a repetition", () => {
  const intake = intakeOf();
  expect(told(intake, at(1, 1))).toBe("1 good none r0");
  expect(told(intake, at(1, 1, 2, { status: 0x40900000 }))).toBe("1 uncertain sourceUncertain r1");
  expect(told(intake, at(1, 1, 3))).toBe("duplicate");
  expect(told(intake, at(1, 1, 3, { status: 0x40900000 }))).toBe("duplicate");
});

test("what its source calls historical is kept at its own time and never the present value, not even as the first", () => {
  const intake = intakeOf();
  expect(told(intake, at(5, 1, 6, { isHistorical: true }))).toBe("1 good late r1");
  expect(told(intake, at(3, 2, 7))).toBe("2 good none r0");
  expect(told(intake, at(6, 3, 8, { isHistorical: true }))).toBe("3 good late r2");
  expect(told(intake, at(6, 3, 9, { isHistorical: true }))).toBe("duplicate");
});

test("a dead band of 0.5 holds back small moves for one interval, never a change of quality", () => {
  const intake = intakeOf({ deadBand: 0.5 });
  const results = [at(0, 1), at(1, 1.4), at(2, 1.6), at(3, 1.7, 3, { status: 0x40000000 }), at(4, 1.7), at(15, 1.7)];
  expect(results.map((r) => told(intake, r))).toEqual([
    "1 good none r0",
    "deadBand",
    "1.6 good none r0",
    "1.7 uncertain sourceUncertain r0",
    "1.7 good none r0",
    "1.7 good none r0",
  ]);
});

test("what was passed on before a restart is remembered: a repeated delivery is a duplicate, revisions go on", () => {
  const first = intakeOf();
  const samples = [at(1, 1), at(2, 2), at(2, 3)].map((r) => first.take("s", r));
  const second = intakeOf();
  for (const sample of samples) if (typeof sample !== "string") second.remember(sample);
  expect(told(second, at(1, 1, 3))).toBe("duplicate");
  expect(told(second, at(2, 3, 3))).toBe("duplicate");
  expect(told(second, at(1.5, 9, 3))).toBe("9 good outOfOrder r2");
});

test("a broker's whole backlog sent again, twice, before and after a restart: nothing of it passes, its newest neither", () => {
  const first = intakeOf();
  const backlog = Array.from({ length: 20_000 }, (_, k) => at(k / 50, k, 400));
  const passed = backlog.map((r) => first.take("s", r));
  const second = intakeOf();
  for (const sample of passed) if (typeof sample !== "string") second.remember(sample);
  for (const intake of [first, second])
    for (const readings of [backlog, backlog, backlog.slice(-1)])
      expect(readings.filter((r) => intake.take("s", r) !== "duplicate")).toEqual([]);
  expect(told(second, at(400, 1))).toBe("1 good none r0");
});

test("what the dead band held back is no late value when it is sent again", () => {
  const intake = intakeOf({ deadBand: 0.5 });
  expect([at(0, 1), at(1, 1.4), at(2, 2), at(1, 1.4, 3)].map((r) => told(intake, r))).toEqual([
    ...["1 good none r0", "deadBand", "2 good none r0", "duplicate"],
  ]);
});

test("the last values of all Tags together are known, the last of a slow Tag for longer, each with its corrections", () => {
  const known = new Known(1000, 10);
  known.add("slow", 1, Number.NaN);
  known.add("slow", 1, 5);
  for (let k = 0; k < 5000; k++) known.add("fast", k, k);
  expect([known.has("slow", 1, Number.NaN), known.has("slow", 1, 5), known.has("slow", 1, 6)]).toEqual([
    true,
    true,
    false,
  ]);
  expect([4999, 4000, 3000].map((k) => known.has("fast", k, k))).toEqual([true, true, false]);
});

test("the skew of a source's clock is the median of its differences: 90 s behind, whatever one late value says", () => {
  const intake = intakeOf();
  for (let k = 0; k < 20; k++) intake.take("s", at(k - 90, k, k));
  intake.take("s", at(-5000, 1, 30));
  expect(intake.skew.get("s")!.median_ms()).toBe(-90_000);
});

test("points that nobody mapped are counted, and only 2,000 of them are remembered", () => {
  const intake = intakeOf();
  for (let k = 0; k < 5000; k++) intake.take("s", { ...at(k, 1), point: `x${k}` });
  expect([intake.counts.get("unmapped"), intake.unmapped.size]).toEqual([5000, 2000]);
});

const feeds = (isByException: boolean) =>
  new Map([["T.level_m", { tag: "T.level_m", source: "s", interval_s: 10, isByException }]]);
const link = (value: number, s: number) =>
  sampleOf({ tag: linkTag("s"), value, source_ms: T0 + s * 1000, receive_ms: T0 + s * 1000 });
const take = (state: LiveState, sample: Sample) => state.take(sample, sample.receive_ms);

test("quality falls with age: uncertain after 2.5 intervals, bad and without a value after 10", () => {
  const state = new LiveState(feeds(false));
  take(state, sampleOf({ source_ms: T0 }));
  const qualityAt = (s: number) => {
    take(state, link(1, s));
    const { quality, reason, value } = state.at("T.level_m", T0 + s * 1000);
    return `${quality} ${reason} ${value}`;
  };
  expect([0, 25, 26, 100, 101].map(qualityAt)).toEqual([
    "good none 1",
    "good none 1",
    "uncertain stale 1",
    "uncertain stale 1",
    "bad stale NaN",
  ]);
});

test("a point that reports changes only stays good while its source lives", () => {
  const state = new LiveState(feeds(true));
  take(state, sampleOf({ source_ms: T0 }));
  take(state, link(1, 3600));
  expect(state.at("T.level_m", T0 + 3_605_000)).toMatchObject({ quality: "good", age_s: 3605 });
});

test("a lost connection is uncertain at once and bad after 30 s; a silent bridge is a lost connection after 15 s", () => {
  const state = new LiveState(feeds(true));
  take(state, sampleOf({ source_ms: T0 }));
  take(state, link(1, 0));
  expect(state.at("T.level_m", T0 + 16_000)).toMatchObject({ quality: "uncertain", reason: "linkLost" });
  take(state, link(0, 20));
  take(state, link(0, 25)); // the heartbeat does not start the time anew
  expect(state.at("T.level_m", T0 + 20_000)).toMatchObject({ quality: "uncertain", reason: "linkLost" });
  expect(state.at("T.level_m", T0 + 51_000)).toMatchObject({ quality: "bad", reason: "linkLost", value: Number.NaN });
  take(state, link(1, 52));
  expect(state.at("T.level_m", T0 + 53_000)).toMatchObject({ quality: "good", value: 1 });
});

test("late and future values never become the present one; a Tag without any waits", () => {
  const state = new LiveState(feeds(false));
  take(state, link(1, 0));
  expect(state.at("T.level_m", T0)).toMatchObject({ quality: "bad", reason: "waiting", value: Number.NaN });
  take(state, sampleOf({ value: 1, source_ms: T0 }));
  take(state, sampleOf({ value: 2, source_ms: T0 - 5, reason: "late" }));
  take(state, sampleOf({ value: 3, source_ms: T0 + 1e6, reason: "future", quality: "bad" }));
  expect(state.at("T.level_m", T0)).toMatchObject({ value: 1, quality: "good" });
});

test("our clock is set back by an hour: the next value is the present one at once, here and on the screen; until it comes the old one is bad", () => {
  const intake = intakeOf();
  const state = new LiveState(feeds(false));
  const passes = (reading: Reading) => {
    const sample = intake.take("s", reading) as Sample;
    take(state, { ...sample, tag: "T.level_m" });
    return `${sample.value} ${sample.quality} ${sample.reason}`;
  };
  const shown = (s: number) => {
    take(state, link(1, s));
    const { value, quality, reason } = state.at("T.level_m", T0 + s * 1000);
    return `${value} ${quality} ${reason}`;
  };
  expect(passes(at(3600, 1))).toBe("1 good none");
  expect(shown(3601)).toBe("1 good none");
  expect(shown(1)).toBe("NaN bad future");
  expect(passes(at(2, 2))).toBe("2 good none");
  expect(shown(3)).toBe("2 good none");
  expect(passes(at(Number.NaN, 3, 4))).toBe("3 good none");
  expect(passes(at(1, 4, 5))).toBe("4 good late");
  expect(shown(6)).toBe("3 good none");
});
