import { expect, test } from "vitest";
import { clockText, dateText } from "../../../app/_state/clock";
import { History } from "../../../app/_state/history";
import { harbourside } from "../../../scenarios/districts/harbourside";
import type { FrameLayout } from "../../../sim-core/record/frame";
import { LiveFrames, localDay } from "../../../sim-core/telemetry/frames";
import { levelTag, sampleOf } from "../../support/telemetry";

const layout: FrameLayout = {
  columns: [{ table: "water", rows: "node", name: "level_m", unit: "m", ids: ["T"], offset: 0 }],
  length: 1,
};
const TICK_S = 10;

test.each([
  ["2026-03-29", 23, ["00", "01", "03", "04"]],
  ["2026-10-25", 25, ["00", "01", "02", "02", "03"]],
] as const)(
  "the live chart of %s: %d hours of steps, each its own value at its own instant, the clock says %j",
  (day, hours, firstHours) => {
    const district = harbourside();
    const { from_s, to_s } = localDay(district, Date.parse(`${day}T12:00:00Z`) / 1000);
    const ticks = (to_s - from_s) / TICK_S;
    expect(ticks).toBe(hours * 360);
    const frames = new LiveFrames(layout, [levelTag], TICK_S, ticks);
    const history = new History(layout, ticks, TICK_S, from_s);
    // a value a minute, its own minute of the day; the hour that comes twice comes with two different values
    for (let k = 0; k < (to_s - from_s) / 60; k++)
      frames.take(sampleOf({ source_ms: (from_s + 60 * k + 5) * 1000, value: k }));
    for (let row = 0; row < ticks; row++) {
      const values = frames.at(from_s / TICK_S + row + 1)?.values ?? new Float64Array([Number.NaN]);
      history.take({ firstTick: row, tickCount: 1, values: Float32Array.from(values) });
    }
    const series = history.series(layout.columns[0]!, 0);
    const told = [...series].filter((v) => !Number.isNaN(v));
    expect(told).toEqual(Array.from({ length: hours * 60 }, (_, k) => k));
    expect(series.indexOf(150)).toBe(150 * 6); // 2.5 hours on, whatever the clock says
    const marks = Array.from({ length: hours }, (_, h) => clockText(district, from_s + h * 3600));
    expect(marks.slice(0, firstHours.length)).toEqual(firstHours.map((h) => `${h}:00`));
    expect(marks[hours - 1]).toBe("23:00");
    expect(dateText(district, from_s)).toBe(dateText(district, to_s - 1));
    expect(dateText(district, to_s)).not.toBe(dateText(district, from_s));
  },
);
