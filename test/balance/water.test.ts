import { describe, expect, it } from "vitest";
import { uniform } from "../../sim-core/cli/bench/graphs";
import type { District } from "../../sim-core/model/district";
import type { Element, FieldValue } from "../../sim-core/model/element";
import type { UtilitySolver } from "../../sim-core/utilities/contract";
import { WATER } from "../../sim-core/utilities/water";
import { solversModule } from "../support/module";
import { size } from "../support/size";

const element = (id: string, kind: string, fields: Record<string, FieldValue>, connects: string[] = []): Element => ({
  id,
  kind,
  owner: "water",
  fields,
  relations: connects.map((to) => ({ type: "connects" as const, to })),
});

/** A native district: a pumped grid with a tower, check valves, a reduced zone and shut pipes, from a seed. */
function grid(seed: number): District {
  const random = uniform(seed);
  const n = 8 + Math.floor(random() * 50);
  const columns = Math.ceil(Math.sqrt(n));
  const elements: Element[] = [
    element("R", "reservoir", { head_m: 5 }),
    element("T", "tank", {
      elevation_m: 45,
      initialLevel_m: 3 * random(),
      minLevel_m: 0,
      maxLevel_m: 3,
      diameter_m: 12,
    }),
    element("PU", "waterPump", { headCurve: "c" }, ["R", "J0"]),
    element("Z", "waterJunction", { elevation_m: 0, baseDemand_m3_s: 0.002 }),
    element("V", "waterValve", { valveType: "PRV", diameter_m: 0.2, setting_m: 25 }, [`J${n - 1}`, "Z"]),
  ];
  const pipe = (a: string, b: string): void => {
    const status = random() < 0.08 ? "closed" : random() < 0.1 ? "checkValve" : "open";
    elements.push(
      element(
        `${a}-${b}`,
        "waterPipe",
        {
          length_m: 50 + 400 * random(),
          diameter_m: 0.1 + 0.3 * random(),
          roughness_1: 110,
          minorLoss_1: random(),
          status,
        },
        [a, b],
      ),
    );
  };
  for (let i = 0; i < n; i++) {
    elements.push(
      element(`J${i}`, "waterJunction", { elevation_m: 15 * random(), baseDemand_m3_s: (0.04 / n) * random() }),
    );
    if (i % columns > 0) pipe(`J${i - 1}`, `J${i}`);
    if (i >= columns) pipe(`J${i - columns}`, `J${i}`);
  }
  pipe(`J${Math.floor(n / 2)}`, "T");
  return {
    format: "crosscurrent-district/1",
    id: `grid-${seed}`,
    name: "grid",
    origin: { latitude_deg: 0, longitude_deg: 0, elevation_m: 0 },
    utcOffsets: [],
    options: { water: {} },
    owners: [],
    elements,
    profiles: [],
    curves: [{ id: "c", x: [0.03], y: [55], xUnit: "m3/s", yUnit: "m" }],
    tags: [],
    rules: [],
    limits: [],
  };
}

const open = (district: District): UtilitySolver => {
  const { solver, issues } = WATER.open(solversModule(), district);
  if (!solver) throw new Error(JSON.stringify(issues));
  return solver;
};

/** Largest mass imbalance of any node, tanks and reservoirs included. */
function imbalance(solver: UtilitySolver): number {
  const { node, link } = solver.numbering;
  const net = new Float64Array(node!.count);
  const [from, to, flow] = ["from", "to", "flow_m3_s"].map((name) => solver.column("link", name));
  for (let k = 0; k < link!.count; k++) {
    net[from![k]!]! -= flow![k]!;
    net[to![k]!]! += flow![k]!;
  }
  const demand = solver.column("node", "demand_m3_s");
  return net.reduce((worst, inflow, i) => Math.max(worst, Math.abs(inflow - demand[i]!)), 0);
}

const COUNT = size(60, 1000);

describe(`${COUNT} random native networks`, () => {
  it("mass closes at every node to 1e-9 m3/s, at every quarter of a day with a power cut in it", () => {
    for (let seed = 1; seed <= COUNT; seed++) {
      const solver = open(grid(seed));
      for (let t = 0; t < 86400; t += 21600) {
        solver.column("link", "isEnergised")[solver.numbering.link!.row("PU")] = t === 43200 ? 0 : 1;
        solver.applyProfiles(t);
        const outcome = solver.solve(t);
        expect(outcome.ok, `seed ${seed} at ${t} s: ${JSON.stringify(outcome)}`).toBe(true);
        expect(imbalance(solver), `seed ${seed} at ${t} s`).toBeLessThan(1e-9);
        expect(solver.advance(t, t + 21600).ok).toBe(true);
      }
    }
  });
  it("no tank leaves its range, and its level moves by inflow over area to 1e-9 m", () => {
    for (let seed = 1; seed <= COUNT; seed += 5) {
      const solver = open(grid(seed));
      const row = solver.numbering.node!.row("T");
      const level = solver.column("node", "level_m");
      for (let t = 0; t < 43200; t += 600) {
        solver.solve(t);
        const before = level[row]!;
        const inflow = solver.column("node", "demand_m3_s")[row]!;
        const event = solver.nextEvent_s(t);
        solver.advance(t, t + 600);
        expect(level[row]!).toBeGreaterThanOrEqual(0);
        expect(level[row]!).toBeLessThanOrEqual(3);
        if (event > t + 601)
          expect(Math.abs(level[row]! - before - (inflow * 600) / (Math.PI * 36))).toBeLessThan(1e-9);
      }
    }
  });
  it("a restored state goes on to the same bits", () => {
    for (let seed = 1; seed <= COUNT; seed += 10) {
      const solver = open(grid(seed));
      solver.solve(0);
      solver.advance(0, 3600);
      const state = solver.save();
      const go = (): Float64Array => {
        solver.apply("PU", "speed_1", "set", 0.9);
        solver.applyProfiles(3600);
        solver.solve(3600);
        solver.advance(3600, 7200);
        solver.solve(7200);
        return Float64Array.from(solver.column("node", "head_m"));
      };
      const first = go();
      solver.restore(state);
      expect(go()).toEqual(first);
    }
  });
  it("a junction behind a shut pipe is named as cut off with its unmet demand, not as a huge negative pressure", () => {
    const base = grid(3);
    const far = [
      element("F", "waterJunction", { elevation_m: 3, baseDemand_m3_s: 0.004 }),
      element("FP", "waterPipe", { length_m: 10, diameter_m: 0.2, roughness_1: 100, status: "closed" }, ["J0", "F"]),
    ];
    const solver = open({ ...base, elements: [...base.elements, ...far] });
    const outcome = solver.solve(0);
    expect(outcome.report.notes).toContainEqual({ code: "cutOff", at: "F", value: 0.004 });
    expect(Math.min(...solver.column("node", "pressure_Pa"))).toBeGreaterThan(-2e6);
    expect(solver.apply("FP", "status", "set", "open")).toBeNull();
    expect(solver.solve(0).report.notes.filter((n) => n.at === "F")).toEqual([]);
  });
});
