import { expect, it } from "vitest";
import { MODE } from "@/sim-core/couple/device";
import type { Change } from "@/sim-core/model/change";
import type { District } from "@/sim-core/model/district";
import type { Utility } from "@/sim-core/model/element";
import { findColumn } from "@/sim-core/record/frame";
import { advance, frameLayout, openRun, resultOf } from "@/sim-core/session/run";
import type { Run } from "@/sim-core/time/run";
import { district, element, scenario } from "../support/district";
import { smallLoop } from "../support/loop";
import { solversModule } from "../support/module";
import { town } from "../support/town";

function open(place: District, changes: readonly Change[] = [], temperature_K = 303.15): Run {
  const { run, issues } = openRun(solversModule(), place, scenario({ changes }, temperature_K), 1);
  if (!run) throw new Error(JSON.stringify(issues.slice(0, 3)));
  return run;
}

const set = (at_s: number, target: string, fields: Change["fields"]): Change => {
  return { at_s, op: "set", target, fields, by: "city", why: "test" };
};

/** The instants at which a network is solved. */
function solvedAt(run: Run, utility: Utility): number[] {
  const solver = run.coupling.solvers[utility]!;
  const solve = solver.solve.bind(solver);
  const times: number[] = [];
  solver.solve = (time_s) => {
    if (times.at(-1) !== time_s) times.push(time_s);
    return solve(time_s);
  };
  return times;
}

const live = (run: Run, utility: Utility, rows: string, name: string, id: string) => {
  const solver = run.coupling.solvers[utility]!;
  return solver.column(rows, name)[solver.numbering[rows]!.row(id)]!;
};

const told = (run: Run, id: string) =>
  run.events.filter((e) => e.element === id && e.type === "device").map((e) => [e.time_s, e.text] as const);

it("a pump stops at the second at which its tower reaches 5.5 m, and power is solved again at that second", () => {
  const rule = { id: "FILL", owner: "city", kind: "tankLevelPump", target: "PUMP" };
  const run = open(town([], { rules: [{ ...rule, parameters: { levelTag: "tower.level", on_m: 5.3, off_m: 5.5 } }] }));
  const power = solvedAt(run, "power");
  const water = run.coupling.solvers.water!;
  const inflow = water.column("node", "demand_m3_s");
  const level = water.column("node", "level_m");
  const row = water.numbering.node!.row("TOWER");
  const levelAt = new Map<number, number>();
  const inflowAt = new Map<number, number>();
  const solve = water.solve.bind(water);
  water.solve = (time_s) => {
    levelAt.set(time_s, level[row]!);
    const outcome = solve(time_s);
    inflowAt.set(time_s, inflow[row]!);
    return outcome;
  };
  for (let i = 0; i < 288; i++) advance(run);
  const stops = told(run, "PUMP").filter(([, text]) => text.includes("stopped"));
  const starts = told(run, "PUMP").filter(([, text]) => text.includes("started"));
  expect(stops.length).toBeGreaterThan(0);
  expect(starts.length).toBeGreaterThan(0);
  for (const [at_s] of stops) {
    expect(at_s % 300).not.toBe(0);
    expect(levelAt.get(at_s)).toBeCloseTo(5.5, 9);
    expect(power).toContain(at_s);
  }
  for (const [at_s] of starts.slice(1)) expect(levelAt.get(at_s)).toBeCloseTo(5.3, 9);
  // By hand: level at the tick before, its inflow, and the floor of a tower of 12 m across.
  const at_s = stops[0]![0];
  const tick_s = Math.floor(at_s / 300) * 300;
  const rise_m_s = inflowAt.get(tick_s)! / (Math.PI * 36);
  expect(tick_s + (5.5 - levelAt.get(tick_s)!) / rise_m_s).toBeCloseTo(at_s, 6);
  expect(resultOf(run).failures).toEqual([]);
});

it("a tower without a rule runs full at the second that its inflow says, and every network's step ends there", () => {
  const run = open(town([], { rules: [] }));
  const power = solvedAt(run, "power");
  const water = solvedAt(run, "water");
  let full_s = Number.NaN;
  for (let tick = 0; tick < 60 && Number.isNaN(full_s); tick++) {
    advance(run);
    if (live(run, "water", "node", "level_m", "TOWER") === 6) full_s = water.find((t) => t > tick * 300)!;
  }
  expect(full_s % 300).not.toBe(0);
  expect(run.steps).toBeGreaterThan(run.tick);
  expect(water.filter((t) => t % 300 !== 0)).toEqual([full_s]);
  // What the pump now draws reaches the bus at that second too.
  expect(power).toContain(full_s);
});

it("a tower that nothing fills is empty at the second that its outflow says; power, which it does not touch, is not solved again", () => {
  const place = town([], { rules: [] });
  const elements = place.elements.map((e) =>
    e.id === "TOWER" ? { ...e, fields: { ...e.fields, initialLevel_m: 0.55 } } : e,
  );
  const run = open({ ...place, elements }, [set(0, "PUMP", { isOn: false })]);
  const water = solvedAt(run, "water");
  const power = solvedAt(run, "power");
  const inflow = () => live(run, "water", "node", "demand_m3_s", "TOWER");
  let predicted_s = Number.NaN;
  for (let tick = 0; tick < 24; tick++) {
    const level_m = live(run, "water", "node", "level_m", "TOWER");
    if (level_m === 0.5) break;
    advance(run);
    // Rates are held over the tick: the level at its start less what flows out in the time to the event.
    if (live(run, "water", "node", "level_m", "TOWER") > 0.5) continue;
    const { ids, offset } = findColumn(frameLayout(run), "water", "node", "demand_m3_s")!;
    const sinks_m_s = -run.values[offset + ids.indexOf("TOWER")]! / (Math.PI * 36);
    predicted_s = tick * 300 + (level_m - 0.5) / sinks_m_s;
    const at_s = water.find((t) => t > tick * 300)!;
    expect(at_s % 300).not.toBe(0);
    expect(at_s).toBeCloseTo(predicted_s, 6);
  }
  expect(predicted_s).toBeGreaterThan(0);
  expect(Math.abs(inflow())).toBeLessThan(1e-9);
  expect(power.every((t) => t % 300 === 0)).toBe(true);
});

it("voltage that falls at 1007 s stops the pump at 1007 s; back at 1501 s, it starts at 1516 s", () => {
  const place = town();
  const run = open(place, [set(1007, "GRID", { voltage_1: 0.8 }), set(1501, "GRID", { voltage_1: 1.02 })]);
  for (let i = 0; i < 7; i++) advance(run);
  expect(told(run, "PUMP").map(([at_s, text]) => [at_s, /tripped|restarted/.exec(text)?.[0]])).toEqual([
    [1007, "tripped"],
    [1516, "restarted"],
  ]);
});

it("power that fails again 8 s after its return starts the delay anew", () => {
  const cable = (at_s: number, isClosed: boolean) => set(at_s, "CABLE", { isClosed });
  const run = open(town(), [cable(901, false), cable(1000, true), cable(1008, false), cable(1100, true)]);
  for (let i = 0; i < 5; i++) advance(run);
  expect(told(run, "PUMP").map(([at_s]) => at_s)).toEqual([901, 1115]);
});

it("an engine whose gas fails at 617 s trips then, stays out while it fails, and starts 120 s after its return", () => {
  const chp = {
    ratedPower_W: 200e3,
    ratedHeat_W: 200e3,
    minInlet_Pa: 5_000,
    restartDelay_s: 120,
    startDelay_s: 60,
    isOn: true,
  };
  const elements = smallLoop(400e3, [
    element("CHP", "chp", chp, ["G2", "PLANT"]),
    element("BOILER", "boiler", { ratedHeat_W: 1e6, isOn: true }, ["G2", "PLANT"]),
  ]);
  const source = elements.find((e) => e.kind === "citySource")!;
  const given_Pa = source.fields.pressure_Pa as number;
  const run = open(
    district(elements),
    [set(617, source.id, { pressure_Pa: 1_000 }), set(1411, source.id, { pressure_Pa: given_Pa })],
    278.15,
  );
  for (let i = 0; i < 8; i++) advance(run);
  expect(told(run, "CHP").map(([at_s, text]) => [at_s, text.split(" ")[1]])).toEqual([
    [617, "tripped:"],
    [1531, "starting"],
    [1591, "running"],
  ]);
  const mode = run.coupling.table.i32("device", "mode")[run.coupling.table.numbering.device!.row("CHP")];
  expect(mode).toBe(MODE.running);
});
