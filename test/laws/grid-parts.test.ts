import { describe, expect, it } from "vitest";
import { element } from "../support/district";
import { branch, gridOf, openGrid } from "../support/grid";
import { read, solved } from "../support/solve";

const BASE_W = 10e6;
const bus = (id: string) => element(id, "bus", { baseVoltage_V: 10e3 });
const grid = (at: string, voltage_1 = 1, more = {}) =>
  element(`GRID-${at}`, "gridSupply", { voltage_1, ...more }, [at]);
const load = (at: string, active_W: number, reactive_var = 0, more = {}) =>
  element(`D-${at}`, "powerLoad", { active_W, reactive_var, ...more }, [at]);
const link = (id: string, from: string, to: string) => element(id, "powerSwitch", { rating_A: 400 }, [from, to]);
const tight = { tolerance_1: 1e-12 };

describe("ideal links", () => {
  it("a chain of three through bare buses drops nothing, carries the load, and its current is S / (sqrt(3) V)", () => {
    const { solver } = openGrid(
      gridOf([
        ...["A", "B", "C", "D", "E"].map(bus),
        grid("A"),
        branch("L", "A", "B", 0.02, 0.06),
        link("S1", "B", "C"),
        link("S2", "C", "D"),
        link("S3", "D", "E"),
        load("E", 6e6, 2e6),
      ]),
    );
    solved(solver);
    const v = read(solver, "bus", "voltage_1", "B");
    for (const id of ["C", "D", "E"]) expect(Math.abs(read(solver, "bus", "voltage_1", id) - v)).toBeLessThan(1e-12);
    for (const id of ["S1", "S2", "S3"]) {
      expect(Math.abs(read(solver, "branch", "powerFrom_W", id) / 6e6 - 1)).toBeLessThan(1e-8);
      expect(Math.abs(read(solver, "branch", "reactiveTo_var", id) / -2e6 - 1)).toBeLessThan(1e-8);
      const current_A = Math.hypot(6e6, 2e6) / (Math.sqrt(3) * v * 10e3);
      expect(Math.abs(read(solver, "branch", "current_A", id) / current_A - 1)).toBeLessThan(1e-8);
      expect(read(solver, "branch", "loading_1", id)).toBeCloseTo(current_A / 400, 8);
    }
  });

  it("between two lines of a ring it leaves the voltages of the same ring without it, 1e-10", () => {
    const rest = [grid("A"), branch("L1", "A", "B", 0.01, 0.05), branch("L2", "A", "C", 0.02, 0.04)];
    const with_ = openGrid(
      gridOf([bus("A"), bus("B"), bus("C"), ...rest, link("S", "B", "C"), load("B", 4e6, 1e6), load("C", 1e6)], tight),
    ).solver;
    const merged = openGrid(
      gridOf(
        [
          bus("A"),
          bus("B"),
          grid("A"),
          branch("L1", "A", "B", 0.01, 0.05),
          branch("L2", "A", "B", 0.02, 0.04),
          load("B", 5e6, 1e6),
        ],
        tight,
      ),
    ).solver;
    solved(with_);
    solved(merged);
    for (const id of ["B", "C"])
      expect(Math.abs(read(with_, "bus", "voltage_1", id) - read(merged, "bus", "voltage_1", "B"))).toBeLessThan(1e-10);
    const through = read(with_, "branch", "powerFrom_W", "S");
    // what comes in over L2 and is not drawn at C goes over the switch to B
    const arrives = -read(merged, "branch", "powerTo_W", "L2");
    expect(Math.abs(through - (1e6 - arrives))).toBeLessThan(1e-3);
  });

  it("two in parallel share alike, and a solve that starts from the solution moves nothing", () => {
    const { solver, grid: g } = openGrid(
      gridOf([
        bus("A"),
        bus("B"),
        bus("C"),
        grid("A"),
        branch("L", "A", "B", 0.01, 0.05),
        link("S", "B", "C"),
        link("T", "B", "C"),
        load("C", 4e6),
      ]),
    );
    solved(solver);
    for (const id of ["S", "T"]) expect(read(solver, "branch", "powerFrom_W", id)).toBeCloseTo(2e6, 0);
    const before = g.voltage.slice();
    expect(solved(solver).iterations).toBe(0);
    expect(g.voltage).toEqual(before);
  });

  it("between two grids held at different voltages it stays a reactance of 1e-4 pu instead of no answer", () => {
    const { solver } = openGrid(gridOf([bus("A"), bus("B"), grid("A", 1), grid("B", 1.0001), link("S", "A", "B")]));
    solved(solver);
    expect(Math.abs(read(solver, "branch", "reactiveTo_var", "S") / BASE_W)).toBeCloseTo(1, 3);
  });
});

describe("loads that follow the voltage", () => {
  it("an exponential load draws P0 V^1.3 and Q0 V^3, rtol 1e-11, in at most 6 iterations", () => {
    const exponents = { activeExponent_1: 1.3, reactiveExponent_1: 3 };
    const { solver } = openGrid(
      gridOf([bus("A"), bus("B"), grid("A"), branch("L", "A", "B", 0.05, 0.1), load("B", 5e6, 2e6, exponents)], tight),
    );
    expect(solved(solver).iterations).toBeLessThan(7);
    const v = read(solver, "bus", "voltage_1", "B");
    expect(v).toBeLessThan(0.97);
    expect(Math.abs(-read(solver, "branch", "powerTo_W", "L") / (5e6 * v ** 1.3) - 1)).toBeLessThan(1e-11);
    expect(Math.abs(-read(solver, "branch", "reactiveTo_var", "L") / (2e6 * v ** 3) - 1)).toBeLessThan(1e-11);
    expect(Math.abs(read(solver, "load", "served_W", "D-B") / (5e6 * v ** 1.3) - 1)).toBeLessThan(1e-12);
  });

  it("exponents 2, 1 and 0 are the constant impedance, current and power of the shares, 1e-12", () => {
    const voltage = (more: Record<string, number>) => {
      const { solver } = openGrid(
        gridOf([bus("A"), bus("B"), grid("A"), branch("L", "A", "B", 0.05, 0.1), load("B", 5e6, 2e6, more)], tight),
      );
      solved(solver);
      return read(solver, "bus", "voltage_1", "B");
    };
    const pairs = [
      [{ activeExponent_1: 2, reactiveExponent_1: 2 }, { impedanceShare_1: 1 }],
      [{ activeExponent_1: 1, reactiveExponent_1: 1 }, { currentShare_1: 1 }],
      [{ activeExponent_1: 0, reactiveExponent_1: 0 }, {}],
    ] as const;
    for (const [curved, shares] of pairs) expect(Math.abs(voltage(curved) - voltage(shares))).toBeLessThan(1e-12);
  });
});

describe("a line open at one end", () => {
  const made = (more: Record<string, boolean>) =>
    openGrid(
      gridOf(
        [
          bus("A"),
          bus("B"),
          bus("C"),
          grid("A"),
          branch("L", "A", "B", 0.01, 0.1, { charging_1: 0.4, ...more }),
          branch("M", "A", "C", 0.01, 0.1),
          branch("N", "C", "B", 0.01, 0.1),
        ],
        tight,
      ),
    ).solver;

  it("draws the charging of its pi section seen from the closed end, rtol 1e-11", () => {
    const solver = made({ isOpenTo: true });
    solved(solver);
    // Y = jb/2 + 1 / (Z + 1 / (jb/2)) at 1 pu
    const [half, r, x] = [0.2, 0.01, 0.1];
    const [re, im] = [r, x - 1 / half];
    const square = re * re + im * im;
    expect(Math.abs(read(solver, "branch", "powerFrom_W", "L") / BASE_W / (re / square) - 1)).toBeLessThan(1e-9);
    const want = -(half - im / square);
    expect(Math.abs(read(solver, "branch", "reactiveFrom_var", "L") / BASE_W / want - 1)).toBeLessThan(1e-11);
    expect(read(solver, "branch", "powerTo_W", "L")).toBe(0);
    expect(Math.abs(read(solver, "branch", "reactiveTo_var", "L"))).toBe(0);
  });

  it("open at from it hangs on to; open at both or opened whole it carries nothing", () => {
    const solver = made({ isOpenFrom: true });
    solved(solver);
    expect(Math.abs(read(solver, "branch", "reactiveFrom_var", "L"))).toBe(0);
    expect(read(solver, "branch", "reactiveTo_var", "L") / BASE_W).toBeLessThan(-0.39);
    expect(read(solver, "bus", "voltage_1", "B")).toBeGreaterThan(1.05);
    solver.apply("L", "isOpenTo", "set", true);
    solved(solver);
    expect(Math.abs(read(solver, "branch", "reactiveTo_var", "L"))).toBe(0);
    expect(read(solver, "bus", "voltage_1", "B")).toBeCloseTo(1, 12);
    solver.apply("L", "isOpenTo", "set", false);
    solver.apply("L", "isClosed", "set", false);
    solved(solver);
    expect(Math.abs(read(solver, "branch", "reactiveTo_var", "L"))).toBe(0);
  });

  it("feeds nobody beyond its open end: the bus is declared dead by name", () => {
    const { solver } = openGrid(
      gridOf([bus("A"), bus("B"), grid("A"), branch("L", "A", "B", 0.01, 0.1, { isOpenTo: true }), load("B", 1e6)]),
    );
    expect(solved(solver).notes).toEqual([{ code: "islandWithoutSource", at: "B", value: 1 }]);
  });
});

describe("a transformer with its magnetising branch in the middle", () => {
  it("unloaded takes y / (1 + z y / 2) and gives 1 / (1 + z y / 2) of the voltage, 1e-12", () => {
    const fields = {
      ratedPower_VA: 10e6,
      impedance_1: 0.1,
      resistance_1: 0.02,
      noLoadLoss_W: 50e3,
      magnetising_1: 0.02,
      magnetisingAt: "middle",
    };
    const { solver } = openGrid(
      gridOf([bus("A"), bus("B"), grid("A"), element("T", "transformer", fields, ["A", "B"])], tight),
    );
    solved(solver);
    const z = [0.02, Math.sqrt(0.1 ** 2 - 0.02 ** 2)] as const;
    const y = [0.005, -Math.sqrt(0.02 ** 2 - 0.005 ** 2)] as const;
    const [re, im] = [1 + (z[0] * y[0] - z[1] * y[1]) / 2, (z[0] * y[1] + z[1] * y[0]) / 2];
    const square = re * re + im * im;
    const drawn = [(y[0] * re + y[1] * im) / square, -(y[1] * re - y[0] * im) / square] as const;
    expect(Math.abs(read(solver, "bus", "voltage_1", "B") - 1 / Math.sqrt(square))).toBeLessThan(1e-12);
    expect(Math.abs(read(solver, "branch", "powerFrom_W", "T") / BASE_W - drawn[0])).toBeLessThan(1e-11);
    expect(Math.abs(read(solver, "branch", "reactiveFrom_var", "T") / BASE_W - drawn[1])).toBeLessThan(1e-11);
  });

  it("a line's conductance of 1e-5 S takes 1 kW at 10 kV", () => {
    const line = element("L", "line", { resistance_ohm: 1e-3, reactance_ohm: 1e-3, conductance_S: 1e-5 }, ["A", "B"]);
    const { solver } = openGrid(gridOf([bus("A"), bus("B"), grid("A"), line]));
    solved(solver);
    expect(Math.abs(read(solver, "source", "power_W", "GRID-A") / 1000 - 1)).toBeLessThan(1e-6);
  });
});

describe("slacks", () => {
  const generator = (at: string, setPower_W: number, more = {}) =>
    element(`G-${at}`, "generator", { setPower_W, voltage_1: 1, ...more }, [at]);
  const ring = [
    ...["A", "B", "C"].map(bus),
    branch("L1", "A", "B", 0.02, 0.08),
    branch("L2", "B", "C", 0.02, 0.08),
    branch("L3", "A", "C", 0.03, 0.1),
    load("B", 6e6, 1e6),
    load("C", 3e6, 1e6),
  ];

  it("two references share by their angles: each gives what its lines take, and losses are covered, 1e-6 W", () => {
    const { solver } = openGrid(
      gridOf([...ring, grid("A", 1, { angle_rad: 0 }), grid("C", 1, { angle_rad: -0.01 })], tight),
    );
    solved(solver);
    const given = read(solver, "source", "power_W", "GRID-A") + read(solver, "source", "power_W", "GRID-C");
    const losses = ["L1", "L2", "L3"].reduce(
      (sum, id) => sum + read(solver, "branch", "powerFrom_W", id) + read(solver, "branch", "powerTo_W", id),
      0,
    );
    expect(Math.abs(given - 9e6 - losses)).toBeLessThan(1e-3);
    expect(read(solver, "bus", "angle_rad", "C")).toBe(-0.01);
  });

  it("a distributed slack gives each source its schedule and its share of what lacks: 1 to 3, rtol 1e-8", () => {
    const { solver } = openGrid(
      gridOf([...ring, grid("A", 1, { participation_1: 1 }), generator("C", 2e6, { participation_1: 3 })], {
        distributedSlack: true,
        tolerance_1: 1e-12,
      }),
    );
    solved(solver);
    const [a, c] = [read(solver, "source", "power_W", "GRID-A"), read(solver, "source", "power_W", "G-C")];
    expect(Math.abs((c - 2e6) / (3 * a) - 1)).toBeLessThan(1e-8);
    expect(a + c).toBeGreaterThan(9e6);
    expect(Number(solver.column("source", "setPower_W")[solver.numbering.source!.row("G-C")])).toBe(2e6);
  });

  it("without a share of its own the reference gives nothing, and the generator all", () => {
    const { solver } = openGrid(
      gridOf([...ring, grid("A"), generator("C", 2e6, { participation_1: 1 })], { distributedSlack: true }),
    );
    solved(solver);
    expect(Math.abs(read(solver, "source", "power_W", "GRID-A"))).toBeLessThan(0.1);
  });
});

describe("reactive limits", () => {
  const limited = (rule: string, more: Record<string, number>) =>
    openGrid(
      gridOf(
        [
          bus("A"),
          bus("B"),
          bus("C"),
          grid("A"),
          branch("L1", "A", "B", 0.01, 0.1),
          branch("L2", "B", "C", 0.01, 0.1),
          element(
            "G-B",
            "generator",
            { setPower_W: 1e6, voltage_1: 1.05, maxReactive_var: 1e6, minReactive_var: -1e6 },
            ["B"],
          ),
          element("G-C", "generator", { setPower_W: 1e6, voltage_1: 0.9, ...more }, ["C"]),
          load("C", 4e6, 1e6),
        ],
        { reactiveLimits: rule } as never,
      ),
    ).solver;

  it("a source at its limit holds no voltage: it gives the limit, and is named", () => {
    for (const rule of ["once", "switchBack"]) {
      const solver = limited(rule, {});
      expect(solved(solver).notes).toEqual([{ code: "reactiveLimit", at: "G-B", value: 1e6 }]);
      expect(read(solver, "source", "reactive_var", "G-B")).toBe(1e6);
      expect(read(solver, "bus", "voltage_1", "B")).toBeLessThan(1.05);
    }
  });

  it("switch-back frees a source which only stood at its limit because another had not reached its own yet", () => {
    // at first C holds 0.9 and draws B far down: B gives its most, C (held low) takes its least; then C, at its limit
    // and above its set point from below, is the one that stays, and B may hold again or not by the same test
    const limits = { minReactive_var: -0.2e6, maxReactive_var: 5e6 };
    const [once, back] = [limited("once", limits), limited("switchBack", limits)];
    for (const solver of [once, back]) solved(solver);
    const check = (solver: typeof once, id: string, at: string, set: number, low: number, high: number): boolean => {
      const [q, v] = [read(solver, "source", "reactive_var", id), read(solver, "bus", "voltage_1", at)];
      const isHeld = Math.abs(v - set) < 1e-8 && q < high + 1 && q > low - 1;
      return isHeld || (Math.abs(q - high) < 1 && v < set + 1e-8) || (Math.abs(q - low) < 1 && v > set - 1e-8);
    };
    expect(check(back, "G-B", "B", 1.05, -1e6, 1e6)).toBe(true);
    expect(check(back, "G-C", "C", 0.9, -0.2e6, 5e6)).toBe(true);
  });
});
