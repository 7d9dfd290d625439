import type { District } from "@/sim-core/model/district";
import type { Utility } from "@/sim-core/model/element";
import { issueText } from "@/sim-core/model/issue";
import type { UtilitySolver } from "@/sim-core/utilities/contract";
import { UTILITIES } from "@/sim-core/utilities/registry";
import { solversModule } from "./module";

/** The solver of one utility of a district that has no errors. */
export function open(utility: Utility, district: District): UtilitySolver {
  const { solver, issues } = UTILITIES[utility]!.open(solversModule(), district);
  if (!solver) throw new Error(issues.map(issueText).join("\n"));
  return solver;
}

/** Solves, and throws with the outcome's own words when it fails. */
export function solved(solver: UtilitySolver, time_s = 0) {
  const outcome = solver.solve(time_s);
  if (!outcome.ok) throw new Error(`${outcome.code} at ${outcome.at}: ${outcome.hint}`);
  return outcome.report;
}

/** One value of one element: read(solver, "link", "flow_kg_s", "P1"). */
export const read = (solver: UtilitySolver, rows: string, name: string, id: string): number =>
  Number(solver.column(rows, name)[solver.numbering[rows]!.row(id)]);

/** Largest imbalance of any node: what comes in by links and `inflow` and does not leave. Nodes in `open` are left out. */
export function worstImbalance(
  solver: UtilitySolver,
  inflow: (id: string) => number,
  open: ReadonlySet<string>,
): { id: string; imbalance: number } {
  const { node, link } = solver.numbering;
  const sums = node!.ids.map(inflow);
  const flow = solver.column("link", "flow_kg_s");
  const from = solver.column("link", "from");
  const to = solver.column("link", "to");
  for (let e = 0; e < link!.count; e++) {
    sums[from[e]!]! -= flow[e]!;
    sums[to[e]!]! += flow[e]!;
  }
  let worst = { id: "", imbalance: 0 };
  node!.ids.forEach((id, i) => {
    if (!open.has(id) && Math.abs(sums[i]!) > worst.imbalance) worst = { id, imbalance: Math.abs(sums[i]!) };
  });
  return worst;
}
