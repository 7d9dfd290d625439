import { existsSync } from "node:fs";
import { join } from "node:path";
import { readInp } from "../../exchange/inp/read";
import { compileWater } from "../../utilities/water/compile";
import { eliminate } from "../../utilities/water/elimination";
import { ExtendedPeriod } from "../../utilities/water/studies/eps";
import { unpackedText } from "../unpacked";
import { type BenchArea, type BenchRow, benchRow } from "./row";

const NETWORKS = ["Net3", "Richmond_skeleton", "d-town", "L-TOWN", "derived-BWSN2-acc1e-4"];

/**
 * Whole extended periods with the file's own accuracy, in turn with EPANET 2.3 compiled to WebAssembly in the same
 * process: openH, initH, runH and nextH to the end, no hydraulics file, no report, parsing apart. Ours includes the
 * ordering and symbolic analysis, as openH does.
 */
export const waterBench: BenchArea = {
  name: "water",
  summary: "extended periods of the reference networks against epanet-js",
  async *rows({ solvers, sharedDir, note }) {
    if (!sharedDir) {
      note("water: no folder `shared`, nothing to run");
      return;
    }
    for (const name of NETWORKS) {
      const file = [`${name}.inp`, `${name}.inp.gz`]
        .map((f) => join(sharedDir, "reference", "water", f))
        .find(existsSync);
      if (!file) continue;
      yield await row(name, unpackedText(file), solvers);
    }
  },
};

async function row(name: string, text: string, solvers: WebAssembly.Module): Promise<BenchRow> {
  const { district, schedule } = readInp(text, `${name}.inp`);
  const { net } = compileWater(district!);
  if (!net || !schedule) throw new Error(`${name}.inp does not compile`);
  const eps = new ExtendedPeriod(solvers, net, schedule);
  const inside = (node: number): number => (node < net.junctionCount ? node : -1);
  const [from, to] = [net.from.map(inside), net.to.map(inside)];
  let analysed = 0;
  const ours = (): void => {
    analysed = eliminate(net.junctionCount, from, to).rowAt.length;
    eps.run();
  };
  const result = eps.run();
  const peer = await openEpanet(text);
  const facts = {
    links: net.links.count,
    steps: result.stepTimes_s.length,
    iterations: result.stepIterations.reduce((sum, n) => sum + n, 0),
    epanet_steps: peer.run(),
    memory_bytes: eps.network.kernel.memoryBytes(),
  };
  const answer = await benchRow(
    name,
    ours,
    { name: "epanet-js", run: () => void peer.run() },
    { facts, minRounds: 3, warmup: 1, maxRounds: 20, budget_ms: 6000 },
  );
  return { ...answer, facts: { ...facts, factor_entries: analysed } };
}

/** EPANET with the file open; `run` is one extended period and gives its number of steps. */
export async function openEpanet(text: string): Promise<{ run(): number }> {
  const { Project, Workspace } = await import("epanet-js");
  const workspace = new Workspace();
  await workspace.loadModule();
  const project = new Project(workspace);
  workspace.writeFile("net.inp", text);
  project.open("net.inp", "net.rpt", "net.bin");
  project.setStatusReport(0);
  const INIT_FLOWS = 10;
  return {
    run() {
      const warn = console.warn;
      console.warn = () => {};
      let steps = 0;
      project.openH();
      project.initH(INIT_FLOWS);
      do {
        project.runH();
        steps++;
      } while (project.nextH() > 0);
      project.closeH();
      console.warn = warn;
      return steps;
    },
  };
}
