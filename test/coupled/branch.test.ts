import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { DISTRICTS, SCENARIOS } from "@/scenarios";
import { record } from "@/sim-core/cli/recorded";
import { Comparison } from "@/sim-core/derive/compare";
import type { Change } from "@/sim-core/model/change";
import type { District } from "@/sim-core/model/district";
import type { Element, FieldValue } from "@/sim-core/model/element";
import { issueText } from "@/sim-core/model/issue";
import type { FieldSpec } from "@/sim-core/model/schema";
import { openNodePool } from "@/sim-core/pool/node";
import { openRun } from "@/sim-core/session/run";
import { applyChange } from "@/sim-core/time/changes";
import { changeableFields, checkChange } from "@/sim-core/utilities/changeable";
import { district, element, scenario } from "../support/district";

const root = join(import.meta.dirname, "../..");
const files = { worker: join(root, "build/workers/worker.node.mjs"), solvers: join(root, "public/solvers.wasm") };
const harbourside = DISTRICTS.harbourside!();
const heatwave = SCENARIOS.heatwave!();

/** A value that the field may take: another one than it has, where it has one. */
function valuesFor(spec: FieldSpec, given: FieldValue | undefined): readonly FieldValue[] {
  if (spec.type === "boolean") return [false, true];
  if (spec.options) return spec.options;
  if (typeof given === "number" && given !== 0) return [given * 1.01];
  const [least, most] = spec.range ?? [0, 1];
  return [Math.max(least, Math.min(most, 0.5))];
}

/** Every changeable field of one element a kind, put to the solvers of a run. */
function refusals(of: District, kinds = new Set<string>()): string[] {
  const { run, issues } = openRun(new WebAssembly.Module(readFileSync(files.solvers)), of, scenario(), 1);
  if (!run) throw new Error(issues.map(issueText).join("\n"));
  const byId = new Map(of.elements.map((e) => [e.id, e]));
  const told: string[] = [];
  for (const e of of.elements) {
    if (kinds.has(e.kind)) continue;
    kinds.add(e.kind);
    for (const spec of changeableFields(e, of))
      for (const value of valuesFor(spec, e.fields[spec.name])) {
        const change: Change = {
          at_s: 0,
          op: "set",
          target: e.id,
          fields: { [spec.name]: value },
          by: "user",
          why: "",
        };
        const found = [...checkChange(byId, change, 3600, of), ...applyChange(run, change)];
        told.push(...found.map((issue) => `${e.kind}: ${issueText(issue)}`));
      }
  }
  return told;
}

describe("what a form offers to change", () => {
  const shipped = new Set<string>();
  it("every field of every kind in Harbourside is taken by its solver", () => {
    expect(refusals(harbourside, shipped)).toEqual([]);
    expect(shipped.size).toBeGreaterThan(30);
  });

  it("so is every field of the kinds that Harbourside has none of", () => {
    const more: readonly Element[] = [
      element("B1", "bus", { baseVoltage_V: 400 }),
      element("B2", "bus", { baseVoltage_V: 400 }),
      element("GRID", "gridSupply", {}, ["B1"]),
      element("SWITCH", "powerSwitch", {}, ["B1", "B2"]),
      element("BRANCH", "branch", { resistance_1: 0.01, reactance_1: 0.1 }, ["B1", "B2"]),
      element("GEN", "generator", { setPower_W: 100 }, ["B2"]),
      element("LOAD", "powerLoad", { active_W: 100 }, ["B2"]),
      element("SHUNT", "shunt", { susceptance_S: 0.001 }, ["B2"]),
      ...["G1", "G2", "G3", "G4"].map((id) => element(id, "gasJunction")),
      element("GATE", "citySource", { pressure_Pa: 5e5 }, ["G1"]),
      element("VALVE", "gasValve", { diameter_m: 0.1 }, ["G1", "G2"]),
      element("COMPRESSOR", "compressor", { ratio_1: 1.2 }, ["G2", "G3"]),
      element("BOOSTER", "booster", { liftCoefficients: [2000] }, ["G3", "G4"]),
      element("USE", "gasLoad", { offtake_kg_s: 0.01 }, ["G4"]),
      element("GIVE", "gasInjection", { inflow_kg_s: 0.001 }, ["G4"]),
      element("R", "reservoir", { head_m: 50 }),
      ...["W0", "W1", "W2", "W3"].map((id) => element(id, "waterJunction", { elevation_m: 0, baseDemand_m3_s: 0.001 })),
      element("FCV", "waterValve", { valveType: "FCV", diameter_m: 0.1, setting_m3_s: 0.01 }, ["W0", "W1"]),
      element("TCV", "waterValve", { valveType: "TCV", diameter_m: 0.1, setting_1: 5 }, ["W1", "W2"]),
      element("PIPE", "waterPipe", { length_m: 10, diameter_m: 0.1, roughness_1: 130 }, ["W2", "W3"]),
      element("MAIN", "waterPipe", { length_m: 10, diameter_m: 0.1, roughness_1: 130 }, ["R", "W0"]),
    ];
    const kinds = new Set(["bus", "gridSupply", "gasJunction", "reservoir", "waterJunction", "waterPipe"]);
    expect(refusals(district(more), kinds)).toEqual([]);
  });
});

const bytesOf = (frames: readonly (Float32Array | undefined)[]): Buffer =>
  Buffer.concat(frames.map((f) => Buffer.from(f!.buffer, f!.byteOffset, f!.byteLength)));

describe("branches through the pool", () => {
  const pool = openNodePool(1, files);
  afterAll(() => pool.close());
  const job = { district: harbourside, seed: 1, key: "one" };
  const opened: Change = {
    ...{ at_s: 14 * 3600, op: "set", target: "TX-quay-2" },
    ...{ fields: { isClosed: false }, by: "user", why: "opened" },
  };
  const story = { ...heatwave, changes: [opened] };

  it("a branch at 13:40 simulates 124 ticks, has the digest of the whole run with its Changes, and shares the rest", async () => {
    const parent = await record(pool, { ...job, scenario: heatwave, keyframeTicks: 82 });
    const from = parent.keyframes.find((k) => k.tick === 164)!.state;
    const own = await record(pool, { ...job, scenario: story, from });
    expect(own.frames.filter(Boolean)).toHaveLength(124);
    const whole = await record(pool, { district: harbourside, seed: 1, scenario: story });
    expect(own.result.digest).toBe(whole.result.digest);
    expect(own.result.events).toEqual(whole.result.events);
    const comparison = new Comparison(parent.layout, whole.layout);
    whole.frames.forEach((frame, tick) => comparison.take(tick, parent.frames[tick]!, frame!));
    const [first] = comparison.differences({ table: "power", rows: "branch", name: "loading_1" });
    expect(first).toMatchObject({ element: "TX-quay-1", firstTick: 168 });
    expect(Math.min(...comparison.differences().map((d) => d.firstTick))).toBe(168);
    // undo: back to the parent from the same keyframe; and a block that had to go is the same again
    const undone = await record(pool, { ...job, scenario: heatwave, from });
    expect(undone.result.digest).toBe(parent.result.digest);
    const block = await record(pool, { ...job, scenario: heatwave, from, ticks: 170 });
    expect(bytesOf(block.frames.slice(164)).equals(bytesOf(parent.frames.slice(164, 170)))).toBe(true);
  });
});
