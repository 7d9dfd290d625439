import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { DISTRICTS, SCENARIOS } from "../../scenarios";
import { openNodePool } from "../pool/node";
import { nearest, UsageError } from "./args";
import { districtNamed } from "./districts";
import { poolFiles } from "./place";
import {
  CSV_HEAD,
  differenceCsv,
  differenceJson,
  differenceTable,
  eventsJson,
  hold,
  quantityNamed,
  record,
} from "./recorded";
import { countText, readChanges, SET_MEANING } from "./set";
import { defineVerb } from "./verb";

export const compare = defineVerb({
  name: "compare",
  summary: "runs two scenarios, or two districts, and lists what differs: by how much, when most, since when",
  operands: [
    { name: "scenarioA", meaning: "id of the first" },
    { name: "scenarioB", meaning: "id of the second; may be the same" },
  ],
  flags: {
    set: { type: "texts", meaning: `${SET_MEANING}; applies to B` },
    district: { type: "path", meaning: "a shipped district's name or a district file; harbourside when left out" },
    "district-b": { type: "path", meaning: "another district for B" },
    seed: { type: "integer", meaning: "seed of both; each scenario's own when left out" },
    quantity: { type: "text", meaning: "only this one, as table.rows.name: power.branch.loading_1" },
    top: { type: "integer", meaning: "rows of the table; 20 when left out", min: 0, max: 100_000 },
    csv: { type: "path", meaning: "write every difference here" },
    json: { type: "path", meaning: "write the answer here" },
  },
  get details() {
    return `
Scenarios: ${Object.keys(SCENARIOS).join(", ")}. Districts: ${Object.keys(DISTRICTS).join(", ")}.
Rows are matched by element; what only one of the two records is said. They are sorted by the share that the difference
is of the quantity's spread over both runs, so that kPa and kW stand in one list. Values are display values (f32).
  compare heatwave heatwave --set TX-quay-2.isClosed=false@13:40 --quantity power.branch.loading_1
  compare heatwave normal-day --top 40 --csv day.csv
JSON (SI): { a: { scenario, district, digest, is_valid }, b: { ... }, is_same, ticks_compared, differing_rows,
differences: [{ element, quantity, unit, a, b, difference, share, tick, first_tick }] (the first --top; null is absent),
events: { only_a, only_b, moved: [{ ..., tick_a, tick_b }] }, missing: [{ side, table, rows, name, ids }] }.
The CSV has the same columns as a difference, and every row.`;
  },
  async run({ operands, flags, terminal }) {
    const [a, b] = operands.map((name) => {
      const make = SCENARIOS[name];
      if (!make) throw new UsageError(`unknown scenario "${name}"${nearest(name, Object.keys(SCENARIOS))}`);
      return make();
    }) as [ReturnType<(typeof SCENARIOS)[string]>, ReturnType<(typeof SCENARIOS)[string]>];
    if (a.tick_s !== b.tick_s)
      throw new UsageError(
        `${a.id} has ticks of ${a.tick_s} s, ${b.id} of ${b.tick_s} s: their instants are not the same`,
      );
    const districtA = districtNamed(flags.district, terminal.path);
    const districtB = flags["district-b"] === undefined ? districtA : districtNamed(flags["district-b"], terminal.path);
    const changes = readChanges(flags.set, districtB, b, 0);
    const story = { ...b, changes: [...b.changes, ...changes] };
    const pool = openNodePool(1, poolFiles());
    try {
      const ranA = await record(pool, { district: districtA, scenario: a, seed: flags.seed ?? a.seed });
      const ranB = await record(pool, { district: districtB, scenario: story, seed: flags.seed ?? b.seed });
      const quantity = flags.quantity && quantityNamed(flags.quantity, [ranA.layout, ranB.layout]);
      const comparison = hold(ranA, ranB);
      const differences = comparison.differences(quantity || undefined);
      const isSame = ranA.result.digest === ranB.result.digest;
      terminal.out(`A ${a.id} on ${districtA.id}: ${ranA.result.digest}`);
      terminal.out(`B ${b.id} on ${districtB.id}, ${countText(changes.length)}: ${ranB.result.digest}`);
      terminal.out(
        isSame
          ? "the same digest: the same to the last bit"
          : `${differences.length} rows differ${flags.quantity ? ` in ${flags.quantity}` : ""} over ${comparison.ticks} ticks`,
      );
      const shown = differences.slice(0, flags.top ?? 20);
      if (shown.length > 0)
        for (const line of differenceTable(shown, districtB, b.start_s, b.tick_s)) terminal.out(line);
      if (shown.length < differences.length)
        terminal.out(`... ${differences.length - shown.length} more rows: --top, --csv`);
      const events = eventsJson(ranA.result, ranB.result);
      terminal.out(
        `events: ${events.only_a.length} only in A, ${events.only_b.length} only in B, ${events.moved.length} at another tick`,
      );
      for (const m of comparison.missing) {
        const what = m.name ? `${m.table}.${m.rows}.${m.name}` : `${m.ids.length} rows of ${m.table}.${m.rows}`;
        const ids = m.name ? "" : ` (${m.ids.slice(0, 5).join(", ")}${m.ids.length > 5 ? ", ..." : ""})`;
        terminal.out(`${m.side === "onlyA" ? "only in A" : "only in B"}: ${what}${ids}`);
      }
      if (flags.csv !== undefined) {
        const file = terminal.path(flags.csv);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, `${[CSV_HEAD, ...differences.map(differenceCsv)].join("\n")}\n`);
      }
      const side = (ran: typeof ranA, scenario: string, district: string) => {
        return { scenario, district, digest: ran.result.digest, is_valid: ran.result.isValid };
      };
      terminal.json(flags.json, {
        a: side(ranA, a.id, districtA.id),
        b: side(ranB, b.id, districtB.id),
        ...{ is_same: isSame, ticks_compared: comparison.ticks, differing_rows: differences.length },
        differences: shown.map(differenceJson),
        events,
        missing: comparison.missing.map((m) => ({ ...m, side: m.side === "onlyA" ? "only_a" : "only_b" })),
      });
      for (const f of [...ranA.result.failures, ...ranB.result.failures].slice(0, 20))
        terminal.note(`tick ${f.tick}: ${f.text}`);
      return ranA.result.isValid && ranB.result.isValid ? 0 : 1;
    } finally {
      await pool.close();
    }
  },
});
