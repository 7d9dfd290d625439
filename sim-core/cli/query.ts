import { answer, graphOf, parseQuery, QUERY_FORMS } from "../model/queries";
import { UsageError } from "./args";
import { districtNamed } from "./districts";
import { defineVerb } from "./verb";

const FORM_WIDTH = Math.max(...QUERY_FORMS.map((f) => f.form.length));
/** Longer tables are cut on the screen, never in the JSON. */
const MOST_ROWS = 200;

export const query = defineVerb({
  name: "query",
  summary: "asks a district: who depends on what, across utilities",
  operands: [{ name: "form", meaning: "affected-by, fed-by, serves, path or find, and what it needs", rest: true }],
  flags: {
    district: { type: "path", meaning: "a shipped district's name or a district file; harbourside when left out" },
    all: { type: "switch", meaning: `every row, not the first ${MOST_ROWS}` },
    json: { type: "path", meaning: "write the answer here" },
  },
  details: `
${QUERY_FORMS.map((f) => `  ${f.form.padEnd(FORM_WIDTH)}  ${f.meaning}`).join("\n")}

An element is named by its id or its whole name. Filters compare with = != < <= > >= and ~ (contains); put those with
< or > in quotes. zone= and within= look through blocks, sites and the node that something hangs on.
  query affected-by PRIMARY-hill
  query path BOOSTER-high-A "Harbour Hospital" via power
  query find kind=waterPipe zone=ZONE-high "diameter_m>=0.2"
JSON: { district, query, columns, rows: [{ id, <column>: value }], summary }.`,
  run({ operands, flags, terminal }) {
    const district = districtNamed(flags.district, terminal.path);
    const graph = graphOf(district);
    const parsed = parseQuery(graph, operands);
    if ("error" in parsed) throw new UsageError(parsed.error);
    const found = answer(graph, parsed.query);
    if (flags.json !== "-") {
      const shown = flags.all ? found.rows : found.rows.slice(0, MOST_ROWS);
      const table = [found.columns.map(String), ...shown.map((r) => r.cells.map(String))];
      const widths = found.columns.map((_, c) => Math.min(Math.max(...table.map((r) => r[c]!.length)), 40));
      for (const cells of table)
        terminal.out(
          cells
            .map((cell, c) => cell.padEnd(widths[c]!))
            .join("  ")
            .trimEnd(),
        );
      if (shown.length < found.rows.length) terminal.out(`... ${found.rows.length - shown.length} more rows: --all`);
      for (const line of found.summary) terminal.out(line);
    }
    terminal.json(flags.json, {
      district: district.id,
      query: operands.join(" "),
      columns: found.columns,
      rows: found.rows.map((r) => Object.fromEntries(found.columns.map((name, c) => [name, r.cells[c]]))),
      summary: found.summary,
    });
    return 0;
  },
});
