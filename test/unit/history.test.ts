import { describe, expect, it } from "vitest";
import { Blocks } from "@/app/_state/blocks";
import { History } from "@/app/_state/history";
import type { FrameLayout, HandedKeyframe, Slab } from "@/sim-core";

const WIDTH = 4;
const BLOCK_BYTES = 24 * WIDTH * 4;
const layout: FrameLayout = {
  columns: [{ table: "water", rows: "node", name: "pressure_Pa", unit: "Pa", ids: ["A", "B", "C", "D"], offset: 0 }],
  length: WIDTH,
};
const column = layout.columns[0]!;
const slab = (firstTick: number, tickCount: number, plus = 0): Slab => ({
  ...{ firstTick, tickCount },
  values: Float32Array.from({ length: tickCount * WIDTH }, (_, i) => firstTick * 10 + plus + i),
});
const open = (ticks: number, budget = Number.POSITIVE_INFINITY) =>
  new History(layout, ticks, 300, 0, new Blocks(budget));
const keyframe = (tick: number) => ({ tick, bytes: 100, state: { tick } }) as unknown as HandedKeyframe;

describe("display history", () => {
  it("96 ticks within a budget of two blocks: the two latest are at hand, the others are known to be gone", () => {
    const history = open(96, 2 * BLOCK_BYTES);
    for (let t = 0; t < 96; t += 8) history.take(slab(t, 8));
    expect(history.received).toBe(96);
    expect([0, 24, 48, 95].map((t) => history.has(t))).toEqual([false, false, true, true]);
    expect(history.blocks.held_bytes).toBe(2 * BLOCK_BYTES);
    expect(history.at(95, column, 1)).toBe(slab(88, 8).values[7 * WIDTH + 1]);
    expect(history.at(0, column, 0)).toBeNaN();
  });

  it("a block that was looked at stays longer than one that was not, and one that comes back is the same", () => {
    const history = open(96, 2 * BLOCK_BYTES);
    for (let t = 0; t < 48; t += 24) history.take(slab(t, 24));
    history.frame(3);
    history.take(slab(48, 24));
    expect([0, 24, 48].map((t) => history.has(t))).toEqual([true, false, true]);
    history.take(slab(24, 24));
    expect(history.at(25, column, 2)).toBe(slab(24, 24).values[WIDTH + 2]);
    expect(history.received).toBe(72);
  });

  it("a row that is kept stays whole though its blocks have to go, and one that is asked for late is gleaned", () => {
    const history = open(96, BLOCK_BYTES);
    history.keepRow(column, 1);
    for (let t = 0; t < 96; t += 8) history.take(slab(t, 8));
    expect(history.firstMissing(column, 1)).toBe(-1);
    expect(history.series(column, 1)[3]).toBe(slab(0, 8).values[3 * WIDTH + 1]);
    history.keepRow(column, 2);
    expect(history.firstMissing(column, 2)).toBe(0);
    for (let t = 0; t < 96; t += 24) history.glean(slab(t, 24));
    expect(history.firstMissing(column, 2)).toBe(-1);
    expect([...history.series(column, 2)].some(Number.isNaN)).toBe(false);
    expect(
      [0, 72].map((t) => history.has(t)),
      "the blocks stay as they were",
    ).toEqual([false, true]);
  });

  it("a kept row of a branch is its parent's before the fork and its own from there", () => {
    const parent = open(48, BLOCK_BYTES);
    parent.take(slab(0, 48));
    const branch = parent.fork(30);
    branch.keepRow(column, 0);
    branch.take(slab(30, 18, 500));
    parent.glean(slab(0, 30));
    const series = branch.series(column, 0);
    expect([series[29], series[30]]).toEqual([slab(0, 48).values[29 * WIDTH], slab(30, 18, 500).values[0]]);
    branch.release();
    expect(branch.firstMissing(column, 0)).toBe(30);
  });

  it("range and least memory do not depend on what is at hand: -5 and 1000 of gone ticks are still known", () => {
    const history = open(48, BLOCK_BYTES);
    const first = slab(0, 24);
    first.values[0] = -5;
    first.values[1] = 1000;
    history.take(first);
    history.take({ ...slab(24, 24), values: new Float32Array(24 * WIDTH).fill(7) });
    expect(history.has(0)).toBe(false);
    expect(history.range(column)).toEqual([-5, 1000]);
  });

  it("a branch shares its parent's ticks before the fork without copying them, and has its own from there", () => {
    const parent = open(48);
    parent.take(slab(0, 48));
    const before = parent.blocks.held_bytes;
    const branch = parent.fork(30);
    expect(branch.received).toBe(30);
    expect(parent.blocks.held_bytes).toBe(before);
    branch.take(slab(24, 24, 500)); // from the keyframe before the fork: ticks 24 to 29 are the parent's
    expect(branch.received).toBe(48);
    expect(branch.at(29, column, 0)).toBe(parent.at(29, column, 0));
    expect(branch.at(30, column, 0)).toBe(slab(24, 24, 500).values[6 * WIDTH]);
    expect(parent.at(30, column, 0)).toBe(slab(0, 48).values[30 * WIDTH]);
    expect(branch.blockAround(29)).toMatchObject({ history: parent, from: 24, to: 30 });
    expect(branch.blockAround(31)).toMatchObject({ history: branch, from: 24, to: 48 });
  });

  it("a branch of a branch forks from whoever holds the tick before it", () => {
    const root = open(48);
    root.take(slab(0, 48));
    const first = root.fork(30);
    first.take(slab(30, 18, 100));
    const second = first.fork(10);
    expect(second.link).toEqual({ history: root, before: 10 });
    expect(first.fork(40).link).toEqual({ history: first, before: 40 });
  });

  it("a seek begins at the last keyframe before it: a branch's own, else its parent's up to the fork", () => {
    const parent = open(48);
    parent.take(slab(0, 48));
    for (const t of [12, 24, 36]) parent.keep(keyframe(t));
    const branch = parent.fork(30);
    branch.keep(keyframe(24));
    branch.keep(keyframe(42));
    expect([11, 12, 29, 30, 41, 42].map((t) => branch.keyframeAt(t)?.tick)).toEqual([undefined, 12, 24, 24, 24, 42]);
  });

  it("what a run no longer needs is given back", () => {
    const history = open(96);
    history.take(slab(0, 96));
    history.release(30);
    expect(history.blocks.held_bytes).toBe(2 * BLOCK_BYTES);
    history.release();
    expect(history.blocks.held_bytes).toBe(0);
  });

  it("held and absent values are remembered by tick", () => {
    const history = open(48);
    const bad = [{ utility: "water", quality: "held" }] as const;
    history.take(slab(0, 24));
    history.take({ ...slab(24, 2), bad });
    expect([23, 24, 25, 26].map((t) => history.badAt(t)?.[0]?.quality)).toEqual([undefined, "held", "held", undefined]);
    expect(history.fork(25).badAt(24)).toBe(bad);
  });
});
