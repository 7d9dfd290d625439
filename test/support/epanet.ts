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
