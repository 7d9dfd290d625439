import { describe, expect, it } from "vitest";
import { Sensitivities } from "../../sim-core/utilities/power/studies/sensitivity";
import { openGrid, randomDistrictGrid, randomGrid } from "../support/grid";
import { solved } from "../support/solve";

/** Central difference of a result when a port (or a held voltage) moves by h either way. */
function difference(
  opened: ReturnType<typeof openGrid>,
  column: Float64Array,
  row: number,
  h: number,
  of: () => number,
) {
  const before = column[row]!;
  column[row] = before + h;
  solved(opened.solver);
  const high = of();
  column[row] = before - h;
  solved(opened.solver);
  const low = of();
  column[row] = before;
  return (high - low) / (2 * h);
}

const made = (seed: number, make = randomGrid, tolerance_1 = 1e-13) => {
  const grid = make(seed, 40, 15);
  const rated = grid.elements.map((e) => (e.kind === "branch" ? { ...e, fields: { ...e.fields, rating_VA: 5e6 } } : e));
  return openGrid({ ...grid, elements: rated, options: { power: { tolerance_1 } } });
};

describe("sensitivities by the transposed solve, 3 random grids of 40 buses", () => {
  it("d voltage / d injection and / d held voltage agree with central differences, rtol 1e-5", () => {
    for (const seed of [3, 4, 5]) {
      const opened = made(seed);
      const { grid: g, solver } = opened;
      solved(solver);
      const watched = 37;
      const s = new Sensitivities(g).voltage(watched);
      const [p, q] = ["portPower_W", "portReactive_var"].map((name) => solver.column("bus", name) as Float64Array);
      const largest = s.perActive_W.reduce((a, x) => Math.max(a, Math.abs(x)), 0);
      for (let i = 0; i < 40; i += 3) {
        const got = difference(opened, p!, i, 1e3, () => g.voltage[watched]!);
        expect(Math.abs(got - s.perActive_W[i]!)).toBeLessThan(1e-5 * largest);
        const gotQ = difference(opened, q!, i, 1e3, () => g.voltage[watched]!);
        expect(Math.abs(gotQ - s.perReactive_var[i]!)).toBeLessThan(1e-5 * largest);
      }
      let held = 0;
      g.role.forEach((role, k) => {
        if (role === 0) return;
        const got = difference(opened, g.setVoltage, k, 1e-5, () => g.voltage[watched]!);
        expect(Math.abs(got - s.perVoltage_1[g.net.sourceBus[k]!]!)).toBeLessThan(1e-5);
        held++;
      });
      expect(held).toBeGreaterThan(0);
    }
  });

  it("d loading / d injection agrees with central differences, rtol 1e-5", () => {
    for (const seed of [3, 4, 5]) {
      const opened = made(seed);
      const { grid: g, solver } = opened;
      solved(solver);
      const loading = solver.column("branch", "loading_1") as Float64Array;
      const p = solver.column("bus", "portPower_W") as Float64Array;
      for (const branch of [0, 11, 25]) {
        solved(solver);
        const s = new Sensitivities(g).loading(branch);
        const largest = s.perActive_W.reduce((a, x) => Math.max(a, Math.abs(x)), 0);
        for (let i = 1; i < 40; i += 4) {
          const got = difference(opened, p, i, 2e2, () => loading[branch]!);
          expect(Math.abs(got - s.perActive_W[i]!)).toBeLessThan(1e-5 * largest);
        }
      }
    }
  });

  it("hold through switches and exponential loads: voltage and loading behind a switch, rtol 1e-4", () => {
    let [switches, curved] = [0, 0];
    for (const seed of [3, 4, 5]) {
      const opened = made(seed, randomDistrictGrid, 1e-11);
      const { grid: g, solver } = opened;
      solved(solver);
      curved += g.net.loadShares.filter((x, k) => k % 4 === 2 && !Number.isNaN(x)).length;
      const p = solver.column("bus", "portPower_W") as Float64Array;
      const current = solver.column("branch", "current_A") as Float64Array;
      for (const b of g.net.links) {
        const far = g.net.from[b]!;
        if (g.isClosed[b] === 0 || g.isEnergised[far] === 0) continue;
        solved(solver);
        // per ampere: the switch has no rating
        const sensitivities = new Sensitivities(g);
        const ofVoltage = sensitivities.voltage(far).perActive_W;
        const ofCurrent = sensitivities.current(b).perActive_W;
        const gotV = difference(opened, p, far, 1e3, () => g.voltage[far]!);
        const gotI = difference(opened, p, far, 2e2, () => current[b]!);
        expect(Math.abs(gotV - ofVoltage[far]!)).toBeLessThan(1e-4 * Math.abs(gotV) + 1e-13);
        expect(Math.abs(gotI - ofCurrent[far]!)).toBeLessThan(2e-4 * Math.max(Math.abs(gotI), 1e-6));
        switches++;
      }
    }
    expect(switches).toBeGreaterThan(10);
    expect(curved).toBeGreaterThan(3);
  });
});
