import { describe, expect, it } from "vitest";
import { Aitken, Anderson } from "@/sim-core/couple/acceleration";
import type { Device } from "@/sim-core/couple/device";
import { nothingGathered, PortBook, SETTLED } from "@/sim-core/couple/port";
import { settle } from "@/sim-core/couple/settle";
import type { District } from "@/sim-core/model/district";
import { advance, openRun, resultOf } from "@/sim-core/session/run";
import { restoreRun, saveRun } from "@/sim-core/session/state";
import { district, element, scenario } from "../support/district";
import { smallLoop } from "../support/loop";
import { solversModule } from "../support/module";
import { town } from "../support/town";

function open(place: District, temperature_K = 303.15) {
  const { run, issues } = openRun(solversModule(), place, scenario({}, temperature_K), 1);
  if (!run) throw new Error(JSON.stringify(issues.slice(0, 3)));
  return run;
}

describe("acceleration of x' = g(x)", () => {
  // Three ports that answer to themselves and to each other: g(x) = A x + b, spectral radius about 0.9.
  const A = [
    [0.8, 0.1, 0],
    [0.1, 0.5, 0.2],
    [0, 0.2, 0.3],
  ];
  const b = [1, 2, 3];
  const g = (x: Float64Array) => Float64Array.from(A, (row, i) => row.reduce((s, a, j) => s + a * x[j]!, b[i]!));
  const rounds = (by: Aitken | Anderson) => {
    const scale = new Float64Array(3).fill(1);
    let x = new Float64Array(3);
    for (let n = 1; n < 200; n++) {
      const wanted = g(x);
      if (wanted.every((w, i) => Math.abs(w - x[i]!) <= 1e-8)) return n;
      const next = new Float64Array(3);
      by.next(x, wanted, scale, next);
      x = next;
    }
    return 200;
  };
  it("Anderson of depth 3 is exact for three linear ports after 5 rounds", () =>
    expect(rounds(new Anderson(3))).toBeLessThanOrEqual(6));
  it("Aitken needs fewer than 60 rounds where substitution needs 150", () =>
    expect(rounds(new Aitken())).toBeLessThan(60));
});

it("a port that is not a number never settles, even against itself", () => {
  const ports = new PortBook();
  const handle = ports.open("D", "power", "portPower_W", 0);
  const sums = new Float64Array(1);
  ports.set(handle, Number.NaN);
  ports.use("power", () => sums);
  const found = nothingGathered();
  ports.residual("power", found);
  expect(found.residual).toBe(Number.POSITIVE_INFINITY);
  expect(found.owner).toBe("D");
});

it("a tick of the town solves power twice at its start, water once; a settling again, with nothing new, solves nothing", () => {
  const run = open(town());
  advance(run);
  const first = { ...run.coupling.settleLog.solves };
  expect(first).toEqual({ water: 1, power: 2, gas: 0, heat: 0 });
  advance(run);
  expect(run.coupling.settleLog.solves).toEqual({ water: 2, power: 3, gas: 0, heat: 0 });
  run.coupling.dirty.water = false;
  const again = settle(run.coupling, run.tick);
  expect(again.isSettled).toBe(true);
  expect(run.coupling.settleLog.solves).toEqual({ water: 2, power: 3, gas: 0, heat: 0 });
});

it("a device that never agrees ends after 40 rounds, named with its port and both numbers, and the run is not valid", () => {
  const run = open(town([element("HUNTER", "battery", { capacity_J: 1e9, maxPower_W: 1e5 }, ["A"])]));
  const ports = run.coupling.around.ports;
  const handle = ports.open("HUNTER", "power", "portPower_W", 0);
  let value = 1000;
  const swing = () => {
    value = -value;
    ports.set(handle, value);
    return false;
  };
  const hunter = { id: "HUNTER", kind: "battery", row: 0, begin() {}, update: swing, trip: swing, commit() {} };
  (run.coupling.devices as Device[]).push(hunter satisfies Device);
  advance(run);
  const result = resultOf(run);
  expect(result.isValid).toBe(false);
  expect(result.failures[0]!.text).toMatch(
    /^HUNTER did not settle in 40 rounds: power portPower_W wants -?\d+(\.\d+)?, was last given -?\d+/,
  );
  expect(result.settle.devices[0]).toMatchObject({ device: "HUNTER", tick: 0, rounds: 40 });
  expect(result.settle.devices[0]!.residual).toBeGreaterThan(1);
});

describe("a loop that is short of heat", () => {
  const boiler = (id: string, plant: string) =>
    element(id, "boiler", { ratedHeat_W: 150e3, isOn: true }, ["G2", plant]);

  it("its consumer is listed with its rounds; 3 rounds of the worst tick are kept over save and restore", () => {
    const run = open(district(smallLoop(400e3, [boiler("BOILER", "PLANT")])), 278.15);
    for (let i = 0; i < 3; i++) advance(run);
    const { settle: found } = resultOf(run);
    expect(found.worstResidual).toBeLessThan(SETTLED);
    expect(found.devices[0]!.device).toBe("HOUSE");
    expect(found.devices[0]!.rounds).toBeGreaterThanOrEqual(3);
    expect(found.devices[0]!.rounds).toBeLessThanOrEqual(8);
    const kept = saveRun(run);
    const fresh = open(district(smallLoop(400e3, [boiler("BOILER", "PLANT")])), 278.15);
    restoreRun(fresh, kept);
    expect(resultOf(fresh).settle.devices).toEqual(found.devices);
  });

  it("with two plants, each short, it settles to 1e-8 in fewer than 15 rounds", () => {
    const second = { supplySet_K: 353.15, lift_Pa: 4e5, flowShare_1: 0.4, isAnchor: false, loop: "heat" };
    const place = district([
      ...smallLoop(500e3, [boiler("BOILER", "PLANT"), boiler("B2", "PLANT-2")]),
      element("PLANT-2", "heatPlant", second, ["R2", "S2"]),
    ]);
    const run = open(place, 278.15);
    for (let i = 0; i < 3; i++) advance(run);
    const { settle: found, failures } = resultOf(run);
    expect(failures).toEqual([]);
    expect(found.worstResidual).toBeLessThan(SETTLED);
    expect(found.maxIterations).toBeLessThan(15);
    const plant = run.coupling.table.f64("plant", "share_1");
    expect(Math.min(...plant)).toBeLessThan(0.8);
  });
});
