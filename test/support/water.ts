import { readInp } from "../../sim-core/exchange/inp/read";
import { issueText } from "../../sim-core/model/issue";
import { compileWater, STATUS } from "../../sim-core/utilities/water/compile";
import { type EpsResult, ExtendedPeriod } from "../../sim-core/utilities/water/studies/eps";
import type { EpanetStep } from "./epanet";
import { solversModule } from "./module";

/** A file through our own extended period, recorded as EPANET would give it. */
export function runOurs(text: string, name: string): { steps: EpanetStep[]; result: EpsResult; isUs: boolean } {
  const { district, schedule, issues } = readInp(text, name);
  if (!district || !schedule)
    throw new Error(
      issues
        .filter((i) => i.severity === "error")
        .map(issueText)
        .join("\n"),
    );
  const { net, issues: faults } = compileWater(district);
  if (!net) throw new Error(faults.map(issueText).join("\n"));
  const length = net.constants.length_k * schedule.units.length_m;
  const flow = net.constants.flow_k * schedule.units.flow_m3_s;
  const steps: EpanetStep[] = [];
  const result = new ExtendedPeriod(solversModule(), net, schedule).run((t, network) => {
    const isOpen = Array.from(network.status, (s) => s > STATUS.CLOSED);
    steps.push({
      t,
      iterations: 0,
      head: Array.from(network.head, (h) => h / length),
      demand: Array.from(network.outflow, (q) => q / flow),
      flow: Array.from(network.flow, (q, k) => (isOpen[k] ? q / flow : 0)),
      isOpen,
    });
  });
  return { steps, result, isUs: schedule.units.length_m !== 1 };
}

/** Where two runs differ by more than the limits of the reference networks; "" where nowhere. */
export function firstDifference(ours: readonly EpanetStep[], theirs: readonly EpanetStep[], isUs: boolean): string {
  for (let i = 0; i < Math.max(ours.length, theirs.length); i++) {
    const [a, b] = [ours[i], theirs[i]];
    if (!a || !b) return `${ours.length} steps, EPANET ${theirs.length}`;
    if (Math.abs(a.t - b.t) > 1) return `step ${i}: ${a.t} s, EPANET ${b.t} s`;
    const largest = b.flow.reduce((m, q) => Math.max(m, Math.abs(q)), 0);
    const isOff = (x: number, y: number, tolerance: number): boolean => !(Math.abs(x - y) <= tolerance);
    for (let k = 0; k < b.flow.length; k++) {
      if (a.isOpen[k] !== b.isOpen[k])
        return `${a.t} s, link ${k}: open ${a.isOpen[k]}, EPANET ${b.isOpen[k]} (flow ${b.flow[k]})`;
      if (isOff(a.flow[k]!, b.flow[k]!, 1e-4 * largest))
        return `${a.t} s, link ${k}: flow ${a.flow[k]}, EPANET ${b.flow[k]}`;
    }
    for (let n = 0; n < b.head.length; n++) {
      if (b.head[n]! < -1e4) continue;
      const tolerance = (isUs ? 0.005 : 0.002) + 1e-6 * Math.abs(b.head[n]!);
      if (isOff(a.head[n]!, b.head[n]!, tolerance))
        return `${a.t} s, node ${n}: head ${a.head[n]}, EPANET ${b.head[n]}`;
      if (isOff(a.demand[n]!, b.demand[n]!, 1e-4 * largest))
        return `${a.t} s, node ${n}: demand ${a.demand[n]}, EPANET ${b.demand[n]}`;
    }
  }
  return "";
}
