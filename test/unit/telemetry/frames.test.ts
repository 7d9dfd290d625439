import { expect, test } from "vitest";
import { harbourside } from "../../../scenarios/districts/harbourside";
import type { FrameLayout } from "../../../sim-core/record/frame";
import { LiveFrames, localDay, tagCells } from "../../../sim-core/telemetry/frames";
import { levelTag, sampleOf } from "../../support/telemetry";

const layout: FrameLayout = {
  columns: [
    { table: "water", rows: "node", name: "head_m", unit: "m", ids: ["S", "T"], offset: 0 },
    { table: "water", rows: "node", name: "level_m", unit: "m", ids: ["S", "T"], offset: 2 },
  ],
  length: 4,
};

test("a Tag's cell is its element's row of its quantity's column", () => {
  const foreign = { ...levelTag, id: "X", element: "X" };
  expect([...tagCells(layout, [levelTag, foreign])]).toEqual([["T.level_m", 3]]);
});

test("a tick shows the last value of its step; a step without one is a gap: NaN and bad", () => {
  const frames = new LiveFrames(layout, [levelTag], 300, 1000);
  for (const [s, value] of [
    [10, 1],
    [299, 2],
    [300, 3],
    [301, 4],
    [1000, 5],
  ])
    frames.take(sampleOf({ source_ms: s! * 1000, value: value! }));
  expect(frames.ticks).toEqual([1, 2, 4]);
  expect(frames.at(1)!.values[3]).toBe(3);
  expect([...frames.at(2)!.values]).toEqual([Number.NaN, Number.NaN, Number.NaN, 4]);
  expect([...frames.at(2)!.quality]).toEqual([2, 2, 2, 0]);
  expect(frames.at(3)).toBeUndefined();
});

test("late data is laid into its own Frame and raises that one's revision; a bad value is a gap with its quality", () => {
  const frames = new LiveFrames(layout, [levelTag], 300, 1000);
  frames.take(sampleOf({ source_ms: 100_000, value: 1 }));
  frames.take(sampleOf({ source_ms: 700_000, value: 2 }));
  expect(frames.at(1)!.revision).toBe(0);
  frames.take(sampleOf({ source_ms: 200_000, value: 9, reason: "late", revision: 1 }));
  expect(frames.at(1)).toMatchObject({ revision: 1 });
  expect(frames.at(1)!.values[3]).toBe(9);
  frames.take(sampleOf({ source_ms: 250_000, value: 8, quality: "bad", reason: "late", revision: 2 }));
  expect([frames.at(1)!.values[3], frames.at(1)!.quality[3]]).toEqual([Number.NaN, 2]);
});

test("so many Frames are kept and no more", () => {
  const frames = new LiveFrames(layout, [levelTag], 1, 10);
  for (let s = 1; s <= 50; s++) frames.take(sampleOf({ source_ms: s * 1000 }));
  frames.take(sampleOf({ source_ms: 5000 }));
  expect(frames.ticks).toEqual([41, 42, 43, 44, 45, 46, 47, 48, 49, 50]);
});

test.each([
  ["2026-03-29", 23],
  ["2026-06-10", 24],
  ["2026-10-25", 25],
])(
  "the local day %s of Harbourside has %d hours, and as many Frames of 5 minutes as that, without a hole",
  (day, hours) => {
    const district = harbourside();
    const noon_s = Date.parse(`${day}T12:00:00Z`) / 1000;
    const { from_s, to_s } = localDay(district, noon_s);
    expect((to_s - from_s) / 3600).toBe(hours);
    expect(localDay(district, from_s)).toEqual({ from_s, to_s });
    expect(localDay(district, to_s - 1)).toEqual({ from_s, to_s });
    expect(localDay(district, to_s).from_s).toBe(to_s);
    const frames = new LiveFrames(layout, [levelTag], 300, 1000);
    for (let s = from_s + 60; s <= to_s; s += 60) frames.take(sampleOf({ source_ms: s * 1000, value: s }));
    expect(frames.ticks).toHaveLength(hours * 12);
    const times = frames.ticks.map((tick) => frames.at(tick)!.time_s);
    expect([times[0], times[times.length - 1]]).toEqual([from_s + 300, to_s]);
    expect(times.every((t) => frames.at(t / 300)!.values[3] === t)).toBe(true);
  },
);
