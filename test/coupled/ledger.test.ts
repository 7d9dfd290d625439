import { describe, expect, it } from "vitest";
import { DISTRICTS, SCENARIOS } from "@/scenarios";
import { generateDistrict } from "@/scenarios/districts/generator";
import type { Change } from "@/sim-core/model/change";
import type { District } from "@/sim-core/model/district";
import { Random } from "@/sim-core/model/random";
import type { Scenario } from "@/sim-core/model/scenario";
import { findColumn } from "@/sim-core/record/frame";
import { advance, frameLayout, openRun, resultOf, tickCount } from "@/sim-core/session/run";
import { mishap } from "../support/mishaps";
import { solversModule } from "../support/module";
import { seed, size } from "../support/size";

const CLOSURE = 1e-6;

function books(district: District, scenario: Scenario) {
  const { run, issues } = openRun(solversModule(), district, scenario, scenario.seed);
  if (!run) throw new Error(JSON.stringify(issues.slice(0, 3)));
  for (let tick = tickCount(run); tick > 0; tick--) advance(run);
  return resultOf(run);
}

const open = ({ ledger }: ReturnType<typeof books>) =>
  ledger.per_utility
    .filter((r) => !(r.worst_relative <= CLOSURE))
    .map((r) => `${r.name} ${r.worst_relative} at tick ${r.worst_tick}, ${r.worst_device}`);

describe("in = out + stored + lost in every tick, to 1e-6 of its throughput", () => {
  for (const name of ["normal-day", "heatwave"])
    it(`Harbourside, ${name}: seven carriers, energy and money of the district`, () => {
      const result = books(DISTRICTS.harbourside!(), SCENARIOS[name]!());
      expect(result.ledger.per_utility.map((r) => r.name)).toEqual([
        "electricity",
        "gas",
        "heat",
        "cold",
        "water",
        "CO2 on site",
        "energy ports",
        "energy of the district",
        "money of the district",
      ]);
      expect(open(result)).toEqual([]);
      const { money } = result.ledger;
      expect(money.total).toBeGreaterThan(0);
      // Whoever receives, somebody pays: nothing is left over inside the district and out of it.
      const volume = money.payments.reduce((sum, p) => sum + p.amount, 0);
      expect(Math.abs(money.balances.reduce((sum, b) => sum + b.amount, 0)) / volume).toBeLessThan(1e-7);
      expect(money.payments.every((p) => p.from !== p.to && p.amount > 0)).toBe(true);
      expect(money.balances.find((b) => b.party === "outside")!.amount).toBeCloseTo(money.total, 6);
    }, 60_000);

  it(`${size(20, 200)} generated districts of 100 to 600 elements with 10 seeded Changes at odd seconds in 2 hours`, () => {
    const found: string[] = [];
    const from = seed(1);
    for (let s = from; s < from + size(20, 200); s++) {
      const random = new Random(s);
      const district = generateDistrict(random.pick([100, 200, 300, 600]), s);
      const changes = Array.from({ length: 10 }, () => mishap(random, district));
      const base = SCENARIOS[random.pick(["heatwave", "normal-day"])]!();
      const start_s = base.start_s + 3600 * random.below(20);
      const result = books(district, { ...base, start_s, duration_s: 7200, seed: s, changes });
      for (const text of open(result)) found.push(`seed ${s}: ${text}`);
      for (const { text } of result.failures) found.push(`seed ${s}: ${text}`);
    }
    expect(found).toEqual([]);
  }, 600_000);

  it("5 generated districts for a day while 12 lines and pipes of four networks close for good", () => {
    const found: string[] = [];
    for (const seed of [4, 9, 11, 13, 15]) {
      const random = new Random(seed);
      const district = generateDistrict(300, seed);
      const links = district.elements.filter((e) => ["line", "waterPipe", "gasPipe", "heatPipe"].includes(e.kind));
      const changes: Change[] = Array.from({ length: 12 }, () => {
        const target = links[random.below(links.length)]!;
        const fields = { [target.kind === "line" ? "isClosed" : "isOpen"]: false };
        return { at_s: random.below(80_000), op: "set", target: target.id, fields, by: target.owner, why: "seeded" };
      });
      const result = books(district, { ...SCENARIOS.heatwave!(), seed, changes });
      for (const text of open(result)) found.push(`seed ${seed}: ${text}`);
    }
    expect(found).toEqual([]);
  }, 120_000);
});

describe("the Frames carry the books", () => {
  const district = DISTRICTS.harbourside!();
  const at_s = 4 * 3600 + 17;
  const change: Change = {
    at_s,
    op: "set",
    target: "MC-hill-A4",
    fields: { isClosed: false },
    by: "power",
    why: "test",
  };
  const { run } = openRun(solversModule(), district, { ...SCENARIOS.heatwave!(), changes: [change] }, 1);
  const layout = frameLayout(run!);
  const sums = new Float64Array(layout.length);
  const TICKS = 60;
  // Amounts in a Frame are of the tick that ended with it: those of 60 ticks are in the Frames 1 to 60.
  let result = resultOf(run!);
  for (let tick = 0; tick <= TICKS; tick++) {
    if (tick === TICKS) result = resultOf(run!);
    const values = advance(run!);
    if (tick > 0) for (let i = 0; i < sums.length; i++) sums[i]! += values[i]!;
  }
  const sumOf = (rows: string, name: string, isIn = (_id: string) => true) => {
    const { ids, offset } = findColumn(layout, "district", rows, name)!;
    return ids.reduce(
      (sum, id, i) => (isIn(id) && !Number.isNaN(sums[offset + i]!) ? sum + sums[offset + i]! : sum),
      0,
    );
  };
  const kind = (id: string) => district.elements.find((e) => e.id === id)!.kind;
  const row = (name: string) => result.ledger.per_utility.find((r) => r.name === name)!;

  it("in, out, stored and lost of every account, summed over 60 Frames, are the run's to the last bit", () => {
    for (const r of result.ledger.per_utility) {
      const rows = { J: "energyAccount", kg: "massAccount", m3: "waterAccount", EUR: "moneyAccount" }[r.unit];
      for (const term of ["in", "out", "stored", "lost"] as const)
        expect([r.name, term, sumOf(rows, `${term}_${r.unit}`, (id) => id === r.name)]).toEqual([
          r.name,
          term,
          r[term],
        ]);
    }
  });

  it("what buildings, devices, pumps and supplies metered adds up to the accounts, to 1e-12", () => {
    const near = (x: number, y: number) => expect(Math.abs(x / y - 1)).toBeLessThan(1e-12);
    near(-sumOf("device", "gas_kg") + sumOf("building", "gas_kg"), row("gas").out);
    near(sumOf("supply", "gas_kg"), row("gas").in);
    near(sumOf("supply", "water_m3"), row("water").in);
    near(
      sumOf("device", "heat_J", (id) => kind(id) !== "hotStore"),
      row("heat").in,
    );
    near(
      sumOf("device", "cold_J", (id) => kind(id) !== "coldStore"),
      row("cold").in,
    );
  });
});

describe("an account that does not close names where", () => {
  const broken = (break_: (run: NonNullable<ReturnType<typeof openRun>["run"]>) => void) => {
    const { run } = openRun(solversModule(), DISTRICTS.harbourside!(), SCENARIOS.heatwave!(), 1);
    advance(run!);
    break_(run!);
    advance(run!);
    advance(run!);
    return resultOf(run!).ledger;
  };
  const row = (ledger: ReturnType<typeof broken>, name: string) => ledger.per_utility.find((r) => r.name === name)!;

  it("a tenth of a junction's water that goes nowhere: water, at that junction, in that tick; the others close", () => {
    const ledger = broken((run) => {
      const water = run.coupling.solvers.water!;
      const drawn = water.column("node", "demand_m3_s");
      const at = water.numbering.node!.row("WJ-C3");
      const solve = water.solve.bind(water);
      water.solve = (time_s) => {
        const outcome = solve(time_s);
        drawn[at]! *= 0.9;
        return outcome;
      };
    });
    expect(row(ledger, "water")).toMatchObject({ worst_device: "WJ-C3" });
    expect([1, 2]).toContain(row(ledger, "water").worst_tick);
    expect(row(ledger, "water").worst_relative).toBeGreaterThan(CLOSURE);
    for (const name of ["electricity", "gas", "heat", "cold", "CO2 on site"])
      expect([name, row(ledger, name).worst_relative < CLOSURE]).toEqual([name, true]);
  });

  it("a kilowatt lost in one line: electricity and the district's energy, at a bus of that line", () => {
    const ledger = broken((run) => {
      const power = run.coupling.solvers.power!;
      const sent = power.column("branch", "powerFrom_W");
      const at = power.numbering.branch!.row("MC-hill-A4");
      const solve = power.solve.bind(power);
      power.solve = (time_s) => {
        const outcome = solve(time_s);
        sent[at]! += 1000;
        return outcome;
      };
    });
    const line = DISTRICTS.harbourside!().elements.find((e) => e.id === "MC-hill-A4")!;
    expect(line.relations.map((r) => r.to)).toContain(row(ledger, "electricity").worst_device);
    const energy = row(ledger, "energy of the district");
    expect(energy.worst_relative).toBeGreaterThan(CLOSURE);
    expect(energy.worst_device).toBe(row(ledger, "electricity").worst_device);
    expect(row(ledger, "gas").worst_relative).toBeLessThan(CLOSURE);
  });
});
