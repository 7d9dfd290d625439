import { describe, expect, it } from "vitest";
import type { TableName } from "@/sim-core/compile/layout";
import type { Change } from "@/sim-core/model/change";
import type { District } from "@/sim-core/model/district";
import type { Element, FieldValue, Relation } from "@/sim-core/model/element";
import { findColumn } from "@/sim-core/record/frame";
import { advance, frameLayout, openRun, resultOf } from "@/sim-core/session/run";
import { restoreRun, saveRun } from "@/sim-core/session/state";
import type { Run } from "@/sim-core/time/run";
import { tripTime_s } from "@/sim-core/utilities/power/protection/curve";
import { COOLING, loadAtHotSpot_1, type ThermalClass } from "@/sim-core/utilities/power/thermal/transformer";
import { district, element, scenario } from "../support/district";
import { solversModule } from "../support/module";

function open(place: District, changes: readonly Change[] = [], temperature_K = 303.15): Run {
  const { run, issues } = openRun(solversModule(), place, scenario({ changes }, temperature_K), 1);
  if (!run) throw new Error(issues.map((i) => JSON.stringify(i)).join("\n"));
  return run;
}
function value(run: Run, table: TableName, rows: string, name: string, id: string): number {
  const column = findColumn(frameLayout(run), table, rows, name)!;
  return run.values[column.offset + column.ids.indexOf(id)]!;
}
const play = (run: Run, ticks: number): Run => {
  for (let i = 0; i < ticks; i++) advance(run);
  return run;
};
const set = (at_s: number, target: string, fields: Record<string, FieldValue>): Change => {
  return { at_s, op: "set", target, fields, by: "city", why: "test" };
};
const said = (run: Run, id: string) => run.events.filter((e) => e.element === id && e.type === "device");
const guards = (to: string): Relation => ({ type: "protects", to });

const BUS = { baseVoltage_V: 11_000 };
const KM = { resistance_ohm: 0.15, reactance_ohm: 0.1, susceptance_S: 1e-6, rating_A: 300, length_m: 1000 };
const homes = (id: string, at: string, electric_W = 1e6): Element =>
  element(id, "building", { use: "dwelling", grossArea_m2: 20_000, dwellings: 200, people: 400, electric_W }, [at]);

/**
 * Two feeders from one board, each of two sections, with an open tie between their ends:
 *   S -F1- A1 -A12- A2 ~TIE~ B2 -B12- B1 -F2- S
 */
const ring = (more: readonly Element[] = [], relay: Record<string, FieldValue> = {}): District =>
  district([
    ...["S", "A1", "A2", "B1", "B2"].map((id) => element(id, "bus", BUS)),
    element("GRID", "gridSupply", { voltage_1: 1 }, ["S"]),
    element("F1", "line", { ...KM, switchTime_s: 120 }, ["S", "A1"]),
    element("A12", "line", { ...KM, switchTime_s: 120 }, ["A1", "A2"]),
    element("F2", "line", { ...KM, switchTime_s: 120 }, ["S", "B1"]),
    element("B12", "line", { ...KM, switchTime_s: 120 }, ["B1", "B2"]),
    element("TIE", "line", { ...KM, isClosed: false, switchTime_s: 180 }, ["A2", "B2"]),
    element("R1", "relay", { pickup_A: 360, switchTime_s: 60, ...relay }, [], [guards("F1")]),
    element("R2", "relay", { pickup_A: 360, switchTime_s: 60, ...relay }, [], [guards("F2")]),
    element("HEAVY", "powerLoad", { active_W: 1e6 }, ["A1"]),
    homes("HA", "A2"),
    homes("HB", "B2"),
    ...more,
  ]);

/** The same without the tie. */
const radial = (more: readonly Element[]): District => {
  const place = ring(more);
  return { ...place, elements: place.elements.filter((e) => e.id !== "TIE") };
};

describe("inverse-time trips", () => {
  it("a feeder at 2.5 MW over its setting trips at its curve's time to a millisecond, with everything behind it", () => {
    const run = open(ring(), [set(600, "HEAVY", { active_W: 7e6 })]);
    play(run, 3);
    const current_A = value(run, "power", "branch", "current_A", "F1");
    expect(current_A).toBeGreaterThan(400);
    // the load is constant from 600 s on, so is the current: the trip follows from the closed form
    const want_s = tripTime_s("standardInverse", 0.1, current_A / 360);
    play(run, 3);
    const [trip] = said(run, "F1");
    expect(Math.abs(trip!.time_s - 600 - want_s)).toBeLessThan(0.05);
    expect(trip!.text).toBe(`F1 tripped: ${Math.round((100 * current_A) / 300)} % for ${Math.round(want_s)} s`);
    expect(trip!.value).toBeGreaterThan(trip!.limit);
    expect(trip!.limit).toBeCloseTo(1.2, 12);
    expect(value(run, "power", "bus", "isEnergised", "A2")).toBe(0);
    expect(value(run, "district", "building", "isEnergised", "HA")).toBe(0);
    expect(value(run, "district", "building", "isEnergised", "HB")).toBe(1);
  });

  it("an overload that ends before its time lets the disc fall back: no trip", () => {
    const brief = open(ring(), [set(600, "HEAVY", { active_W: 7e6 }), set(603, "HEAVY", { active_W: 1e6 })]);
    play(brief, 6);
    expect(said(brief, "F1")).toEqual([]);
    expect(value(brief, "power", "relay", "travel_1", "R1")).toBe(0);
  });

  it("above its instantaneous setting it opens in the instant of the load", () => {
    const run = open(ring([], { instantaneous_A: 500 }), [set(700, "HEAVY", { active_W: 10e6 })]);
    play(run, 3);
    expect(said(run, "F1").map((e) => [e.time_s, e.text.includes("at once")])).toEqual([[700, true]]);
    expect(resultOf(run).failures).toEqual([]);
  });
});

describe("faults, reclosing and restoration", () => {
  it("a fault opens the breaker before it in the same instant; two reclosings after 10 and 30 s, then lockout", () => {
    const place = ring([], { deadTimes_s: [10, 30] });
    const run = open(place, [set(700, "A12", { isFaulted: true })]);
    play(run, 3);
    const trips = said(run, "F1").map((e) => [e.time_s, e.text]);
    expect(trips.slice(0, 5)).toEqual([
      [700, "F1 tripped on a fault of A12"],
      [710, "F1 reclosed after 10 s"],
      [710, "F1 tripped on a fault of A12"],
      [740, "F1 reclosed after 30 s"],
      [740, "F1 tripped on a fault of A12, locked out"],
    ]);
  });

  it("a fault that is gone by the first reclosing costs 10 s: nobody is out after them, and the count starts anew", () => {
    const place = ring([], { deadTimes_s: [10, 30] });
    const run = open(place, [set(700, "A12", { isFaulted: true }), set(705, "A12", { isFaulted: false })]);
    play(run, 4);
    expect(said(run, "F1").map((e) => e.time_s)).toEqual([700, 710]);
    expect(value(run, "power", "bus", "isEnergised", "A2")).toBe(1);
    expect(value(run, "power", "relay", "isTripped", "R1")).toBe(0);
    const shots = run.coupling.solvers.power!.column("relay", "shots");
    expect([...shots]).toEqual([0, 0]);
  });

  it("after lockout: isolated at 120 s, breaker closed 60 s later, the tie 180 s after isolation", () => {
    const run = open(ring(), [set(700, "A12", { isFaulted: true })]);
    play(run, 2);
    const before = value(run, "district", "building", "electric_W", "HA");
    expect(before).toBeGreaterThan(0);
    play(run, 3);
    const done = run.events.filter((e) => e.time_s >= 700 && e.type === "device" && !e.text.includes("fault of"));
    expect(done.map((e) => [e.time_s, e.element])).toEqual([
      [820, "A12"],
      [880, "F1"],
      [1000, "TIE"],
    ]);
    expect(value(run, "power", "bus", "isEnergised", "A1")).toBe(1);
    expect(value(run, "power", "bus", "isEnergised", "A2")).toBe(1);
    expect(value(run, "power", "branch", "isClosed", "A12")).toBe(0);
  });

  it("a tie that would overload the helping feeder stays open and says by how much", () => {
    const place = ring([element("BIG", "powerLoad", { active_W: 4.6e6 }, ["B1"])]);
    const run = open(place, [set(700, "A12", { isFaulted: true })]);
    play(run, 8);
    const [refused] = said(run, "TIE");
    expect(refused!.text).toMatch(/^TIE stays open: F2 would carry 1[0-9]{2} % > 100 %$/);
    expect(refused!.value).toBeGreaterThan(1);
    expect(said(run, "TIE").length).toBe(1);
    expect(value(run, "power", "bus", "isEnergised", "A2")).toBe(0);
    expect(value(run, "power", "branch", "isClosed", "TIE")).toBe(0);
    expect(resultOf(run).failures).toEqual([]);
  });

  it("a fault on a branch without any relay opens that branch alone", () => {
    const run = open(ring([element("C", "bus", BUS), element("STUB", "line", KM, ["S", "C"])]), [
      set(700, "STUB", { isFaulted: true }),
    ]);
    play(run, 4);
    expect(said(run, "STUB").length).toBe(1);
    expect(value(run, "power", "bus", "isEnergised", "C")).toBe(0);
    expect(value(run, "power", "bus", "isEnergised", "A2")).toBe(1);
  });
});

describe("shedding, standby and cold load", () => {
  const shed = (fields: Record<string, FieldValue>, measured: string, target: string): Element =>
    element("BLOCK", "shedBlock", fields, [], [{ type: "measures", to: measured }, guards(target)]);

  it("a block sheds 5 s after its feeder passes 90 %, and comes back 600 s after it has fallen below 40 %", () => {
    const place = ring([shed({ loadingAbove_1: 0.9, restoreLoading_1: 0.4 }, "F1", "HEAVY")]);
    const run = open(place, [set(601, "HEAVY", { active_W: 5e6 }), set(900, "HEAVY", { active_W: 1e6 })]);
    play(run, 6);
    expect(said(run, "BLOCK").map((e) => e.time_s)).toEqual([606, 1206]);
    expect(said(run, "BLOCK")[0]!.text).toMatch(/^BLOCK shed: \d+.% > 90.%$/);
    expect(value(run, "power", "load", "isConnected", "HEAVY")).toBe(1);
    // 606 to 900 s of 5 MW, 900 to 1206 s of 1 MW
    expect(value(run, "power", "load", "notServed_J", "HEAVY")).toBeCloseTo(294 * 5e6 + 306 * 1e6, 0);
  });

  it("low voltage sheds what stands for it, a dead bus sheds nothing", () => {
    const place = ring([shed({ voltageBelow_1: 0.99, delay_s: 2 }, "A2", "HEAVY")]);
    const run = open(place, [set(600, "HEAVY", { active_W: 6.5e6 })]);
    play(run, 3);
    expect(said(run, "BLOCK").map((e) => e.time_s)).toEqual([602]);
    const dead = open(radial([shed({ voltageBelow_1: 0.99, delay_s: 2 }, "A2", "HEAVY")]), [
      set(600, "F1", { isClosed: false }),
    ]);
    play(dead, 5);
    expect(said(dead, "BLOCK")).toEqual([]);
  });

  const site = (fields: Record<string, FieldValue> = {}): District =>
    radial([
      element("H", "bus", BUS),
      element("SPUR", "line", KM, ["A2", "H"]),
      homes("HOSPITAL", "H", 0.5e6),
      element("DIESEL", "standby", { ratedPower_W: 1e6, tank_m3: 5, ...fields }, ["H"], [guards("SPUR")]),
    ]);

  it("a hospital is dark for 12 s, then on its engine, and goes back 300 s after the mains", () => {
    const run = open(site(), [set(700, "F1", { isClosed: false }), set(1500, "F1", { isClosed: true })]);
    play(run, 4);
    expect(value(run, "district", "building", "isEnergised", "HOSPITAL")).toBe(1);
    expect(value(run, "district", "building", "isEnergised", "HA")).toBe(0);
    expect(value(run, "power", "source", "power_W", "DIESEL")).toBeGreaterThan(3e5);
    expect(value(run, "power", "standby", "fuelTime_s", "DIESEL")).toBeGreaterThan(3600);
    play(run, 4);
    expect(said(run, "DIESEL").map((e) => e.time_s)).toEqual([712, 1800]);
    expect(value(run, "power", "branch", "isClosed", "SPUR")).toBe(1);
    expect(value(run, "power", "source", "isOn", "DIESEL")).toBe(0);
    expect(resultOf(run).failures).toEqual([]);
  });

  it("out of fuel it stops to the second that its clock told, and the site is dark", () => {
    const run = open(site({ tank_m3: 0.05 }), [set(700, "F1", { isClosed: false })]);
    play(run, 4);
    const told_s = value(run, "power", "standby", "fuelTime_s", "DIESEL");
    expect(told_s).toBeGreaterThan(300);
    play(run, 8);
    const stop = said(run, "DIESEL").find((e) => e.text.includes("out of fuel"));
    // the load moves a little from tick to tick
    expect(Math.abs(stop!.time_s - 900 - told_s) / told_s).toBeLessThan(0.05);
    expect(value(run, "district", "building", "isEnergised", "HOSPITAL")).toBe(0);
  });

  it("a load of cold pickup 3 comes back after 30 min at 1 + 2 (1 - 1/e), and is below 1.01 after 2.5 h", () => {
    const cold = { active_W: 2e5, coldPickup_1: 3, coldTime_s: 1800, pickupTime_s: 1800 };
    const place = radial([element("COLD", "powerLoad", cold, ["A2"])]);
    const run = open(place, [set(600, "F1", { isClosed: false }), set(2400, "F1", { isClosed: true })]);
    play(run, 9);
    const back = 1 + 2 * (1 - Math.exp(-1));
    expect(value(run, "power", "load", "served_W", "COLD")).toBeCloseTo(2e5 * back, 0);
    play(run, 30);
    const late = value(run, "power", "load", "served_W", "COLD") / 2e5;
    expect(late).toBeLessThan(1.01);
    expect(late).toBeCloseTo(1 + (back - 1) * Math.exp(-9000 / 1800), 6);
  });
});

it("a transformer whose hot spot passes its trip opens to the second, and says both temperatures", () => {
  const place = ring([
    element("LV", "bus", { baseVoltage_V: 400 }),
    element(
      "TX",
      "transformer",
      { ratedPower_VA: 5e5, impedance_1: 0.05, resistance_1: 0.008, noLoadLoss_W: 460, hotSpotTrip_K: 423.15 },
      ["A1", "LV"],
    ),
    element("SHOP", "powerLoad", { active_W: 2e5 }, ["LV"]),
  ]);
  const run = open(place, [set(1200, "SHOP", { active_W: 8e5 })]);
  play(run, 40);
  const [trip] = said(run, "TX");
  expect(trip!.text).toBe("TX tripped: hot spot 150 °C, limit 150 °C");
  expect(Math.abs(trip!.value - 423.15)).toBeLessThan(1e-3);
  expect(trip!.time_s % 300).not.toBe(0);
  expect(value(run, "power", "transformer", "lossOfLife_s", "TX")).toBeGreaterThan(3600);
});

it("what the weather allows a transformer stands in its Frames to 2e-4: its load is the design load of that air", () => {
  const place = ring([
    element("LV", "bus", { baseVoltage_V: 400 }),
    element("TX", "transformer", { ratedPower_VA: 5e5, impedance_1: 0.05, resistance_1: 0.008 }, ["A1", "LV"]),
    element("SHOP", "powerLoad", { active_W: 2e5 }, ["LV"]),
  ]);
  const t: ThermalClass = { ...COOLING.distribution, isUpgraded: false };
  const rated_A = 5e5 / (Math.sqrt(3) * 11_000);
  for (const air_K of [263.15, 290.4, 303.15, 312.65]) {
    const run = play(open(place, [], air_K), 2);
    const allowed = value(run, "power", "branch", "ampacity_A", "TX") / rated_A;
    expect(Math.abs(allowed / loadAtHotSpot_1(t, air_K) - 1)).toBeLessThan(2e-4);
    const used = value(run, "power", "branch", "dynamicLoad_1", "TX");
    expect(used).toBeCloseTo(value(run, "power", "branch", "loading_1", "TX") / allowed, 9);
  }
});

it("a tap step ends the coupled step 60 s after its voltage left the band, and is told", () => {
  const place = district([
    element("HV", "bus", { baseVoltage_V: 33_000 }),
    element("MV", "bus", BUS),
    element("GRID", "gridSupply", { voltage_1: 1 }, ["HV"]),
    element("TX", "transformer", { ratedPower_VA: 20e6, impedance_1: 0.12, tapTarget_1: 1 }, ["HV", "MV"]),
    element("LOAD", "powerLoad", { active_W: 1e6 }, ["MV"]),
  ]);
  const run = open(place, [set(700, "LOAD", { active_W: 1e7, reactive_var: 4e6 })]);
  play(run, 4);
  const steps = said(run, "TX");
  expect(steps[0]!.time_s).toBe(760);
  expect(steps[0]!.text).toBe("TX stepped its tap to 0.9875");
});

it("a day of faults, reclosings, a tie and an engine restored at tick 5 reproduces the digest and the events of its end", () => {
  const place = ring(
    [
      element("H", "bus", BUS),
      element("SPUR", "line", KM, ["A2", "H"]),
      homes("HOSPITAL", "H", 0.5e6),
      element("DIESEL", "standby", { ratedPower_W: 1e6, tank_m3: 5 }, ["H"], [guards("SPUR")]),
      element("COLD", "powerLoad", { active_W: 2e5, coldPickup_1: 3 }, ["A2"]),
    ],
    { deadTimes_s: [10, 900] },
  );
  const changes = [set(700, "A12", { isFaulted: true }), set(9000, "A12", { isFaulted: false, isClosed: true })];
  const run = play(open(place, changes), 5);
  const kept = saveRun(run);
  play(run, 45);
  const { digest, events, failures } = resultOf(run);
  expect(failures).toEqual([]);
  expect(events.length).toBeGreaterThan(6);
  const fresh = open(place, changes);
  restoreRun(fresh, kept);
  play(fresh, 45);
  expect(resultOf(fresh).digest).toBe(digest);
  const later = (list: readonly { time_s: number; text: string }[]) =>
    list.filter((e) => e.time_s >= 1500).map((e) => `${e.time_s} ${e.text}`);
  expect(later(resultOf(fresh).events)).toEqual(later(events));
});
