import { describe, expect, it } from "vitest";
import { DISTRICTS } from "@/scenarios";
import { decodeText } from "@/sim-core/exchange/decode";
import { writeDistrict } from "@/sim-core/exchange/district/write";
import { openFile } from "@/sim-core/exchange/open";
import { placed } from "@/sim-core/exchange/placed";
import { saveFile } from "@/sim-core/exchange/save";
import { issueText } from "@/sim-core/model/issue";
import { TOWN_CASE, TOWN_INP } from "../../support/town-files";

const groups = (file: string, text: string) => openFile(file, text).entries.map((e) => e.group);
const texts = (file: string, text: string) => openFile(file, text).entries.map((e) => issueText(e.issue));

describe("opening any file", () => {
  it("an EPANET file becomes a district and a scenario of its own duration, step and patterns", () => {
    const opened = openFile("town.inp", TOWN_INP);
    expect(opened.format).toBe("EPANET input");
    expect(opened.counts).toMatchObject({ junctions: 3, reservoirs: 1, tanks: 1, pipes: 4, pumps: 1 });
    expect(opened.scenario).toMatchObject({ name: "As filed", duration_s: 86_400, tick_s: 300 });
    expect(opened.district?.profiles.map((p) => p.id)).toContain("day");
    expect(groups("town.inp", TOWN_INP)).toContain("notUsed");
  });

  it("an EPANET file is known by its sections when its name says nothing", () => {
    expect(openFile("network.txt", TOWN_INP).format).toBe("EPANET input");
    expect(openFile("NETWORK", TOWN_INP).district).not.toBeNull();
  });

  it("a MATPOWER case becomes a district and one state held for an hour", () => {
    const opened = openFile("town.m", TOWN_CASE);
    expect(opened.format).toBe("MATPOWER case");
    expect(opened.counts).toMatchObject({ buses: 4, branches: 3, generators: 1 });
    expect(opened.scenario).toMatchObject({ duration_s: 3600 });
  });

  it("a district file comes back as the district that was written", () => {
    const district = DISTRICTS.harbourside!();
    const opened = openFile("harbour.json", writeDistrict(district));
    expect(opened.district).toEqual(district);
    expect(opened.counts.buses).toBe(108);
  });

  it("a fault names file, line, element, what stood there and what was wanted; no half district comes", () => {
    const broken = TOWN_INP.replace("P1  A  B  500  200  120", "P1  A  B  500  wide  120");
    const opened = openFile("town.inp", broken);
    expect(opened.district).toBeNull();
    const line = broken.split("\n").findIndex((l) => l.includes("wide")) + 1;
    expect(texts("town.inp", broken)[0]).toMatch(
      new RegExp(`^town\\.inp:${line}: pipe P1, diameter: got wide, wanted a number`),
    );
  });

  it.each([
    ["empty.inp", ""],
    ["empty.json", ""],
    ["nothing", ""],
    ["picture.png", "\u0089PNG\r\n\u001a\n\u0000\u0000"],
    ["notes.txt", "Dear all,\nplease find attached"],
    ["list.json", "[1, 2, 3]"],
    ["null.json", "null"],
    ["deep.json", `${"[".repeat(5000)}`],
    ["half.json", '{"format":"crosscurrent-district/1","elements":[{'],
    ["case.m", "function mpc = case\nmpc.bus = ["],
    ["case.json", '{"baseMVA": "many", "bus": 3}'],
    ["loop.m", "while true\nend"],
    ["sections.inp", "[JUNCTIONS]\n[PIPES]\nP1 A B"],
    ["minus.inp", TOWN_INP.replaceAll("500", "-500")],
  ])("rubbish is refused with at least one error that names the file: %s", (name, text) => {
    const opened = openFile(name, text);
    expect(opened.district).toBeNull();
    const errors = opened.entries.filter((e) => e.group === "error");
    expect(errors.length).toBeGreaterThan(0);
    for (const e of errors.slice(0, 3)) expect(issueText(e.issue)).toContain(name.replace(/\.case\.json$/, ".json"));
  });
});

describe("letters", () => {
  const TOWN = TOWN_INP.replaceAll(/\bA\b/g, "Ä");

  it("UTF-8 with and without its mark, UTF-16 of both orders, and what older Windows wrote are the same network", () => {
    const little = Buffer.from(`\ufeff${TOWN}`, "utf16le");
    const big = Buffer.from(little).swap16();
    const old = Buffer.from(TOWN, "latin1");
    const ids = (bytes: Uint8Array) => openFile("town.inp", decodeText(bytes)).district?.elements.map((e) => e.id);
    const wanted = openFile("town.inp", TOWN).district?.elements.map((e) => e.id);
    expect(wanted).toContain("Ä");
    for (const bytes of [Buffer.from(TOWN), Buffer.from(`\ufeff${TOWN}`), little, big, old])
      expect(ids(bytes)).toEqual(wanted);
  });

  it("two names that differ in an accent stay two names", () => {
    expect(decodeText(Buffer.from("Jé Jè", "latin1"))).toBe("Jé Jè");
  });
});

describe("places", () => {
  it("a sheet of paper is drawn at the scale at which pipes are as long as the file says", () => {
    const { district, scale } = placed(openFile("town.inp", TOWN_INP).district!);
    // the file's plane is 10 units for 500 m; opening has scaled it already, so nothing is left to scale
    expect(scale).toBe(1);
    const p1 = district.elements.find((e) => e.id === "P1")!;
    const line = (p1.geometry as { line: readonly (readonly [number, number, number])[] }).line;
    expect(Math.hypot(line[1]![0] - line[0]![0], line[1]![1] - line[0]![1])).toBeCloseTo(500, 6);
    expect(groups("town.inp", TOWN_INP)).toContain("changed");
  });

  it("the lowest node stands on the ground and the middle is the origin", () => {
    const { district } = openFile("town.inp", TOWN_INP);
    const points = district!.elements.flatMap((e) => (e.geometry && "point" in e.geometry ? [e.geometry.point] : []));
    expect(Math.min(...points.map((p) => p[2]))).toBe(0);
    expect(Math.min(...points.map((p) => p[0])) + Math.max(...points.map((p) => p[0]))).toBeCloseTo(0, 6);
  });
});

describe("saving", () => {
  it("an opened EPANET file written anew opens as the same network", () => {
    const saved = saveFile({ as: "inp", file: "town.inp", text: TOWN_INP });
    const [before, after] = [openFile("town.inp", TOWN_INP), openFile("town.inp", saved.text)];
    expect(after.district?.elements).toEqual(before.district?.elements);
  });

  it("CSV has a row for each element and a column for each quantity; absent is empty", () => {
    const { district } = openFile("town.inp", TOWN_INP);
    const values = new Map([["A", { pressure_Pa: 300_000 }]]);
    const lines = saveFile({ as: "csv", district: district!, values }).text.trimEnd().split("\n");
    expect(lines[0]).toBe("id,kind,name,owner,from,to,pressure_Pa");
    expect(lines).toHaveLength(district!.elements.length + 1);
    expect(lines.find((l) => l.startsWith("A,"))).toBe("A,waterJunction,,water,,,300000");
    expect(lines.find((l) => l.startsWith("B,"))).toBe("B,waterJunction,,water,,,");
  });

  it("GeoJSON parses and has one feature an element", () => {
    const { district } = openFile("town.inp", TOWN_INP);
    const map = JSON.parse(saveFile({ as: "geojson", district: district!, values: new Map() }).text);
    expect(map.features).toHaveLength(district!.elements.length);
  });
});
