import { describe, expect, it } from "vitest";
import { NATURAL_GAS, NORMAL_PRESSURE_PA, NORMAL_TEMPERATURE_K } from "../../sim-core/utilities/gas/fluid";
import { district, element } from "../support/district";
import { open, read, solved } from "../support/solve";

const pipe = { length_m: 1000, diameter_m: 0.1, roughness_m: 1e-4 };
const junctions = (...ids: string[]) => ids.map((id) => element(id, "gasJunction", { elevation_m: 0 }));
const gate = (pressure_Pa: number) => element("GATE", "citySource", { pressure_Pa }, ["A"]);
const load = (id: string, node: string, offtake_kg_s: number) => element(id, "gasLoad", { offtake_kg_s }, [node]);

describe("gas network", () => {
  it("one pipe: P1^2 - P2^2 is pN Tm / (TN rhoN A^2) Z (lambda L/D) m^2 to 1e-9, Z at the mean pressure", () => {
    const temperature_K = 288.15;
    const options = { gas: { friction: "nikuradse", temperature_K } };
    const solver = open(
      "gas",
      district([...junctions("A", "B"), gate(3e5), element("P", "gasPipe", pipe, ["A", "B"]), load("L", "B", 0.2)], {
        options,
      }),
    );
    solved(solver);
    const p1 = 3e5 + 101325;
    const p2 = read(solver, "node", "pressure_Pa", "B") + 101325;
    const area = (Math.PI * 0.1 ** 2) / 4;
    const viscosity = NATURAL_GAS.viscosity.at(temperature_K);
    const re = (0.2 * 0.1) / (viscosity * area);
    const lambda = 64 / re + (2 * Math.log10(0.1 / 1e-4) + 1.14) ** -2;
    const mean = ((2 / 3) * (p1 ** 3 - p2 ** 3)) / (p1 ** 2 - p2 ** 2);
    const z = NATURAL_GAS.zOffset_1 + NATURAL_GAS.zSlope_1_Pa * mean;
    const c =
      (NORMAL_PRESSURE_PA * temperature_K) / (NORMAL_TEMPERATURE_K * NATURAL_GAS.normalDensity_kg_m3 * area * area);
    const drop = c * z * ((lambda * 1000) / 0.1) * 0.04;
    expect(Math.abs((p1 ** 2 - p2 ** 2) / drop - 1)).toBeLessThan(1e-9);
    // Continuity: v = m / (rho A) with the density of the lower end.
    const rho = (NATURAL_GAS.normalDensity_kg_m3 * NORMAL_TEMPERATURE_K * p2) / (temperature_K * NORMAL_PRESSURE_PA);
    const z2 = NATURAL_GAS.zOffset_1 + NATURAL_GAS.zSlope_1_Pa * p2;
    expect(read(solver, "link", "velocity_m_s", "P") / ((0.2 * z2) / (rho * area))).toBeCloseTo(1, 9);
  });

  it("a regulator holds 21 mbar at its outlet while its inlet is above, is fully open below, and closes above its setting", () => {
    const elements = (offtake: number) => [
      ...junctions("A", "B", "C"),
      gate(5e4),
      element("P", "gasPipe", { ...pipe, diameter_m: 0.03 }, ["A", "B"]),
      element("REG", "regulator", { setPressure_Pa: 2100 }, ["B", "C"]),
      load("L", "C", offtake),
    ];
    const at = (offtake: number) => {
      const solver = open("gas", district(elements(offtake)));
      solved(solver);
      return solver;
    };
    const active = at(0.002);
    expect(read(active, "link", "mode", "REG")).toBe(1);
    expect(read(active, "node", "pressure_Pa", "C")).toBeCloseTo(2100, 6);
    expect(read(active, "link", "flow_kg_s", "REG")).toBeCloseTo(0.002, 12);
    const starved = at(0.0073);
    expect(read(starved, "link", "mode", "REG")).toBe(2);
    expect(read(starved, "node", "pressure_Pa", "C")).toBeLessThan(2100);
    expect(read(starved, "node", "pressure_Pa", "C")).toBeCloseTo(read(starved, "node", "pressure_Pa", "B"), 3);
    const flooded = district([
      ...elements(0.001),
      element("D", "gasJunction"),
      element("HIGH", "citySource", { pressure_Pa: 3000 }, ["D"]),
      element("X", "gasPipe", pipe, ["D", "C"]),
    ]);
    const closed = open("gas", flooded);
    solved(closed);
    expect(read(closed, "link", "mode", "REG")).toBe(0);
    expect(read(closed, "link", "flow_kg_s", "REG")).toBe(0);
  });

  it("a regulator at its capacity passes that and no more, the neighbour takes the rest", () => {
    const solver = open(
      "gas",
      district([
        ...junctions("A", "B", "C"),
        gate(2e5),
        element("R1", "regulator", { setPressure_Pa: 2600, maxFlow_kg_s: 0.01 }, ["A", "B"]),
        element("R2", "regulator", { setPressure_Pa: 2500 }, ["A", "C"]),
        element("P", "gasPipe", { ...pipe, length_m: 100 }, ["B", "C"]),
        load("L", "B", 0.03),
      ]),
    );
    solved(solver);
    expect(read(solver, "link", "mode", "R1")).toBe(3);
    expect(read(solver, "link", "flow_kg_s", "R1")).toBeCloseTo(0.01, 12);
    expect(read(solver, "link", "flow_kg_s", "R2")).toBeCloseTo(0.02, 10);
  });

  it("two regulators with one outlet share its flow by half", () => {
    const solver = open(
      "gas",
      district([
        ...junctions("A", "B"),
        gate(2e5),
        element("R1", "regulator", { setPressure_Pa: 2600 }, ["A", "B"]),
        element("R2", "regulator", { setPressure_Pa: 2600 }, ["A", "B"]),
        load("L", "B", 0.03),
      ]),
    );
    solved(solver);
    expect(read(solver, "link", "flow_kg_s", "R1")).toBeCloseTo(0.015, 12);
    expect(read(solver, "link", "flow_kg_s", "R2")).toBeCloseTo(0.015, 12);
  });

  it("a compressor of ratio 1.3 lifts the absolute pressure by 30 % and its power is that of the ideal lift", () => {
    const solver = open(
      "gas",
      district([
        ...junctions("A", "B", "C"),
        gate(2e6),
        element("K", "compressor", { ratio_1: 1.3 }, ["A", "B"]),
        element("P", "gasPipe", pipe, ["B", "C"]),
        load("L", "C", 0.5),
      ]),
    );
    solved(solver);
    const p1 = 2e6 + 101325;
    expect((read(solver, "node", "pressure_Pa", "B") + 101325) / p1).toBeCloseTo(1.3, 8);
    const rs = 8.314 / NATURAL_GAS.molarMass_kg_mol;
    const cp = NATURAL_GAS.heatCapacity.at(283.15);
    const kappa = cp / (cp - rs);
    const z = 1 + NATURAL_GAS.zSlope_1_Pa * p1;
    const want = (0.5 * z * rs * 283.15 * kappa * (1.3 ** ((kappa - 1) / kappa) - 1)) / (kappa - 1);
    expect(read(solver, "link", "power_W", "K") / want).toBeCloseTo(1, 8);
  });

  it("a closed valve leaves an island at 0 Pa, names its node and the 0.02 kg/s that it asks for; opening it heals it", () => {
    const solver = open(
      "gas",
      district([
        ...junctions("A", "B", "C"),
        gate(2e5),
        element("P", "gasPipe", pipe, ["A", "B"]),
        element("V", "gasValve", { diameter_m: 0.1 }, ["B", "C"]),
        load("L", "C", 0.02),
        load("K", "B", 0.01),
      ]),
    );
    expect(solved(solver).notes).toEqual([]);
    const before = read(solver, "node", "pressure_Pa", "C");
    expect(solver.apply("V", "isOpen", "set", false)).toBeNull();
    const report = solved(solver);
    expect(report.notes).toEqual([{ code: "islandWithoutSource", at: "C", value: 0.02 }]);
    expect(read(solver, "node", "pressure_Pa", "C")).toBe(0);
    expect(read(solver, "link", "flow_kg_s", "P")).toBeCloseTo(0.01, 12);
    expect(solver.apply("V", "isOpen", "set", true)).toBeNull();
    expect(solved(solver).notes).toEqual([]);
    expect(read(solver, "node", "pressure_Pa", "C")).toBeCloseTo(before, 3);
  });

  it("a demand that no pressure can carry is a failure with the node's name, and less of it solves again", () => {
    const solver = open(
      "gas",
      district([...junctions("A", "B"), gate(2000), element("P", "gasPipe", pipe, ["A", "B"]), load("L", "B", 5)]),
    );
    const outcome = solver.solve(0);
    expect(outcome.ok).toBe(false);
    if (outcome.ok) return;
    expect(outcome.code).toBe("diverged");
    expect(outcome.at).toBe("B");
    expect(solver.apply("L", "offtake_kg_s", "set", 0.001)).toBeNull();
    solver.applyProfiles(0);
    expect(solver.solve(0).ok).toBe(true);
  });

  it("a load follows its profile: factors 1 and 2 at 0 h and 1 h double the flow, the day repeats", () => {
    const profiles = [{ id: "twice", step_s: 3600, values: [1, 2], unit: "1" }];
    const offtake = { offtake_kg_s: 0.01, profile: "twice" };
    const solver = open(
      "gas",
      district(
        [
          ...junctions("A", "B"),
          gate(2e5),
          element("P", "gasPipe", pipe, ["A", "B"]),
          element("L", "gasLoad", offtake, ["B"]),
        ],
        { profiles },
      ),
    );
    for (const [time_s, want] of [
      [0, 0.01],
      [3600, 0.02],
      [5000, 0.02],
      [7200, 0.01],
    ] as const) {
      solver.applyProfiles(time_s);
      solved(solver, time_s);
      expect(read(solver, "link", "flow_kg_s", "P")).toBeCloseTo(want, 12);
    }
  });
});
