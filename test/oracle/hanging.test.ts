import { expect, it } from "vitest";
import { streetPairs, uniform } from "../../sim-core/cli/bench/graphs";
import { runEpanet } from "../support/epanet";
import { size } from "../support/size";
import { smallInp } from "../support/small-inp";
import { runOurs } from "../support/water";

const COUNT = size(60, 400);

/** The small network, and a quarter of some streets whose only way to it is a reducing valve that leads out of it. */
function hanging(seed: number): string {
  const random = uniform(seed);
  const count = 9 + (seed % 60);
  const junctions = Array.from({ length: count }, (_, i) => `Z${i} 5 ${(random() * 2).toFixed(2)}`);
  const pipes = streetPairs(count, seed).map(([a, b], k) => {
    const [length, roughness] = [150 + 450 * random(), 90 + 50 * random()];
    return `Q${k} Z${a} Z${b} ${length.toFixed(2)} ${random() < 0.5 ? 6 : 8} ${roughness.toFixed(2)}`;
  });
  return smallInp({
    JUNCTIONS: `+${junctions.join("\n")}`,
    PIPES: `+${pipes.join("\n")}`,
    VALVES: `V Z${Math.floor(count / 2)} J4 8 PRV 20`,
    TIMES: "Duration 0",
  });
}

it(`${COUNT} networks in which a quarter hangs on a valve alone are solved, and the rest is as in EPANET`, async () => {
  for (let seed = 1; seed <= COUNT; seed++) {
    const text = hanging(seed);
    const { result, steps, net } = runOurs(text, "hanging.inp");
    expect(result.failure, `seed ${seed}`).toBe("");
    const theirs = await runEpanet(text).catch(() => null);
    for (const id of ["J1", "J2", "J3", "J4"]) {
      const n = net.nodes.row(id);
      if (theirs) expect(Math.abs(steps[0]!.head[n]! - theirs[0]!.head[n]!), `seed ${seed}, ${id}`).toBeLessThan(0.05);
    }
  }
});
