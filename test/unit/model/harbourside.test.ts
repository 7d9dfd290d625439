import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { DISTRICTS, SCENARIOS } from "@/scenarios";
import { generateDistrict } from "@/scenarios/districts/generator";
import { checkRules } from "@/sim-core/control/check";
import { readDistrict } from "@/sim-core/exchange/district/read";
import { writeDistrict } from "@/sim-core/exchange/district/write";
import type { District } from "@/sim-core/model/district";
import { issueText } from "@/sim-core/model/issue";
import { validateDistrict } from "@/sim-core/model/validation";
import { CATALOGUE, schemaOf } from "@/sim-core/utilities/catalogue";

const harbourside = DISTRICTS.harbourside!();
const kinds = CATALOGUE.map((schema) => schema.kind);
const ofKind = (district: District, kind: string) => district.elements.filter((e) => e.kind === kind);
const sum = (district: District, kind: string, field: string) =>
  ofKind(district, kind).reduce((total, e) => total + Number(e.fields[field] ?? 0), 0);
const buildings = (use: string) => ofKind(harbourside, "building").filter((e) => e.fields.use === use);
const area_m2 = (use: string) => buildings(use).reduce((total, e) => total + Number(e.fields.grossArea_m2), 0);

/** Within a share of the planned figure. */
const near = (got: number, want: number, share: number) => expect(Math.abs(got / want - 1)).toBeLessThanOrEqual(share);

describe("Harbourside", () => {
  it("has no issue of any severity, and every rule is in order", () => {
    expect(validateDistrict(harbourside, schemaOf, kinds).map(issueText)).toEqual([]);
    expect(checkRules(harbourside).map(issueText)).toEqual([]);
  });

  it("has about 1,000 elements on 48 blocks and 12,000 residents within 1 %", () => {
    expect(harbourside.elements.length).toBeGreaterThan(900);
    expect(harbourside.elements.length).toBeLessThan(1_400);
    expect(ofKind(harbourside, "block").length).toBe(48);
    near(
      buildings("dwelling").reduce((people, e) => people + Number(e.fields.people), 0),
      12_000,
      0.01,
    );
  });

  it("has the floor areas of its sizing within 2 %: dwellings 430,000, offices 110,000, shops 35,000 m2", () => {
    near(area_m2("dwelling"), 430_000, 0.02);
    near(area_m2("office"), 110_000, 0.02);
    near(area_m2("shop"), 35_000, 0.02);
    near(area_m2("hospital"), 36_000, 0);
    near(area_m2("hotel"), 16_000, 0);
  });

  it("asks for 3,000 m3 of water on an average day within 8 %, leaks and cooling towers included", () => {
    const drawn = sum(harbourside, "building", "water_m3_s") + sum(harbourside, "waterJunction", "baseDemand_m3_s");
    // 2 L for each kWh of cold: 60 MWh on an ordinary summer day.
    near(drawn * 86_400 + 120, 3_000, 0.08);
  });

  it("keeps primaries at N-1: design load of 27 MW under the 40 MVA of two transformers out of four", () => {
    const primaries = ofKind(harbourside, "transformer").filter((e) => e.fields.ratedFrom_V === 33_000);
    expect(primaries.length).toBe(4);
    expect(primaries.every((e) => e.fields.ratedPower_VA === 20e6)).toBe(true);
    const small = ofKind(harbourside, "transformer").length - 4;
    expect(small).toBeGreaterThanOrEqual(50);
    expect(small).toBeLessThanOrEqual(65);
  });

  it("has plant of the planned size: 3 + 4 MW of engines, 14 MW of chillers, 13.5 MW of boilers, 6-8 MWp of PV", () => {
    near(sum(harbourside, "chp", "ratedPower_W"), 3e6, 0);
    near(sum(harbourside, "peaker", "ratedPower_W"), 4e6, 0);
    near(sum(harbourside, "chiller", "rated_W"), 14e6, 1e-9);
    near(sum(harbourside, "boiler", "ratedHeat_W"), 13.5e6, 1e-9);
    expect(sum(harbourside, "pv", "peak_W")).toBeGreaterThan(6e6);
    expect(sum(harbourside, "pv", "peak_W")).toBeLessThan(8e6);
  });

  it("has the local rules of which every published comparison speaks: their hash is pinned", () => {
    const hash = createHash("sha256").update(JSON.stringify(harbourside.rules)).digest("hex");
    // A changed hash makes every saving that was measured against these rules stale: measure again, then change it.
    expect(hash.slice(0, 16)).toBe("25f2aa1036a9e42a");
  });

  it("lays pipes and cables below ground and nowhere else", () => {
    for (const element of harbourside.elements) {
      if (!["waterPipe", "gasPipe", "heatPipe", "line"].includes(element.kind)) continue;
      const line = element.geometry && "line" in element.geometry ? element.geometry.line : [];
      expect(line.length, element.id).toBeGreaterThanOrEqual(2);
      for (const point of line) expect(point[2], element.id).toBeLessThan(0);
    }
  });

  it("comes back from its file with the same elements", () => {
    const text = writeDistrict(harbourside);
    const { district, issues } = readDistrict(text, "harbourside.json");
    expect(issues).toEqual([]);
    expect(JSON.stringify(district!.elements)).toBe(JSON.stringify(harbourside.elements));
    expect(writeDistrict(district!)).toBe(writeDistrict(JSON.parse(text) as District));
  });

  it("is told by scenarios that start at local midnight and last a day of 288 ticks", () => {
    for (const make of Object.values(SCENARIOS)) {
      const scenario = make();
      expect((scenario.start_s + 7_200) % 86_400).toBe(0);
      expect(scenario.duration_s / scenario.tick_s).toBe(288);
      expect(scenario.weather.isMeasured).toBe(false);
    }
  });
});

describe("generator", () => {
  const hash = (district: District) => createHash("sha256").update(writeDistrict(district)).digest("hex");

  it.each([100, 300, 1_000, 3_000])("makes a district of about %d elements without an issue", (count) => {
    const district = generateDistrict(count, 7);
    expect(Math.abs(district.elements.length / count - 1)).toBeLessThan(count < 300 ? 0.4 : 0.1);
    expect(validateDistrict(district, schemaOf, kinds).map(issueText)).toEqual([]);
    expect(checkRules(district).map(issueText)).toEqual([]);
  });

  it("gives the same bytes for the same seed and others for another", () => {
    expect(hash(generateDistrict(2_000, 3))).toBe(hash(generateDistrict(2_000, 3)));
    expect(hash(generateDistrict(2_000, 4))).not.toBe(hash(generateDistrict(2_000, 3)));
  });

  it("makes 100,000 elements in seconds, each id once", () => {
    const district = generateDistrict(100_000, 1);
    expect(Math.abs(district.elements.length / 100_000 - 1)).toBeLessThan(0.02);
    expect(new Set(district.elements.map((e) => e.id)).size).toBe(district.elements.length);
  }, 30_000);
});
