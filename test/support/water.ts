import { readInp } from "../../sim-core/exchange/inp/read";
import { issueText } from "../../sim-core/model/issue";
import { compileWater } from "../../sim-core/utilities/water/compile";
import { KIND, STATUS, type WaterNet } from "../../sim-core/utilities/water/net";
import { type EpsResult, ExtendedPeriod } from "../../sim-core/utilities/water/studies/eps";
import type { EpanetStep } from "./epanet";
import { solversModule } from "./module";

/** A file through our own extended period, recorded as EPANET would give it. */
export function runOurs(
  text: string,
  name: string,
): {
  steps: EpanetStep[];
  result: EpsResult;
  net: WaterNet;
  isUs: boolean;
  length: number;
  flow: number;
  seconds: number;
} {
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
  return { steps, result, net, isUs: schedule.units.length_m !== 1, length, flow, seconds: schedule.duration_s };
}

/** Where two runs differ by more than the limits of the reference networks; "" where nowhere. */
export function firstDifference(
  ours: readonly EpanetStep[],
  theirs: readonly EpanetStep[],
  isUs: boolean,
  flowUnit = 1,
): string {
  // A link of the least slope, 1e-7 ft/cfs, carries 1e-6 cfs by the last bit of its heads.
  const noise = 2e-6 / flowUnit;
  for (let i = 0; i < Math.max(ours.length, theirs.length); i++) {
    const [a, b] = [ours[i], theirs[i]];
    if (!a || !b) return `${ours.length} steps, EPANET ${theirs.length}`;
    if (Math.abs(a.t - b.t) > 1) return `step ${i}: ${a.t} s, EPANET ${b.t} s`;
    const largest = b.flow.reduce((m, q) => Math.max(m, Math.abs(q)), 0);
    const isOff = (x: number, y: number, tolerance: number): boolean => !(Math.abs(x - y) <= tolerance);
    for (let k = 0; k < b.flow.length; k++) {
      const isIdle = Math.abs(a.flow[k]!) < noise && Math.abs(b.flow[k]!) < noise;
      if (a.isOpen[k] !== b.isOpen[k] && !isIdle)
        return `${a.t} s, link ${k}: open ${a.isOpen[k]}, EPANET ${b.isOpen[k]} (flow ${b.flow[k]})`;
      if (isOff(a.flow[k]!, b.flow[k]!, 1e-4 * largest + noise))
        return `${a.t} s, link ${k}: flow ${a.flow[k]}, EPANET ${b.flow[k]}`;
    }
    for (let n = 0; n < b.head.length; n++) {
      if (b.head[n]! < -1e4) continue;
      const tolerance = (isUs ? 0.005 : 0.002) + 1e-6 * Math.abs(b.head[n]!);
      if (isOff(a.head[n]!, b.head[n]!, tolerance))
        return `${a.t} s, node ${n}: head ${a.head[n]}, EPANET ${b.head[n]}`;
      if (isOff(a.demand[n]!, b.demand[n]!, 1e-4 * largest + noise))
        return `${a.t} s, node ${n}: demand ${a.demand[n]}, EPANET ${b.demand[n]}`;
    }
  }
  return "";
}

const MOST_TRIALS = 200;
/** No district lies so low: what stands there hangs on a trickle through shut links. */
const CUT_OFF_FT = -5000;

/** What EPANET itself does wrong in a run, where that explains a difference; "" where nothing is found. */
export function epanetFault(theirs: readonly EpanetStep[], ours: ReturnType<typeof runOurs>): string {
  const { net, length, flow } = ours;
  for (let i = 0; i < theirs.length; i++) {
    const step = theirs[i]!;
    if (step.iterations > MOST_TRIALS) return `EPANET does not balance in ${MOST_TRIALS} trials at ${step.t} s`;
    const apart_s = Math.abs(step.t - (ours.steps[i]?.t ?? step.t));
    if (apart_s === 1)
      return `an event at ${step.t} s lies on a half second: rounding noise decides between two seconds`;
    if (Math.min(...step.head) * length < CUT_OFF_FT)
      return `nodes without a source at ${step.t} s: EPANET's heads there are noise of 1e-7 in flows through shut links`;
    const largest = step.flow.reduce((most, q) => Math.max(most, Math.abs(q)), 0);
    for (const tank of net.tanks) {
      const isFull = Math.abs(step.head[tank.node]! - tank.maxHead_k / length) < 1e-9 * Math.abs(step.head[tank.node]!);
      const fills = step.demand[tank.node]! > 1e-4 * largest;
      if (isFull && fills && net.canOverflow[tank.node - net.junctionCount] === 0)
        return "EPANET lets a full tank run over when its head comes out one bit below the maximum (its issue 900)";
    }
    const inflow = new Float64Array(net.nodes.count);
    for (let k = 0; k < net.links.count; k++) {
      inflow[net.from[k]!]! -= step.flow[k]!;
      inflow[net.to[k]!]! += step.flow[k]!;
    }
    for (let n = net.junctionCount; n < net.nodes.count; n++)
      if (Math.abs(inflow[n]! - step.demand[n]!) > 1e-3 * largest + 1e-5 / flow)
        return "EPANET's own inflow of a reservoir or tank is not the sum of its links";
  }
  const highest_ft = Math.max(...theirs.map((step) => Math.max(...step.head))) * length;
  if (highest_ft > 1000 && net.pumps.some((p) => p.curveKind === 0))
    return "a pump of constant power near no flow: noise of 1e-6 cfs in its flow is 0.01 ft of its head";
  const hasBreaker = theirs.some((step) => step.flow.some((q, k) => net.kind[k] === KIND.PBV && q !== 0));
  return hasBreaker
    ? "a PBV's flow is the difference of two products with 1e8: noise of 1e-5 cfs in EPANET's last trial"
    : "";
}
