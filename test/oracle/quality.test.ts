import { readFileSync } from "node:fs";
import { Project, Workspace } from "epanet-js";
import { describe, expect, it } from "vitest";
import { readInp } from "../../sim-core/exchange/inp/read";
import { compileWater } from "../../sim-core/utilities/water/compile";
import { type QualityQuestion, waterQuality } from "../../sim-core/utilities/water/studies/quality";
import { solversModule } from "../support/module";
import { hasShared, shared } from "../support/shared";

const QUALITY = 12;
const COUNT_NODES = 0;

/** EPANET's own quality solver: values of all nodes at every hydraulic instant. */
async function epanetQuality(text: string, option: string): Promise<Map<number, number[]>> {
  const workspace = new Workspace();
  await workspace.loadModule();
  const project = new Project(workspace);
  const bare = text.replace(/\[(QUALITY|SOURCES|REACTIONS|MIXING)\][^[]*/g, "").replace(/^\s*Quality\s+\S.*$/gim, "");
  const fine = bare.replace(
    /\[OPTIONS\]/,
    `[TIMES]\n Quality Timestep 0:05\n[OPTIONS]\n Quality ${option}\n Tolerance 0.01\n`,
  );
  workspace.writeFile("net.inp", fine);
  project.open("net.inp", "net.rpt", "net.bin");
  project.solveH();
  project.openQ();
  project.initQ(0);
  const nodes = project.getCount(COUNT_NODES);
  const found = new Map<number, number[]>();
  for (;;) {
    const t = project.runQ();
    found.set(
      t,
      Array.from({ length: nodes }, (_, i) => project.getNodeValue(i + 1, QUALITY)),
    );
    if (project.nextQ() <= 0) break;
  }
  project.closeQ();
  project.close();
  return found;
}

interface Case {
  readonly name: string;
  readonly question: QualityQuestion;
  readonly option: string;
  /** Of the largest value: 95 of 100 node instants, and the worst. */
  readonly most: number;
  readonly worst: number;
}

const CASES: readonly Case[] = [
  { name: "Net1", question: { kind: "age" }, option: "Age", most: 1e-5, worst: 0.005 },
  { name: "Net1", question: { kind: "trace", source: "9" }, option: "Trace 9", most: 1e-5, worst: 0.005 },
  { name: "Net3", question: { kind: "age" }, option: "Age", most: 1e-5, worst: 0.005 },
  { name: "Net3", question: { kind: "trace", source: "Lake" }, option: "Trace Lake", most: 1e-5, worst: 0.005 },
];

describe.skipIf(!hasShared)("water quality by parcels against EPANET's own", () => {
  for (const { name, question, option, most, worst } of CASES)
    it(`${name}, ${option}: 95 % of node instants within ${most * 100} % of the largest value, all within ${worst * 100} %`, async () => {
      const text = readFileSync(shared("reference", "water", `${name}.inp`), "utf8");
      const { district, schedule } = readInp(text, `${name}.inp`);
      const { net } = compileWater(district!);
      const ours = waterQuality(solversModule(), net!, schedule!, question);
      const theirs = await epanetQuality(text, option);
      const unit = question.kind === "age" ? 1 / 3600 : 100;
      const gaps: number[] = [];
      let largest = 0;
      let at = "";
      let worstGap = 0;
      for (const [i, t] of ours.times_s.entries()) {
        const row = theirs.get(t);
        if (!row || t === 0) continue;
        for (const [node, value] of row.entries()) {
          largest = Math.max(largest, value);
          const gap = Math.abs(ours.values[i]![node]! * unit - value);
          if (gap > worstGap) {
            worstGap = gap;
            at = `${net!.nodes.ids[node]} at ${t} s: ${ours.values[i]![node]! * unit}, EPANET ${value}`;
          }
          gaps.push(gap);
        }
      }
      gaps.sort((a, b) => a - b);
      const p95 = gaps[Math.floor(0.95 * gaps.length)]! / largest;
      console.log(
        `${name} ${option}: ${gaps.length} values, median ${(gaps[gaps.length >> 1]! / largest).toExponential(1)}, 95 % ${p95.toExponential(1)}, worst ${(worstGap / largest).toExponential(1)} (${at}), ${ours.mostParcels} parcels`,
      );
      expect(gaps.length).toBeGreaterThan(200);
      expect(p95).toBeLessThan(most);
      expect(worstGap / largest).toBeLessThan(worst);
    });
});
