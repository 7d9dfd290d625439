import { describe, expect, it } from "vitest";
import { documentOf } from "../../../sim-core/exchange/inp/document";
import { numberText, times } from "../../../sim-core/exchange/inp/number";
import { readInp } from "../../../sim-core/exchange/inp/read";
import { reportLines, reportOf } from "../../../sim-core/exchange/inp/report";
import { FLOW_UNITS_M3_S, PRESSURE_UNITS_M } from "../../../sim-core/exchange/inp/units";
import { rewriteInp, type WaterModel, writeInp } from "../../../sim-core/exchange/inp/write";
import type { Element } from "../../../sim-core/model/element";
import { validateDistrict } from "../../../sim-core/model/validation";
import { CATALOGUE, schemaOf } from "../../../sim-core/utilities/catalogue";
import { runEpanet } from "../../support/epanet";
import { runOurs } from "../../support/water";

const TOWN = `[TITLE]
A small town

; drawn by hand
[JUNCTIONS]
;ID   Elev   Demand  Pattern
 J1   10     5       DAY   ; the market
 J2   12     3.25
"J 3" 8      1       DAY

[RESERVOIRS]
 R    60
[TANKS]
 T    40  3  0.5  6  12  0
[PIPES]
 P1   R   J1   350.5  200  110  0.5  Open   ; laid 1961
 P2   J1  J2   420    150  100
 P3   J2  "J 3" 120   100  100  0  CV
 P4   J2  T    80     150  100
 J1   J1  "J 3" 500   100  95           ; a link with a node's id
[VALVES]
 V1   J1  J2   100  TCV  4.5  0
[STATUS]
 V1   Closed
[SENSORS]
 J2   pressure    ; not a section of the format
[PATTERNS]
 DAY  0.5 0.8 1.2 1.5
[CONTROLS]
 LINK P4 CLOSED IF NODE T ABOVE 5.5
 LINK P4 OPEN IF NODE T BELOW 2  DISABLED
[RULES]
RULE one
IF TANK T LEVEL < 1.5
AND SYSTEM CLOCKTIME >= 6 AM
THEN PIPE P4 STATUS IS OPEN
PRIORITY 2

RULE two
IF SYSTEM TIME > 3
THEN PIPE P2 STATUS IS CLOSED
DISABLED
[TIMES]
 Duration 6:00
 Hydraulic Timestep 1:00
 Statistic None
[OPTIONS]
 Units LPS
 Headloss H-W
 Quality Chlorine mg/L
[QUALITY]
 J1 0.5
 J2 0.5
[COORDINATES]
 J1 0 0
 J2 100 5.5
[VERTICES]
 P2 50 20
[END]
this is no longer read
`;

const modelOf = (text: string): WaterModel => {
  const { district, schedule, issues } = readInp(text, "town.inp");
  expect(issues.filter((i) => i.severity === "error")).toEqual([]);
  return { district: district!, schedule: schedule! };
};
const edit = (model: WaterModel, change: (e: Element) => Element | null): WaterModel => ({
  ...model,
  district: { ...model.district, elements: model.district.elements.flatMap((e) => change(e) ?? []) },
});
const differing = (a: string, b: string): string[] => {
  const [before, after] = [new Set(a.split("\n")), b.split("\n")];
  return after.filter((line) => !before.has(line));
};

describe("a document", () => {
  const before = modelOf(TOWN);

  it("unchanged is written as it was, byte for byte, Windows line ends too", () => {
    expect(rewriteInp(documentOf(TOWN), before, before)).toBe(TOWN);
    const dos = TOWN.replaceAll("\n", "\r\n");
    expect(rewriteInp(documentOf(dos), before, before)).toBe(dos);
  });

  it("with one pipe's diameter changed differs in that line, whose comment stays", () => {
    const after = edit(before, (e) => (e.id === "P1" ? { ...e, fields: { ...e.fields, diameter_m: 0.25 } } : e));
    const text = rewriteInp(documentOf(TOWN), before, after);
    expect(differing(TOWN, text)).toEqual([" P1\tR\tJ1\t350.5\t250\t110\t0.5\t; laid 1961"]);
    expect(modelOf(text)).toEqual(after);
  });

  it("keeps unknown sections, quality and what stands behind [END] when an element goes; its own lines go with it", () => {
    const after = edit(before, (e) => (e.id === "V1" ? null : e));
    const text = rewriteInp(documentOf(TOWN), before, after);
    expect(text).toContain("[SENSORS]\n J2   pressure    ; not a section of the format\n");
    expect(text).toContain("[QUALITY]\n J1 0.5\n J2 0.5\n");
    expect(text.endsWith("[END]\nthis is no longer read\n")).toBe(true);
    expect(text).not.toMatch(/^ V1/m);
    expect(modelOf(text)).toEqual(after);
  });

  it("takes a new junction, pipe and emitter into their sections, and makes a section that was not there", () => {
    const after: WaterModel = {
      ...before,
      district: {
        ...before.district,
        elements: [
          ...before.district.elements.slice(0, 3),
          {
            id: "J9",
            kind: "waterJunction",
            owner: "water",
            geometry: { point: [7, 8, 9] },
            fields: { elevation_m: 9, baseDemand_m3_s: 0.001, emitter_m3_s: 0.0002 },
            relations: [],
          },
          ...before.district.elements.slice(3, 9),
          {
            id: "P9",
            kind: "waterPipe",
            owner: "water",
            fields: { length_m: 33, diameter_m: 0.1, roughness_1: 120 },
            relations: [
              { type: "connects", to: "J2" },
              { type: "connects", to: "J9" },
            ],
          },
          ...before.district.elements.slice(9),
        ],
      },
    };
    const text = rewriteInp(documentOf(TOWN), before, after);
    expect(differing(TOWN, text)).toEqual([
      " J9\t9\t1",
      " P9\tJ2\tJ9\t33\t100\t120",
      " J9\t7\t8",
      "[EMITTERS]",
      " J9\t0.2",
    ]);
    const again = modelOf(text);
    const ids = (m: WaterModel) => m.district.elements.map((e) => e.id).sort();
    expect(ids(again)).toEqual(ids(after));
  });
});

describe("an import", () => {
  const read = readInp(TOWN, "town.inp");

  it("reports with lines what was changed, defaulted and not used", () => {
    const report = reportOf(read);
    const lines = (list: readonly { line?: number }[]) => list.map((i) => i.line);
    expect(report.errors).toEqual([]);
    expect(report.warnings.map((i) => [i.code, i.line])).toEqual([["unknownSection", 25]]);
    expect(lines(report.changed)).toEqual([20]);
    expect(report.defaulted.map((i) => [i.field, i.line])).toContainEqual(["coordinates", 9]);
    expect(report.notUsed.map((i) => i.line).sort((a, b) => a! - b!)).toEqual([31, 42, 46, 50, 52]);
    expect(reportLines(report)[0]).toBe(
      "taken over: 3 junctions, 1 reservoirs, 1 tanks, 5 pipes, 1 valves, 1 patterns, 1 controls, 1 rules, 1 renamedLinks",
    );
  });

  it.each([
    ["words before the first section", `A town of 1961\n${TOWN}`, "noSection", "warning", 1],
    ["an overflow that is neither YES nor NO", TOWN.replace("12  0", "12  0 * maybe"), "badWord", "error", 14],
    [
      "a control by a reservoir",
      `[CONTROLS]\nLINK P1 OPEN IF NODE R ABOVE 3\n${TOWN}`,
      "controlByReservoir",
      "warning",
      2,
    ],
    ["THEN before IF", `[RULES]\nRULE 1\nTHEN PIPE P1 STATUS IS OPEN\n${TOWN}`, "badRule", "error", 3],
    [
      "a premise of two relations",
      `[RULES]\nRULE 1\nIF TANK T LEVEL NOT BELOW 3\nTHEN PIPE P1 STATUS IS OPEN\n${TOWN}`,
      "badRule",
      "error",
      3,
    ],
    ["neither stop nor continue", `[OPTIONS]\nUnbalanced Maybe\n${TOWN}`, "badOption", "error", 2],
    [
      "pressures of demand too near",
      `[OPTIONS]\nDemand Model PDA\nMinimum Pressure 5\nRequired Pressure 5\n${TOWN}`,
      "changed",
      "warning",
      4,
    ],
    ["a reservoir without a head", TOWN.replace("R    60", "R"), "defaulted", "note", 12],
  ])("%s is named with its line", (_what, text, code, severity, line) => {
    expect(readInp(text, "town.inp").issues).toContainEqual(expect.objectContaining({ code, severity, line }));
  });

  it("gives a district that is valid: elements, relations, geometry, patterns", () => {
    const issues = validateDistrict(
      read.district!,
      schemaOf,
      CATALOGUE.map((s) => s.kind),
    );
    expect(issues.filter((i) => i.severity === "error")).toEqual([]);
    const pipe = read.district!.elements.find((e) => e.id === "P2")!;
    expect(pipe.geometry).toEqual({
      line: [
        [0, 0, 10],
        [50, 20, 11],
        [100, 5.5, 12],
      ],
    });
  });
});

it("numbers of every unit come back to the last bit, in the shortest form", () => {
  for (const unit of [...Object.values(FLOW_UNITS_M3_S), ...Object.values(PRESSURE_UNITS_M), 0.3048, 0.0254, 745.69987])
    for (const x of [1, 0.1, 110, 12.345, 1e-7, 7.0000001, 123456.789, 1 / 3]) {
      const toSi = times(unit);
      expect(toSi(Number(numberText(toSi(x), toSi)))).toBe(toSi(x));
    }
  expect(numberText(350.5 * 0.3048, times(0.3048))).toBe("350.5");
});

it("a status for a range of links, a pipe, a valve and a tank with words left out are read as EPANET reads them", async () => {
  const text = `[JUNCTIONS]
 1
 2 0 20
 3 0 10
[RESERVOIRS]
 R 50
[TANKS]
 T 45 2 0 5 10 0
 F 44 1 0 2 0
[PIPES]
 10 R 1 500 200 100
 11 1 2 500 200
 12 2 3
 13 1 3 500
 14 3 T 500 100 100
 15 3 F 900 100 100
[VALVES]
 20 1 2 100 TCV
[STATUS]
 11 12 Closed
[TIMES]
 Duration 0
 Minimum Traveltime 0:06
[OPTIONS]
 Units LPS
 Headloss H-W
 Accuracy 0.00001
[END]
`;
  const [theirs] = await runEpanet(text);
  const [ours] = runOurs(text, "short.inp").steps;
  expect(ours!.isOpen).toEqual(theirs!.isOpen);
  for (const [i, h] of theirs!.head.entries()) expect(ours!.head[i]!).toBeCloseTo(h, 3);
  for (const [k, q] of theirs!.flow.entries()) expect(ours!.flow[k]!).toBeCloseTo(q, 3);
  const read = readInp(text, "short.inp");
  expect(reportOf(read).defaulted.map((i) => i.line)).toEqual(expect.arrayContaining([12, 13, 14, 18]));
  expect(reportOf(read).changed.map((i) => [i.code, i.line])).toEqual([
    ["tankIsReservoir", 9],
    ["changed", 20],
  ]);
  expect(modelOf(writeInp(modelOf(text))).district.elements).toEqual(read.district!.elements);
});

it("an id that EPANET refuses for its length is taken, with a warning at its line", async () => {
  const long = "junction-at-the-corner-of-two-streets";
  const text = (id: string) => `[JUNCTIONS]\n${id} 10 1\n[RESERVOIRS]\nR 50\n[PIPES]\nP1 R ${id} 100 200 100\n[END]\n`;
  const read = readInp(text(long), "long.inp");
  expect(reportOf(read).warnings.map((i) => [i.code, i.line, i.element])).toEqual([["longId", 2, `node ${long}`]]);
  expect(runOurs(text(long), "long.inp").steps.length).toBe(1);
  await expect(runEpanet(text(long))).rejects.toThrow(/200/);
  await runEpanet(text(long.slice(0, 31)));
  expect(reportOf(readInp(text(long.slice(0, 31)), "short.inp")).warnings).toEqual([]);
});
