import { expect, it } from "vitest";
import type { Change } from "@/sim-core/model/change";
import type { District } from "@/sim-core/model/district";
import type { Element } from "@/sim-core/model/element";
import { Random } from "@/sim-core/model/random";
import { advance, openRun, resultOf } from "@/sim-core/session/run";
import { restoreRun, saveRun } from "@/sim-core/session/state";
import { district, element, scenario } from "../support/district";
import { solversModule } from "../support/module";
import { size } from "../support/size";

/** Feeders of random length from one board, ties between their ends, relays with and without reclosing, a few engines. */
function town(random: Random): District {
  const elements: Element[] = [
    element("S", "bus", { baseVoltage_V: 11_000 }),
    element("GRID", "gridSupply", { voltage_1: 1.02 }, ["S"]),
  ];
  const cable = () => ({
    resistance_ohm: random.between(0.05, 0.3),
    reactance_ohm: 0.1,
    susceptance_S: 1e-6,
    rating_A: 300,
    length_m: 1000,
  });
  const guards = (to: string) => [{ type: "protects" as const, to }];
  const lastOf: string[] = [];
  const feeders = 2 + random.below(4);
  for (let f = 0; f < feeders; f++) {
    let before = "S";
    const stops = 1 + random.below(5);
    for (let s = 0; s < stops; s++) {
      const [bus, line] = [`B${f}-${s}`, `L${f}-${s}`];
      elements.push(element(bus, "bus", { baseVoltage_V: 11_000 }));
      const switched: Record<string, number> = random.below(3) > 0 ? { switchTime_s: random.between(60, 900) } : {};
      elements.push(element(line, "line", { ...cable(), ...switched }, [before, bus]));
      elements.push(
        element(`P${f}-${s}`, "powerLoad", { active_W: random.between(1e5, 12e5), coldPickup_1: 2 }, [bus]),
      );
      if (s === 0 || random.below(4) === 0)
        elements.push(
          element(
            `R${f}-${s}`,
            "relay",
            { pickup_A: 375, deadTimes_s: random.below(2) > 0 ? [10, 30] : [], switchTime_s: 120 },
            [],
            guards(line),
          ),
        );
      before = bus;
    }
    if (random.below(3) === 0)
      elements.push(
        element(
          `G${f}`,
          "standby",
          { ratedPower_W: 2e6, tank_m3: random.between(0.02, 1) },
          [before],
          guards(`L${f}-${stops - 1}`),
        ),
      );
    lastOf.push(before);
  }
  for (let f = 1; f < feeders; f++)
    elements.push(
      element(`TIE${f}`, "line", { ...cable(), isClosed: false, switchTime_s: 180 }, [lastOf[f - 1]!, lastOf[f]!]),
    );
  return district(elements);
}

const COUNT = size(25, 200);

it(`${COUNT} seeded towns under random faults: no short circuit stays live, each run ends, power closes, restored equals whole`, () => {
  for (let seed = 1; seed <= COUNT; seed++) {
    const random = new Random(seed);
    const place = town(random);
    const lines = place.elements.filter((e) => e.kind === "line" && !e.id.startsWith("TIE"));
    const changes: Change[] = [];
    for (let k = 0; k < 4; k++) {
      const at_s = random.between(300, 5000);
      const target = random.pick(lines).id;
      changes.push({ at_s, op: "set", target, fields: { isFaulted: true }, by: "city", why: "fault" });
      if (random.below(2) > 0)
        changes.push({
          at_s: at_s + random.between(5, 900),
          op: "set",
          target,
          fields: { isFaulted: false },
          by: "city",
          why: "clear",
        });
    }
    const open = () => openRun(solversModule(), place, scenario({ changes, duration_s: 7200 }), seed).run!;
    const run = open();
    const power = run.coupling.solvers.power!;
    const view = (rows: string, name: string) => power.column(rows, name);
    const [from, to] = [view("branch", "from"), view("branch", "to")];
    let kept = saveRun(run);
    for (let tick = 0; tick < 24; tick++) {
      advance(run);
      if (tick === 9) kept = saveRun(run);
      const [closed, faulted, alive] = [
        view("branch", "isClosed"),
        view("branch", "isFaulted"),
        view("bus", "isEnergised"),
      ];
      let given_W = 0;
      for (const p of view("source", "power_W")) given_W += p;
      for (const p of view("load", "served_W")) given_W -= p;
      const [out, back] = [view("branch", "powerFrom_W"), view("branch", "powerTo_W")];
      for (let b = 0; b < closed.length; b++) {
        const isLive = closed[b] === 1 && (alive[from[b]!] === 1 || alive[to[b]!] === 1);
        expect(isLive && faulted[b] === 1, `seed ${seed}, tick ${tick}, branch ${power.numbering.branch!.ids[b]}`).toBe(
          false,
        );
        given_W -= out[b]! + back[b]!;
      }
      expect(Math.abs(given_W)).toBeLessThan(1);
    }
    const whole = resultOf(run);
    expect(whole.failures, `seed ${seed}`).toEqual([]);
    const again = open();
    restoreRun(again, kept);
    while (again.tick < 24) advance(again);
    expect(resultOf(again).digest, `seed ${seed}`).toBe(whole.digest);
  }
});
