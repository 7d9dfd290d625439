import { expect, it } from "vitest";
import type { Change } from "@/sim-core/model/change";
import type { District } from "@/sim-core/model/district";
import { advance, openRun, resultOf } from "@/sim-core/session/run";
import type { Run } from "@/sim-core/time/run";
import { district, element, scenario } from "../support/district";
import { smallLoop } from "../support/loop";
import { solversModule } from "../support/module";
import { town } from "../support/town";

function open(place: District, changes: readonly Change[], temperature_K = 303.15): Run {
  const { run, issues } = openRun(solversModule(), place, scenario({ changes }, temperature_K), 1);
  if (!run) throw new Error(JSON.stringify(issues.slice(0, 3)));
  return run;
}

const set = (at_s: number, target: string, fields: Change["fields"]): Change => {
  return { at_s, op: "set", target, fields, by: "city", why: "test" };
};

const closure = (run: Run, name: string) => resultOf(run).ledger.per_utility.find((r) => r.name === name)!;

for (const lift_Pa of [4e5, 1.5e4])
  it(`a plant at ${lift_Pa / 1000} kPa whose only boiler fails at 617 s stands from then to its return, and every tick's heat closes to 1e-6`, () => {
    const boiler = { ratedHeat_W: 1e6, isOn: true, startDelay_s: 0 };
    const elements = smallLoop(400e3, [element("BOILER", "boiler", boiler, ["G2", "PLANT"])]).map((e) =>
      e.id === "PLANT" ? { ...e, fields: { ...e.fields, lift_Pa } } : e,
    );
    const run = open(
      district(elements),
      [set(617, "BOILER", { isInService: false }), set(1511, "BOILER", { isInService: true })],
      278.15,
    );
    const heat = run.coupling.solvers.heat!;
    const flow = heat.column("link", "flow_kg_s");
    const plant = heat.numbering.link!.row("PLANT");
    const standing = run.coupling.table.u8("plant", "isStanding");
    const seen: [standing: number, flows: boolean][] = [];
    for (let i = 0; i < 7; i++) {
      advance(run);
      seen.push([standing[0]!, Math.abs(flow[plant]!) > 0.1]);
    }
    expect(seen.slice(1, 6)).toEqual([
      [0, true],
      [1, false],
      [1, false],
      [1, false],
      [0, true],
    ]);
    expect(resultOf(run).failures).toEqual([]);
    expect(resultOf(run).settle.maxIterations).toBeLessThan(20);
    expect(closure(run, "heat").worst_relative).toBeLessThan(1e-6);
    expect(closure(run, "energy of the district").worst_relative).toBeLessThan(1e-6);
  });

it("a burst in a zone that lost its source gives no water, and the valve on its border none either: water closes to 1e-6", () => {
  const pipe = { length_m: 200, diameter_m: 0.2, roughness_1: 130 };
  const run = open(
    town([
      element("HILL", "reservoir", { head_m: 90 }),
      element("TOP", "waterJunction", { elevation_m: 60 }),
      element("LOW", "waterJunction", { elevation_m: 20 }),
      element("FEED", "waterPipe", pipe, ["HILL", "TOP"]),
      element("DOWN", "waterPipe", pipe, ["TOP", "LOW"]),
      element("PRV", "waterValve", { valveType: "PRV", setting_m: 30, diameter_m: 0.2 }, ["LOW", "J"]),
    ]),
    [
      set(601, "J", { emitter_m3_s: 0.01 }),
      set(901, "FEED", { isOpen: false }),
      set(1201, "TOP", { emitter_m3_s: 0.02 }),
      set(1801, "FEED", { isOpen: true }),
    ],
  );
  const water = run.coupling.solvers.water!;
  const flow = water.column("link", "flow_m3_s");
  const valve = water.numbering.link!.row("PRV");
  const flows: number[] = [];
  for (let i = 0; i < 9; i++) {
    advance(run);
    flows.push(flow[valve]!);
  }
  expect(flows[2]).toBeGreaterThan(1e-3);
  for (const i of [3, 4, 5]) expect(Math.abs(flows[i]!)).toBeLessThan(1e-9);
  expect(resultOf(run).failures).toEqual([]);
  expect(closure(run, "water").worst_relative).toBeLessThan(1e-6);
  expect(closure(run, "money of the district").worst_relative).toBeLessThan(1e-6);
});
