import { readInp } from "../../exchange/inp/read";
import { compileWater } from "../../utilities/water/compile";
import type { WaterNetwork } from "../../utilities/water/network";
import { type Diagnosis, diagnose, diagnosisLines } from "../../utilities/water/studies/diagnose";
import { type EpsResult, ExtendedPeriod } from "../../utilities/water/studies/eps";
import type { NetworkAnswer, NetworkFormat, ResultTable } from "./format";

type Step = NetworkAnswer["steps"][number];
type Finding = NonNullable<NetworkAnswer["findings"]>[number];

/** EPANET input file: through its own extended period, with its own accuracy; every hydraulic state is kept. */
export const inpFormat: NetworkFormat = {
  name: "EPANET .inp",
  matches: (file) => /\.inp$/i.test(file.fileName),
  solve(file, { solvers }): NetworkAnswer {
    const read = readInp(file.text(), file.fileName);
    if (!read.district || !read.schedule)
      return { ok: false, failure: "the file has errors", issues: read.issues, facts: read.counts, steps: [] };
    const { net, issues } = compileWater(read.district);
    const all = [...read.issues, ...issues];
    if (!net) return { ok: false, failure: "the network has errors", issues: all, facts: read.counts, steps: [] };
    const steps: Step[] = [];
    const started = performance.now();
    const eps = new ExtendedPeriod(solvers, net, read.schedule);
    const found = new Findings();
    const result = eps.run((time_s, network) => {
      steps.push({ time_s, tables: tablesOf(network) });
      found.add(time_s, diagnose(network));
    });
    const facts: Record<string, number | string> = { ...read.counts };
    facts.hydraulic_steps = result.stepTimes_s.length;
    facts.iterations = result.stepIterations.reduce((sum, n) => sum + n, 0);
    facts.unbalanced_steps = result.unbalanced_s.length;
    facts.damped_steps = result.damped_s.length;
    for (const pump of result.pumps) {
      facts[`energy_kWh ${pump.id}`] = pump.kwh;
      if (pump.cost > 0) facts[`energy_cost ${pump.id}`] = pump.cost;
    }
    if (result.demandCost > 0) facts.demand_charge = result.demandCost;
    facts.solve_ms = Number((performance.now() - started).toFixed(2));
    return {
      ok: result.ok,
      ...(result.ok ? {} : { failure: result.failure }),
      issues: all,
      findings: [...trialFindings(result), ...found.list()].sort((a, b) => a.from_s - b.from_s),
      facts,
      steps,
    };
  },
};

/** Steps that the usual trials did not balance: one entry for those that follow each other. */
function trialFindings({ stepTimes_s, damped_s, unbalanced_s, unbalancedAt }: EpsResult): Finding[] {
  const text = new Map<number, string>();
  for (const time_s of damped_s) text.set(time_s, "balanced by damped steps, where the usual trials found no balance");
  unbalanced_s.forEach((time_s, i) => {
    text.set(time_s, `not balanced, neither by the usual trials nor by damped steps; worst around ${unbalancedAt[i]}`);
  });
  const found: { from_s: number; to_s: number; text: string }[] = [];
  let before: string | undefined;
  for (const time_s of stepTimes_s) {
    const now = text.get(time_s);
    if (now !== undefined && now === before) found.at(-1)!.to_s = time_s;
    else if (now !== undefined) found.push({ from_s: time_s, to_s: time_s, text: now });
    before = now;
  }
  return found;
}

/**
 * EPANET pays the demand of a zone without a source through closed links, at heads of -1e8 ft: the tables show them as
 * it does, and this says who they are and why. One entry for the same nodes in instants that follow each other, in the
 * words of the first.
 */
class Findings {
  private readonly closed: { from_s: number; to_s: number; text: string }[] = [];
  private open = new Map<string, { from_s: number; to_s: number; text: string }>();

  add(time_s: number, { cutOff, negative }: Diagnosis): void {
    const now: typeof this.open = new Map();
    const parts: Diagnosis[] = [
      ...cutOff.map((part) => ({ cutOff: [part], negative: [] })),
      ...negative.map((part) => ({ cutOff: [], negative: [part] })),
    ];
    for (const part of parts) {
      const key = `${part.cutOff.length} ${[...part.cutOff, ...part.negative][0]!.nodes.join(" ")}`;
      const entry = this.open.get(key) ?? { from_s: time_s, to_s: time_s, text: diagnosisLines(part)[0]! };
      entry.to_s = time_s;
      now.set(key, entry);
    }
    for (const [key, entry] of this.open) if (!now.has(key)) this.closed.push(entry);
    this.open = now;
  }

  list(): NonNullable<NetworkAnswer["findings"]> {
    return [...this.closed, ...this.open.values()].sort((a, b) => a.from_s - b.from_s);
  }
}

function tablesOf(network: WaterNetwork): ResultTable[] {
  const { kernel, net } = network;
  const take = (rows: string, name: string, unit: string) => ({
    name,
    unit,
    values: Float64Array.from(kernel.column(rows, name)),
  });
  return [
    {
      name: "node",
      ids: net.nodes.ids,
      columns: [
        take("node", "head_m", "m"),
        take("node", "pressure_Pa", "Pa"),
        take("node", "demand_m3_s", "m3/s"),
        take("node", "level_m", "m"),
      ],
    },
    {
      name: "link",
      ids: net.links.ids,
      columns: [
        take("link", "flow_m3_s", "m3/s"),
        take("link", "headLoss_m", "m"),
        take("link", "velocity_m_s", "m/s"),
        take("link", "status", "1"),
        take("link", "setting", "1"),
        take("link", "power_W", "W"),
      ],
    },
  ];
}
