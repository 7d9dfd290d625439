import { Project, Workspace } from "epanet-js";

/** One hydraulic state as EPANET gives it, in the file's units, in its own order of nodes and links. */
export interface EpanetStep {
  readonly t: number;
  readonly iterations: number;
  readonly head: readonly number[];
  readonly demand: readonly number[];
  readonly flow: readonly number[];
  readonly isOpen: readonly boolean[];
}

// Codes of the toolkit (EPANET 2.3, epanet2_enums.h).
const COUNT_NODES = 0;
const COUNT_LINKS = 2;
const HEAD = 10;
const DEMAND = 9;
const FLOW = 8;
const STATUS = 11;
const ITERATIONS = 0;
const INIT_FLOWS = 10;

/** Runs a file through EPANET's own extended period in this process. */
export async function runEpanet(text: string): Promise<EpanetStep[]> {
  const workspace = new Workspace();
  await workspace.loadModule();
  const project = new Project(workspace);
  workspace.writeFile("net.inp", text);
  project.open("net.inp", "net.rpt", "net.bin");
  project.openH();
  project.initH(INIT_FLOWS);
  const nodes = project.getCount(COUNT_NODES);
  const links = project.getCount(COUNT_LINKS);
  const all = (n: number, read: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => read(i + 1));
  const steps: EpanetStep[] = [];
  for (;;) {
    const t = project.runH();
    steps.push({
      t,
      iterations: project.getStatistic(ITERATIONS),
      head: all(nodes, (i) => project.getNodeValue(i, HEAD)),
      demand: all(nodes, (i) => project.getNodeValue(i, DEMAND)),
      flow: all(links, (k) => project.getLinkValue(k, FLOW)),
      isOpen: all(links, (k) => project.getLinkValue(k, STATUS)).map((s) => s > 0),
    });
    if (project.nextH() <= 0) break;
  }
  project.closeH();
  project.close();
  return steps;
}

/** Energy as EPANET's report has it, two digits behind the point: kW on average and at the peak, cost a day. */
export interface EpanetEnergy {
  readonly pumps: ReadonlyMap<
    string,
    { readonly use_percent: number; readonly peak_kW: number; readonly cost: number }
  >;
  readonly demandCharge: number;
}

export async function epanetEnergy(text: string): Promise<EpanetEnergy> {
  const workspace = new Workspace();
  await workspace.loadModule();
  const project = new Project(workspace);
  workspace.writeFile("net.inp", text.replace("[END]", "[REPORT]\nEnergy Yes\nSummary No\n[END]"));
  project.open("net.inp", "net.rpt", "net.bin");
  project.solveH();
  project.saveH();
  project.report();
  project.close();
  const pumps = new Map<string, { use_percent: number; peak_kW: number; cost: number }>();
  let demandCharge = 0;
  const lines = (workspace.readFile("net.rpt") as string).split("\n");
  for (const line of lines.slice(lines.findIndex((l) => l.includes("Energy Usage")))) {
    const words = line.trim().split(/\s+/);
    if (/^P[UB]\d/.test(words[0]!) && words.length === 7)
      pumps.set(words[0]!, { use_percent: Number(words[1]), peak_kW: Number(words[5]), cost: Number(words[6]) });
    if (line.includes("Demand Charge")) demandCharge = Number(words.at(-1));
  }
  return { pumps, demandCharge };
}
