import { describe, expect, it } from "vitest";
import { townInp } from "../../sim-core/cli/bench/towns";
import { type EpanetStep, runEpanet } from "../support/epanet";
import { isFull, size } from "../support/size";
import { clockAndLevel, pumpedTown, reducingValves, shortSupply } from "../support/stress-inp";
import { epanetFault, firstDifference, runOurs } from "../support/water";

interface Kind {
  readonly name: string;
  readonly landing: number;
  readonly full: number;
  text(seed: number): string;
}

const KINDS: readonly Kind[] = [
  {
    name: "pumped towns of 1,000 to 4,000 junctions",
    landing: 2,
    full: 12,
    text: (seed) => pumpedTown(seed % 2 === 0 ? 1000 : 4000, seed),
  },
  {
    name: "40 to 200 zones behind reducing valves",
    landing: 8,
    full: 40,
    text: (seed) => reducingValves(40 + 40 * (seed % 5), seed),
  },
  { name: "rules of clock and level", landing: 12, full: 120, text: (seed) => clockAndLevel(seed) },
  {
    name: "short supply with leaks and emitters",
    landing: 8,
    full: 60,
    text: (seed) => shortSupply(60 + 120 * (seed % 4), seed),
  },
];

/** Share of the cases of a kind in which EPANET itself may fail, or hang on its last digits; every one is printed. */
const MOST_FAULTS = 0.25;

/** "" where both engines give the same; else the reason. Fails where none is found. */
async function exception(name: string, text: string): Promise<string> {
  const theirs = await runEpanet(text);
  const ours = runOurs(text, `${name}.inp`);
  const difference = firstDifference(ours.steps, theirs, ours.isUs, ours.flow);
  if (difference === "") return "";
  const reason = epanetFault(theirs, ours) || tankAtLimit(theirs, ours) || (await movesItself(text, theirs, ours));
  expect(reason, difference).not.toBe("");
  return `${name}: ${reason}; ${difference}`;
}

/**
 * EPANET snaps a tank to full a second early, but to empty a second late (its sign is wrong there): whether the links of
 * a tank that arrives at its lowest level are closed hangs on the last digits of its volume.
 */
function tankAtLimit(theirs: readonly EpanetStep[], { steps, net, length }: ReturnType<typeof runOurs>): string {
  for (let i = 0; i < theirs.length; i++) {
    for (const { node, minHead_k } of net.tanks) {
      const [a, b] = [steps[i]!, theirs[i]!];
      const isAtLimit = [a, b].every((step) => Math.abs(step.head[node]! - minHead_k / length) < 5e-5);
      if (isAtLimit && Math.abs(a.demand[node]!) < 1e-9 !== Math.abs(b.demand[node]!) < 1e-9)
        return `${net.nodes.ids[node]} is at its lowest level at ${a.t} s, closed in one engine and not yet in the other`;
    }
  }
  return "";
}

/** The same file with a limit on single flow changes beside the accuracy: converged further, it is to give the same. */
async function movesItself(
  text: string,
  theirs: readonly EpanetStep[],
  ours: ReturnType<typeof runOurs>,
): Promise<string> {
  const again = await runEpanet(text.replace("[OPTIONS]", "[OPTIONS]\nFLOWCHANGE 0.0001"));
  const difference = firstDifference(again, theirs, ours.isUs, ours.flow);
  return difference && `EPANET differs from itself with a limit on flow changes: ${difference}`;
}

for (const kind of KINDS) {
  describe(`${kind.name} as EPANET in the same process`, () => {
    const count = size(kind.landing, kind.full);
    const exceptions: string[] = [];
    for (let seed = 1; seed <= count; seed++)
      it(`seed ${seed}: heads to 0.005 ft, flows to 1e-4 of the largest, same statuses and steps`, async () => {
        const reason = await exception(`${kind.name}, seed ${seed}`, kind.text(seed));
        if (reason) exceptions.push(reason);
      }, 60_000);
    it(`in at least ${100 * (1 - MOST_FAULTS)} % of them without any exception`, () => {
      if (exceptions.length > 0) console.log(exceptions.join("\n"));
      expect(exceptions.length).toBeLessThanOrEqual(MOST_FAULTS * count);
    });
  });
}

describe("25,000 junctions, 63 pumps, 31 tanks and 229 reducing valves", () => {
  const hours = isFull ? 24 : 2;
  it(`${hours} h: heads to 0.005 ft, flows to 1e-4 of the largest, same statuses and steps`, async () => {
    const text = townInp(25_000 * 1.22, 3)
      .replace(/Duration .*/, `Duration ${hours}:00`)
      .replace(/Accuracy .*/, "Accuracy 0.00001");
    expect(await exception("25,000 junctions", text)).toBe("");
  }, 300_000);
});
