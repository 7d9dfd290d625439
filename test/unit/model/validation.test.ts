import { describe, expect, it } from "vitest";
import { DISTRICTS } from "@/scenarios";
import { readDistrict } from "@/sim-core/exchange/district/read";
import { writeDistrict } from "@/sim-core/exchange/district/write";
import type { District } from "@/sim-core/model/district";
import type { FieldValue } from "@/sim-core/model/element";
import { issueText } from "@/sim-core/model/issue";
import { validateDistrict } from "@/sim-core/model/validation";
import { CATALOGUE, schemaOf } from "@/sim-core/utilities/catalogue";

type Loose = { -readonly [K in keyof District]: District[K] extends readonly (infer T)[] ? T[] : District[K] };
type LooseElement = {
  id: string;
  kind: string;
  owner: string;
  fields: Record<string, FieldValue>;
  relations: { type: string; to: string }[];
};

const text = writeDistrict(DISTRICTS.harbourside!());
/** A copy of Harbourside with one thing spoilt, and what validation says. */
function spoil(edit: (district: Loose, element: (id: string) => LooseElement) => void): string[] {
  const district = JSON.parse(text) as Loose;
  edit(district, (id) => district.elements.find((e) => e.id === id) as unknown as LooseElement);
  return validateDistrict(
    district as District,
    schemaOf,
    CATALOGUE.map((s) => s.kind),
  ).map((issue) => `${issue.severity} ${issue.code}: ${issueText(issue)}`);
}

describe("a spoilt district says what is wrong, where, and what was meant", () => {
  it.each<[string, Parameters<typeof spoil>[0], RegExp]>([
    [
      "two elements of one id",
      (d, e) => d.elements.push(e("GRID") as never),
      /duplicateId: GRID, id: got the same id twice/,
    ],
    [
      "an unknown kind",
      (_, e) => Object.assign(e("TOWER"), { kind: "tnk" }),
      /unknownKind: TOWER, kind: got tnk, wanted a kind.*did you mean tank\?/,
    ],
    [
      "an unknown target",
      (_, e) => Object.assign(e("CHP").relations[0]!, { to: "MV-enrgy" }),
      /unknownTarget: CHP, connects: got MV-enrgy.*did you mean MV-energy\?/,
    ],
    [
      "an unknown relation",
      (_, e) => Object.assign(e("CHP").relations[0]!, { type: "conects" }),
      /unknownRelation: CHP.*got conects.*did you mean connects\?/,
    ],
    [
      "a missing field",
      (_, e) => Reflect.deleteProperty(e("CHP").fields, "ratedPower_W"),
      /missingField: CHP, ratedPower_W: got nothing, wanted a number in W/,
    ],
    [
      "millimetres",
      (_, e) => Object.assign(e("GP-A5-B5").fields, { diameter_m: 147.2 }),
      /outOfRange: GP-A5-B5, diameter_m: got 147.2 m.*in millimetres\?/,
    ],
    [
      "Celsius",
      (_, e) => Object.assign(e("HEAT-PLANT").fields, { supplySet_K: 75 }),
      /outOfRange: HEAT-PLANT, supplySet_K: got 75 K.*in degrees Celsius\?/,
    ],
    [
      "percent",
      (_, e) => Object.assign(e("B-A1-home-1").fields, { acShare_1: 55 }),
      /outOfRange: B-A1-home-1, acShare_1: got 55 1.*in percent\?/,
    ],
    [
      "a wrong sign",
      (_, e) => Object.assign(e("GP-A5-B5").fields, { length_m: -160 }),
      /outOfRange: GP-A5-B5, length_m: got -160 m.*is the sign right\?/,
    ],
    [
      "a number in quotes",
      (_, e) => Object.assign(e("BATTERY").fields, { maxPower_W: "4e6" }),
      /wrongType: BATTERY, maxPower_W: got "4e6".*a number without quotes/,
    ],
    [
      "an unknown option",
      (_, e) => Object.assign(e("B-A1-home-1").fields, { use: "dweling" }),
      /notAnOption: B-A1-home-1, use: got dweling.*did you mean dwelling\?/,
    ],
    [
      "a field in another unit",
      (_, e) => Object.assign(e("GP-A5-B5").fields, { diameter_mm: 147 }),
      /warning unknownField: GP-A5-B5, diameter_mm.*did you mean diameter_m\?/,
    ],
    [
      "an unknown profile",
      (_, e) => Object.assign(e("B-A1-home-1").fields, { waterProfile: "W-REZ" }),
      /unknownProfile: B-A1-home-1, waterProfile: got W-REZ.*did you mean W-RES\?/,
    ],
    [
      "an unknown curve",
      (_, e) => Object.assign(e("HIGH-LIFT-1").fields, { headCurve: "HIGH-LIFT" }),
      /unknownCurve: HIGH-LIFT-1, headCurve: got HIGH-LIFT/,
    ],
    [
      "an unknown owner",
      (_, e) => Object.assign(e("PEAKER"), { owner: "powr" }),
      /unknownOwner: PEAKER, owner: got powr.*did you mean power\?/,
    ],
    [
      "a pipe with one end",
      (_, e) => void e("GP-A5-B5").relations.pop(),
      /wrongEnds: GP-A5-B5, connects: got 1 ends, wanted 2/,
    ],
    [
      "a pipe to another network",
      (_, e) => Object.assign(e("GP-A5-B5").relations[1]!, { to: "MV-A5" }),
      /wrongEnd: GP-A5-B5, connects: got MV-A5 \(bus\), wanted a node of gas/,
    ],
    [
      "a pipe between the loops",
      (_, e) => Object.assign(e("HP-S-A3").relations[1]!, { to: "CS-C3" }),
      /mixedLoops: HP-S-A3.*heating and cooling water do not mix/,
    ],
    [
      "a pump without feeder",
      (_, e) => Object.assign(e("LV-C4"), { relations: e("LV-C4").relations.filter((r) => r.type !== "feeds") }),
      /warning waterPumpWithoutFeeder: BOOSTER-high-A, feeds: got no bus feeds it.*power cut/,
    ],
    [
      "a building without bus",
      (_, e) => void e("B-A1-home-1").relations.shift(),
      /warning buildingWithoutBus: B-A1-home-1, connects: got none, wanted bus/,
    ],
    [
      "an engine without gas",
      (_, e) => Object.assign(e("CHP"), { relations: e("CHP").relations.filter((r) => r.to !== "GM-ENERGY") }),
      /error chpWithoutGasJunction: CHP, connects: got none/,
    ],
    [
      "a tag of nobody's",
      (d) => d.tags.push({ id: "x", element: "TOWR", quantity: "level_m", unit: "m", owner: "water", release: "own" }),
      /unknownId: x, element: got TOWR.*did you mean TOWER\?/,
    ],
    [
      "a curve that turns back",
      (d) => d.curves.push({ id: "bad", x: [0, 2, 1], y: [3, 2, 1], xUnit: "m3/s", yUnit: "m" }),
      /badCurve: bad, x\[2\]: got 1 after 2, wanted x rising/,
    ],
    [
      "an empty profile",
      (d) => d.profiles.push({ id: "bad", step_s: 3600, values: [], unit: "1" }),
      /badProfile: bad, values: got none/,
    ],
    [
      "a latitude off the globe",
      (d) => Object.assign(d, { origin: { latitude_deg: 149, longitude_deg: 2, elevation_m: 0 } }),
      /badOrigin: origin.latitude_deg: got 149/,
    ],
    [
      "an offset in hours out of order",
      (d) => d.utcOffsets.push({ from_s: 0, offset_s: 3600 }),
      /badOffset: utcOffsets\[\d+\].from_s: got 0, wanted later/,
    ],
  ])("%s", (_, edit, message) => {
    const said = spoil(edit);
    expect(
      said.some((line) => message.test(line)),
      said.slice(0, 5).join("\n"),
    ).toBe(true);
  });

  it.each([
    ["{", /bad\.json:?\d*: JSON: got/],
    ["[]", /file: got a list, wanted an object with format/],
    ['{"format":"crosscurrent-district/9"}', /format: got "crosscurrent-district\/9", wanted crosscurrent-district\/1/],
    [
      text.replace(/"relations":\[\{"type":"within"/, '"relations":[{"typ":"within"'),
      /elements\[\d+\]\.relations\[0\]/,
    ],
  ])("a file that is no district", (content, message) => {
    const { district, issues } = readDistrict(content, "bad.json");
    expect(district).toBeNull();
    expect(issues.map(issueText).join("\n")).toMatch(message);
  });
});
