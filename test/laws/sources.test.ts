import { describe, expect, it } from "vitest";
import {
  BOUND,
  type Inverter,
  inverterOutput,
  voltVarShare_1,
  voltWattShare_1,
} from "@/sim-core/couple/devices/inverter";
import { hubWind_m_s, windPower_W } from "@/sim-core/couple/devices/wind";

const inverter = (more: Partial<Inverter> = {}): Inverter => ({
  rated_VA: 100e3,
  voltVar_1: [0.92, 0.97, 1.03, 1.08],
  varShare_1: 0.44,
  voltWatt_1: [1.06, 1.1],
  wattFloor_1: 0.2,
  isVarFirst: true,
  exportCap_W: Number.POSITIVE_INFINITY,
  ...more,
});
function output(i: Inverter, free_W: number, voltage_1: number, commanded_W = 1e9, heldBy = 0) {
  const out = { power_W: 0, reactive_var: 0, bound: 0 };
  inverterOutput(i, free_W, commanded_W, heldBy, voltage_1, out);
  return out;
}

describe("inverter", () => {
  it("volt-var gives 44 % at 0.92, 22 % at 0.945, nothing from 0.97 to 1.03, takes 22 % at 1.055 and 44 % at 1.08", () => {
    const at = [0.8, 0.92, 0.945, 0.97, 1, 1.03, 1.055, 1.08, 1.2].map((v) => voltVarShare_1(inverter(), v));
    const want = [0.44, 0.44, 0.22, 0, 0, 0, -0.22, -0.44, -0.44];
    at.forEach((got, i) => expect(Math.abs(got - want[i]!)).toBeLessThan(1e-12));
    const slope = (voltVarShare_1(inverter(), 1.05 + 1e-6) - voltVarShare_1(inverter(), 1.05 - 1e-6)) / 2e-6;
    expect(Math.abs(slope / (-0.44 / 0.05) - 1)).toBeLessThan(1e-6);
  });

  it("volt-watt leaves 100 % up to 1.06, 60 % at 1.08 and 20 % from 1.10", () => {
    const at = [1, 1.06, 1.08, 1.1, 1.2].map((v) => voltWattShare_1(inverter(), v));
    [1, 1, 0.6, 0.2, 0.2].forEach((want, i) => expect(Math.abs(at[i]! - want)).toBeLessThan(1e-12));
  });

  it("stays within its circle: with var first power gives way (89.8 kW beside 44 kvar), with watt first var does", () => {
    const first = output(inverter({ voltWatt_1: [] }), 100e3, 1.08);
    expect(first.reactive_var).toBeCloseTo(-44e3, 6);
    expect(first.power_W).toBeCloseTo(100e3 * Math.sqrt(1 - 0.44 * 0.44), 6);
    expect(first.bound).toBe(BOUND.inverter);
    const last = output(inverter({ voltWatt_1: [], isVarFirst: false }), 98e3, 1.08);
    expect(last.power_W).toBe(98e3);
    expect(last.reactive_var).toBeCloseTo(-100e3 * Math.sqrt(1 - 0.98 * 0.98), 6);
    expect(last.bound).toBe(BOUND.none);
  });

  it("names what binds: voltage, export cap, command, thermal; nothing where there is less sun than any limit", () => {
    expect(output(inverter(), 90e3, 1.09).bound).toBe(BOUND.voltage);
    expect(output(inverter({ exportCap_W: 50e3 }), 90e3, 1)).toMatchObject({ power_W: 50e3, bound: BOUND.exportCap });
    expect(output(inverter(), 90e3, 1, 60e3).bound).toBe(BOUND.command);
    expect(output(inverter(), 90e3, 1, 60e3, BOUND.thermal)).toMatchObject({ power_W: 60e3, bound: BOUND.thermal });
    expect(output(inverter({ exportCap_W: 50e3 }), 40e3, 1.04, 60e3).bound).toBe(BOUND.none);
  });
});

describe("wind turbine", () => {
  const curve = { rated_W: 2e6, cutIn_m_s: 3, full_m_s: 12, cutOut_m_s: 25 };

  it("gives nothing at 3 m/s, (v3 - 27) / (1728 - 27) of 2 MW between, all from 12 to 25 m/s, nothing above", () => {
    expect([0, 3, 12, 20, 25, 25.1].map((v) => windPower_W(curve, v))).toEqual([0, 0, 2e6, 2e6, 2e6, 0]);
    expect(windPower_W(curve, 8)).toBeCloseTo((2e6 * (512 - 27)) / (1728 - 27), 6);
  });

  it("5 m/s at the mast is 7.58 m/s at 80 m with a shear of 0.2", () => {
    expect(hubWind_m_s(5, 80, 0.2)).toBeCloseTo(5 * 8 ** 0.2, 9);
    expect(hubWind_m_s(5, 80, 0.2)).toBeCloseTo(7.58, 2);
  });
});
