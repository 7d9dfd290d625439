import { openInp } from "../../sim-core/exchange/inp";
import { issueText } from "../../sim-core/model/issue";
import type { Scenario } from "../../sim-core/model/scenario";
import { advance, openRun } from "../../sim-core/session/run";
import type { Run } from "../../sim-core/time/run";
import { STATUS } from "../../sim-core/utilities/water/net";
import type { EpanetStep } from "./epanet";
import { solversModule } from "./module";

export interface CoupledSteps {
  readonly run: Run;
  /** The last state of every instant at which the water network was solved, in the file's units. */
  readonly steps: readonly (EpanetStep & { readonly cutOff: ReadonlySet<number> })[];
}

/** A file through the coupled step, as the workbench runs it; every solved instant as EPANET would give it. */
export function runCoupled(text: string, name: string, more: Partial<Scenario> = {}): CoupledSteps {
  const { coupled, read } = openInp(text, name);
  if (!coupled) throw new Error(read.issues.map(issueText).join("\n"));
  const scenario = { ...coupled.scenario, ...more };
  const { run, issues } = openRun(solversModule(), coupled.district, scenario, 1);
  if (!run) throw new Error(issues.map(issueText).join("\n"));
  const water = run.coupling.solvers.water!;
  const { units } = coupled.district.waterSchedule!;
  const [head, demand] = ["head_m", "demand_m3_s"].map((c) => water.column("node", c));
  const isCutOff = water.column("node", "isCutOff");
  const flow = water.column("link", "flow_m3_s");
  const status = water.column("link", "statusCode");
  const steps: CoupledSteps["steps"][number][] = [];
  const solve = water.solve;
  water.solve = (time_s) => {
    const outcome = solve(time_s);
    if (steps.at(-1)?.t === time_s) steps.pop();
    const isOpen = Array.from(status, (s) => s > STATUS.CLOSED);
    steps.push({
      t: time_s,
      iterations: outcome.report.iterations,
      head: Array.from(head!, (h) => h / units.length_m),
      demand: Array.from(demand!, (q) => q / units.flow_m3_s),
      flow: Array.from(flow, (q, k) => (isOpen[k] ? q / units.flow_m3_s : 0)),
      isOpen,
      cutOff: new Set(Array.from(isCutOff, (x, i) => (x ? i : -1)).filter((i) => i >= 0)),
    });
    return outcome;
  };
  const ticks = Math.ceil(scenario.duration_s / scenario.tick_s);
  for (let tick = 0; tick < ticks; tick++) advance(run);
  return { run, steps };
}
