import { describe, expect, it } from "vitest";
import {
  differenceUnit,
  displayUnit,
  fromDisplay,
  nameLabel,
  numberText,
  quantityText,
  toDisplay,
  unitOfName,
} from "@/sim-core/units/display";

const t = "\u202f";

describe("numbers as the reader sees them", () => {
  it("three significant digits, whole numbers whole, thousands apart by a thin space, a true minus", () => {
    expect([12.345, 5, 0, -0.5, 1234567.8, 99.96, 0.01234].map((v) => numberText(v))).toEqual([
      ...["12.3", "5", "0", "\u22120.500", `1${t}234${t}568`, "100.0", "0.0123"],
    ]);
  });
  it("below a thousandth the power of ten is written out; what is absent is a dash", () => {
    expect(numberText(5.5556e-10)).toBe(`5.56${t}×${t}10⁻¹⁰`);
    expect(numberText(Number.NaN)).toBe("–");
  });
});

describe("SI to the unit of the trade", () => {
  it("452 000 Pa is 452 kPa in water, 4.52 bar in a heat loop; 3 500 Pa is 35 mbar in gas", () => {
    expect(quantityText(452_000, "Pa", "water")).toBe(`452${t}kPa`);
    expect(quantityText(452_000, "Pa", "heat")).toBe(`4.52${t}bar`);
    expect(quantityText(3500, "Pa", "gas")).toBe(`35${t}mbar`);
  });
  it("a temperature is in °C, a difference of temperatures stays in K", () => {
    expect(quantityText(348.15, "K", "heat", "supplySet_K")).toBe(`75${t}°C`);
    expect(quantityText(30, "K", "heat", "temperatureDrop_K")).toBe(`30${t}K`);
  });
  it("from a million W on megawatts are shown, and shares in percent", () => {
    expect(quantityText(999_000, "W")).toBe(`999${t}kW`);
    expect(quantityText(3_500_000, "W")).toBe(`3.50${t}MW`);
    expect(quantityText(1.18, "1", "power", "loading_1")).toBe(`118${t}%`);
  });
  it("what is typed in the shown unit is SI again: 75 °C is 348.15 K; a difference of it has no zero point", () => {
    const celsius = displayUnit("K", "heat", "supplySet_K");
    expect(fromDisplay(75, celsius)).toBe(348.15);
    expect(toDisplay(12, differenceUnit(celsius))).toBe(12);
    expect(differenceUnit(celsius).unit).toBe("K");
    expect(fromDisplay(20, displayUnit("Pa", "gas", "setPressure_Pa", 2000))).toBe(2000);
  });
  it("the suffix of a name is its unit, and the rest its label", () => {
    expect(["diameter_m", "flow_m3_s", "loss_W_m_K", "loading_1"].map(unitOfName)).toEqual([
      ...["m", "m3/s", "W/(m K)", "1"],
    ]);
    expect(nameLabel("supplySet_K")).toBe("Supply set");
  });
});
