import { describe, expect, it } from "vitest";
import { DISTRICTS, SCENARIOS } from "@/scenarios";
import { openFile } from "@/sim-core/exchange/open";
import type { District } from "@/sim-core/model/district";
import type { Scenario } from "@/sim-core/model/scenario";
import { findColumn } from "@/sim-core/record/frame";
import { advance, frameLayout, openRun } from "@/sim-core/session/run";
import { studyAge } from "@/sim-core/study/water/age";
import { studyAreas } from "@/sim-core/study/water/areas";
import { type FireFlowRow, studyFireFlow } from "@/sim-core/study/water/fireFlow";
import { standAt, type WaterInstant } from "@/sim-core/study/water/instant";
import { studyIsolation } from "@/sim-core/study/water/isolation";
import type { RecordedWater } from "@/sim-core/study/water/recorded";
import { studyZones } from "@/sim-core/study/water/zones";
import { compileWater } from "@/sim-core/utilities/water/compile";
import { meterAreas, zoneAreas } from "@/sim-core/utilities/water/studies/metered";
import { waterQuality } from "@/sim-core/utilities/water/studies/quality";
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

function recorded(district: District, scenario: Scenario): RecordedWater {
  const { run } = openRun(solversModule(), district, scenario, scenario.seed);
  const layout = frameLayout(run!);
  const [head, demand, flow] = [
    findColumn(layout, "water", "node", "head_m")!,
    findColumn(layout, "water", "node", "demand_m3_s")!,
    findColumn(layout, "water", "link", "flow_m3_s")!,
  ];
  const instants = scenario.duration_s / scenario.tick_s;
  const values: number[] = [];
  for (let t = 0; t < instants; t++) {
    advance(run!);
    for (const c of [head, demand, flow]) values.push(...run!.values.subarray(c.offset, c.offset + c.ids.length));
  }
  return { nodes: head.ids, links: flow.ids, step_s: scenario.tick_s, instants, values: Float32Array.from(values) };
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

describe("isolation of the water desk", () => {
  const ask = (district: District, at: WaterInstant | null, main: string, stuck: string[] = []) =>
    studyIsolation(solversModule(), { district, at, main, valves: "ends", stuck });

  it("a pipe of a ring is shut at its two ends and nobody loses water; a valve that sticks brings in the next ones", () => {
    const { trace } = ask(opened.district!, null, "P1");
    expect(trace!.close.map((v) => [v.id, v.at])).toEqual([
      ["P1", "A"],
      ["P1", "B"],
    ]);
    expect(trace!.loses).toEqual([]);
    const stuck = ask(opened.district!, null, "P2", ["P2"]).trace!;
    expect(stuck.close.map((v) => v.id)).not.toContain("P2");
    expect(stuck.loses.map((l) => [l.node, l.why])).toEqual([
      ["B", "inside"],
      ["C", "inside"],
    ]);
  });

  it("while the pump stands who hangs behind the tank loses water too, each what the Frame says that it draws", () => {
    const at = instantOf(opened.district!, opened.scenario!, HALF_DAY);
    const demand = findColumn(at.layout, "water", "node", "demand_m3_s")!;
    const drawn = (id: string) => at.values[demand.offset + demand.ids.indexOf(id)]!;
    const { trace } = ask(opened.district!, at, "P2", ["P2"]);
    for (const l of trace!.loses) expect(l.demand_m3_s).toBeCloseTo(drawn(l.node), 9);
    expect(trace!.loses.map((l) => [l.node, l.why])).toEqual([
      ["A", "cutOff"],
      ["B", "inside"],
      ["C", "inside"],
    ]);
    expect(trace!.demand_m3_s).toBeCloseTo(drawn("A") + drawn("B") + drawn("C"), 9);
  });

  it("what is no main is refused by name", () => {
    expect(ask(opened.district!, null, "A").failure).toBe(
      "A is no main: wanted a pipe, a pump or a valve of the water network",
    );
  });
});

describe("pressure zones of the water desk", () => {
  it("Harbourside at an instant: five zones, least pressures those of the Frame, the sum of demands its own", () => {
    const at = instantOf(harbourside, SCENARIOS.heatwave!(), 170);
    const found = studyZones(solversModule(), { district: harbourside, at, move: null });
    expect(found.failure).toBe("");
    expect(found.zones).toHaveLength(5);
    expect(found.without).toEqual([]);
    const pressure = findColumn(at.layout, "water", "node", "pressure_Pa")!;
    const demand = findColumn(at.layout, "water", "node", "demand_m3_s")!;
    const { net } = compileWater(harbourside);
    let drawn = 0;
    for (let i = 0; i < net!.junctionCount; i++) drawn += at.values[demand.offset + i]!;
    expect(found.zones.reduce((sum, z) => sum + z.demand_m3_s, 0)).toBeCloseTo(drawn, 6);
    for (const z of found.zones.filter((z) => z.leastAt !== ""))
      expect(Math.abs(z.least_Pa - at.values[pressure.offset + pressure.ids.indexOf(z.leastAt)]!)).toBeLessThan(10);
  });

  it("a junction beside a closed pipe moves by Changes that a run takes, and has the new zone's pressure", () => {
    const at = instantOf(harbourside, SCENARIOS.heatwave!(), 1);
    const found = studyZones(solversModule(), { district: harbourside, at, move: null });
    const closed = found.boundaries.find((b) => b.reason === "closed" && b.from !== b.to)!;
    const { net } = compileWater(harbourside);
    const link = net!.links.row(closed.id);
    const node = net!.nodes.ids[net!.from[link]!]!;
    const to = net!.nodes.ids[net!.to[link]!]!;
    const { move } = studyZones(solversModule(), { district: harbourside, at, move: { nodes: [node], to } });
    expect(move!.failure).toBe("");
    expect(move!.opens).toContain(closed.id);
    expect(move!.pressures[0]!.after_Pa).not.toBeCloseTo(move!.pressures[0]!.before_Pa, -3);
    const scenario = { ...SCENARIOS.heatwave!(), changes: move!.changes };
    const { run, issues } = openRun(solversModule(), harbourside, scenario, 1);
    expect(issues.filter((i) => i.severity === "error")).toEqual([]);
    expect(run).not.toBeNull();
  });
});

describe("whole runs of the water desk", () => {
  const town = recorded(opened.district!, opened.scenario!);
  const { net } = compileWater(opened.district!);
  const schedule = opened.district!.waterSchedule!;

  it("books of a recorded run are those of the file's own within 1 %, and close to 1e-3 of the inflow", () => {
    const question = { district: opened.district!, run: town, startClock_s: schedule.startClock_s, practice: {} };
    const { areas, failure } = studyAreas(solversModule(), question);
    expect(failure).toBe("");
    const { areas: own } = meterAreas(solversModule(), net!, schedule, zoneAreas(net!));
    expect(areas).toHaveLength(own.length);
    areas.forEach((a, k) => {
      const share = ((town.instants - 1) * town.step_s) / own[k]!.duration_s;
      expect(Math.abs(a.consumption_m3 / (own[k]!.consumption_m3 * share) - 1)).toBeLessThan(0.01);
      expect(Math.abs(a.closure_1)).toBeLessThan(1e-3);
      expect(Math.abs(a.nightFlow_m3_s / own[k]!.nightFlow_m3_s - 1)).toBeLessThan(0.01);
    });
  });

  it("more connections make less for each and a smaller index; without a run and times it is said what is missing", () => {
    const question = { district: harbourside, run: null, startClock_s: 0, practice: {} };
    expect(studyAreas(solversModule(), question).failure).toContain("run the scenario first");
    const filed = { ...question, district: opened.district! };
    const few = studyAreas(solversModule(), filed).areas[0]!;
    const practice = { [few.id]: { connections: 400 } };
    const many = studyAreas(solversModule(), { ...filed, practice }).areas[0]!;
    expect(many.connections).toBe(400);
    expect(many.uarl_L_day).toBeGreaterThan(few.uarl_L_day);
  });

  it("ages read from a recorded run are those of the file's own run within one tick of 5 min at every node", async () => {
    const followed = await studyAge(
      { district: opened.district!, run: town, question: { kind: "age" } },
      () => {},
      pace,
    );
    expect(followed).toMatchObject({ failure: "", instants: town.instants, isCancelled: false });
    const own = waterQuality(solversModule(), net!, schedule, { kind: "age" });
    const t = own.times_s.findLast((s) => s <= (town.instants - 1) * town.step_s && s % town.step_s === 0)!;
    const at = (t / town.step_s) * followed.nodes.length;
    const expected = own.values[own.times_s.indexOf(t)]!;
    const off = followed.nodes.map((_, i) => Math.abs(followed.values[at + i]! - expected[i]!));
    expect(Math.max(...off)).toBeLessThan(opened.scenario!.tick_s);
  });

  it("shares from all sources lie between 0 and 1, and a stop is heard", async () => {
    const ask = { district: opened.district!, run: town, question: { kind: "trace", source: "R" } } as const;
    const share = await studyAge(ask, () => {}, pace);
    expect(share.values.every((v) => v >= -1e-9 && v <= 1 + 1e-9)).toBe(true);
    const stopped = await studyAge(ask, () => {}, { ...pace, part_ms: 0, isCancelled: () => true });
    expect(stopped.isCancelled).toBe(true);
    expect(stopped.instants).toBeLessThan(town.instants);
    const nobody = { ...ask, question: { kind: "trace", source: "X" } } as const;
    expect((await studyAge(nobody, () => {}, pace)).failure).toBe("X is no node of the water network");
  });
});
