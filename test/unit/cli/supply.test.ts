import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { main } from "../../../sim-core/cli/main";

const folder = mkdtempSync(join(tmpdir(), "crosscurrent-supply-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A closed pipe before B and C from 1 h on; H stands 30 m above the reservoir. */
const DRY = `[JUNCTIONS]
 A 10 5
 B 12 5
 C 30 2
 H 90 1
[RESERVOIRS]
 R 60
[PIPES]
 P1 R A 1000 200 110 0 Open
 P2 A B 1000 200 110 0 Open
 P3 B C 500 150 110 0 Open
 P4 A H 500 150 110 0 Open
[CONTROLS]
 LINK P2 CLOSED AT TIME 1
[OPTIONS]
 Units LPS
 Headloss H-W
[TIMES]
 Duration 3:00
[END]
`;
writeFileSync(join(folder, "dry.inp"), DRY);
writeFileSync(join(folder, "shut.inp"), DRY.replace("110 0 Open\n P3", "110 0 Closed\n P3"));

async function type(...typed: string[]) {
  const out: string[] = [];
  const notes: string[] = [];
  const answers: unknown[] = [];
  const code = await main(typed, {
    out: (line) => out.push(line),
    note: (line) => notes.push(line),
    path: (path) => join(folder, path),
    json: (file, value) => file !== undefined && answers.push(value),
  });
  return { code, out, notes, answer: answers[0] };
}

test("solve names who has no source and whose pressure is below zero, since when, and why", async () => {
  const { code, notes, answer } = await type("solve", "dry.inp", "--json", "answer.json");
  expect(code).toBe(0);
  const dry = "B, C have no source: open P2; 7.00 L/s not delivered";
  expect(notes).toContain(`3600 to 10800 s: ${dry}`);
  expect(notes.some((line) => line.startsWith("0 to 10800 s: H: pressure below zero"))).toBe(true);
  expect(answer).toMatchObject({
    findings: [
      { from_s: 0, to_s: 10_800 },
      { from_s: 3600, to_s: 10_800, text: dry },
    ],
  });
});

test("zones gives a zone without a source no pressure instead of a huge one", async () => {
  const { out, notes } = await type("zones", "shut.inp");
  expect(out).toContain("zone 1: 2 nodes with B, 7.0 L/s, no pressure");
  expect(out.join()).not.toMatch(/\d{6,}/);
  expect(notes).toContain("B, C have no source: open P2; 7.00 L/s not delivered");
  expect(notes).toContain("H: pressure below zero, -31.5 m at H; stands above the grade of R");
});

test("trace and zones take a file as its own run has it at an hour", async () => {
  const loses = async (...more: string[]) =>
    ((await type("trace", "dry.inp", "P1", ...more, "--json", "-")).answer as { loses: { node: string }[] }).loses
      .map((l) => l.node)
      .sort();
  expect(await loses()).toEqual(["A", "B", "C", "H"]);
  expect(await loses("--hour", "0.5")).toEqual(["A", "B", "C", "H"]);
  // P2 is shut from 1 h on: B and C have no water to lose
  expect(await loses("--hour", "2")).toEqual(["A", "H"]);
  const { answer } = await type("trace", "dry.inp", "P1", "--hour", "2", "--json", "-");
  expect(answer).toMatchObject({ close: [{ id: "P2", at: null, isClosedAlready: true }] });

  const zones = async (...more: string[]) =>
    ((await type("zones", "dry.inp", ...more, "--json", "-")).answer as { zones: { nodes: string[] }[] }).zones.map(
      (z) => z.nodes.length,
    );
  expect(await zones()).toEqual([5]);
  expect(await zones("--hour", "2")).toEqual([3, 2]);
});

test("run takes an EPANET file with its controls; a file with faults is named with its line", async () => {
  const { code, out, answer } = await type("run", "dry.inp", "--json", "-");
  expect(code).toBe(0);
  expect(out[0]).toMatch(/^seed 1: [0-9a-f]{32} {2}36 ticks/);
  expect(answer).toMatchObject({
    events: expect.arrayContaining([expect.objectContaining({ time_s: 3600, text: "P2 closed: at its time" })]),
  });
  writeFileSync(join(folder, "bad.inp"), DRY.replace("LINK P2", "LINK P9"));
  const bad = await type("run", "bad.inp");
  expect(bad.code).toBe(1);
  expect(bad.notes.join("\n")).toMatch(/bad\.inp:14: unknownLink: got P9, wanted the id of a link/);
  expect((await type("run", "dry.inp", "--district", "harbourside")).code).toBe(2);
});
