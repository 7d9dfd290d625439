import { LAYOUT } from "../../compile/layout";
import type { District } from "../../model/district";
import type { Utility } from "../../model/element";
import type { Issue } from "../../model/issue";
import type { Report } from "../../solve/outcome";
import { UTILITIES } from "../../utilities/registry";
import type { NetworkAnswer, ResultTable } from "./format";

const SHOWN_NOTES = 8;

/** "reactiveLimit": "gen 3 1e6; gen 7 -8e6". */
function notesByCode(notes: Report["notes"]): Record<string, string> {
  const lists = new Map<string, string[]>();
  for (const n of notes) lists.set(n.code, [...(lists.get(n.code) ?? []), `${n.at} ${n.value}`]);
  const textOf = (list: readonly string[]): string => {
    const rest = list.length - SHOWN_NOTES;
    return `${list.slice(0, SHOWN_NOTES).join("; ")}${rest > 0 ? `; ${rest} more` : ""}`;
  };
  return Object.fromEntries([...lists].map(([code, list]) => [code, textOf(list)]));
}

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
      ...notesByCode(notes),
    },
    steps: [{ time_s: 0, tables }],
  };
}
