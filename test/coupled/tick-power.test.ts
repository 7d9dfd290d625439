import { describe, expect, it } from "vitest";
import { DEFAULT_DISTRICT, DISTRICTS, SCENARIOS } from "@/scenarios";
import { readMatpower, readMatpowerCase } from "@/sim-core/exchange/matpower";
import { matpowerOfTick } from "@/sim-core/exchange/matpower/tick";
import type { TickState } from "@/sim-core/exchange/tick/format";
import type { District } from "@/sim-core/model/district";
import { findColumn } from "@/sim-core/record/frame";
import { advance, frameLayout, openRun } from "@/sim-core/session/run";
import type { UtilitySolver } from "@/sim-core/utilities/contract";
import { POWER } from "@/sim-core/utilities/power";
import { element } from "../support/district";
import { gridOf, openGrid } from "../support/grid";
import { solversModule } from "../support/module";
import { solved } from "../support/solve";

const tight = (district: District): District => ({
  ...district,
  options: { ...district.options, power: { ...district.options.power, tolerance_1: 1e-11 } },
});

/** Our own solve of an exported text, from a flat start: nothing is left of the run but what the text says. */
function again(text: string): UtilitySolver {
  const { district, issues } = readMatpower(text, "tick.m");
  expect(issues.filter((i) => i.severity === "error")).toEqual([]);
  const elements = district!.elements.map((e) => {
    const { startVoltage_1: _v, startAngle_rad: _a, ...fields } = e.fields;
    return e.kind === "bus" ? { ...e, fields } : e;
  });
  const { solver } = POWER.open(solversModule(), tight({ ...district!, elements }));
  solved(solver!);
  return solver!;
}

/** Worst difference of voltage (per unit, as a phasor) between a state and the solve of its export, over all buses. */
function worstVoltage(state: TickState, text: string): number {
  const solver = again(text);
  const names = readMatpowerCase(text, "tick.m").found!.busNames;
  const [v, a] = ["voltage_1", "angle_rad"].map((name) => findColumn(state.layout, "power", "bus", name)!);
  let worst = 0;
  names.forEach((id, i) => {
    const row = solver.numbering.bus!.row(`bus ${i + 1}`);
    const at = v!.ids.indexOf(id);
    const [want, angle] = [state.values[v!.offset + at]!, state.values[a!.offset + at]!];
    const got = Number(solver.column("bus", "voltage_1")[row]);
    const turned = Number(solver.column("bus", "angle_rad")[row]) - angle;
    worst = Math.max(worst, Math.hypot(got - want, want * turned));
  });
  expect(names.length).toBeGreaterThan(2);
  return worst;
}

describe("a tick of a coupled run as a MATPOWER case, ports frozen", () => {
  for (const name of Object.keys(SCENARIOS)) {
    it(`${name} on Harbourside: our own solve of the text finds the run's voltages to 1e-8 pu, at three ticks`, () => {
      const scenario = SCENARIOS[name]!();
      const district = tight(DISTRICTS[DEFAULT_DISTRICT]!());
      const { run } = openRun(solversModule(), district, scenario, 1);
      const power = run!.coupling.solvers.power!;
      for (const tick of [0, 40, 90]) {
        let values = advance(run!);
        while (run!.tick <= tick) values = advance(run!);
        const state = {
          district,
          scenario: name,
          tick,
          time_s: tick * scenario.tick_s,
          layout: frameLayout(run!),
          values,
          changes: run!.changes,
        };
        const { text, issues } = matpowerOfTick(state);
        expect(issues.filter((i) => i.severity === "error")).toEqual([]);
        expect(worstVoltage(state, text), `tick ${tick}`).toBeLessThan(1e-8);

        // and what is frozen is what ports and loads of the run were, where no closed switch joins buses
        const { bus, busNames } = readMatpowerCase(text, "tick.m").found!;
        const port = power.column("bus", "portPower_W");
        const served = power.column("load", "served_W");
        const loadBus = power.column("load", "bus");
        const joined = new Set(issues.flatMap((i) => i.element ?? []));
        let compared = 0;
        busNames.forEach((id, i) => {
          const row = power.numbering.bus!.row(id);
          if (joined.has(id) || Number(power.column("bus", "isEnergised")[row]) === 0) return;
          let want = -Number(port[row]);
          for (let k = 0; k < served.length; k++) if (loadBus[k] === row) want += Number(served[k]);
          expect(Math.abs(bus.at(i, "PD") * 1e6 - want), id).toBeLessThan(0.1);
          compared++;
        });
        expect(compared).toBeGreaterThan(20);
      }
    }, 60_000);
  }

  it("islands, dead buses, switches, a line on one end, taps, iron losses and shunts come back to 1e-9 pu", () => {
    const bus = (id: string, baseVoltage_V = 10e3) => element(id, "bus", { baseVoltage_V });
    const transformer = {
      ratedPower_VA: 2e6,
      ratedFrom_V: 10.5e3,
      ratedTo_V: 400,
      impedance_1: 0.06,
      resistance_1: 0.01,
      noLoadLoss_W: 3000,
      magnetising_1: 0.01,
      tap_1: 1.025,
      shift_rad: 0.5,
    };
    const line = (id: string, from: string, to: string, more = {}) =>
      element(
        id,
        "line",
        { resistance_ohm: 0.5, reactance_ohm: 0.4, susceptance_S: 4e-5, conductance_S: 2e-6, rating_A: 300, ...more },
        [from, to],
      );
    const made = gridOf(
      [
        ...["A", "B", "C", "D", "E", "F", "G", "X"].map((id) => bus(id)),
        bus("L", 400),
        bus("M", 400),
        element("GRID", "gridSupply", { voltage_1: 1.02, angle_rad: 0.3 }, ["A"]),
        line("AB", "A", "B"),
        line("BC", "B", "C", { isOpenTo: true }),
        element("S1", "powerSwitch", {}, ["B", "D"]),
        element("S2", "powerSwitch", { isClosed: false }, ["D", "E"]),
        line("AC", "A", "C"),
        element("T", "transformer", transformer, ["D", "L"]),
        element("U", "transformer", { ...transformer, magnetisingAt: "middle" }, ["C", "M"]),
        element("P", "generator", { setPower_W: 1e5, setReactive_var: 2e4, control: "power" }, ["M"]),
        element("V", "generator", { setPower_W: 2e5, voltage_1: 1.01 }, ["C"]),
        line("EF", "E", "F"),
        element("W", "generator", { setPower_W: 0, voltage_1: 1, canFormGrid: true }, ["E"]),
        line("GX", "G", "X"),
        element("DL", "powerLoad", { active_W: 8e5, reactive_var: 2e5, impedanceShare_1: 0.3 }, ["L"]),
        element("DM", "powerLoad", { active_W: 5e5, reactive_var: 1e5, activeExponent_1: 1.4 }, ["M"]),
        element("DF", "powerLoad", { active_W: 3e5 }, ["F"]),
        element("DX", "powerLoad", { active_W: 3e5 }, ["X"]),
        element("C1", "shunt", { susceptance_S: 1e-3 }, ["D"]),
      ],
      { tolerance_1: 1e-11 },
    );
    const { solver } = openGrid(made);
    expect(solved(solver).notes).toEqual([{ code: "islandWithoutSource", at: "G", value: 2 }]);
    // a Frame of this grid alone
    const values: number[] = [];
    const rows = { bus: ["voltage_1", "angle_rad", "isEnergised"], source: ["isOn", "power_W", "reactive_var"] };
    const flows = ["powerFrom_W", "reactiveFrom_var", "powerTo_W", "reactiveTo_var"];
    const all = { ...rows, branch: ["isClosed", "isOpenFrom", "isOpenTo", "tap_1", ...flows] };
    const columns = Object.entries(all).flatMap(([set, names]) =>
      names.map((name) => {
        const offset = values.length;
        const { ids } = solver.numbering[set]!;
        for (const x of solver.column(set, name)) values.push(x);
        return { table: "power" as const, rows: set, name, unit: "1", ids, offset };
      }),
    );
    const layout = { columns, length: values.length };
    const state = { district: made, scenario: "test", tick: 3, time_s: 0, layout, values, changes: [] };
    const { text, issues } = matpowerOfTick(state);
    expect(issues.map((i) => i.element)).toEqual(["B"]);
    expect(worstVoltage(state, text)).toBeLessThan(1e-9);
    const back = readMatpowerCase(text, "tick.m").found!;
    expect(back.busNames).toEqual(["A", "B", "C", "E", "F", "G", "X", "L", "M"]);
    expect(back.busNames.map((_, i) => back.bus.at(i, "BUS_TYPE"))).toEqual([3, 1, 2, 3, 1, 4, 4, 1, 1]);
  });
});
