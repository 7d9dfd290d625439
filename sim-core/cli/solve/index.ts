import { existsSync, statSync } from "node:fs";
import { issueText } from "../../model/issue";
import { UsageError, VerbError } from "../args";
import { loadSolvers } from "../place";
import { defineVerb, type Terminal } from "../verb";
import { type NetworkAnswer, NetworkFile, optionsOf, type ResultTable } from "./format";
import { NETWORK_FORMATS } from "./formats";

const SHOWN_ROWS = 20;

function print(table: ResultTable, terminal: Terminal): void {
  const width = Math.max(table.name.length, ...table.ids.slice(0, SHOWN_ROWS).map((id) => id.length));
  const heads = table.columns.map((c) => `${c.name} ${c.unit}`.trim());
  const widths = heads.map((head) => Math.max(12, head.length));
  terminal.out(`${table.name.padEnd(width)}  ${heads.map((head, k) => head.padStart(widths[k])).join("  ")}`);
  for (let i = 0; i < Math.min(table.ids.length, SHOWN_ROWS); i++) {
    const cells = table.columns.map((c, k) =>
      (Number.isNaN(c.values[i]) ? "-" : c.values[i].toPrecision(6)).padStart(widths[k]),
    );
    terminal.out(`${table.ids[i].padEnd(width)}  ${cells.join("  ")}`);
  }
  if (table.ids.length > SHOWN_ROWS) terminal.out(`... ${table.ids.length - SHOWN_ROWS} more; --json has them all`);
}

const toJson = (file: string, format: string, answer: NetworkAnswer) => ({
  file,
  format,
  ...answer,
  steps: answer.steps.map(({ time_s, tables }) => ({
    time_s,
    tables: tables.map((t) => ({
      name: t.name,
      ids: t.ids,
      columns: t.columns.map((c) => ({ ...c, values: Array.from(c.values) })), // JSON.stringify writes NaN as null
    })),
  })),
});

export const solve = defineVerb({
  name: "solve",
  summary: "solves one network file and prints what it found",
  operands: [{ name: "network file", meaning: "a file of one utility's network" }],
  flags: {
    options: { type: "text", meaning: "name=value,...: options of the solver" },
    json: { type: "path", meaning: "write the whole answer here" },
  },
  get details() {
    return `
Formats: ${NETWORK_FORMATS.map((f) => f.name).join(", ")} (also gzipped)
Options: ${[...new Set(NETWORK_FORMATS.flatMap((f) => f.options ?? []))].join("; ")}
JSON: { file, format, ok, failure, issues: [{ severity, code, file, line, element, field, got, want, hint }], facts,
  findings: [{ from_s, to_s, text }], steps: [{ time_s, tables: [{ name, ids, columns: [{ name, unit, values }] }] }] }; an absent value is null.
Exit code 1 if the file has errors or a step did not solve.`;
  },
  async run({ operands: [typed], flags, terminal }) {
    const path = terminal.path(typed);
    if (!existsSync(path)) throw new VerbError(`no such file: ${path}`);
    if (!statSync(path).isFile()) throw new VerbError(`${path} is no file`);
    const file = new NetworkFile(path);
    const format = NETWORK_FORMATS.find((f) => f.matches(file));
    if (!format)
      throw new VerbError(`${file.fileName}: unknown format; known: ${NETWORK_FORMATS.map((f) => f.name).join(", ")}`);
    const options = optionsOf(flags.options);
    if (flags.options !== undefined && !format.options) throw new UsageError(`${format.name} takes no --options`);
    const answer = await format.solve(file, { solvers: loadSolvers(), options });
    for (const issue of answer.issues) terminal.note(`${issue.severity}: ${issueText(issue)}`);
    for (const { from_s, to_s, text } of answer.findings ?? [])
      terminal.note(`${from_s === to_s ? `at ${from_s} s` : `${from_s} to ${to_s} s`}: ${text}`);
    for (const [name, value] of Object.entries(answer.facts)) terminal.out(`${name} ${value}`);
    const last = answer.steps.at(-1);
    if (last) {
      if (answer.steps.length > 1) terminal.out(`\nat ${last.time_s} s, the last of ${answer.steps.length} instants`);
      for (const table of last.tables) {
        terminal.out("");
        print(table, terminal);
      }
    }
    if (!answer.ok) terminal.note(`failed: ${answer.failure ?? "the file has errors"}`);
    terminal.json(flags.json, toJson(file.fileName, format.name, answer));
    return answer.ok ? 0 : 1;
  },
});
