import { describe, expect, it } from "vitest";
import type { District } from "../../sim-core/model/district";
import { byHarm, type Outage, outages } from "../../sim-core/utilities/power/studies/outages";
import { series, seriesOutages } from "../../sim-core/utilities/power/studies/series";
import { element } from "../support/district";
import { branch, gridOf, openGrid, randomGrid } from "../support/grid";
import { seed, size } from "../support/size";
import { read, solved } from "../support/solve";

const rated = (made: District): District => ({
  ...made,
  elements: made.elements.map((e) => (e.kind === "branch" ? { ...e, fields: { ...e.fields, rating_VA: 1.5e6 } } : e)),
  options: { power: { tolerance_1: 1e-12 } },
});
const first = seed(1);

describe("all outages of a grid by editing", () => {
  const grids = size(4, 40);
  it(`equal grids built anew without the branch: voltages 1e-9 pu, losses and lost load 1e-2 W, ${grids} grids`, () => {
    for (let k = 0; k < grids; k++) {
      const made = rated(randomGrid(first + k, 40, 12));
      const opened = openGrid(made);
      solved(opened.solver);
      const before = opened.grid.voltage.slice();
      let count = 0;
      for (const o of outages(opened)) {
        count++;
        expect(o.outcome.ok, o.branch).toBe(true);
        const fresh = openGrid({ ...made, elements: made.elements.filter((e) => e.id !== o.branch) });
        solved(fresh.solver);
        let worst = 0;
        fresh.grid.voltage.forEach((v, i) => {
          worst = Math.max(worst, Math.abs(v - opened.grid.voltage[i]!));
        });
        expect(worst, o.branch).toBeLessThan(1e-9);
        const sum = (name: string) => (fresh.solver.column("branch", name) as Float64Array).reduce((a, x) => a + x, 0);
        expect(Math.abs(o.losses_W - sum("powerFrom_W") - sum("powerTo_W"))).toBeLessThan(1e-2);
        let lost_W = 0;
        fresh.grid.active.forEach((p, i) => {
          if (fresh.grid.isEnergised[fresh.grid.net.loadBus[i]!] === 0) lost_W += p;
        });
        expect(Math.abs(o.lost_W - lost_W)).toBeLessThan(1e-2);
      }
      expect(count).toBe(made.elements.filter((e) => e.kind === "branch").length);
      // and the grid is what it was
      opened.grid.voltage.forEach((v, i) => {
        expect(Math.abs(v - before[i]!)).toBeLessThan(1e-11);
      });
    }
  }, 600_000);

  it("are sorted by harm: no operating point first, with its place; then load lost, overloads and low voltages", () => {
    const bus = (id: string) => element(id, "bus", { baseVoltage_V: 10e3 });
    const opened = openGrid(
      gridOf([
        ...["A", "B", "C"].map(bus),
        element("GRID", "gridSupply", {}, ["A"]),
        branch("strong", "A", "B", 0.001, 0.02, { rating_VA: 60e6 }),
        branch("weak", "A", "B", 0.05, 0.4, { rating_VA: 5e6 }),
        branch("tail", "B", "C", 0.01, 0.05, { rating_VA: 60e6 }),
        element("D", "powerLoad", { active_W: 20e6, reactive_var: 5e6 }, ["B"]),
        element("E", "powerLoad", { active_W: 2e6 }, ["C"]),
      ]),
    );
    solved(opened.solver);
    const found = byHarm([...outages(opened)]);
    expect(found.map((o) => o.branch)).toEqual(["strong", "tail", "weak"]);
    const [strong, tail, weak] = found as [Outage, Outage, Outage];
    expect(strong.outcome).toMatchObject({ ok: false, code: "diverged" });
    expect(!strong.outcome.ok && ["B", "C"].includes(strong.outcome.at)).toBe(true);
    expect([tail.lost_W, tail.deadBuses]).toEqual([2e6, 1]);
    expect(weak.harm_1).toBeLessThan(tail.harm_1);
  });
});

describe("series", () => {
  const made = gridOf([
    element("A", "bus", { baseVoltage_V: 10e3 }),
    element("B", "bus", { baseVoltage_V: 10e3 }),
    element("GRID", "gridSupply", {}, ["A"]),
    branch("L1", "A", "B", 0, 0.2),
    branch("L2", "A", "B", 0, 0.2),
    element("D", "powerLoad", { active_W: 10e6 }, ["B"]),
  ]);

  it("a step beyond V^2 / 2X = 5 pu is marked as failed with its place, and the next one solves from the last good", () => {
    const opened = openGrid(made);
    const loads = [10e6, 40e6, 70e6, 20e6];
    const seen = [...series(opened, [0, 1, 2, 3], (g, k) => g.active.fill(loads[k]!))].map((s) => ({
      ok: s.outcome.ok,
      at: s.outcome.ok ? "" : s.outcome.at,
    }));
    expect(seen.map((s) => s.ok)).toEqual([true, true, false, true]);
    expect(seen[2]!.at).toBe("B");
    const cold = openGrid(made);
    cold.grid.active.fill(20e6);
    solved(cold.solver);
    const difference = read(opened.solver, "bus", "voltage_1", "B") - read(cold.solver, "bus", "voltage_1", "B");
    expect(Math.abs(difference)).toBeLessThan(1e-9);
  });

  it("series x N-1: every outage at every instant, nothing where the intact grid has no operating point", () => {
    const opened = openGrid(made);
    const loads = [10e6, 70e6, 30e6];
    const steps = [];
    for (const step of seriesOutages(opened, [0, 1, 2], undefined, (g, k) => g.active.fill(loads[k]!)))
      steps.push([step.outcome.ok, [...step.outages].map((o) => o.outcome.ok)]);
    expect(steps).toEqual([
      [true, [true, true]],
      [false, []],
      // one line carries 2.5 pu at most
      [true, [false, false]],
    ]);
  });
});
