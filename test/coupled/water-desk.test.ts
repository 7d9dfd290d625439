import { describe, expect, it } from "vitest";
import { DISTRICTS, SCENARIOS } from "@/scenarios";
import { openFile } from "@/sim-core/exchange/open";
import type { District } from "@/sim-core/model/district";
import type { Scenario } from "@/sim-core/model/scenario";
import { findColumn } from "@/sim-core/record/frame";
import { advance, frameLayout, openRun } from "@/sim-core/session/run";
import { type FireFlowRow, studyFireFlow } from "@/sim-core/study/water/fireFlow";
import { standAt, type WaterInstant } from "@/sim-core/study/water/instant";
import { compileWater } from "@/sim-core/utilities/water/compile";
import { solversModule } from "../support/module";
import { TOWN_CASE, TOWN_INP } from "../support/town-files";

let now = 0;
const pace = {
  ...{ part_ms: 5, most_ms: 1e9, now_ms: () => now++ },
  ...{ breathe: async () => {}, isCancelled: () => false },
};

function instantOf(district: District, scenario: Scenario, ticks: number): WaterInstant {
  const { run, issues } = openRun(solversModule(), district, scenario, scenario.seed);
  if (!run) throw new Error(JSON.stringify(issues));
  for (let t = 0; t < ticks; t++) advance(run);
  // as the page has it: display values are f32
  const values = Float64Array.from(Float32Array.from(run.values));
  return { layout: frameLayout(run), values, time_s: (ticks - 1) * scenario.tick_s };
}

async function fireFlowOf(district: District, at: WaterInstant | null, isExact: boolean, its = pace) {
  const rows = new Map<string, FireFlowRow>();
  const hand = (part: readonly FireFlowRow[]) => {
    for (const r of part) rows.set(r.id, r);
  };
  const answer = await studyFireFlow(solversModule(), district, at, isExact, hand, its);
  return { answer, rows };
}

const opened = openFile("town.inp", TOWN_INP);
const HALF_DAY = 43_200 / opened.scenario!.tick_s;
const harbourside = DISTRICTS.harbourside!();

describe("a water network as it stood at an instant of a run", () => {
  it.each([
    ["Harbourside", harbourside, SCENARIOS.heatwave!(), 170],
    ["an opened file", opened.district!, opened.scenario!, HALF_DAY],
  ] as const)("%s solves to the Frame's heads within 1 mm", (_, district, scenario, ticks) => {
    const at = instantOf(district, scenario as Scenario, ticks);
    const { net } = compileWater(district);
    const { network } = standAt(solversModule(), net!, at);
    const head = findColumn(at.layout, "water", "node", "head_m")!;
    const off = head.ids.map((_, i) =>
      Math.abs(network.head[i]! / net!.constants.length_k - at.values[head.offset + i]!),
    );
    expect(Math.max(...off)).toBeLessThan(1e-3);
  });
});

describe("fire flow of the water desk", () => {
  it("Harbourside: every hydrant is screened, then exact, and the weakest is among the six that are screened as such", async () => {
    const at = instantOf(harbourside, SCENARIOS.heatwave!(), 170);
    const screened = await fireFlowOf(harbourside, at, false);
    const exact = await fireFlowOf(harbourside, at, true);
    expect(exact.answer).toMatchObject({ failure: "", places: 63, screened: 63, exact: 63, isEveryJunction: false });
    expect([...exact.rows.values()].every((r) => r.isExact && r.available_m3_s > 0.01)).toBe(true);
    const order = ({ rows }: typeof exact) =>
      [...rows.values()].sort((a, b) => a.available_m3_s - b.available_m3_s).map((r) => r.id);
    expect(order(screened).slice(0, 6)).toContain(order(exact)[0]);
  });

  it("a file without hydrants is asked at every junction, as filed and at an instant", async () => {
    const filed = await fireFlowOf(opened.district!, null, true);
    expect(filed.answer).toMatchObject({ failure: "", places: 3, exact: 3, isEveryJunction: true });
    const later = await fireFlowOf(opened.district!, instantOf(opened.district!, opened.scenario!, HALF_DAY), true);
    expect(later.answer.exact).toBe(3);
    expect(later.rows.get("A")!.available_m3_s).not.toBeCloseTo(filed.rows.get("A")!.available_m3_s, 6);
  });

  it("a stop is heard between rows, and what was found stays", async () => {
    let rows = 0;
    const its = { ...pace, part_ms: 0, isCancelled: () => ++rows > 70 };
    const { answer, rows: found } = await fireFlowOf(harbourside, null, true, its);
    expect(answer.isCancelled).toBe(true);
    expect(answer.exact).toBeLessThan(63);
    expect(found.size).toBe(63);
  });

  it("a district without water says so", async () => {
    const { answer } = await fireFlowOf(openFile("town.m", TOWN_CASE).district!, null, false);
    expect(answer.failure).toBe("this district has no water network");
  });
});
