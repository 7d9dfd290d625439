import { describe, expect, it } from "vitest";
import { uniform } from "../../sim-core/cli/bench/graphs";
import type { Element } from "../../sim-core/model/element";
import { district, element } from "../support/district";
import { seed, size } from "../support/size";
import { open, read, solved, worstImbalance } from "../support/solve";

const WIDTH = 6;

/** A meshed supply and a meshed return of random pipes, consumers between them, an anchor and a second plant, bypasses. */
function streets(random: () => number, loop: "heat" | "cooling", prefix: string): Element[] {
  const supply_K = loop === "heat" ? 358.15 : 279.15;
  const node = (side: "S" | "R", c: number, r: number) => `${prefix}${side}${c}.${r}`;
  const elements: Element[] = [];
  // Ground that slopes by up to 3 % with half a metre of unevenness.
  const [east, north] = [6 * random() - 3, 6 * random() - 3];
  for (let r = 0; r < WIDTH; r++) {
    for (let c = 0; c < WIDTH; c++) {
      const elevation_m = 50 + c * east + r * north + 0.5 * random();
      for (const side of ["S", "R"] as const) {
        elements.push(element(node(side, c, r), "heatJunction", { elevation_m, loop }));
      }
    }
  }
  const pipe = (a: [number, number], b: [number, number]) => {
    const isOpen = random() > 0.05;
    const fields = {
      length_m: 30 + 200 * random(),
      diameter_m: [0.08, 0.1, 0.15, 0.2][Math.floor(4 * random())]!,
      roughness_m: 1e-4,
      loss_W_m_K: 0.2 + 0.3 * random(),
      minorLoss_1: 2 * random(),
      loop,
    };
    for (const side of ["S", "R"] as const) {
      const ends = [node(side, ...a), node(side, ...b)];
      const id = `${prefix}${side}P${a}-${b}`;
      elements.push(element(id, "heatPipe", { ...fields, isOpen: side === "R" || isOpen }, ends));
    }
  };
  for (let r = 0; r < WIDTH; r++) {
    for (let c = 0; c < WIDTH; c++) {
      if (c + 1 < WIDTH) pipe([c, r], [c + 1, r]);
      if (r + 1 < WIDTH) pipe([c, r], [c, r + 1]);
      const ends = [node("S", c, r), node("R", c, r)];
      if (random() < 0.6) {
        const design_W = 5e4 + 2e5 * random();
        const change: Record<string, number> =
          loop === "heat" ? { returnTemperature_K: 315 + 10 * random() } : { temperatureDrop_K: 8 };
        const heat_W = random() < 0.15 ? 0 : design_W * random();
        elements.push(element(`${prefix}X${c}.${r}`, "heatConsumer", { design_W, heat_W, ...change, loop }, ends));
      } else if (random() < 0.2) {
        elements.push(element(`${prefix}B${c}.${r}`, "heatBypass", { flow_kg_s: 0.1, loop }, ends));
      }
    }
  }
  const plant = { supplySet_K: supply_K, loop };
  elements.push(
    element(`${prefix}ANCHOR`, "heatPlant", { ...plant, lift_Pa: 6e5, returnPressure_Pa: 5e5 }, [
      node("R", 0, 0),
      node("S", 0, 0),
    ]),
    element(`${prefix}SECOND`, "heatPlant", { ...plant, isAnchor: false, flowShare_1: 0.5 * random() }, [
      node("R", WIDTH - 1, WIDTH - 1),
      node("S", WIDTH - 1, WIDTH - 1),
    ]),
  );
  return elements;
}

describe("heat and cooling", () => {
  it("mass closes at every node to 1e-9 kg/s and the heat of each loop to 1e-6 of its plants', in random meshed streets", () => {
    const random = uniform(seed(21));
    for (let k = 0; k < size(10, 150); k++) {
      const elements = [...streets(random, "heat", "H"), ...streets(random, "cooling", "C")];
      const solver = open("heat", district(elements));
      solved(solver);
      const dead = solver.numbering.node!.ids.filter((id) => Number.isNaN(read(solver, "node", "pressure_Pa", id)));
      const worst = worstImbalance(solver, () => 0, new Set([...dead, "HR0.0", "CR0.0"]));
      expect(worst.imbalance, `case ${k}, node ${worst.id}`).toBeLessThan(1e-9);
      for (const prefix of ["H", "C"]) {
        let sum = 0;
        let plants = 0;
        solver.numbering.link!.ids.forEach((id, e) => {
          if (!id.startsWith(prefix)) return;
          const heat = Number(solver.column("link", "heat_W")[e]);
          sum += heat;
          if (id.endsWith("ANCHOR") || id.endsWith("SECOND")) plants += Math.abs(heat);
        });
        expect(Math.abs(sum) / plants, `case ${k}, loop ${prefix}`).toBeLessThan(1e-6);
      }
    }
  });

  it("consumers get what they ask for to 1e-6, or the note says how many W are missing", () => {
    const random = uniform(seed(22));
    for (let k = 0; k < size(10, 100); k++) {
      const elements = streets(random, "heat", "H");
      const solver = open("heat", district(elements));
      const report = solved(solver);
      let missing = 0;
      for (const e of elements) {
        if (e.kind !== "heatConsumer") continue;
        missing += Number(e.fields.heat_W) + read(solver, "link", "heat_W", e.id);
      }
      const noted = report.notes.find((n) => n.code === "undelivered_W")?.value ?? 0;
      expect(Math.abs(missing - noted)).toBeLessThan(1);
    }
  });

  it("the same bits come out after restoring a saved state", () => {
    const solver = open("heat", district(streets(uniform(23), "heat", "H")));
    solved(solver);
    const state = solver.save();
    const demand = solver.column("link", "heatDemand_W");
    const row = demand.findIndex((q) => q > 0);
    demand[row] = 1e5;
    solved(solver);
    const first = new Uint8Array(solver.save());
    solver.restore(state);
    demand[row] = 1e5;
    solved(solver);
    expect(new Uint8Array(solver.save())).toEqual(first);
  });
});
