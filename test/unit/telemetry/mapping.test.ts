import { expect, test } from "vitest";
import { issueText } from "../../../sim-core/model/issue";
import { meaningOf, type Reading } from "../../../sim-core/telemetry/convert";
import { coverageOf, proposedTag } from "../../../sim-core/telemetry/coverage";
import { pointsOf, rewritten } from "../../../sim-core/telemetry/edit";
import { readMapping } from "../../../sim-core/telemetry/mapping";
import { hasOverflow, statusFromText, statusName, statusQuality } from "../../../sim-core/telemetry/status";
import { levelTag, mappingOf } from "../../support/telemetry";

const reading = (over: Partial<Reading> = {}): Reading => ({
  point: "p",
  value: 1,
  source_ms: Number.NaN,
  receive_ms: 0,
  status: 0,
  ...over,
});
const mapped = (fields: Record<string, unknown> = {}) => mappingOf([{ point: "p", ...fields }]).points[0]!;

test("scale, offset and unit together: (250 * 0.5 + 20) cm = 1.45 m", () => {
  expect(meaningOf(reading({ value: 250 }), mapped({ unit: "cm", scale: 0.5, offset: 20 })).value).toBeCloseTo(
    1.45,
    12,
  );
});

test("a faulty file is a list of places: line, point, got and wanted", () => {
  const text = `{
  "format": "crosscurrent-mapping/1",
  "points": [
    { "source": "s", "point": "a", "tag": "T.level_m", "unit": "kPa" },
    { "source": "s", "point": "b", "tag": "nobody" },
    { "source": "s", "point": "c", "tag": "T.level_m", "scale": 0, "deadBand": -1, "typo": 1 },
    { "source": "s", "point": "c", "tag": "T.level_m",
      "range": [2, 1], "goodCodes": ["Fine"], "words": { "open": "1" } }
  ]
}`;
  const { mapping, issues } = readMapping(text, "m.json", [levelTag]);
  expect(mapping).toBeNull();
  expect(issues.map(issueText)).toEqual([
    "m.json:4: a, points[0].unit: got kPa, wanted a unit of T.level_m, which is in m: m, cm, mm, ft",
    "m.json:5: b, points[1].tag: got nobody, wanted a Tag of the district",
    "m.json:6: points[2].typo: got typo, wanted one of source, point, tag, unit, scale, offset, deadBand, words, range, interval_s, byException, goodCodes (unknown field)",
    "m.json:6: c, points[2].scale: got 0, wanted a number other than 0",
    "m.json:6: points[2].deadBand: got -1, wanted a number of at least 0",
    "m.json:8: points[3].words.open: got 1, wanted a number",
    "m.json:8: points[3].range: got [2,1], wanted [least, greatest] in SI",
    "m.json:8: points[3].goodCodes[0]: got Fine, wanted an OPC UA status code by name or as 0x and 8 digits",
    "m.json:7: c, points[3].point: got c, wanted each point once",
  ]);
  expect(readMapping("{\n 'x'", "m.json", []).issues.map(issueText)[0]).toMatch(
    /^m\.json:2: JSON: got .*, wanted valid JSON$/,
  );
});

test("the report names points without a Tag and Tags without a point", () => {
  const mapping = mappingOf([{ point: "p", tag: "T.level_m" }]);
  const seen = [
    { source: "s", point: "p" },
    { source: "s", point: "q" },
  ];
  const other = { ...levelTag, id: "U.level_m" };
  expect(coverageOf(mapping.points, [levelTag, other], seen)).toEqual({
    pointsWithoutTag: [{ source: "s", point: "q" }],
    tagsWithoutPoint: ["U.level_m"],
    tagsTwice: [],
  });
  const twice = [
    { point: "a", tag: "T.level_m" },
    { point: "b", tag: "T.level_m" },
  ];
  expect(coverageOf(twice, [levelTag], []).tagsTwice).toEqual([{ tag: "T.level_m", points: ["a", "b"] }]);
});

test("a Tag is proposed by likeness of name, never one whose unit cannot be the point's, none when nothing is like it", () => {
  const tags = [
    { ...levelTag, id: "TOWER.level_m", element: "TOWER" },
    { ...levelTag, id: "TOWER.flow_m3_s", element: "TOWER", quantity: "flow_m3_s", unit: "m3/s" },
    { ...levelTag, id: "PUMP-1.flow_m3_s", element: "PUMP-1", quantity: "flow_m3_s", unit: "m3/s" },
  ];
  const like = (point: string, unit?: string) => proposedTag({ source: "s", point, unit }, tags)?.id;
  expect(like("site/water/tower/level")).toBe("TOWER.level_m");
  expect(like("site/water/tower/level", "L/s")).toBe("TOWER.flow_m3_s");
  expect(like("nsu=urn:x;s=Pump1_Flow")).toBe("PUMP-1.flow_m3_s");
  expect(like("office/coffee/machine")).toBeUndefined();
});

test("an edited file keeps the characters of every point that was not touched, its order and the lines between", () => {
  const text = `{ "format": "crosscurrent-mapping/1",
  "points": [
    {"source":"s",  "point":"a", "tag":"A.level_m"},

    { "source": "s", "point": "b", "tag": "B.level_m", "scale": 0.10 },
    { "source": "s", "point": "c", "tag": "C.level_m" }
  ]
}
`;
  const points = pointsOf(text)!;
  expect(rewritten(text, points)).toBe(text);
  const edited = [points[0]!, { from: 1, told: { ...points[1]!.told, unit: "cm", range: [0, 5], words: { OPEN: 1 } } }];
  expect(rewritten(text, [...edited, { told: { source: "s", point: "d", tag: "D.level_m" } }])).toBe(
    text
      .replace('"scale": 0.10 }', '"scale": 0.1, "unit": "cm", "range": [0, 5], "words": { "OPEN": 1 } }')
      .replace('"point": "c", "tag": "C.level_m"', '"point": "d", "tag": "D.level_m"'),
  );
  const long = JSON.stringify({ format: "crosscurrent-mapping/1", points: points.map((p) => p.told) }, null, 2);
  const [first] = pointsOf(long)!;
  expect(JSON.parse(rewritten(long, [first!, { told: { point: "n" } }])).points[1]).toEqual({ point: "n" });
  expect(rewritten(long, [first!, { told: { point: "n" } }])).toContain('\n    {\n      "point": "n"\n    }\n  ]');
  const none = rewritten(text, []);
  expect(JSON.parse(none).points).toEqual([]);
  expect(pointsOf(rewritten(none, [{ told: { point: "n" } }]))).toEqual([{ from: 0, told: { point: "n" } }]);
  expect([pointsOf("{"), pointsOf("[]"), pointsOf('{"points":[1]}')]).toEqual([null, null, null]);
});

test.each([
  ["12,5", "notNumber"],
  ["0x10", "notNumber"],
  ["1e999", "notFinite"],
  ["NaN", "notFinite"],
  ["-Infinity", "notFinite"],
  ["12 kPa", "notNumber"],
  ["", "absent"],
  [null, "absent"],
  [true, "notNumber"],
  ["\u0661", "notNumber"],
  [1e12, "outOfRange"],
] as const)("a value told as %j is bad (%s) and NaN", (value, reason) => {
  expect(meaningOf(reading({ value }), mapped({ range: [-10, 10] }))).toEqual({
    value: Number.NaN,
    quality: "bad",
    reason,
  });
});

test("words stand for numbers, and then only words are values", () => {
  const map = mapped({ words: { OPEN: 1, SHUT: 0 } });
  expect(meaningOf(reading({ value: "OPEN" }), map)).toEqual({ value: 1, quality: "good", reason: "none" });
  expect(meaningOf(reading({ value: 1 }), map).reason).toBe("unknownWord");
  expect(meaningOf(reading({ value: true }), mapped({ words: { true: 1, false: 0 } })).value).toBe(1);
});

test("OPC UA codes: severity is bits 31 and 30, overflow lowers good to uncertain, a listed code is taken as good", () => {
  expect([0, 0x42090000, 0x808c0000].map(statusQuality)).toEqual(["good", "uncertain", "bad"]);
  expect([hasOverflow(0x480), hasOverflow(0x80)]).toEqual([true, false]);
  expect([statusFromText("BadSensorFailure"), statusName(0x808c0000), statusName(0x12340000)]).toEqual([
    0x808c0000,
    "BadSensorFailure",
    "0x12340000",
  ]);
  const status = 0x42090000;
  expect(meaningOf(reading({ status }), mapped()).quality).toBe("uncertain");
  const listed = mapped({ goodCodes: ["UncertainSimulatedValue"] });
  expect(meaningOf(reading({ status }), listed)).toEqual({ value: 1, quality: "good", reason: "simulated" });
  expect(meaningOf(reading({ status: 0x480 }), mapped())).toMatchObject({ quality: "uncertain", reason: "overflow" });
  expect(meaningOf(reading({ status: 0x808c0000 }), mapped())).toEqual({
    value: Number.NaN,
    quality: "bad",
    reason: "sourceBad",
  });
});
