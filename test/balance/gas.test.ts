import { describe, expect, it } from "vitest";
import { uniform } from "../../sim-core/cli/bench/graphs";
import { FRICTION_NAMES } from "../../sim-core/compile/friction";
import type { District } from "../../sim-core/model/district";
import type { Element } from "../../sim-core/model/element";
import { district, element } from "../support/district";
import { seed, size } from "../support/size";
import { open, read, solved, worstImbalance } from "../support/solve";

const WIDTH = 8;
const node = (c: number, r: number) => `N${c}.${r}`;

interface Made {
  readonly district: District;
  readonly loads: ReadonlyMap<string, number>;
}

/** A 4 bar feed, two or three regulators and a low-pressure street mesh with random pipes, heights, loads and leaks. */
function mesh(random: () => number, friction: string, loadScale: number): Made {
  const elements: Element[] = [
    element("FEED", "gasJunction", { elevation_m: 20 * random() }),
    element("GATE", "citySource", { pressure_Pa: 4e5 }, ["FEED"]),
  ];
  const loads = new Map<string, number>();
  for (let r = 0; r < WIDTH; r++) {
    for (let c = 0; c < WIDTH; c++) {
      elements.push(element(node(c, r), "gasJunction", { elevation_m: 60 * random() }));
      if (random() < 0.6) {
        const offtake_kg_s = loadScale * 0.002 * random();
        loads.set(node(c, r), -offtake_kg_s);
        elements.push(element(`L${c}.${r}`, "gasLoad", { offtake_kg_s }, [node(c, r)]));
      }
    }
  }
  const pipe = (id: string, a: string, b: string) => {
    const fields = {
      length_m: 40 + 300 * random(),
      diameter_m: [0.05, 0.08, 0.1, 0.15][Math.floor(4 * random())]!,
      roughness_m: 1e-4 * (0.2 + random()),
      minorLoss_1: random() < 0.2 ? 10 * random() : 0,
      isOpen: random() > 0.03,
    };
    elements.push(element(id, "gasPipe", fields, random() < 0.5 ? [a, b] : [b, a]));
  };
  for (let r = 0; r < WIDTH; r++) {
    for (let c = 0; c < WIDTH; c++) {
      if (c + 1 < WIDTH) pipe(`E${c}.${r}`, node(c, r), node(c + 1, r));
      if (r + 1 < WIDTH) pipe(`S${c}.${r}`, node(c, r), node(c, r + 1));
    }
  }
  for (let k = 0; k < 3; k++) {
    elements.push(element(`M${k}`, "gasJunction", { elevation_m: 60 * random() }));
    elements.push(
      element(`TO${k}`, "gasPipe", { length_m: 500, diameter_m: 0.1, roughness_m: 1e-4 }, ["FEED", `M${k}`]),
      element(`REG${k}`, "regulator", { setPressure_Pa: 4000 + 200 * random(), maxFlow_kg_s: 1 }, [
        `M${k}`,
        node(3 * k, (5 * k) % WIDTH),
      ]),
    );
  }
  return { district: district(elements, { options: { gas: { friction } } }), loads };
}

describe("gas", () => {
  it("mass closes at every node to 1e-12 kg/s in random low-pressure meshes, with every friction law", () => {
    const random = uniform(seed(11));
    const cases = size(12, 200);
    for (let k = 0; k < cases; k++) {
      const friction = FRICTION_NAMES[k % FRICTION_NAMES.length]!;
      const { district, loads } = mesh(random, friction, 0.2 + random());
      const solver = open("gas", district);
      const report = solved(solver);
      expect(report.residual, `case ${k}`).toBeLessThan(1e-12);
      const islands = new Set(solver.numbering.node!.ids.filter((id) => read(solver, "node", "pressure_Pa", id) === 0));
      const worst = worstImbalance(solver, (id) => loads.get(id) ?? 0, new Set(["FEED", ...islands]));
      expect(worst.imbalance, `case ${k}, ${friction}, node ${worst.id}`).toBeLessThan(1e-12);
    }
  });

  it("regulators stand in a mode that their pressures allow: closed, active or fully open, never against the flow", () => {
    const random = uniform(seed(12));
    for (let k = 0; k < size(8, 100); k++) {
      const { district } = mesh(random, "churchill", 3 * random());
      const solver = open("gas", district);
      solved(solver);
      for (const id of ["REG0", "REG1", "REG2"]) {
        const value = (name: string) => read(solver, "link", name, id);
        const row = solver.numbering.link!.row(id);
        const outlet = Number(solver.column("node", "pressure_Pa")[solver.column("link", "to")[row]!]);
        const inlet = Number(solver.column("node", "pressure_Pa")[solver.column("link", "from")[row]!]);
        const mode = value("mode");
        if (mode === 0) {
          expect(value("flow_kg_s")).toBe(0);
          expect(Math.max(outlet - value("setPressure_Pa"), outlet - inlet)).toBeGreaterThan(-1e-3);
        } else {
          expect(value("flow_kg_s")).toBeGreaterThan(-1e-9);
          if (mode === 1) expect(outlet).toBeCloseTo(value("setPressure_Pa"), 4);
        }
      }
    }
  });

  it("nothing drawn: every law settles with flows below 1e-6 kg/s (what the height term's mean density leaves), cold and warm", () => {
    for (const friction of FRICTION_NAMES) {
      const { district } = mesh(uniform(13), friction, 0);
      const solver = open("gas", district);
      solved(solver);
      const still = () => Math.max(...Array.from(solver.column("link", "flow_kg_s"), (m) => Math.abs(m)));
      expect(still(), friction).toBeLessThan(1e-6);
      const port = solver.column("node", "portInflow_kg_s");
      port[solver.numbering.node!.row(node(4, 4))] = -0.003;
      solved(solver);
      expect(still(), friction).toBeGreaterThan(1e-3);
      port.fill(0);
      solved(solver);
      expect(still(), friction).toBeLessThan(1e-6);
    }
  });

  it("the same bits come out after restoring a saved state", () => {
    const { district } = mesh(uniform(14), "churchill", 1);
    const solver = open("gas", district);
    solved(solver);
    const state = solver.save();
    const port = solver.column("node", "portInflow_kg_s");
    port[5] = -0.002;
    solved(solver);
    const first = new Uint8Array(solver.save());
    solver.restore(state);
    port[5] = -0.002;
    solved(solver);
    expect(new Uint8Array(solver.save())).toEqual(first);
  });
});
