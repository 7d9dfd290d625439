import { describe, expect, it } from "vitest";
import { Comparison } from "@/sim-core/derive/compare";
import { compareEvents } from "@/sim-core/derive/compareEvents";
import type { RunEvent } from "@/sim-core/record/event";
import type { FrameColumn, FrameLayout } from "@/sim-core/record/frame";

function layout(columns: readonly Omit<FrameColumn, "offset">[]): FrameLayout {
  let length = 0;
  const placed = columns.map((c) => {
    const offset = length;
    length += c.ids.length;
    return { ...c, offset };
  });
  return { columns: placed, length };
}
const pressure = (ids: readonly string[]) =>
  ({ table: "water", rows: "node", name: "pressure_Pa", unit: "Pa", ids }) as const;
const isOn = (ids: readonly string[]) => ({ table: "district", rows: "device", name: "isOn", unit: "1", ids }) as const;
const loading = (ids: readonly string[]) =>
  ({ table: "power", rows: "branch", name: "loading_1", unit: "1", ids }) as const;

describe("two runs held against each other", () => {
  it("matches rows by element: J2 is 20 Pa lower in B though the rows stand in another order", () => {
    const c = new Comparison(layout([pressure(["J1", "J2"])]), layout([pressure(["J2", "J1"])]));
    c.take(0, [100, 200], [200, 100]);
    c.take(1, [100, 200], [180, 100]);
    c.take(2, [100, 200], [190, 100]);
    const [d, ...rest] = c.differences();
    expect(rest).toEqual([]);
    expect(d).toMatchObject({ element: "J2", a: 200, b: 180, difference: -20, tick: 1, firstTick: 1, share_1: 0.2 });
    expect(c.largest({ table: "water", rows: "node", name: "pressure_Pa" })).toBe(20);
  });

  it("sorts by share of the spread across units, and states after quantities", () => {
    const columns = [isOn(["D"]), pressure(["J1", "J2"]), loading(["L1", "L2"])];
    const c = new Comparison(layout(columns), layout(columns));
    //          isOn  pressure      loading
    c.take(0, [1, 0, 100_000, 0, 1], [0, 30_000, 100_000, 0.6, 1]);
    expect(c.differences().map((d) => [d.element, d.share_1])).toEqual([
      ["L1", 0.6],
      ["J1", 0.3],
      ["D", 1],
    ]);
    expect(c.differences({ table: "water", rows: "node", name: "pressure_Pa" }).map((d) => d.element)).toEqual(["J1"]);
    expect(c.quantities().map((q) => [q.name, q.count])).toEqual([
      ["isOn", 1],
      ["pressure_Pa", 1],
      ["loading_1", 1],
    ]);
  });

  it("a value that only one run has outranks any number, and absent in both is no difference", () => {
    const columns = [pressure(["J1", "J2"])];
    const c = new Comparison(layout(columns), layout(columns));
    c.take(0, [1, Number.NaN], [900, Number.NaN]);
    c.take(1, [1, Number.NaN], [Number.NaN, Number.NaN]);
    expect(c.differences()).toMatchObject([
      { element: "J1", a: 1, b: Number.NaN, difference: Number.NaN, share_1: 1, tick: 1, firstTick: 0 },
    ]);
  });

  it("ticks in any order give the same answer; equal sizes name the earliest tick", () => {
    const columns = [pressure(["J1"])];
    const ticks = [
      [0, 5, 7],
      [1, 5, 3],
      [2, 5, 7],
    ] as const;
    const answers = [ticks, [...ticks].reverse()].map((order) => {
      const c = new Comparison(layout(columns), layout(columns));
      for (const [tick, a, b] of order) c.take(tick, [a], [b]);
      return c.differences();
    });
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject([{ tick: 0, firstTick: 0, difference: 2 }]);
  });

  it("says once per row set which elements only one side has, and which quantities", () => {
    const head = (ids: readonly string[]) => ({ ...pressure(ids), name: "head_m", unit: "m" });
    const c = new Comparison(
      layout([pressure(["J1", "J2"]), head(["J1", "J2"]), loading(["L1"])]),
      layout([pressure(["J1", "J3"]), head(["J1", "J3"]), isOn(["D"])]),
    );
    expect(c.missing).toEqual([
      { side: "onlyA", table: "water", rows: "node", ids: ["J2"] },
      { side: "onlyB", table: "water", rows: "node", ids: ["J3"] },
      { side: "onlyA", table: "power", rows: "branch", ids: ["L1"] },
      { side: "onlyB", table: "district", rows: "device", ids: ["D"] },
    ]);
  });
});

describe("events of two runs", () => {
  const event = (tick: number, element: string, text = "x"): RunEvent => ({
    ...{ tick, time_s: tick * 300, type: "crossing", priority: 2, element, quantity: "q" },
    ...{ value: 1, limit: 1, unit: "1", text },
  });

  it("one alarm more in the morning moves none of the later ones", () => {
    const a = [event(10, "P"), event(20, "P")];
    const b = [event(5, "P"), event(10, "P"), event(20, "P")];
    expect(compareEvents(a, b)).toEqual({ onlyA: [], onlyB: [b[0]], moved: [] });
  });

  it("the same thing at another tick is moved, not one lost and one new", () => {
    const [a, b] = [
      [event(10, "P"), event(30, "Q")],
      [event(12, "P"), event(30, "R")],
    ];
    expect(compareEvents(a, b)).toEqual({ onlyA: [a[1]], onlyB: [b[1]], moved: [{ a: a[0], b: b[0] }] });
  });
});
