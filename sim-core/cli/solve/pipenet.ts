import { LAYOUT } from "../../compile/layout";
import { PIPENET_SCHEMA, readPipenet } from "../../exchange/pipenet/read";
import { UTILITIES } from "../../utilities/registry";
import type { NetworkAnswer, NetworkFormat, ResultTable } from "./format";

/** `solve net.json` of a gas or heat network in column tables. */
export const pipenetFormat: NetworkFormat = {
  name: PIPENET_SCHEMA,
  matches: (file) => file.fileName.endsWith(".json") && file.text().slice(0, 400).includes(PIPENET_SCHEMA),
  solve(file, { solvers }): NetworkAnswer {
    const read = readPipenet(file.text(), file.fileName);
    const nothing = { facts: {}, steps: [] };
    if (!read.district) return { ok: false, issues: read.issues, ...nothing };
    const module = UTILITIES[read.utility];
    if (!module) return { ok: false, failure: `no solver for ${read.utility}`, issues: read.issues, ...nothing };
    const opened = module.open(solvers, read.district);
    const issues = [...read.issues, ...opened.issues];
    const { solver } = opened;
    if (!solver) return { ok: false, issues, ...nothing };
    const started = performance.now();
    const outcome = solver.solve(0);
    const solve_ms = performance.now() - started;
    const layout = LAYOUT[read.utility];
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
        utility: read.utility,
        iterations,
        residual_kg_s: residual,
        solve_ms,
        ...Object.fromEntries(notes.map((n) => [n.code, `${n.at} ${n.value}`])),
      },
      steps: [{ time_s: 0, tables }],
    };
  },
};
