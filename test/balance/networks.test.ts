import { describe, expect, it } from "vitest";
import { pow } from "../../assembly/core/elementary";
import { darcyLoss, powerLoss } from "../../assembly/hydraulic/laws/water";
import { gridPairs } from "../../sim-core/cli/bench/graphs";
import { readInp } from "../../sim-core/exchange/inp/read";
import { compileWater } from "../../sim-core/utilities/water/compile";
import { KIND, STATUS, type WaterNet } from "../../sim-core/utilities/water/net";
import type { WaterNetwork } from "../../sim-core/utilities/water/network";
import { ExtendedPeriod } from "../../sim-core/utilities/water/studies/eps";
import { solversModule } from "../support/module";
import { randomInp } from "../support/random-inp";
import { size } from "../support/size";
import { runOurs } from "../support/water";

const COUNT = size(40, 200);

/** A random network in exact SI, as a native district is solved. */
function nativeRun(seed: number): ExtendedPeriod | undefined {
  const { district, schedule } = readInp(randomInp(seed), `seed-${seed}.inp`);
  if (!district || !schedule) throw new Error(`seed ${seed} does not read`);
  const water = { ...district.options.water, constants: "si", accuracy_1: 1e-9 };
  const { net } = compileWater({ ...district, options: { ...district.options, water } });
  return net ? new ExtendedPeriod(solversModule(), net, schedule) : undefined;
}

/**
 * Greatest flow that a junction keeps for itself, m3/s. A link that a status test has shut lets its head drop times 1e-11
 * m2/s through, so that it can open again: that trickle is counted here.
 */
function massError(net: WaterNet, network: WaterNetwork): number {
  const inflow = new Float64Array(net.nodes.count);
  for (let k = 0; k < net.links.count; k++) {
    inflow[net.from[k]!]! -= network.flow[k]!;
    inflow[net.to[k]!]! += network.flow[k]!;
  }
  let worst = 0;
  for (let n = 0; n < net.junctionCount; n++) worst = Math.max(worst, Math.abs(inflow[n]! - network.outflow[n]!));
  return worst;
}

/** Greatest difference between the drop of head along an open pipe and what its law says, m. */
function energyError(net: WaterNet, network: WaterNetwork): number {
  const low = network.kernel.column("run", "lowSlope_k")[0]!;
  const viscosity = network.kernel.column("run", "viscosity_k")[0]!;
  const exponent = network.kernel.column("run", "lossExponent_1")[0]!;
  const isDarcy = net.options.headLoss === "darcyWeisbach";
  let worst = 0;
  for (let k = 0; k < net.links.count; k++) {
    if (net.kind[k]! > KIND.PIPE || network.status[k]! <= STATUS.CLOSED) continue;
    const [q, r, m, s] = [network.flow[k]!, net.resistance_k[k]!, net.minorLoss_k[k]!, viscosity * net.diameter_k[k]!];
    const loss = isDarcy
      ? darcyLoss(q, r, net.relativeRoughness[k]!, s, m, pow(Math.abs(q) / s, -0.9))
      : powerLoss(q, r, exponent, m, low);
    worst = Math.max(worst, Math.abs(network.head[net.from[k]!]! - network.head[net.to[k]!]! - loss));
  }
  return worst;
}

/** A zone whose demand has no way in but a shut link: its heads fall without a bound, as they do in EPANET. */
const isStarved = (network: WaterNetwork): boolean => network.head.some((h) => Math.abs(h) > 1e4);

describe(`${COUNT} random networks in SI`, () => {
  it("mass closes at every junction to 1e-9 m3/s and every open pipe loses what its law says to 1e-5 m", () => {
    let steps = 0;
    for (let seed = 1; seed <= COUNT; seed++) {
      const eps = nativeRun(seed);
      eps?.run((time_s, network) => {
        if (isStarved(network)) return;
        steps++;
        expect(massError(eps.net, network), `seed ${seed}, ${time_s} s, mass`).toBeLessThan(1e-9);
        expect(energyError(eps.net, network), `seed ${seed}, ${time_s} s, energy`).toBeLessThan(1e-5);
      });
    }
    expect(steps).toBeGreaterThan(20 * COUNT);
  });
});

it("under pressure-driven demand no junction of a mesh takes less when the reservoir rises from 5 to 60 m, nor more than it wants", () => {
  const pairs = gridPairs(4, 4);
  const text = (head: number): string => `[JUNCTIONS]
${Array.from({ length: 16 }, (_, i) => `J${i} ${(i * 7) % 11} ${1 + (i % 3)}`).join("\n")}
[RESERVOIRS]
R ${head}
[PIPES]
S R J0 100 300 120
${pairs.map(([a, b], k) => `P${k} J${a} J${b} 200 ${80 + (k % 4) * 20} 110`).join("\n")}
[EMITTERS]
J5 0.3
[LEAKAGE]
P3 5 0.1
[OPTIONS]
Units LPS
Accuracy 0.0000001
Trials 200
Demand Model PDA
Required Pressure 25
[END]
`;
  let before = new Float64Array(16);
  for (let head = 5; head <= 60; head += 2.5) {
    const { net, result, steps } = runOurs(text(head), "mesh.inp");
    expect(result.failure).toBe("");
    const now = Float64Array.from(steps[0]!.demand);
    for (let i = 0; i < 16; i++) {
      expect(now[i]!, `J${i} at ${head} m`).toBeGreaterThanOrEqual(before[i]! - 1e-6);
      if (net.emitter_k[i] === 0 && net.leakFixed_k[i] === 0) expect(now[i]!).toBeLessThanOrEqual(1 + (i % 3) + 1e-4);
    }
    before = now;
  }
});
