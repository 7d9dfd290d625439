import { describe, expect, it } from "vitest";
import { writeDistrict } from "@/sim-core/exchange/district/write";
import { openInp } from "@/sim-core/exchange/inp";
import { readInp } from "@/sim-core/exchange/inp/read";
import { writeInp } from "@/sim-core/exchange/inp/write";
import { openFile } from "@/sim-core/exchange/open";
import type { Change } from "@/sim-core/model/change";
import type { District } from "@/sim-core/model/district";
import { issueText } from "@/sim-core/model/issue";
import { advance, openRun, resultOf, tickCount } from "@/sim-core/session/run";
import { Session } from "@/sim-core/session/session";
import { STATUS } from "@/sim-core/utilities/water/net";
import { solversModule } from "../support/module";
import { controlledInp } from "../support/random-inp";

/** A pump fills a tank by its level; a pipe shuts by the clock, another by a pressure; a rule has the second pump. */
const TOWN = `[JUNCTIONS]
 A 10 20 day
 B 12 15 day
 C 20 10 day
[RESERVOIRS]
 R 5
[TANKS]
 T 50 3 0 6 12 0
[PIPES]
 P1 A B 800 250 120 0 Open
 P2 B C 600 200 120 0 Open
 P3 A C 900 150 120 0 Open
 P4 C T 300 250 120 0 Open
[PUMPS]
 PU R A HEAD lift
 PV R B HEAD lift
[CURVES]
 lift 40 70
[PATTERNS]
 day 0.6 0.8 1.4 1.5 1.0 0.7
[CONTROLS]
 LINK PU OPEN IF NODE T BELOW 2.5
 LINK PU CLOSED IF NODE T ABOVE 4.5
 LINK P3 CLOSED AT CLOCKTIME 6 AM
 LINK P3 OPEN AT CLOCKTIME 9 PM
 LINK P1 0 AT TIME 7:07
 LINK P1 1 AT TIME 8:00
[RULES]
 RULE night
 IF SYSTEM CLOCKTIME >= 10 PM
 OR SYSTEM CLOCKTIME < 5 AM
 AND TANK T LEVEL BELOW 6.5
 THEN PUMP PV STATUS IS OPEN
 ELSE PUMP PV STATUS IS CLOSED
 PRIORITY 2
[TIMES]
 Duration 48:00
 Hydraulic Timestep 1:00
 Pattern Timestep 4:00
 Start ClockTime 12 AM
[OPTIONS]
 Units LPS
 Headloss H-W
[END]
`;
/** The same without the second pump. */
const QUIET = TOWN.replace(/\[RULES\][^[]*/, "[STATUS]\n PV CLOSED\n");
const HOUR = 3600;
const change = (hour: number, target: string, fields: Change["fields"]): Change => ({
  ...{ at_s: hour * HOUR, op: "set", target, fields, by: "water", why: "by hand" },
});

function runOf(text: string, changes: readonly Change[] = [], more: Partial<District> = {}) {
  const { district, scenario } = openInp(text, "town.inp").coupled!;
  const { run, issues } = openRun(solversModule(), { ...district, ...more }, { ...scenario, changes }, 1);
  expect(issues.filter((i) => i.severity === "error")).toEqual([]);
  const water = run!.coupling.solvers.water!;
  const read = (rows: string, name: string) => (id: string) =>
    water.column(rows, name)[water.numbering[rows]!.row(id)]!;
  return { run: run!, water, flow: read("link", "flow_m3_s"), level: read("node", "level_m") };
}

/** Switchings of a link as [hour, what]. */
const switchings = (run: ReturnType<typeof runOf>["run"], link: string) =>
  run.events.filter((e) => e.type === "device" && e.element === link).map((e) => ({ time_s: e.time_s, text: e.text }));

describe("a file's controls and rules in a coupled run", () => {
  it("a level control acts within a second of its level, and the coupled step ends there", () => {
    const { run, level } = runOf(TOWN);
    const seen: [number, string, number][] = [];
    while (run.tick < tickCount(run)) {
      const from = run.events.length;
      advance(run);
      for (const e of run.events.slice(from)) if (e.element === "PU") seen.push([e.time_s, e.text, level("T")]);
    }
    expect(run.failures).toEqual([]);
    expect(seen.length).toBeGreaterThan(3);
    expect(seen[0]![1]).toBe("PU stopped: level of T above 4.50 m");
    for (const [time_s, text] of seen) {
      expect(Number.isInteger(time_s), text).toBe(true);
      expect(time_s % 300 === 0, `${time_s} s lies within a tick`).toBe(false);
    }
    // 0.04 m3/s into 113 m2 for one second, and half a tick on: the level stays between its two limits
    expect(Math.max(...seen.map(([, , m]) => m))).toBeLessThan(4.6);
    expect(Math.min(...seen.map(([, , m]) => m))).toBeGreaterThan(2.4);
  });

  it("time and clock controls act at their second, and again the next day", () => {
    const { run } = runOf(TOWN);
    while (run.tick < tickCount(run)) advance(run);
    expect(switchings(run, "P1").map((e) => e.time_s)).toEqual([7 * HOUR + 420, 8 * HOUR]);
    expect(switchings(run, "P3").map((e) => e.time_s / HOUR)).toEqual([6, 21, 30, 45]);
    const night = switchings(run, "PV");
    expect(night[0]!.time_s).toBe(5 * HOUR);
    expect(night[0]!.text).toContain("rule night");
    // rules look every 6 minutes
    for (const { time_s } of night) expect(time_s % 360).toBe(0);
  });

  it("a branch without Changes is its parent at every tick, from between two of the file's steps too", () => {
    for (const text of [TOWN, controlledInp(2), controlledInp(11)].map((t) =>
      t.replace(/Duration 0$/m, "Duration 24:00"),
    )) {
      const { district, scenario } = openInp(text, "town.inp").coupled!;
      const short = { ...scenario, duration_s: Math.min(scenario.duration_s, 24 * HOUR) };
      const { session } = Session.open(solversModule(), district, short, 1);
      const frames: Float64Array[] = [];
      while (session!.tick < session!.tickCount) frames.push(session!.advance().slice());
      for (const fork of [1, 61, 83]) {
        const { session: branch } = session!.branch(fork, []);
        while (branch!.tick < branch!.tickCount) {
          const tick = branch!.tick;
          expect(branch!.advance(), `tick ${tick} of a branch at ${fork}`).toEqual(frames[tick]);
        }
        expect(branch!.result().digest).toBe(session!.result().digest);
      }
      expect(session!.seek(50)).toEqual(frames[50]);
    }
  });

  it("kept as a district it is the same run to the digest, and it is written back with all controls and rules", () => {
    const { district, scenario } = openFile("town.inp", TOWN);
    const kept = openFile("town.json", writeDistrict(district!)).district!;
    const digest = (d: District): string => {
      const { run } = openRun(solversModule(), d, scenario!, 1);
      while (run!.tick < 100) advance(run!);
      return resultOf(run!).digest;
    };
    expect(digest(kept)).toBe(digest(district!));
    const again = readInp(writeInp({ district: kept, schedule: kept.waterSchedule! }), "again.inp");
    expect(again.schedule).toEqual(readInp(TOWN, "town.inp").schedule);
  });

  it("a pump without power is told, and stands until its power is back", () => {
    const { run, water, flow } = runOf(QUIET, [change(1, "T", { level_m: 1 })]);
    const row = water.numbering.link!.row("PU");
    while (run.tick < 6) advance(run);
    water.column("link", "isEnergised")[row] = 0;
    run.coupling.dirty.water = true;
    for (let n = 0; n < 24; n++) {
      advance(run);
      if (run.tick > 12) expect(flow("PU"), `tick ${run.tick}`).toBe(0);
    }
    expect(water.column("link", "statusBeforeTrip")[row]).toBe(STATUS.OPEN);
    water.column("link", "isEnergised")[row] = 1;
    while (run.tick < 50) advance(run);
    expect(flow("PU")).toBeGreaterThan(0.001);
    expect(run.failures).toEqual([]);
  });

  it("what a person sets stays until an order falls due that did not stand before", () => {
    const { run, flow, level } = runOf(QUIET, [
      change(1, "T", { level_m: 2 }),
      change(1.25, "PU", { isOn: false }),
      change(1.5, "P1", { status: "closed" }),
      change(14, "PU", { isOn: true }),
    ]);
    const at = (hour: number): void => {
      while (run.tick * 300 < hour * HOUR + 300) advance(run);
    };
    at(1.1);
    expect(flow("PU")).toBeGreaterThan(0.001);
    // the tank is still low: the order that stood is not repeated
    at(1.4);
    expect(flow("PU")).toBe(0);
    at(5);
    expect(flow("PU")).toBe(0);
    expect(level("T")).toBeLessThan(2.5);
    // set going again by hand it runs until its tank is full
    at(14);
    expect(flow("PU")).toBeGreaterThan(0.001);
    while (run.tick < tickCount(run)) advance(run);
    expect(switchings(run, "PU").some((e) => e.time_s > 14 * HOUR && e.text.includes("stopped"))).toBe(true);
    // P1 was shut by hand; the control of 8:00 opens it
    expect(switchings(run, "P1").map((e) => e.time_s / HOUR)).toEqual([8]);
  });

  it("a pressure control acts in the solve, tells of it, and leaves what a person holds until it falls due anew", () => {
    const pressure = TOWN.replace("[RULES]", " LINK P3 CLOSED IF NODE B ABOVE 1\n[RULES]").replaceAll(
      / LINK (PU|P3) .* CLOCK.*\n/g,
      "",
    );
    const free = runOf(pressure);
    while (free.run.tick < tickCount(free.run)) advance(free.run);
    const told = switchings(free.run, "P3");
    expect(told).toEqual([{ time_s: 0, text: "P3 closed: pressure at B above 1.00 m" }]);
    expect(free.flow("P3")).toBe(0);
    const hand = runOf(pressure, [change(1, "P3", { status: "open" })]);
    while (hand.run.tick < tickCount(hand.run)) advance(hand.run);
    expect(Math.abs(hand.flow("P3"))).toBeGreaterThan(1e-4);
  });

  it("a lost or spoofed level does not touch them: they read by wire", () => {
    const digest = (changes: readonly Change[]): number[] => {
      const { run } = runOf(TOWN, changes);
      while (run.tick < 200) advance(run);
      return switchings(run, "PU").map((e) => e.time_s);
    };
    const spoofed = [change(1, "T.level_m", { spoof: 1 }), change(1, "T", { isCommLost: true })];
    expect(digest(spoofed)).toEqual(digest([]));
  });

  it("a schedule that does not fit its district is refused: field, got, wanted", () => {
    const { district } = openFile("town.inp", TOWN);
    const text = writeDistrict(district!)
      .replace('"link": "PU"', '"link": "PX"')
      .replace('"ruleStep_s": 360', '"ruleStep_s": 0');
    const errors = openFile("town.json", text)
      .entries.filter((e) => e.group === "error")
      .map((e) => issueText(e.issue));
    expect(errors).toEqual([
      "town.json: waterSchedule, ruleStep_s: got 0, wanted whole seconds, at least 1",
      expect.stringMatching(/^town\.json: waterSchedule, controls\[0\]\.link: got PX, wanted the id of an element/),
    ]);
  });

  it("the report says that they are carried out", () => {
    const notes = openFile("town.inp", TOWN).entries.map((e) => issueText(e.issue));
    expect(notes.filter((n) => n.includes("does not carry"))).toEqual([]);
    expect(notes.find((n) => n.includes("[CONTROLS], [RULES]"))).toMatch(/6 controls, 1 rule .*carries them all out/);
  });
});
