import { readInp } from "../../exchange/inp/read";
import { issueText } from "../../model/issue";
import { compileWater } from "../../utilities/water/compile";
import { STATUS, type WaterNet } from "../../utilities/water/net";
import type { WaterNetwork } from "../../utilities/water/network";
import { ExtendedPeriod } from "../../utilities/water/studies/eps";
import { type CaseResult, Comparison, failed, type ReferenceFile, type ReferenceFormat, skipped } from "./format";

interface Snapshot {
  readonly t: number;
  readonly head: readonly number[];
  readonly demand: readonly number[];
  readonly flow: readonly number[];
  readonly status: readonly number[];
}
interface Solution {
  readonly options: { readonly flow_units: string };
  readonly node_ids: readonly string[];
  readonly link_ids: readonly string[];
}
interface Tight {
  readonly step_times: readonly number[];
  readonly solutions: readonly Snapshot[];
  readonly pumps?: readonly { readonly id: string; readonly kwh: number | null }[];
}

const US = new Set(["CFS", "GPM", "MGD", "IMGD", "AFD"]);
/** Accuracy of the converged solutions; the limits below are ten times what the reference itself would need. */
const ACCURACY = 1e-5;
const FLOW_SHARE = 1e-4;
const HEAD_SHARE = 1e-6;
/** A node whose links all carry less than this share of the largest flow has no well-defined head. */
const DEAD_SHARE = 1e-7;
const NO_HEAD = -10000;

/** EPANET networks (`NAME.inp`) against `NAME.tight.json`: heads, flows, demands, statuses, step times, pump energy. */
export const inpReference: ReferenceFormat = {
  name: "EPANET network",
  matches: (file) => file.stem.endsWith(".inp"),
  isPart: (file) =>
    /\.(solution|tight)\.json$/.test(file.stem) &&
    file.sibling(file.stem.replace(/\.(solution|tight)\.json$/, ".inp")) !== undefined,
  run: (file, { solvers }) => [runInpCase(file, solvers)],
};

export function runInpCase(file: ReferenceFile, solvers: WebAssembly.Module): CaseResult {
  const base = file.stem.replace(/\.inp$/, "");
  const tightFile = file.sibling(`${base}.tight.json`);
  const solutionFile = file.sibling(`${base}.solution.json`);
  if (!tightFile || !solutionFile)
    return skipped(file.name, `no ${base}.tight.json and ${base}.solution.json beside it`);
  const solution = solutionFile.json() as Solution;
  const tight = tightFile.json() as Tight;
  const { district, schedule, issues } = readInp(file.text(), file.name);
  if (!district || !schedule)
    return failed(
      file.name,
      issues
        .filter((i) => i.severity === "error")
        .slice(0, 3)
        .map(issueText)
        .join("; "),
    );
  const water = { ...district.options.water, accuracy_1: ACCURACY, maxTrials: 200 };
  const { net, issues: faults } = compileWater({ ...district, options: { water } });
  if (!net) return failed(file.name, faults.slice(0, 3).map(issueText).join("; "));

  const isUs = US.has(solution.options.flow_units);
  const lengthUnit = net.constants.length_k * schedule.units.length_m;
  const flowUnit = net.constants.flow_k * schedule.units.flow_m3_s;
  const comparison = new Comparison();
  const wanted = new Map(tight.solutions.map((s) => [s.t, s]));
  let compared = 0;
  const result = new ExtendedPeriod(solvers, net, schedule).run((t, network) => {
    const want = wanted.get(t);
    if (!want) return;
    compared++;
    compareSnapshot(comparison, { net, network, want, solution, isUs, lengthUnit, flowUnit });
  });
  if (!result.ok) return failed(file.name, result.failure, comparison.worst);
  const count = tight.step_times.length;
  comparison.add("steps", file.stem, result.stepTimes_s.length, count, 0.5);
  for (let i = 0; i < Math.min(count, result.stepTimes_s.length); i++)
    comparison.add("step_time", `step ${i}`, result.stepTimes_s[i]!, tight.step_times[i]!, 1, "s");
  if (compared !== tight.solutions.length) comparison.add("instants", file.stem, compared, tight.solutions.length, 0.5);
  for (const pump of tight.pumps ?? []) {
    const ours = result.pumps.find((p) => p.id === pump.id || p.id === `link:${pump.id}`);
    if (pump.kwh !== null)
      comparison.add("energy", pump.id, ours?.kwh ?? Number.NaN, pump.kwh, Math.max(1e-4 * pump.kwh, 1e-6), "kWh");
  }
  return comparison.result(file.name);
}

interface View {
  readonly net: WaterNet;
  readonly network: WaterNetwork;
  readonly want: Snapshot;
  readonly solution: Solution;
  readonly isUs: boolean;
  readonly lengthUnit: number;
  readonly flowUnit: number;
}

function compareSnapshot(
  comparison: Comparison,
  { net, network, want, solution, isUs, lengthUnit, flowUnit }: View,
): void {
  const largest = (values: readonly number[]): number => values.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
  const flowTolerance = FLOW_SHARE * largest(want.flow);
  const demandTolerance = FLOW_SHARE * largest(want.demand);
  const dead = DEAD_SHARE * largest(want.flow);
  const isLive = new Uint8Array(net.nodes.count);
  solution.link_ids.forEach((id, i) => {
    const k = rowOf(net, id);
    const isOpen = network.status[k]! > STATUS.CLOSED;
    comparison.add(
      `flow at ${want.t} s`,
      id,
      isOpen ? network.flow[k]! / flowUnit : 0,
      want.flow[i]!,
      flowTolerance,
      solution.options.flow_units,
    );
    comparison.add(`status at ${want.t} s`, id, isOpen ? 1 : 0, want.status[i]! > 0 ? 1 : 0, 0.5);
    if (Math.abs(want.flow[i]!) <= dead) return;
    isLive[net.from[k]!] = 1;
    isLive[net.to[k]!] = 1;
  });
  solution.node_ids.forEach((id, i) => {
    const row = net.nodes.row(id);
    comparison.add(
      `demand at ${want.t} s`,
      id,
      network.outflow[row]! / flowUnit,
      want.demand[i]!,
      demandTolerance,
      solution.options.flow_units,
    );
    if (isLive[row] === 0 || want.head[i]! < NO_HEAD) return;
    const tolerance = (isUs ? 0.005 : 0.002) + HEAD_SHARE * Math.abs(want.head[i]!);
    comparison.add(
      `head at ${want.t} s`,
      id,
      network.head[row]! / lengthUnit,
      want.head[i]!,
      tolerance,
      isUs ? "ft" : "m",
    );
  });
}

const rowOf = (net: WaterNet, id: string): number => {
  const renamed = net.links.row(`link:${id}`);
  return renamed >= 0 ? renamed : net.links.row(id);
};
