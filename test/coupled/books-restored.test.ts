import { expect, it } from "vitest";
import { SCENARIOS } from "@/scenarios";
import { generateDistrict } from "@/scenarios/districts/generator";
import { Random } from "@/sim-core/model/random";
import { advance, openRun, resultOf, tickCount } from "@/sim-core/session/run";
import { restoreRun, saveRun } from "@/sim-core/session/state";
import { mishap } from "../support/mishaps";
import { solversModule } from "../support/module";
import { seed, size } from "../support/size";

it(`${size(10, 100)} runs with mishaps, cut at a random tick and continued in a fresh run, have the same digest and books`, () => {
  const from = seed(1);
  for (let s = from; s < from + size(10, 100); s++) {
    const random = new Random(s);
    const district = generateDistrict(random.pick([100, 200, 300]), s);
    const changes = Array.from({ length: 10 }, () => mishap(random, district));
    const scenario = { ...SCENARIOS.heatwave!(), duration_s: 7200, changes };
    const open = () => {
      const { run, issues } = openRun(solversModule(), district, scenario, s);
      if (!run) throw new Error(JSON.stringify(issues.slice(0, 3)));
      return run;
    };
    const whole = open();
    const cut = 1 + random.below(tickCount(whole) - 2);
    for (let tick = 0; tick < cut; tick++) advance(whole);
    const kept = saveRun(whole);
    for (let tick = cut; tick < tickCount(whole); tick++) advance(whole);
    const fresh = open();
    restoreRun(fresh, kept);
    for (let tick = cut; tick < tickCount(fresh); tick++) advance(fresh);
    const [a, b] = [resultOf(whole), resultOf(fresh)];
    expect([s, cut, b.digest]).toEqual([s, cut, a.digest]);
    expect([s, b.ledger]).toEqual([s, a.ledger]);
    expect([s, b.settle.devices]).toEqual([s, a.settle.devices]);
  }
}, 300_000);
