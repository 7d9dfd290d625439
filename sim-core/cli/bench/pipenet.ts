import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readPipenet } from "../../exchange/pipenet/read";
import type { Utility } from "../../model/element";
import { UTILITIES } from "../../utilities/registry";
import { type BenchContext, type BenchRow, benchRow } from "./row";

/**
 * A network from the reference folder, solved from a cold start and again from its own solution with one demand changed.
 * No peer of this kind is in the npm registry.
 */
export async function* pipenetRows(
  context: BenchContext,
  utility: Utility,
  name: string,
  change: { readonly element: string; readonly field: string; readonly from: number; readonly to: number },
): AsyncIterable<BenchRow> {
  const path = context.sharedDir && join(context.sharedDir, "reference", utility, `${name}.json`);
  if (!path || !existsSync(path)) {
    context.note(`${name}: no reference folder, left out`);
    return;
  }
  const { district } = readPipenet(readFileSync(path, "utf8"), name);
  const solver = district && UTILITIES[utility]?.open(context.solvers, district).solver;
  if (!solver) throw new Error(`${name}: no network`);
  const cold = solver.save();
  const solve = () => {
    const outcome = solver.solve(0);
    if (!outcome.ok) throw new Error(`${name}: ${outcome.code} at ${outcome.at}`);
    return outcome.report.iterations;
  };
  const coldIterations = solve();
  const nodes = solver.numbering.node!.count;
  const links = solver.numbering.link!.count;
  const facts = { nodes, links };
  yield benchRow(
    `${name} cold`,
    () => {
      solver.restore(cold);
      solve();
    },
    undefined,
    { facts: { ...facts, iterations: coldIterations } },
  );
  let isChanged = false;
  let warmIterations = 0;
  const again = () => {
    isChanged = !isChanged;
    const issue = solver.apply(change.element, change.field, "set", isChanged ? change.to : change.from);
    if (issue) throw new Error(`${name}: ${issue.hint}`);
    warmIterations = solve();
  };
  again();
  yield benchRow(`${name} warm, one demand changed`, again, undefined, {
    facts: { ...facts, iterations: warmIterations },
  });
}
