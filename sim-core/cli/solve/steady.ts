import { LAYOUT } from "../../compile/layout";
import type { District } from "../../model/district";
import type { Utility } from "../../model/element";
import type { Issue } from "../../model/issue";
import { UTILITIES } from "../../utilities/registry";
import type { NetworkAnswer, ResultTable } from "./format";

/** One utility of an imported network, solved once: every state and result column of every row set. */
export function solveSteady(
  read: { readonly utility: Utility; readonly district: District | null; readonly issues: readonly Issue[] },
  solvers: WebAssembly.Module,
  residualUnit: string,
): NetworkAnswer {
  const { utility, district } = read;
  const nothing = { facts: {}, steps: [] };
  if (!district) return { ok: false, issues: read.issues, ...nothing };
  const module = UTILITIES[utility];
  if (!module) return { ok: false, failure: `no solver for ${utility}`, issues: read.issues, ...nothing };
  const opened = module.open(solvers, district);
  const issues = [...read.issues, ...opened.issues];
  const { solver } = opened;
  if (!solver) return { ok: false, issues, ...nothing };
  const started = performance.now();
  const outcome = solver.solve(0);
  const solve_ms = performance.now() - started;
  const layout = LAYOUT[utility];
  const tables = layout.rowSets.map(
    (rows): ResultTable => ({
      name: rows,
      ids: solver.numbering[rows]!.ids,
      columns: layout.columns
        .filter((c) => c.rows === rows && (c.role === "state" || c.role === "result"))
        .map(({ name, unit }) => ({ name, unit, values: solver.column(rows, name) })),
    }),
  );
  const { iterations, residual, notes } = outcome.report;
  return {
    ok: outcome.ok,
    failure: outcome.ok ? undefined : `${outcome.code} at ${outcome.at}: ${outcome.hint}`,
    issues,
    facts: {
      utility,
      iterations,
      [`residual_${residualUnit}`]: residual,
      solve_ms,
      ...Object.fromEntries(notes.map((n) => [n.code, `${n.at} ${n.value}`])),
    },
    steps: [{ time_s: 0, tables }],
  };
}
