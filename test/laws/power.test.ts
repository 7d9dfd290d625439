import { describe, expect, it } from "vitest";
import { element } from "../support/district";
import { branch, gridOf, openGrid, randomGrid } from "../support/grid";
import { read, solved } from "../support/solve";

const bus = (id: string, baseVoltage_V = 10e3) => element(id, "bus", { baseVoltage_V });
const grid = (at: string, voltage_1 = 1) => element("GRID", "gridSupply", { voltage_1 }, [at]);
const load = (at: string, active_W: number, reactive_var = 0, more = {}) =>
  element(`D-${at}`, "powerLoad", { active_W, reactive_var, ...more }, [at]);

describe("two buses", () => {
  it("voltage is the closed form V2^2 = (b + sqrt(b^2 - 4 |Z|^2 |S|^2)) / 2, b = 1 - 2 (RP + XQ), rtol 1e-12", () => {
    const [r, x, p, q] = [0.02, 0.06, 0.8, 0.3];
    const { solver } = openGrid(
      gridOf([bus("A"), bus("B"), grid("A"), branch("L", "A", "B", r, x), load("B", p * 10e6, q * 10e6)], {
        tolerance_1: 1e-13,
      }),
    );
    solved(solver);
    const b = 1 - 2 * (r * p + x * q);
    const want = Math.sqrt((b + Math.sqrt(b * b - 4 * (r * r + x * x) * (p * p + q * q))) / 2);
    expect(Math.abs(read(solver, "bus", "voltage_1", "B") / want - 1)).toBeLessThan(1e-12);
    expect(read(solver, "branch", "powerTo_W", "L")).toBeCloseTo(-p * 10e6, 3);
  });

  it("a line of 1 km in ohms loses 3 I^2 R, rtol 1e-9", () => {
    const line = element("L", "line", { resistance_ohm: 0.3, reactance_ohm: 0.1, rating_A: 200 }, ["A", "B"]);
    const { solver } = openGrid(
      gridOf([bus("A"), bus("B"), grid("A"), line, load("B", 2e6, 0.5e6)], { tolerance_1: 1e-12 }),
    );
    solved(solver);
    const loss_W = read(solver, "branch", "powerFrom_W", "L") + read(solver, "branch", "powerTo_W", "L");
    const current_A = read(solver, "branch", "current_A", "L");
    expect(Math.abs(loss_W / (3 * current_A ** 2 * 0.3) - 1)).toBeLessThan(1e-9);
    expect(read(solver, "branch", "loading_1", "L")).toBeCloseTo(current_A / 200, 12);
  });

  it("an unloaded transformer at tap 1.05 gives 1/1.05 of the voltage and turns by its shift, 1e-12", () => {
    const fields = {
      ratedPower_VA: 1e6,
      ratedFrom_V: 10e3,
      ratedTo_V: 400,
      impedance_1: 0.06,
      tap_1: 1.05,
      shift_rad: 0.5,
    };
    const made = [bus("A"), bus("B", 400), grid("A"), element("T", "transformer", fields, ["A", "B"])];
    const { solver } = openGrid(gridOf(made, { tolerance_1: 1e-13 }));
    solved(solver);
    expect(read(solver, "bus", "voltage_1", "B")).toBeCloseTo(1 / 1.05, 12);
    expect(read(solver, "bus", "angle_rad", "B")).toBeCloseTo(-0.5, 12);
  });

  it("no-load loss of 1,200 W is drawn at rated voltage, 1e-6", () => {
    const fields = { ratedPower_VA: 1e6, ratedFrom_V: 10e3, ratedTo_V: 400, impedance_1: 0.06, noLoadLoss_W: 1200 };
    const { solver } = openGrid(
      gridOf([bus("A"), bus("B", 400), grid("A"), element("T", "transformer", fields, ["A", "B"])]),
    );
    solved(solver);
    expect(Math.abs(read(solver, "source", "power_W", "GRID") / 1200 - 1)).toBeLessThan(1e-6);
  });

  it("a constant-impedance load draws its nominal power times V^2, rtol 1e-12", () => {
    const made = [
      bus("A"),
      bus("B"),
      grid("A"),
      branch("L", "A", "B", 0.05, 0.1),
      load("B", 5e6, 1e6, { impedanceShare_1: 1 }),
    ];
    const { solver } = openGrid(gridOf(made, { tolerance_1: 1e-13 }));
    solved(solver);
    const v = read(solver, "bus", "voltage_1", "B");
    expect(v).toBeLessThan(0.98);
    expect(Math.abs(-read(solver, "branch", "powerTo_W", "L") / (5e6 * v * v) - 1)).toBeLessThan(1e-11);
  });

  it("a closed switch drops nothing (1e-12) and carries the load; open, it kills the bus by name", () => {
    const made = [bus("A"), bus("B"), grid("A"), element("S", "powerSwitch", {}, ["A", "B"]), load("B", 5e6)];
    const { solver } = openGrid(gridOf(made));
    solved(solver);
    expect(1 - read(solver, "bus", "voltage_1", "B")).toBeLessThan(1e-12);
    expect(read(solver, "branch", "powerFrom_W", "S")).toBeCloseTo(5e6, 0);
    expect(solver.apply("S", "isClosed", "set", false)).toBeNull();
    expect(solved(solver).notes).toEqual([{ code: "islandWithoutSource", at: "B", value: 1 }]);
    expect([read(solver, "bus", "voltage_1", "B"), read(solver, "bus", "isEnergised", "B")]).toEqual([0, 0]);
    expect(read(solver, "load", "served_W", "D-B")).toBe(0);
    solver.apply("S", "isClosed", "set", true);
    expect(solved(solver).notes).toEqual([]);
    expect(read(solver, "load", "served_W", "D-B")).toBe(5e6);
  });
});

it("Jacobian blocks agree with central differences of the injections, 1e-7, at every neighbour of 30 buses", () => {
  const { solver, grid: g } = openGrid(randomGrid(5, 30, 12));
  solved(solver);
  const h = 1e-5;
  const start = { v: g.voltage.slice(), a: g.angle.slice() };
  /** Injections at `i` after the state of `j` moved: the equations are looked at before any step is made. */
  const injection = (i: number, j: number, turn: number, rise: number): [number, number] => {
    g.voltage.set(start.v);
    g.angle.set(start.a);
    g.angle[j]! += turn;
    g.voltage[j]! *= Math.exp(rise);
    g.verbs.powerPhase(2);
    g.verbs.powerInjection(i);
    const { values } = g.kernel.report();
    return [values[0]!, values[1]!];
  };
  let compared = 0;
  for (let i = 0; i < 30; i++) {
    for (let j = 0; j < 30; j++) {
      if (g.role.some((_, s) => g.net.sourceBus[s] === j || g.net.sourceBus[s] === i)) continue;
      injection(i, j, 0, 0);
      if (g.verbs.powerJacobian(i, j) !== 0) continue;
      const got = Array.from(g.kernel.report().values.slice(0, 4));
      if (i === j) {
        // the diagonal also holds the slope of voltage-dependent loads, which is no injection of the network
        const k = g.net.loadBus.indexOf(i);
        if (k >= 0 && g.net.loadShares[4 * k]! + g.net.loadShares[4 * k + 1]! > 0) continue;
      }
      const [up, down] = [injection(i, j, h, 0), injection(i, j, -h, 0)];
      const [high, low] = [injection(i, j, 0, h), injection(i, j, 0, -h)];
      const want = [0, 1].flatMap((k) => [(up[k]! - down[k]!) / (2 * h), (high[k]! - low[k]!) / (2 * h)]);
      want.forEach((w, k) => {
        expect(Math.abs(got[k]! - w)).toBeLessThan(1e-7 * Math.max(1, Math.abs(w)));
        if (w !== 0) compared++;
      });
    }
  }
  expect(compared).toBeGreaterThan(100);
});

describe("tap changer", () => {
  const made = (supply_1: number) =>
    gridOf([
      bus("A", 33e3),
      bus("B", 11e3),
      grid("A", supply_1),
      element(
        "T",
        "transformer",
        {
          ratedPower_VA: 20e6,
          ratedFrom_V: 33e3,
          ratedTo_V: 11e3,
          impedance_1: 0.12,
          tapTarget_1: 1,
          tapStep_1: 0.0125,
        },
        ["A", "B"],
      ),
      load("B", 10e6, 4e6),
    ]);

  it("waits 60 s, then steps every 10 s until the voltage lies within one step of its target", () => {
    const { solver } = openGrid(made(1));
    solved(solver);
    const low = read(solver, "bus", "voltage_1", "B");
    expect(low).toBeLessThan(0.98);
    expect(solver.advance(0, 59).ok).toBe(true);
    expect(read(solver, "branch", "tap_1", "T")).toBe(1);
    expect(solver.advance(59, 61).ok).toBe(true);
    expect(read(solver, "branch", "tap_1", "T")).toBeCloseTo(1 - 0.0125, 12);
    expect(solver.advance(61, 300).ok).toBe(true);
    expect(Math.abs(read(solver, "bus", "voltage_1", "B") - 1)).toBeLessThan(0.0125 + 1e-9);
  });

  it("stops at the end of its range of 8 steps", () => {
    const { solver } = openGrid(made(0.8));
    solved(solver);
    expect(solver.advance(0, 1000).ok).toBe(true);
    expect(read(solver, "branch", "tap_1", "T")).toBeCloseTo(0.9, 12);
  });

  it("one long interval and 1 s pieces end at the same tap and voltage", () => {
    const [once, often] = [openGrid(made(0.97)).solver, openGrid(made(0.97)).solver];
    solved(once);
    solved(often);
    once.advance(0, 120);
    for (let t = 0; t < 120; t++) often.advance(t, t + 1);
    expect(read(often, "branch", "tap_1", "T")).toBe(read(once, "branch", "tap_1", "T"));
    expect(read(often, "bus", "voltage_1", "B")).toBe(read(once, "bus", "voltage_1", "B"));
  });
});

describe("collapse", () => {
  const made = () =>
    gridOf([
      bus("A"),
      bus("M"),
      bus("B"),
      grid("A"),
      branch("L1", "A", "M", 0, 0.1),
      branch("L2", "M", "B", 0, 0.1),
      load("B", 10e6),
    ]);

  it("a load ramp fails beyond V^2 / 2X = 2.5 pu, names the far bus, and keeps the last good voltages", () => {
    const { solver } = openGrid(made());
    solver.apply("D-B", "active_W", "set", 24.9e6);
    solved(solver);
    const v = read(solver, "bus", "voltage_1", "B");
    expect(v).toBeLessThan(0.8);
    solver.apply("D-B", "active_W", "set", 30e6);
    const outcome = solver.solve(0);
    expect(outcome.ok).toBe(false);
    if (outcome.ok) return;
    expect([outcome.code, outcome.at]).toEqual(["diverged", "B"]);
    expect(outcome.report.residual).toBeGreaterThan(1e-3);
    // 2.5 of 3.0 pu is 83.3 %; ten halvings find it to 0.1 %
    expect(Number(/above ([\d.]+) %/.exec(outcome.hint)?.[1])).toBeCloseTo(83.3, 0);
    expect(read(solver, "bus", "voltage_1", "B")).toBe(v);
    solver.apply("D-B", "active_W", "set", 24.9e6);
    expect(solver.solve(0).ok).toBe(true);
  });

  it("an injection that is not a number is bad input with its bus", () => {
    const { solver } = openGrid(made());
    (solver.column("bus", "portPower_W") as Float64Array)[1] = Number.NaN;
    expect(solver.solve(0)).toMatchObject({ ok: false, code: "badInput", at: "M" });
  });
});

it("an island lives on a generator that can form a grid, and dies without one", () => {
  const made = (canFormGrid: boolean) =>
    gridOf([
      bus("A"),
      bus("B"),
      grid("A"),
      branch("L", "A", "B", 0.01, 0.05),
      element("G", "generator", { setPower_W: 1e6, canFormGrid }, ["B"]),
      load("B", 2e6),
    ]);
  for (const canForm of [true, false]) {
    const { solver } = openGrid(made(canForm));
    solved(solver);
    expect(read(solver, "source", "power_W", "G")).toBe(1e6);
    solver.apply("L", "isClosed", "set", false);
    expect(solved(solver).notes.length).toBe(canForm ? 0 : 1);
    expect(read(solver, "source", "power_W", "G")).toBeCloseTo(canForm ? 2e6 : 0, 3);
    expect(read(solver, "bus", "voltage_1", "B")).toBe(canForm ? 1 : 0);
  }
});

it("what cannot change in a run is refused with a hint, and leaves the grid alone", () => {
  const { solver } = openGrid(gridOf([bus("A"), bus("B"), grid("A"), branch("L", "A", "B", 0, 0.1), load("B", 1e6)]));
  for (const [target, field, value] of [
    ["L", "reactance_1", 0.2],
    ["L", "isClosed", "maybe"],
    ["L", "tap_1", Number.NaN],
    ["GRID", "setPower", 1],
    ["D-B", "active_W", Number.POSITIVE_INFINITY],
    ["nobody", "isOn", false],
  ] as const) {
    expect(solver.apply(target, field, "set", value)?.hint).toBeTruthy();
  }
  expect(solver.solve(0).ok).toBe(true);
});
