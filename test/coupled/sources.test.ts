import { describe, expect, it } from "vitest";
import type { TableName } from "@/sim-core/compile/layout";
import { BOUND, openInverter, voltVarShare_1 } from "@/sim-core/couple/devices/inverter";
import type { District, Rule } from "@/sim-core/model/district";
import type { FieldValue } from "@/sim-core/model/element";
import type { Tag } from "@/sim-core/model/tag";
import { findColumn } from "@/sim-core/record/frame";
import { advance, frameLayout, openRun, resultOf } from "@/sim-core/session/run";
import type { Run } from "@/sim-core/time/run";
import { district, element, scenario } from "../support/district";
import { solversModule } from "../support/module";

/** Noon in June at 45 degrees north, 30 C, all sun that there is, and a wind. */
function open(place: District, more: { light?: number; wind?: number } = {}): Run {
  const { light = 900, wind = 2 } = more;
  const two = (x: number) => [x, x];
  const base = scenario({ start_s: 1_719_014_400 + 12 * 3600 });
  const weather = {
    ...base.weather,
    start_s: base.start_s,
    wind_m_s: two(wind),
    global_W_m2: two(light),
    direct_W_m2: two(light * 0.8),
    diffuse_W_m2: two(light * 0.25),
  };
  const { run, issues } = openRun(solversModule(), place, { ...base, weather }, 1);
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

/** A long low-voltage street behind a small transformer: 300 kW of roofs at its end lift the voltage. */
const street = (pv: Record<string, FieldValue>, more: Partial<District> = {}): District =>
  district(
    [
      element("MV", "bus", { baseVoltage_V: 11_000 }),
      element("LV", "bus", { baseVoltage_V: 400 }),
      element("END", "bus", { baseVoltage_V: 400 }),
      element("GRID", "gridSupply", { voltage_1: 1.02 }, ["MV"]),
      element("TX", "transformer", { ratedPower_VA: 5e5, impedance_1: 0.0475, resistance_1: 0.008 }, ["MV", "LV"]),
      element("CABLE", "line", { resistance_ohm: 0.03, reactance_ohm: 0.02, rating_A: 600, length_m: 200 }, [
        "LV",
        "END",
      ]),
      element("PV", "pv", { peak_W: 3e5, inverter_VA: 3e5, ...pv }, ["END"]),
    ],
    more,
  );

const VOLT_VAR = [0.92, 0.97, 1.03, 1.08];

describe("inverters settle with the voltage that they make", () => {
  it("volt-var stands on its curve at the settled voltage to 1e-6 and lowers a voltage that rose above 1.05", () => {
    const plain = play(open(street({})), 2);
    const settled = play(open(street({ voltVar_1: VOLT_VAR, isVarFirst: false })), 2);
    expect(value(plain, "power", "bus", "voltage_1", "END")).toBeGreaterThan(1.05);
    const voltage = value(settled, "power", "bus", "voltage_1", "END");
    expect(voltage).toBeLessThan(value(plain, "power", "bus", "voltage_1", "END") - 0.003);
    const curve = openInverter(element("PV", "pv", { voltVar_1: VOLT_VAR }), 3e5);
    const want = 3e5 * voltVarShare_1(curve, voltage);
    expect(want).toBeLessThan(-1e4);
    expect(Math.abs(value(settled, "district", "device", "reactive_var", "PV") / want - 1)).toBeLessThan(1e-6);
    expect(resultOf(settled).failures).toEqual([]);
  });

  it("volt-watt holds a steep droop without swinging: settled, curtailed, and the binding constraint is voltage", () => {
    const run = play(open(street({ voltWatt_1: [1.04, 1.06], wattFloor_1: 0 })), 3);
    expect(resultOf(run).failures).toEqual([]);
    const voltage = value(run, "power", "bus", "voltage_1", "END");
    const given_W = value(run, "district", "device", "power_W", "PV");
    expect(Math.abs(given_W / (3e5 * (1 - (voltage - 1.04) / 0.02)) - 1)).toBeLessThan(1e-6);
    expect(value(run, "district", "device", "bound", "PV")).toBe(BOUND.voltage);
    const free_W = value(run, "district", "device", "available_W", "PV");
    expect(value(run, "district", "device", "curtailed_W", "PV")).toBeCloseTo(free_W - given_W, 6);
    expect(value(run, "district", "device", "curtailed_J", "PV")).toBeGreaterThan(500 * (free_W - given_W));
  });
});

describe("feed-in management by own Tags", () => {
  const tag = (id: string, quantity: string, unit: string): Tag => {
    return { id: `${id}.${quantity}`, element: id, quantity, unit, owner: "city", release: "own" };
  };
  const tags = [tag("TX", "powerFrom_W", "W"), tag("GRID", "power_W", "W"), tag("END", "voltage_1", "1")];
  const rule = (parameters: Rule["parameters"]): Partial<District> => ({
    tags,
    rules: [{ id: "HOLD", owner: "city", kind: "curtail", target: "PV", parameters }],
  });

  it("a transformer that may carry 150 kW backwards does, within 5 %, and the constraint is thermal", () => {
    const run = play(open(street({}, rule({ branchTag: "TX.powerFrom_W", branchLimit_W: 150e3 }))), 12);
    const back_W = -value(run, "power", "branch", "powerFrom_W", "TX");
    expect(back_W).toBeLessThan(150e3 * 1.001);
    expect(back_W).toBeGreaterThan(150e3 * 0.9);
    expect(value(run, "district", "device", "bound", "PV")).toBe(BOUND.thermal);
  });

  it("an export limit of 100 kW is held within 5 %, and the constraint is the export cap", () => {
    const run = play(open(street({}, rule({ exportTag: "GRID.power_W", exportLimit_W: 100e3 }))), 12);
    expect(-value(run, "power", "source", "power_W", "GRID")).toBeLessThan(100e3 * 1.001);
    expect(-value(run, "power", "source", "power_W", "GRID")).toBeGreaterThan(100e3 * 0.9);
    expect(value(run, "district", "device", "bound", "PV")).toBe(BOUND.exportCap);
  });
});

it("a turbine gives its curve's power at 7.6 m/s and stands above 25 m/s at its hub", () => {
  const place = street({});
  const wind = element("WIND", "wind", { ratedPower_W: 1e5, hub_m: 80 }, ["LV"]);
  const elements = [...place.elements.filter((e) => e.id !== "PV"), wind];
  const breeze = play(open({ ...place, elements }, { wind: 5 }), 1);
  const v = 5 * 8 ** 0.2;
  expect(value(breeze, "district", "device", "power_W", "WIND")).toBeCloseTo((1e5 * (v ** 3 - 27)) / (1728 - 27), 3);
  const storm = play(open({ ...place, elements }, { wind: 17 }), 1);
  expect(value(storm, "district", "device", "power_W", "WIND")).toBe(0);
});
