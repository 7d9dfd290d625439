import { describe, expect, it } from "vitest";
import type { Element } from "../../sim-core/model/element";
import { district, element } from "../support/district";
import { open, read, solved } from "../support/solve";

const CP = 4186;
/** Constant properties: every answer has a closed form. */
const constant = {
  options: { heat: { fluid: "tables", friction: "nikuradse" } },
  curves: [
    { id: "heat.density", x: [273.15], y: [980], xUnit: "K", yUnit: "kg/m3" },
    { id: "heat.viscosity", x: [273.15], y: [4e-4], xUnit: "K", yUnit: "Pa s" },
    { id: "heat.heatCapacity", x: [273.15], y: [CP], xUnit: "K", yUnit: "J/(kg K)" },
  ],
};
const nodes = (loop: string, ...ids: string[]) => ids.map((id) => element(id, "heatJunction", { loop }));
const pipe = { length_m: 500, diameter_m: 0.1, roughness_m: 1e-4, loss_W_m_K: 0.5, ambient_K: 281.15 };

/** Plant, 500 m out, one consumer, 500 m back. */
function loop(consumer: Record<string, number>, plant: Record<string, number> = {}, name = "heat"): Element[] {
  const fields = { supplySet_K: name === "heat" ? 353.15 : 279.15, lift_Pa: 3e5, returnPressure_Pa: 2e5 };
  return [
    ...nodes(name, "S1", "S2", "R2", "R1"),
    element("PLANT", "heatPlant", { ...fields, ...plant, loop: name }, ["R1", "S1"]),
    element("OUT", "heatPipe", { ...pipe, loop: name }, ["S1", "S2"]),
    element("BACK", "heatPipe", { ...pipe, loop: name }, ["R2", "R1"]),
    element("HIU", "heatConsumer", { design_W: 8e5, ...consumer, loop: name }, ["S2", "R2"]),
  ];
}

describe("heating and cooling loops", () => {
  it("a pipe loses exp(-U L/(cp m)) of its excess over the ground, to 1e-9 K", () => {
    const solver = open("heat", district(loop({ flow_kg_s: 2, returnTemperature_K: 318.15 }), constant));
    solved(solver);
    const decay = Math.exp((-0.5 * 500) / (CP * 2));
    expect(read(solver, "node", "temperature_K", "S2")).toBeCloseTo(281.15 + (353.15 - 281.15) * decay, 9);
    expect(read(solver, "node", "temperature_K", "R1")).toBeCloseTo(281.15 + (318.15 - 281.15) * decay, 9);
  });

  it("two streams mix to the mean of their enthalpies, to 1e-9 K", () => {
    const elements = [
      ...nodes("heat", "A", "B", "M", "E"),
      element("HOT", "heatFeed", { pressure_Pa: 5e5, temperature_K: 360 }, ["A"]),
      element("COLD", "heatFeed", { pressure_Pa: 5e5, temperature_K: 300 }, ["B"]),
      element("P1", "heatPipe", { ...pipe, loss_W_m_K: 0 }, ["A", "M"]),
      element("P2", "heatPipe", { ...pipe, length_m: 900, loss_W_m_K: 0 }, ["B", "M"]),
      element("P3", "heatPipe", { ...pipe, loss_W_m_K: 0 }, ["M", "E"]),
      element("TAP", "heatOutflow", { outflow_kg_s: 5 }, ["E"]),
    ];
    const solver = open("heat", district(elements, constant));
    solved(solver);
    const m1 = read(solver, "link", "flow_kg_s", "P1");
    const m2 = read(solver, "link", "flow_kg_s", "P2");
    expect(m1 + m2).toBeCloseTo(5, 10);
    expect(m1).toBeGreaterThan(m2);
    expect(read(solver, "node", "temperature_K", "M")).toBeCloseTo((360 * m1 + 300 * m2) / 5, 9);
  });

  it("Darcy-Weisbach over the loop: lift = two pipes and what the consumer's valve takes, to 1e-6 Pa", () => {
    const solver = open("heat", district(loop({ flow_kg_s: 3, returnTemperature_K: 318.15 }), constant));
    solved(solver);
    const area = (Math.PI * 0.01) / 4;
    const lambda = 64 / ((3 * 0.1) / (4e-4 * area)) + (2 * Math.log10(3.71 / 1e-3)) ** -2;
    const drop = (9 * lambda * 500) / 0.1 / (2 * area * area * 980);
    const p = (id: string) => read(solver, "node", "pressure_Pa", id);
    expect(p("S1") - p("S2")).toBeCloseTo(drop, 6);
    expect(p("R2") - p("R1")).toBeCloseTo(drop, 6);
    expect(p("S1") - p("R1")).toBeCloseTo(3e5, 6);
  });

  it("a consumer draws the flow that its heat needs at the temperature that arrives: Q = m cp (T - Tr) to 1e-8", () => {
    const solver = open("heat", district(loop({ heat_W: 4e5, returnTemperature_K: 318.15 }), constant));
    solved(solver);
    const m = read(solver, "link", "flow_kg_s", "HIU");
    const arriving = read(solver, "node", "temperature_K", "S2");
    expect((m * CP * (arriving - 318.15)) / 4e5).toBeCloseTo(1, 8);
    expect(read(solver, "link", "heat_W", "HIU") / -4e5).toBeCloseTo(1, 8);
  });

  it("heat closes around the loop to 1e-9: plant = consumer + both pipes, heating and cooling alike, real water", () => {
    for (const name of ["heat", "cooling"]) {
      const consumer: Record<string, number> =
        name === "heat" ? { heat_W: 5e5, returnTemperature_K: 318.15 } : { heat_W: 1e5, temperatureDrop_K: 8 };
      const solver = open("heat", district(loop(consumer, {}, name)));
      solved(solver);
      const heat = (id: string) => read(solver, "link", "heat_W", id);
      const sum = heat("PLANT") + heat("OUT") + heat("BACK") + heat("HIU");
      expect(Math.abs(sum / heat("PLANT")), name).toBeLessThan(1e-9);
      expect(Math.sign(heat("PLANT"))).toBe(name === "heat" ? 1 : -1);
      expect(Math.sign(heat("HIU"))).toBe(name === "heat" ? -1 : 1);
    }
  });

  it("the circulation pump draws lift times volume flow over its efficiency, to 1e-9", () => {
    const fields = { flow_kg_s: 2, returnTemperature_K: 318.15 };
    const solver = open("heat", district(loop(fields, { pumpEfficiency_1: 0.65 }), constant));
    solved(solver);
    expect(read(solver, "link", "power_W", "PLANT") / ((3e5 * 2) / (980 * 0.65))).toBeCloseTo(1, 9);
  });

  it("no demand is a state: no flow, no heat, NaN temperatures, static pressure; and the demand may come back", () => {
    const solver = open("heat", district(loop({ returnTemperature_K: 318.15 })));
    solved(solver);
    for (const id of ["OUT", "BACK", "HIU", "PLANT"]) {
      expect(Math.abs(read(solver, "link", "flow_kg_s", id))).toBeLessThan(1e-9);
      expect(read(solver, "link", "heat_W", id)).toBeCloseTo(0, 9);
    }
    expect(read(solver, "node", "temperature_K", "S2")).toBeNaN();
    expect(read(solver, "node", "pressure_Pa", "R2")).toBeCloseTo(2e5, 3);
    const demand = solver.column("link", "heatDemand_W");
    const row = solver.numbering.link!.row("HIU");
    demand[row] = 3e5;
    solved(solver);
    const before = read(solver, "link", "flow_kg_s", "OUT");
    demand[row] = 0;
    solved(solver);
    demand[row] = 3e5;
    solved(solver);
    expect(read(solver, "link", "flow_kg_s", "OUT")).toBeCloseTo(before, 7);
  });

  it("a pump without power stops the loop, says how many W are missing, and the other loop goes on unchanged", () => {
    const renamed = loop({ heat_W: 1e5, temperatureDrop_K: 8 }, {}, "cooling").map((e) => ({
      ...e,
      id: `C-${e.id}`,
      relations: e.relations.map((r) => ({ ...r, to: `C-${r.to}` })),
    }));
    const solver = open("heat", district([...loop({ heat_W: 5e5, returnTemperature_K: 318.15 }), ...renamed]));
    solved(solver);
    const cold = read(solver, "link", "heat_W", "C-HIU");
    const energised = solver.column("link", "isEnergised");
    energised[solver.numbering.link!.row("PLANT")] = 0;
    const report = solved(solver);
    expect(report.notes).toEqual([{ code: "undelivered_W", at: "HIU", value: 5e5 }]);
    expect(read(solver, "link", "flow_kg_s", "OUT")).toBeCloseTo(0, 9);
    expect(read(solver, "link", "power_W", "PLANT")).toBe(0);
    expect(read(solver, "link", "heat_W", "C-HIU")).toBeCloseTo(cold, 3);
    energised[solver.numbering.link!.row("PLANT")] = 1;
    expect(solved(solver).notes).toEqual([]);
    expect(read(solver, "link", "heat_W", "HIU")).toBeCloseTo(-5e5, 1);
  });

  it("too little lift: the control valve stands open, the flow is what sqrt(dp) gives, less heat is delivered", () => {
    const solver = open("heat", district(loop({ heat_W: 8e5, returnTemperature_K: 318.15 }, { lift_Pa: 6e4 })));
    const report = solved(solver);
    expect(report.notes[0]).toMatchObject({ code: "tooLittlePressure", at: "HIU", value: 1 });
    expect(read(solver, "link", "mode", "HIU")).toBe(2);
    const design = 8e5 / (4190 * (353.15 - 318.15));
    const m = read(solver, "link", "flow_kg_s", "HIU");
    const have = read(solver, "node", "pressure_Pa", "S2") - read(solver, "node", "pressure_Pa", "R2");
    expect(have / (30000 * (m / design) ** 2)).toBeCloseTo(1, 6);
    expect(-read(solver, "link", "heat_W", "HIU")).toBeLessThan(8e5);
    expect(-read(solver, "link", "heat_W", "HIU")).toBeGreaterThan(3e5);
    solver.apply("PLANT", "lift_Pa", "set", 4e5);
    expect(solved(solver).notes).toEqual([]);
    expect(read(solver, "link", "mode", "HIU")).toBe(1);
  });

  it("supply no warmer than the return gives no heat, and at most 1.5 times the design flow is drawn", () => {
    const fields = { heat_W: 5e5, returnTemperature_K: 318.15 };
    const solver = open("heat", district(loop(fields, { supplySet_K: 353.15, lift_Pa: 8e5 })));
    solved(solver);
    solver.apply("PLANT", "supplySet_K", "set", 310.15);
    const report = solved(solver);
    expect(report.notes.at(-1)).toMatchObject({ code: "undelivered_W", at: "HIU" });
    expect(read(solver, "link", "heat_W", "HIU")).toBeCloseTo(0, 6);
    const design = 8e5 / (4190 * (353.15 - 318.15));
    expect(read(solver, "link", "flow_kg_s", "HIU") / design).toBeCloseTo(1.5, 6);
  });

  it("water never falls below 273.15 K: not by a cold plant, not by frozen ground, not by a consumer's drop", () => {
    const solver = open("heat", district(loop({ heat_W: 3e5, temperatureDrop_K: 100 })));
    solved(solver);
    solver.apply("PLANT", "supplySet_K", "set", 263.15);
    for (const id of ["OUT", "BACK"]) solver.apply(id, "ambient_K", "set", 243.15);
    solved(solver);
    for (const t of solver.column("node", "temperature_K")) expect(t).toBeGreaterThanOrEqual(273.15);
  });

  it("a second plant with share 0.4 carries 40 % of the consumers' flow, the anchor 60 %", () => {
    const second = element(
      "P2",
      "heatPlant",
      { supplySet_K: 348.15, isAnchor: false, flowShare_1: 0.4, loop: "heat" },
      ["R2", "S2"],
    );
    const solver = open("heat", district([...loop({ heat_W: 5e5, returnTemperature_K: 318.15 }), second]));
    solved(solver);
    const total = read(solver, "link", "flow_kg_s", "HIU");
    expect(read(solver, "link", "flow_kg_s", "P2") / total).toBeCloseTo(0.4, 7);
    expect(read(solver, "link", "flow_kg_s", "PLANT") / total).toBeCloseTo(0.6, 7);
    const heat = (id: string) => read(solver, "link", "heat_W", id);
    const sum = heat("PLANT") + heat("P2") + heat("OUT") + heat("BACK") + heat("HIU");
    expect(Math.abs(sum / heat("PLANT"))).toBeLessThan(1e-8);
  });

  it("a closed valve cuts its part off: no flow and no pressure there, the node is named", () => {
    const elements = loop({ heat_W: 3e5, returnTemperature_K: 318.15 });
    const solver = open("heat", district(elements));
    solved(solver);
    solver.apply("OUT", "isOpen", "set", false);
    const report = solved(solver);
    expect(report.notes[0]).toMatchObject({ code: "islandWithoutSource", at: "S2" });
    expect(read(solver, "node", "pressure_Pa", "S2")).toBeNaN();
    expect(read(solver, "link", "flow_kg_s", "HIU")).toBe(0);
  });
});
