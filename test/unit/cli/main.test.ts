import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { main } from "../../../sim-core/cli/main";
import type { Terminal } from "../../../sim-core/cli/verb";
import { VERBS } from "../../../sim-core/cli/verbs";
import { readInp } from "../../../sim-core/exchange/inp/read";

const folder = mkdtempSync(join(tmpdir(), "crosscurrent-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function type(...typed: string[]) {
  const out: string[] = [];
  const notes: string[] = [];
  const answers: unknown[] = [];
  const terminal: Terminal = {
    out: (line) => out.push(line),
    note: (line) => notes.push(line),
    path: (path) => join(folder, path),
    json: (file, value) => file !== undefined && answers.push(value),
  };
  return { code: await main(typed, terminal), out: out.join("\n"), notes: notes.join("\n"), answer: answers[0] };
}

test("help names every verb, and every verb has a help that names its flags", async () => {
  const all = await type("help");
  expect(all.code).toBe(0);
  for (const verb of VERBS) {
    expect(all.out).toContain(verb.name);
    const one = await type("help", verb.name);
    for (const flag of Object.keys(verb.flags)) expect(one.out).toContain(`--${flag}`);
  }
});

test("an unknown verb and an unknown flag leave with 2 and say what was meant", async () => {
  expect(await type("refrence")).toMatchObject({
    code: 2,
    out: "",
    notes: expect.stringContaining("did you mean reference?"),
  });
  expect(await type("bench", "--jsn", "x")).toMatchObject({
    code: 2,
    notes: expect.stringContaining("did you mean --json?"),
  });
});

test("reference on a folder that is not there leaves with 1 and names the folder", async () => {
  expect(await type("reference", "--dir", "nowhere")).toMatchObject({
    code: 1,
    notes: expect.stringContaining("nowhere"),
  });
});

test("reference skips a file of unknown form with its reason, and counts it", async () => {
  writeFileSync(join(folder, "strange.json"), '{"schema":"tidal-reference/1"}');
  const { code, answer } = await type("reference", "--dir", ".", "--json", "-");
  expect(code).toBe(0);
  expect(answer).toEqual({
    passed: 0,
    failed: 0,
    skipped: 1,
    cases: [{ name: "strange.json", ok: false, skipped: true, reason: "not supported yet: tidal-reference/1" }],
  });
});

const PAIR = `[TITLE]
Two pipes
[JUNCTIONS]
J1 10 5
J2 10 5
[RESERVOIRS]
R 50
[PIPES]
P1 R J1 100 200 100
P2 J1 J2 100 200 100
[TIMES]
Duration 2
[OPTIONS]
Units LPS
Headloss H-W
[COORDINATES]
J1 0 0
R 5 5
[END]
`;

test("convert writes a network file anew, its results as CSV by instant, and both as GeoJSON", async () => {
  writeFileSync(join(folder, "pair.inp"), PAIR);
  const inp = await type("convert", "pair.inp", "--as", "inp", "--anew");
  expect(inp).toMatchObject({ code: 0, notes: expect.stringContaining("taken over: 2 junctions, 1 reservoirs") });
  expect(inp.out).toMatch(/^P2\s+J1\s+J2\s+100\s+200\s+100$/m);
  const csv = await type("convert", "pair.inp", "--as", "csv", "--table", "link");
  const lines = csv.out.split("\n");
  expect(lines[0]).toBe("time_s,link,flow_m3_s,headLoss_m,velocity_m_s,status,setting,power_W");
  expect(lines.slice(1).map((l) => l.split(",").slice(0, 2).join())).toEqual(
    [0, 3600, 7200].flatMap((t) => [`${t},P1`, `${t},P2`]),
  );
  const map = JSON.parse((await type("convert", "pair.inp", "--as", "geojson")).out);
  expect(map.features.map((f: { geometry: unknown }) => f.geometry)).toEqual([
    { type: "Point", coordinates: [0, 0] },
    null,
    { type: "Point", coordinates: [5, 5] },
    {
      type: "LineString",
      coordinates: [
        [5, 5],
        [0, 0],
      ],
    },
    null,
  ]);
  expect(map.features[3].properties).toMatchObject({ kind: "waterPipe", connects: ["R", "J1"], status: 1 });
  expect(await type("convert", "pair.inp")).toMatchObject({ code: 2 });
  expect(await type("convert", "pair.inp", "--as", "csv", "--table", "bus")).toMatchObject({
    code: 2,
    notes: expect.stringContaining("node, link"),
  });
});

test("convert writes an EPANET file as a district, and a district that was one as an EPANET file again", async () => {
  const controlled = PAIR.replace("[TIMES]", "[CONTROLS]\nLINK P2 CLOSED AT TIME 1\n[TIMES]");
  writeFileSync(join(folder, "pair.inp"), controlled);
  const district = await type("convert", "pair.inp", "--as", "district");
  expect(district.code).toBe(0);
  writeFileSync(join(folder, "pair.json"), district.out);
  const inp = await type("convert", "pair.json", "--as", "inp", "--set", "P2.diameter_m=0.3");
  expect(inp).toMatchObject({ code: 0, notes: expect.stringContaining("accuracy") });
  expect(inp.out).toMatch(/^P2\s+J1\s+J2\s+100\s+300\s+100$/m);
  expect(inp.out).toMatch(/^LINK\s+P2\s+CLOSED\s+AT\s+TIME\s+1:00$/m);
  const [a, b] = [readInp(controlled, "pair.inp"), readInp(inp.out, "pair.inp")];
  expect(b.schedule).toEqual(a.schedule);
  expect(b.district!.elements.slice(0, 3)).toEqual(a.district!.elements.slice(0, 3));
  const { waterSchedule: _schedule, ...bare } = JSON.parse(district.out);
  writeFileSync(join(folder, "bare.json"), JSON.stringify(bare));
  expect(await type("convert", "bare.json", "--as", "inp")).toMatchObject({
    code: 1,
    notes: expect.stringContaining("wanted a district that was read from an EPANET file"),
  });
});

test("convert --set changes one line of the file and keeps every other; a wrong id, field or value is refused", async () => {
  const commented = PAIR.replace("P2 J1 J2 100 200 100", "; the old main\nP2 J1 J2 100 200 100 ; laid 1931");
  writeFileSync(join(folder, "main.inp"), commented);
  expect((await type("convert", "main.inp", "--as", "inp")).out).toBe(commented.trimEnd());
  const wider = await type("convert", "main.inp", "--as", "inp", "--set", "P2.diameter_m=0.3");
  const [was, is] = [commented.trimEnd().split("\n"), wider.out.split("\n")];
  const moved = was.flatMap((line, i) => (line === is[i] ? [] : [is[i]!.trim().split(/\s+/)]));
  expect(is.length).toBe(was.length);
  expect(moved).toEqual([["P2", "J1", "J2", "100", "300", "100", ";", "laid", "1931"]]);
  for (const [set, said] of [
    ["P3.diameter_m=0.3", "did you mean P1"],
    ["P2.diametr_m=0.3", "did you mean diameter_m"],
    ["P2.diameter_m=-1", "diameter_m"],
    ["P2", "ELEMENT.field=value"],
  ] as const)
    expect(await type("convert", "main.inp", "--as", "inp", "--set", set)).toMatchObject({
      code: 2,
      notes: expect.stringContaining(said),
    });
  expect(await type("convert", "main.inp", "--as", "csv", "--anew")).toMatchObject({ code: 2 });
});

test("export writes the water network of a tick; a tick beyond the day is refused with the range", async () => {
  const found = await type("export", "heatwave", "--at", "2", "--as", "inp", "--json", "-");
  expect(found).toMatchObject({ code: 0, answer: { tick: 2, time_s: 600, format: "inp", issues: [], isValid: true } });
  expect(found.out).toContain("Harbourside: heatwave, tick 2, 600 s");
  expect(await type("export", "heatwave", "--at", "288", "--as", "inp")).toMatchObject({
    code: 2,
    notes: expect.stringContaining("its last tick is 287"),
  });
});

const TOWN = `[JUNCTIONS]
A 0 36
B 0 36
C 0 36
D 0 36
[RESERVOIRS]
HIGH 80
LOW 50
[PIPES]
P1 HIGH A 500 200 100
P2 A B 500 200 100
P3 B C 500 200 100 0 Closed
P4 LOW D 500 200 100
P5 D C 500 200 100
[VALVES]
V1 A D 150 PRV 30
[EMITTERS]
B 0.5
[TIMES]
Duration 24
[OPTIONS]
Units CMH
Headloss H-W
[END]
`;

test("fireflow, trace, zones, areas and quality answer for a network file, each with its JSON", async () => {
  writeFileSync(join(folder, "town.inp"), TOWN);
  const fire = await type("fireflow", "town.inp", "--exact", "--json", "-", "--csv", "fire.csv");
  expect(fire).toMatchObject({ code: 0, answer: { is_exact: true, lowBefore: [] } });
  expect((fire.answer as { places: { id: string }[] }).places.map((p) => p.id)).toEqual(["A", "B", "C", "D"]);
  expect(readFileSync(join(folder, "fire.csv"), "utf8").split("\n")[0]).toContain("available_m3_s");
  const main = await type("trace", "town.inp", "P5", "--json", "-");
  expect(main).toMatchObject({
    code: 0,
    answer: { segment: { links: ["P4", "P5"] }, sources: ["LOW"], loses: [{ node: "C" }, { node: "D" }] },
  });
  writeFileSync(join(folder, "valves.csv"), "pipe,node\nP5,D\nP5,C\n");
  expect(await type("trace", "town.inp", "P5", "--valves", "valves.csv", "--json", "-")).toMatchObject({
    answer: {
      segment: { links: ["P5"], nodes: [] },
      close: [
        { id: "P5", at: "D" },
        { id: "P5", at: "C" },
      ],
    },
  });
  writeFileSync(join(folder, "valves.csv"), "P5,A\n");
  expect(await type("trace", "town.inp", "P5", "--valves", "valves.csv")).toMatchObject({
    code: 1,
    notes: expect.stringContaining("valves.csv:1: A is no end of P5"),
  });
  const moved = await type("zones", "town.inp", "--move", "C", "--to", "A", "--json", "-");
  expect(moved).toMatchObject({
    code: 0,
    out: expect.stringContaining("open P3; shut P5"),
    answer: {
      boundaries: [
        { id: "P3", reason: "closed" },
        { id: "V1", reason: "PRV" },
      ],
      move: { opens: ["P3"] },
    },
  });
  expect(await type("zones", "town.inp", "--move", "A", "--to", "D")).toMatchObject({ code: 1 });
  writeFileSync(join(folder, "areas.csv"), "node,area\nA,north\nB,north\n");
  expect(await type("areas", "town.inp", "--areas", "areas.csv", "--connections", "100", "--json", "-")).toMatchObject({
    code: 0,
    answer: { areas: [{ id: "north", inlets: ["P1", "P3", "V1"], connections: 100 }] },
  });
  expect(await type("quality", "town.inp", "--source", "HIGH", "--json", "-")).toMatchObject({
    code: 0,
    answer: { kind: "trace", source: "HIGH", unit: "1" },
  });
  expect(await type("quality", "town.inp", "--source", "NOWHERE")).toMatchObject({ code: 2 });
  expect(await type("trace", "town.inp", "P99")).toMatchObject({
    code: 2,
    notes: expect.stringContaining('no link "P99"'),
  });
});
