import { existsSync } from "node:fs";
import { join } from "node:path";
import { readInp } from "../../exchange/inp/read";
import { compileWater } from "../../utilities/water/compile";
import type { WaterNetwork } from "../../utilities/water/network";
import { ExtendedPeriod } from "../../utilities/water/studies/eps";
import { unpackedText } from "../unpacked";
import { type BenchArea, type BenchRow, benchRow } from "./row";
import { townInp } from "./towns";

const NETWORKS = ["Net3", "Richmond_skeleton", "d-town", "L-TOWN", "derived-BWSN2-acc1e-4"];
const TOWNS: readonly [name: string, pipes: number, isGrid: boolean][] = [
  ["town of 1e3 pipes", 1e3, false],
  ["town of 1e4 pipes", 1e4, false],
  ["town of 1e5 pipes", 1e5, false],
  ["grid of 1e3 pipes", 1e3, true],
  ["grid of 1e4 pipes", 1e4, true],
];

/**
 * Whole extended periods with the file's own accuracy, in turn with EPANET 2.3 compiled to WebAssembly in the same
 * process: openH, initH, runH and nextH to the end, no hydraulics file, no report, parsing apart. Ours includes the
 * ordering and symbolic analysis, as openH does, and ends with the same arrays: heads, demands, flows and statuses.
 */
export const waterBench: BenchArea = {
  name: "water",
  summary: "extended periods of the reference networks and of generated towns against epanet-js",
  async *rows({ solvers, sharedDir, note }) {
    if (!sharedDir) note("water: no folder `shared`, no reference networks");
    for (const name of NETWORKS) {
      const file = [`${name}.inp`, `${name}.inp.gz`]
        .map((f) => join(sharedDir ?? "", "reference", "water", f))
        .find(existsSync);
      if (sharedDir && file) yield await row(name, unpackedText(file), solvers, note);
    }
    for (const [name, pipes, isGrid] of TOWNS) yield await row(name, townInp(pipes, 1, isGrid), solvers, note);
  },
};

async function row(
  name: string,
  text: string,
  solvers: WebAssembly.Module,
  note: (line: string) => void,
): Promise<BenchRow> {
  const phases = new Map<string, number>();
  const timed = <T>(phase: string, work: () => T): T => {
    const before = performance.now();
    const result = work();
    phases.set(phase, (phases.get(phase) ?? 0) + performance.now() - before);
    return result;
  };
  const { district, schedule } = timed("read", () => readInp(text, `${name}.inp`));
  const { net } = timed("compile", () => compileWater(district!));
  if (!net || !schedule) throw new Error(`${name}.inp does not compile`);
  const eps = timed("bind", () => new ExtendedPeriod(solvers, net, schedule));
  const peer = await timed("peer's reading", () => openEpanet(text));
  const theirs = peer.run();
  const result = eps.run();
  const trials = result.stepIterations.reduce((sum, n) => sum + n, 0);
  const steps = result.stepTimes_s.length;
  const isLarge = net.links.count > 3e4;
  const ours = (): void => {
    eps.network.analyse();
    eps.run();
  };
  const answer = await benchRow(
    name,
    ours,
    { name: "epanet-js", run: () => void peer.run() },
    // Small networks need some rounds until both engines are compiled to the end.
    {
      minRounds: isLarge ? 2 : 3,
      warmup: isLarge ? 0 : net.links.count < 2e3 ? 20 : 2,
      maxRounds: 400,
      budget_ms: 5000,
    },
  );
  peer.close();
  const entries = timed("analyse", () => eps.network.analyse());
  phases.set("events", timePhases(eps, timed));
  const { network } = eps;
  const ms = (phase: string): number => phases.get(phase) ?? 0;
  const parts = trialPhases(network, trials);
  const facts = {
    nodes: net.nodes.count,
    links: net.links.count,
    steps,
    epanet_steps: theirs.steps,
    trials,
    epanet_trials: theirs.trials,
    step_us: Number(((1e3 * answer.ours_ms) / steps).toFixed(1)),
    trial_us: Number(((1e3 * answer.ours_ms) / trials).toFixed(1)),
    factor_entries: entries,
    memory_bytes: network.kernel.memoryBytes(),
    ...Object.fromEntries([...phases].map(([phase, t]) => [`${phase.replace(/\W+/g, "_")}_ms`, Number(t.toFixed(2))])),
    ...parts,
  };
  note(
    `  ${net.links.count} links, ${steps} steps (EPANET ${theirs.steps}), ${trials} trials (${theirs.trials}), ` +
      `${(network.kernel.memoryBytes() / 1e6).toFixed(1)} MB; read ${ms("read").toFixed(1)} ms, compile ${ms("compile").toFixed(1)}, ` +
      `analyse ${ms("analyse").toFixed(2)}; run: profiles ${ms("profiles").toFixed(2)}, solve ${ms("solve").toFixed(2)}, ` +
      `controls, tanks and energy ${ms("events").toFixed(2)}; trial: assemble ${parts.trial_assemble_us} us, ` +
      `factor and solve ${parts.trial_factor_us}, flows ${parts.trial_flows_us}, status ${parts.trial_status_us}`,
  );
  return { ...answer, facts };
}

/** One more run with a watch on its parts; gives the time outside of them. */
function timePhases(eps: ExtendedPeriod, timed: <T>(phase: string, work: () => T) => T): number {
  const { network } = eps;
  const [applyProfiles, solve] = [network.applyProfiles, network.solve];
  let inside_ms = 0;
  const watched = <T>(phase: string, work: () => T): T => {
    const before = performance.now();
    const value = timed(phase, work);
    inside_ms += performance.now() - before;
    return value;
  };
  network.applyProfiles = (t) => watched("profiles", () => applyProfiles.call(network, t));
  network.solve = () => watched("solve", () => solve.call(network));
  const before = performance.now();
  eps.run();
  const rest_ms = performance.now() - before - inside_ms;
  network.applyProfiles = applyProfiles;
  network.solve = solve;
  return rest_ms;
}

/** Parts of one trial in microseconds, from repeating each at the end of the run. */
function trialPhases(network: WaterNetwork, trials: number) {
  const count = Math.max(1, Math.min(100, trials, Math.round(3e5 / network.net.links.count)));
  // The least of several slices: whoever else uses the machine only makes a slice longer.
  const SLICES = 8;
  const each = [0, 1, 2, 3].map((part) => {
    let least = Number.POSITIVE_INFINITY;
    for (let slice = 0; slice < SLICES; slice++) {
      const before = performance.now();
      network.kernel.verbs.waterRepeat!(part, count);
      least = Math.min(least, (1e3 * (performance.now() - before)) / count);
    }
    return least;
  });
  const us = (x: number): number => Number(Math.max(0, x).toFixed(1));
  return {
    trial_assemble_us: us(each[0]!),
    trial_factor_us: us(each[1]! - each[0]!),
    trial_flows_us: us(each[2]! - each[1]!),
    trial_status_us: us(each[3]!),
  };
}

interface Peer {
  /** One extended period. */
  run(): { steps: number; trials: number };
  close(): void;
}

export async function openEpanet(text: string): Promise<Peer> {
  const { Project, Workspace } = await import("epanet-js");
  const workspace = new Workspace();
  await workspace.loadModule();
  const project = new Project(workspace);
  workspace.writeFile("net.inp", text);
  project.open("net.inp", "net.rpt", "net.bin");
  project.setStatusReport(0);
  const INIT_FLOWS = 10;
  const ITERATIONS = 0;
  return {
    run() {
      const warn = console.warn;
      console.warn = () => {};
      let steps = 0;
      let trials = 0;
      project.openH();
      project.initH(INIT_FLOWS);
      do {
        project.runH();
        steps++;
        trials += project.getStatistic(ITERATIONS);
      } while (project.nextH() > 0);
      project.closeH();
      console.warn = warn;
      return { steps, trials };
    },
    close: () => project.close(),
  };
}
