import { describe, expect, it } from "vitest";
import { DISTRICTS, SCENARIOS } from "@/scenarios";
import { generateDistrict } from "@/scenarios/districts/generator";
import type { Change } from "@/sim-core/model/change";
import type { District } from "@/sim-core/model/district";
import { Random } from "@/sim-core/model/random";
import type { Scenario } from "@/sim-core/model/scenario";
import { advance, openRun, resultOf, tickCount } from "@/sim-core/session/run";
import { solversModule } from "../support/module";

const CLOSURE = 1e-6;

function books(district: District, scenario: Scenario) {
  const { run, issues } = openRun(solversModule(), district, scenario, scenario.seed);
  if (!run) throw new Error(JSON.stringify(issues.slice(0, 3)));
  for (let tick = tickCount(run); tick > 0; tick--) advance(run);
  return resultOf(run);
}

const open = ({ ledger }: ReturnType<typeof books>) =>
  ledger.per_utility
    .filter((r) => r.worst_relative > CLOSURE)
    .map((r) => `${r.name} ${r.worst_relative} at tick ${r.worst_tick}`);

describe("in = out + stored + lost in every tick, to 1e-6 of its throughput", () => {
  for (const name of ["normal-day", "heatwave"])
    it(`Harbourside, ${name}: seven accounts`, () => {
      const result = books(DISTRICTS.harbourside!(), SCENARIOS[name]!());
      expect(open(result)).toEqual([]);
      expect(result.ledger.money.total).toBeGreaterThan(0);
    }, 60_000);

  it("20 generated districts with up to 6 seeded Changes in 2 hours", () => {
    const found: string[] = [];
    for (let seed = 1; seed <= 20; seed++) {
      const random = new Random(seed);
      const district = generateDistrict(300, seed);
      const lines = district.elements.filter((e) => ["line", "waterPipe", "gasValve"].includes(e.kind));
      const changes: Change[] = Array.from({ length: 6 }, () => {
        const target = lines[random.below(lines.length)]!;
        const fields = { [target.kind === "line" ? "isClosed" : "isOpen"]: random.unit() < 0.5 };
        return { at_s: random.below(7000), op: "set", target: target.id, fields, by: target.owner, why: "seeded" };
      });
      const base = SCENARIOS.heatwave!();
      const result = books(district, { ...base, duration_s: 7200, seed, changes });
      for (const text of open(result)) found.push(`seed ${seed}: ${text}`);
    }
    expect(found).toEqual([]);
  }, 120_000);

  it("5 generated districts for a day while 12 lines and pipes of three networks close for good", () => {
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
