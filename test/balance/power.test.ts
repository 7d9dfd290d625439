import { describe, expect, it } from "vitest";
import type { UtilitySolver } from "../../sim-core/utilities/contract";
import { openGrid, randomDistrictGrid, randomGrid, worstBusImbalance } from "../support/grid";
import { seed, size } from "../support/size";
import { solved } from "../support/solve";

const first = seed(1);
const cases = Array.from({ length: size(40, 1000) }, (_, k) => ({ seed: first + k, loops: k % 2 === 0 ? 0 : 20 }));
const BASE_VA = 10e6;

const sum = (solver: UtilitySolver, name: string) =>
  (solver.column("branch", name) as Float64Array).reduce((s, x) => s + x, 0);

describe("random grids, radial and meshed", () => {
  it(`power closes at every bus to 1e-9 pu and losses are positive, ${cases.length} grids of 60 buses`, () => {
    for (const c of cases) {
      const made = randomGrid(c.seed, 60, c.loops);
      const { solver } = openGrid(made);
      solved(solver);
      expect(worstBusImbalance(solver, made, BASE_VA), `seed ${c.seed}`).toBeLessThan(1e-9);
      expect(sum(solver, "powerFrom_W") + sum(solver, "powerTo_W"), `seed ${c.seed}`).toBeGreaterThan(0);
    }
  }, 600_000);

  it(`the same with switches, exponential loads and branches on one end, and no closed switch drops 1e-11 pu`, () => {
    let [switches, islands] = [0, 0];
    for (const c of cases) {
      const made = randomDistrictGrid(c.seed, 60, c.loops);
      const { solver, grid: g } = openGrid(made);
      islands += solved(solver).notes.length;
      expect(worstBusImbalance(solver, made, BASE_VA), `seed ${c.seed}`).toBeLessThan(1e-9);
      // a branch open near the supply can leave nothing alive behind it
      const losses_W = sum(solver, "powerFrom_W") + sum(solver, "powerTo_W");
      if (g.isEnergised.filter((x) => x === 1).length > 1) expect(losses_W, `seed ${c.seed}`).toBeGreaterThan(-1e-6);
      else expect(losses_W).toBe(0);
      for (const b of g.net.links) {
        if (g.isClosed[b] === 0) continue;
        expect(Math.abs(g.voltage[g.net.from[b]!]! - g.voltage[g.net.to[b]!]!), `seed ${c.seed}`).toBeLessThan(1e-11);
        switches++;
      }
    }
    expect(switches).toBeGreaterThan(10 * cases.length);
    expect(islands).toBeGreaterThan(0);
  }, 600_000);

  it("a warm solve ends where a cold one does, 1e-9 pu, after 20 % more load", () => {
    for (const c of cases.slice(0, 20)) {
      const [warm, cold] = [openGrid(randomGrid(c.seed, 60, c.loops)), openGrid(randomGrid(c.seed, 60, c.loops))];
      solved(warm.solver);
      for (const { solver } of [warm, cold]) {
        for (const id of solver.numbering.load!.ids) solver.apply(id, "active_W", "scale", 1.2);
        solved(solver);
      }
      warm.grid.voltage.forEach((v, i) => {
        expect(Math.abs(v - cold.grid.voltage[i]!)).toBeLessThan(1e-9);
      });
    }
  });

  it("an outage by editing equals a grid built without the branch, 1e-9 pu, dead buses included", () => {
    for (const c of cases.slice(0, 20)) {
      const made = randomGrid(c.seed, 60, c.loops);
      const out = `L${1 + (c.seed % 59)}`;
      const edited = openGrid(made);
      solved(edited.solver);
      edited.solver.apply(out, "isClosed", "set", false);
      solved(edited.solver);
      const built = openGrid({ ...made, elements: made.elements.filter((e) => e.id !== out) });
      solved(built.solver);
      edited.grid.voltage.forEach((v, i) => {
        expect(Math.abs(v - built.grid.voltage[i]!)).toBeLessThan(1e-9);
      });
    }
  });

  it("a saved state goes on to the same bits as the run that it was saved from", () => {
    const { solver, grid } = openGrid(randomGrid(first, 60, 20));
    solved(solver);
    const saved = solver.save();
    const change = () => {
      solver.apply("L7", "isClosed", "set", false);
      solver.apply(solver.numbering.load!.ids[0]!, "active_W", "scale", 1.1);
      solved(solver);
      return grid.voltage.slice();
    };
    const once = change();
    solver.restore(saved);
    expect(change()).toEqual(once);
  });
});
