import { cpus } from "node:os";
import { nearest, UsageError, VerbError } from "../args";
import { findShared, loadSolvers } from "../place";
import { defineVerb } from "../verb";
import { AREAS } from "./areas";
import type { BenchRow } from "./row";

const digits = (x: number | undefined) => (x === undefined ? "-" : x.toPrecision(3));

export const bench = defineVerb({
  name: "bench",
  summary: "times our solvers, beside a peer in the same process wherever there is one",
  operands: [{ name: "area", meaning: "one area; all of them when left out", optional: true }],
  flags: { json: { type: "path", meaning: "write the answer here" } },
  get details() {
    return `
Areas: ${AREAS.map((a) => `${a.name} (${a.summary})`).join("; ")}
JSON: { node, cpu, rows: [{ name, ours_ms, ours_median_ms, peer, peer_ms, peer_median_ms, ratio, rounds, facts }] }
ours_ms and peer_ms are minima; ratio = peer_ms / ours_ms, above 1 we are faster.`;
  },
  async run({ operands: [wanted], flags, terminal }) {
    const areas = wanted === undefined ? AREAS : AREAS.filter((a) => a.name === wanted);
    if (wanted !== undefined && areas.length === 0)
      throw new UsageError(
        `unknown area "${wanted}"${nearest(
          wanted,
          AREAS.map((a) => a.name),
        )}`,
      );
    const context = { solvers: loadSolvers(), sharedDir: findShared(), note: terminal.note };
    const rows: BenchRow[] = [];
    const failures: string[] = [];
    terminal.out(
      `${"name".padEnd(44)} ${"ours ms".padStart(9)} ${"median".padStart(9)} ${"peer ms".padStart(9)} ${"ratio".padStart(7)}`,
    );
    for (const area of areas) {
      try {
        for await (const row of area.rows(context)) {
          rows.push(row);
          const numbers = [row.ours_ms, row.ours_median_ms, row.peer_ms].map((x) => digits(x).padStart(9));
          terminal.out(
            `${row.name.padEnd(44)} ${numbers.join(" ")} ${digits(row.ratio).padStart(7)}  ${row.peer ?? ""}`,
          );
        }
      } catch (error) {
        failures.push(`${area.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    terminal.json(flags.json, { node: process.version, cpu: cpus()[0]?.model ?? "unknown", rows });
    if (failures.length > 0) throw new VerbError(failures.join("\n"));
    return 0;
  },
});
