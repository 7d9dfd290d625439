import { existsSync } from "node:fs";
import { join } from "node:path";
import { readInp } from "../../exchange/inp/read";
import { writeInp } from "../../exchange/inp/write";
import { FIRE_FLOW_DEFAULTS, fireFlow } from "../../utilities/water/studies/fireFlow";
import { fireFlowOn } from "../fireflow";
import { unpackedText } from "../unpacked";
import { type BenchArea, type BenchRow, benchRow } from "./row";

/**
 * Fire flow at every junction of L-TOWN (its own state at hour 0), screened and exact, on one worker and on two; reading
 * and writing the largest shared network, beside epanet-js opening it (it parses and sets up, ours only parses).
 */
export const fireFlowBench: BenchArea = {
  name: "fireflow",
  summary: "fire flow at all nodes of L-TOWN on one and two workers; reading the BWSN2 file against epanet-js",
  async *rows({ solvers, sharedDir, note }) {
    const find = (name: string): string | undefined =>
      sharedDir &&
      [`${name}.inp`, `${name}.inp.gz`].map((f) => join(sharedDir, "reference", "water", f)).find(existsSync);
    const [town, large] = [find("L-TOWN"), find("derived-BWSN2-acc1e-4")];
    if (!town || !large) {
      note("fireflow: no folder `shared`, nothing to run");
      return;
    }
    const few = { warmup: 1, minRounds: 3, maxRounds: 7, budget_ms: 8000 };
    const { district, schedule } = readInp(unpackedText(town), "L-TOWN.inp");
    const screened = (): void => void fireFlow(solvers, district!, FIRE_FLOW_DEFAULTS, false, schedule);
    const { places } = fireFlow(solvers, district!, FIRE_FLOW_DEFAULTS, true, schedule);
    const facts = {
      places: places.length,
      solves: places.reduce((sum, p) => sum + p.solves, 0),
      screened_over_exact_median: median(places.map((p) => p.screened_m3_s / p.available_m3_s)),
    };
    yield await benchRow("fire flow L-TOWN, screened", screened, undefined, { ...few, facts });
    const exact = (workers: number) => async (): Promise<void> =>
      void (await fireFlowOn(workers, district!, FIRE_FLOW_DEFAULTS, true, schedule));
    yield await benchRow(
      "fire flow L-TOWN, exact, 1 worker",
      exact(1),
      { name: "2 workers", run: exact(2) },
      { ...few, facts },
    );
    yield await reading(unpackedText(large), few);
  },
};

const median = (values: readonly number[]): number => {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
};

async function reading(text: string, options: { minRounds: number }): Promise<BenchRow> {
  const { Project, Workspace } = await import("epanet-js");
  const workspace = new Workspace();
  await workspace.loadModule();
  workspace.writeFile("net.inp", text);
  const { district, schedule } = readInp(text, "bwsn2.inp");
  const from = performance.now();
  const written = writeInp({ district: district!, schedule: schedule! });
  return benchRow(
    "reading BWSN2",
    () => void readInp(text, "bwsn2.inp"),
    {
      name: "epanet-js open",
      run() {
        const project = new Project(workspace);
        project.open("net.inp", "net.rpt", "net.bin");
        project.close();
      },
    },
    {
      ...options,
      facts: {
        bytes: text.length,
        elements: district!.elements.length,
        written_bytes: written.length,
        write_ms: Number((performance.now() - from).toFixed(1)),
      },
    },
  );
}
