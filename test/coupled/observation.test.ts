import { describe, expect, it } from "vitest";
import { DISTRICTS, SCENARIOS } from "@/scenarios";
import type { Change } from "@/sim-core/model/change";
import type { District } from "@/sim-core/model/district";
import type { FieldValue } from "@/sim-core/model/element";
import { findColumn } from "@/sim-core/record/frame";
import { advance, frameLayout, openRun } from "@/sim-core/session/run";
import { restoreRun, saveRun } from "@/sim-core/session/state";
import type { Run } from "@/sim-core/time/run";
import { solversModule } from "../support/module";

const HOUR = 3600;
const LEVEL = "TOWER.level_m";
/** Feeds the boosters of the high zone. */
const FEEDER = "MC-hill-A4";

const change = (at_s: number, target: string, fields: Record<string, FieldValue>): Change => {
  return { at_s, op: "set", target, fields, by: "district", why: "test" };
};

function open(changes: readonly Change[], district: District = DISTRICTS.harbourside!()): Run {
  const scenario = { ...SCENARIOS["normal-day"]!(), changes };
  return openRun(solversModule(), district, scenario, 1).run!;
}

/** Advances to the tick that records `hour`. */
function until(run: Run, hour: number): Run {
  while (run.tick <= (hour * HOUR) / run.scenario.tick_s) advance(run);
  return run;
}

function tag(run: Run, id: string) {
  const at = (name: string) => {
    const column = findColumn(frameLayout(run), "district", "tag", name)!;
    return run.values[column.offset + column.ids.indexOf(id)]!;
  };
  return { value: at("value"), quality: at("quality"), age_s: at("age_s") };
}

const truth = (run: Run, rows: string, name: string, id: string) => {
  const column = findColumn(frameLayout(run), "water", rows, name)!;
  return run.values[column.offset + column.ids.indexOf(id)]!;
};

describe("communication lost", () => {
  const run = open([
    change(8 * HOUR + 10, LEVEL, { isCommLost: true }),
    change(12 * HOUR + 10, LEVEL, { isCommLost: false }),
  ]);
  const before = { ...tag(until(run, 8), LEVEL) };

  it("a Tag is good and of age 0 while it is heard", () => {
    expect(before).toMatchObject({ quality: 0, age_s: 0 });
    expect(before.value).toBe(truth(run, "node", "level_m", "TOWER"));
  });

  it("the last value is held: uncertain for 15 min, then bad, and 3,590 s old after 3,590 s", () => {
    until(run, 8.25);
    expect(tag(run, LEVEL).quality).toBe(1);
    until(run, 9);
    const seen = tag(run, LEVEL);
    expect(seen.quality).toBe(2);
    // The look at 8:00:10 already found no line: the value is that of 8:00:00.
    expect(seen.value).toBe(before.value);
    expect(seen.age_s).toBeCloseTo(3590, 6);
  });

  it("the pumps that look at it hold what they last did, while the tower goes its own way", () => {
    until(run, 12);
    const told = run.events.filter(
      (e) => e.element.startsWith("HIGH-LIFT") && e.time_s > 8.3 * HOUR && e.time_s < 12 * HOUR,
    );
    expect(told).toEqual([]);
    expect(Math.abs(truth(run, "node", "level_m", "TOWER") - before.value)).toBeGreaterThan(0.1);
  });

  it("back on line it is good again at the next look", () => {
    until(run, 12.1);
    expect(tag(run, LEVEL)).toMatchObject({ quality: 0, age_s: 0 });
  });
});

it("a spoofed level lies with quality good, and the high lift pumps follow the lie until the tower is full", () => {
  const run = until(open([change(9 * HOUR, LEVEL, { spoof: 2.5 })]), 18);
  expect(tag(run, LEVEL)).toEqual({ value: 2.5, quality: 0, age_s: 0 });
  const calm = until(open([]), 18);
  expect(truth(run, "node", "level_m", "TOWER")).toBeGreaterThan(truth(calm, "node", "level_m", "TOWER") + 0.3);
});

it("a booster's own pressure loop does not miss the telephone: its telemetry lost, it runs to the same bits", () => {
  const flows = [[], [change(7 * HOUR, "BOOSTER-high-A", { isCommLost: true })]].map((changes) =>
    truth(until(open(changes), 10), "link", "flow_m3_s", "BOOSTER-high-A"),
  );
  expect(flows[0]).toBeGreaterThan(0);
  expect(flows[1]).toBe(flows[0]);
});

describe("a dead bus and its cabinet's battery", () => {
  const place = DISTRICTS.harbourside!();
  // The first LV bus below the feeder with a Tag of its own.
  // Without its open points, which would feed it from the other side within minutes.
  const elements = place.elements.filter((e) => !e.id.startsWith("TIE-"));
  const district = { ...place, elements, tags: place.tags.map((t) => ({ ...t, ups_s: 1800 })) };
  const run = open([change(10 * HOUR + 7, FEEDER, { isClosed: false })], district);

  it("after 30 min the cabinets go dark to the second, each told once", () => {
    until(run, 11);
    const dark = run.events.filter((e) => e.text.includes("is dark"));
    expect(dark.length).toBeGreaterThan(0);
    for (const event of dark) expect(event.time_s).toBe(10 * HOUR + 7 + 1800);
    expect(new Set(dark.map((e) => e.element)).size).toBe(dark.length);
  });

  it("a battery that is half empty is state: the restored run goes dark at the same second", () => {
    const again = open([change(10 * HOUR + 7, FEEDER, { isClosed: false })], district);
    until(again, 10.2);
    const kept = saveRun(again);
    const fresh = open([change(10 * HOUR + 7, FEEDER, { isClosed: false })], district);
    restoreRun(fresh, kept);
    until(fresh, 11);
    expect(fresh.digest.text()).toBe(run.digest.text());
  });
});

it("nonsense is refused by name: a word as spoof, a number as line, an element that nobody sees", () => {
  const run = open([
    change(0, LEVEL, { spoof: "high" }),
    change(0, LEVEL, { isCommLost: 3 }),
    change(0, "WJ-1", { isCommLost: true }),
    change(0, "GROUND-STORE", { spoof: 1 }),
  ]);
  advance(run);
  expect(run.failures.map((f) => f.text)).toEqual([
    'TOWER.level_m, spoof: got high, wanted a number or "off"',
    "TOWER.level_m, isCommLost: got 3, wanted true or false",
    expect.stringMatching(/^(WJ-1, isCommLost: got true, wanted a Tag|target: got WJ-1)/),
    "GROUND-STORE, spoof: got 1, wanted a Tag's id as target",
  ]);
});
