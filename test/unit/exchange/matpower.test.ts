import { describe, expect, it } from "vitest";
import { readMatpower } from "../../../sim-core/exchange/matpower";
import { issueText } from "../../../sim-core/model/issue";

const CASE = `function mpc = small
% a case of two buses
mpc.version = '2';
mpc.baseMVA = 10;
mpc.bus = [
	1	3	0	0	0	0	1	1	0	12.66	1	1.1	0.9;
	2	1	100	60	0	5	1	1	0	12/sqrt(3)	1	1.1	0.9;
];
mpc.gen = [
	1	0	0	10	-10	1	100	1	10	0;
];
mpc.branch = [
	1	2	0.0922	0.0470	0	0	0	0	0	0	1	-360	360;
];
mpc.bus_name = {
	'One';
	'Two';
};
`;
const UNITS = `
[PQ, PV, REF, NONE, BUS_I, BUS_TYPE, PD, QD, GS, BS, BUS_AREA, VM, ...
    VA, BASE_KV, ZONE, VMAX, VMIN] = idx_bus;
[F_BUS, T_BUS, BR_R, BR_X] = idx_brch;
Vbase = mpc.bus(1, BASE_KV) * 1e3;
Sbase = mpc.baseMVA * 1e6;
mpc.branch(:, [BR_R BR_X]) = mpc.branch(:, [BR_R BR_X]) / (Vbase^2 / Sbase);
pf = 0.85;
mpc.bus(:, QD) = mpc.bus(:, PD) * sin(acos(pf));
mpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e3;
`;
const read = (text: string, file = "small.m") => readMatpower(text, file);
const errors = (text: string, file?: string) =>
  read(text, file)
    .issues.filter((i) => i.severity === "error")
    .map(issueText);
const field = (text: string, id: string, name: string) =>
  Number(read(text).district!.elements.find((e) => e.id === id)!.fields[name]);

describe("MATPOWER .m", () => {
  it("is taken over with names, loads and shunts in SI", () => {
    const { district, issues } = read(CASE);
    expect(issues.filter((i) => i.severity === "error")).toEqual([]);
    expect(district!.elements.map((e) => `${e.kind} ${e.name ?? e.id}`)).toEqual([
      "bus One",
      "bus Two",
      "powerLoad load 2",
      "shunt shunt 2",
      "generator gen 1",
      "branch branch 1",
    ]);
    expect(field(CASE, "load 2", "active_W")).toBe(100e6);
    expect(field(CASE, "bus 2", "baseVoltage_V")).toBeCloseTo(12e3 / Math.sqrt(3), 9);
  });

  it("evaluates its unit conversions: ohms to per unit, kW to MW, a power factor of 0.85", () => {
    expect(field(CASE + UNITS, "branch 1", "resistance_1")).toBeCloseTo(0.0922 / (12.66 ** 2 / 10), 15);
    expect(field(CASE + UNITS, "load 2", "active_W")).toBeCloseTo(100e3, 6);
    expect(field(CASE + UNITS, "load 2", "reactive_var")).toBeCloseTo(100e3 * Math.sqrt(1 - 0.85 ** 2), 6);
  });

  it("says what it did not take over", () => {
    const { issues } = read(`${CASE}mpc.gencost = [\n 2 0 0 3 0 20 0;\n];\n`);
    expect(issues).toMatchObject([{ severity: "note", code: "notTakenOver", line: 19, element: "mpc.gencost" }]);
  });

  it("reads [1 -2] as two columns and [3 - 2] as one", () => {
    const odd = CASE.replace("1	0	0	10	-10	1	100	1	10	0;", "1 0 0 10 -10 3 - 2 100 1 (5 + 5) 0;");
    expect(field(odd, "gen 1", "voltage_1")).toBe(1);
    expect(field(odd, "gen 1", "minReactive_var")).toBe(-10e6);
  });

  // what is wrong with the file, and how the message begins
  const rubbish: readonly (readonly [string, string, RegExp])[] = [
    ["an empty file", "", /small\.m: baseMVA: got nothing/],
    ["text that is no case", "Dear sir or madam", /small\.m:1: .*got Dear/],
    ["a base of 0", CASE.replace("= 10;", "= 0;"), /small\.m:4: baseMVA: got 0/],
    [
      "a row that is too short",
      CASE.replace("	12.66	1	1.1	0.9", "	12.66	1"),
      /small\.m:7: .*13 columns, wanted 11/,
    ],
    ["a word in a table", CASE.replace("0.0922", "rather"), /small\.m:13: .*got rather/],
    ["a table without end", CASE.replace("];\nmpc.gen = [", "mpc.gen = ["), /small\.m:\d+: /],
    ["a bus twice", CASE.replace("\t2\t1\t100", "\t1\t1\t100"), /small\.m:7: bus 2, BUS_I: got 1/],
    ["a bus type 7", CASE.replace("\t2\t1\t100", "\t2\t7\t100"), /small\.m:7: bus 2, BUS_TYPE: got 7/],
    [
      "a generator at no bus",
      CASE.replace("	1	0	0	10	-10", "	9	0	0	10	-10"),
      /small\.m:10: gen 1, GEN_BUS: got 9/,
    ],
    ["a branch to no bus", CASE.replace("	1	2	0.0922", "	1	5	0.0922"), /small\.m:13: branch 1, T_BUS: got 5/],
    [
      "a branch without impedance",
      CASE.replace("0.0922	0.0470", "0	0"),
      /small\.m:13: branch 1, BR_X: got r = x = 0/,
    ],
    ["no slack", CASE.replace("	1	3	0	0", "	1	1	0	0"), /BUS_TYPE: got no bus of type 3/],
    ["NaN for a load", CASE.replace("100	60", "NaN	60"), /small\.m:7: bus 2, PD: got NaN/],
    ["a loop", `${CASE}for i = 1:2\n mpc.baseMVA = i;\nend\n`, /small\.m:19: .*got for/],
    ["an unknown function", `${CASE}mpc.baseMVA = secret(3);\n`, /small\.m:19: .*got secret/],
    ["an index beyond the table", `${CASE}mpc.bus(3, 1) = 4;\n`, /small\.m:19: .*got index 3/],
    ["format version 1", "function [baseMVA, bus, gen, branch] = old\nbaseMVA = 1;", /small\.m:1: .*version 1/],
    ["a matrix of 1e12 cells", `${CASE}x = ones(1e6, 1e6);\n`, /small\.m:19: .*got a matrix of 1000000/],
    ["5,000 open parentheses", `${CASE}x = ${"(".repeat(5000)}1;\n`, /small\.m:19: /],
  ];
  for (const [what, text, message] of rubbish) {
    it(`${what} is refused with file and line`, () => {
      expect(read(text).district).toBeNull();
      expect(
        errors(text).some((e) => message.test(e)),
        errors(text).join(" | "),
      ).toBe(true);
    });
  }
});

describe("MATPOWER .case.json", () => {
  const json = (more: object) =>
    JSON.stringify({
      name: "small",
      baseMVA: 10,
      bus: [
        [1, 3, 0, 0, 0, 0, 1, 1, 0, 10, 1, 1.1, 0.9],
        [2, 1, 1, 0.5, 0, 0, 1, 1, 0, 10, 1, 1.1, 0.9],
      ],
      gen: [[1, 0, 0, 10, -10, 1, 100, 1, 10, 0]],
      branch: [[1, 2, 0.01, 0.05, 0, 0, 0, 0, 0, 0, 1, -360, 360]],
      ...more,
    });

  it("gives the same district as the tables of a .m file", () => {
    expect(read(json({}), "small.case.json").district!.elements.map((e) => e.id)).toEqual([
      "bus 1",
      "bus 2",
      "load 2",
      "gen 1",
      "branch 1",
    ]);
  });

  for (const [what, text, message] of [
    ["a broken text", '{\n "bus": [1,,2] }', /small\.case\.json:2: file/],
    ["a list", "[]", /wanted an object/],
    ["a missing table", json({ gen: undefined }), /gen: got nothing/],
    ["a text in a row", json({ branch: [["x", 2, 0, 1, 0, 0, 0, 0, 0, 0, 1]] }), /branch\[0\]\[0\]: got x/],
    ["null for the base", json({ baseMVA: null }), /baseMVA: got/],
  ] as const) {
    it(`${what} is refused with its place`, () => {
      expect(read(text, "small.case.json").district).toBeNull();
      expect(errors(text, "small.case.json").join(" | ")).toMatch(message);
    });
  }
});
