import { existsSync } from "node:fs";
import { join } from "node:path";
import { DISTRICTS, SCENARIOS } from "../../scenarios";
import { ledgerLine } from "../couple/ledger/text";
import { serviceLine } from "../derive/service/text";
import { openFile } from "../exchange/open";
import type { District } from "../model/district";
import { issueText } from "../model/issue";
import type { Scenario } from "../model/scenario";
import { openNodePool } from "../pool/node";
import type { RunResult } from "../pool/protocol";
import { nearest, UsageError, VerbError } from "./args";
import { districtNamed } from "./districts";
import { projectRoot } from "./place";
import { unpackedText } from "./unpacked";
import { defineVerb, type Terminal } from "./verb";
import { withWeather } from "./weather";

const worker = () => join(projectRoot(), "build/workers/worker.node.mjs");
const solvers = () => join(projectRoot(), "public/solvers.wasm");

function scenarioNamed(name: string): Scenario {
  const make = SCENARIOS[name];
  if (!make) throw new UsageError(`unknown scenario "${name}"${nearest(name, Object.keys(SCENARIOS))}`);
  return make();
}

/** An EPANET file as the workbench opens it, with its own patterns, steps, controls and rules. */
function fileNamed(
  typed: string,
  terminal: Pick<Terminal, "path" | "note">,
): { district: District; scenario: Scenario } {
  const path = terminal.path(typed);
  if (!existsSync(path)) throw new VerbError(`no such file: ${path}`);
  const { district, scenario, entries } = openFile(typed.replace(/\.gz$/i, ""), unpackedText(path));
  for (const { group, issue } of entries)
    if (group === "error" || group === "warning") terminal.note(`${group}: ${issueText(issue)}`);
  if (!district || !scenario) throw new VerbError(`${typed} has errors`);
  return { district, scenario };
}

const text = (seed: number, result: RunResult) =>
  `seed ${seed}: ${result.digest}  ${result.ticks} ticks in ${result.wall_ms.toFixed(0)} ms = ${result.realtimeFactor.toFixed(0)} x real time, ${result.events.length} events, settled in ${result.settle.maxIterations} rounds to ${result.settle.worstResidual.toExponential(1)}`;

export const run = defineVerb({
  name: "run",
  summary: "runs a scenario on a district of four coupled utilities",
  operands: [{ name: "scenario", meaning: "its id, or an EPANET .inp: the file in a coupled run" }],
  flags: {
    district: { type: "path", meaning: "a shipped district's name or a district file; harbourside when left out" },
    weather: { type: "path", meaning: "an EPW or CSV file (may be .gz) instead of the scenario's own weather" },
    from: { type: "text", meaning: "with --weather: first day, YYYY-MM-DD; the file's hottest when left out" },
    hours: { type: "number", meaning: "only the first hours", min: 0.1 },
    seed: { type: "integer", meaning: "seed of the demand noise; the scenario's own when left out" },
    seeds: { type: "integer", meaning: "runs of the seeds 1 to N", min: 1, max: 10_000 },
    workers: { type: "integer", meaning: "worker threads; 1 when left out", min: 1, max: 64 },
    json: { type: "path", meaning: "write the answer here" },
  },
  get details() {
    return `
Scenarios: ${Object.keys(SCENARIOS).join(", ")}. Districts: ${Object.keys(DISTRICTS).join(", ")}.
JSON: { scenario, district, elements, ticks, wall_ms, compile_ms, phases_ms, realtime_factor, digest, events,
settle: { max_iterations, worst_residual, worst_device, devices, solves }, ledger: { worst_relative, per_utility, money },
service: { customers, off_supply, interrupted, saidi_s, saifi_1, maifi_1, caidi_s, not_served_J, feeders },
is_valid, failures, outages, recoveries }; with --seeds also digests: [...], and
the rest is of the first seed. wall_ms is first tick to last Frame, with controls, recording, crossings and digest.`;
  },
  async run({ operands: [name], flags, terminal }) {
    if (flags.seed !== undefined && flags.seeds !== undefined) throw new UsageError("give --seed or --seeds, not both");
    if (flags.from !== undefined && flags.weather === undefined) throw new UsageError("--from belongs to --weather");
    const isFile = /\.inp(\.gz)?$/i.test(name!);
    if (isFile && flags.district !== undefined)
      throw new UsageError("an .inp is its own district: leave --district out");
    const told = isFile
      ? fileNamed(name!, terminal)
      : { district: districtNamed(flags.district, terminal.path), scenario: scenarioNamed(name!) };
    const { district, scenario } =
      flags.weather === undefined
        ? told
        : withWeather(told, { file: terminal.path(flags.weather), day: flags.from, hours: flags.hours }, terminal.note);
    const most_h = scenario.duration_s / 3600;
    if (flags.hours !== undefined && flags.hours > most_h)
      throw new UsageError(`--hours ${flags.hours}: ${scenario.id} lasts ${most_h} h`);
    const ticks = flags.hours === undefined ? undefined : Math.ceil((flags.hours * 3600) / scenario.tick_s);
    const seeds = flags.seeds ? Array.from({ length: flags.seeds }, (_, i) => i + 1) : [flags.seed ?? scenario.seed];
    const pool = openNodePool(Math.min(flags.workers ?? 1, seeds.length), { worker: worker(), solvers: solvers() });
    try {
      const jobs = seeds.map(
        (seed) => pool.submit({ kind: "run", district, scenario, seed, ticks, frames: "none" }).outcome,
      );
      const results: RunResult[] = [];
      for (const [i, outcome] of (await Promise.all(jobs)).entries()) {
        if (!outcome.ok) {
          for (const issue of outcome.issues) terminal.note(issueText(issue));
          throw new VerbError(`seed ${seeds[i]}: ${outcome.reason}: ${outcome.text}`);
        }
        results.push(outcome.result);
        terminal.out(text(seeds[i]!, outcome.result));
        terminal.out(ledgerLine(outcome.result.ledger));
        terminal.out(serviceLine(outcome.result.service));
      }
      const first = results[0]!;
      const failures = results.flatMap((r) => r.failures.map((f) => ({ seed: r.seed, ...f })));
      for (const failure of failures.slice(0, 20)) terminal.note(`tick ${failure.tick}: ${failure.text}`);
      if (failures.length > 20) terminal.note(`... and ${failures.length - 20} more failures`);
      terminal.json(flags.json, {
        scenario: first.scenario,
        district: first.district,
        elements: first.elements,
        ticks: first.ticks,
        wall_ms: first.wall_ms,
        compile_ms: first.compile_ms,
        phases_ms: first.phases_ms,
        realtime_factor: first.realtimeFactor,
        digest: first.digest,
        ...(flags.seeds ? { seeds, digests: results.map((r) => r.digest) } : {}),
        events: first.events,
        settle: {
          max_iterations: first.settle.maxIterations,
          worst_residual: first.settle.worstResidual,
          worst_device: first.settle.worstDevice,
          devices: first.settle.devices,
          solves: first.settle.solves,
        },
        ledger: first.ledger,
        service: first.service,
        is_valid: results.every((r) => r.isValid),
        failures,
        outages: results.flatMap((r) => r.outages.map((o) => ({ seed: r.seed, ...o }))),
        recoveries: results.flatMap((r) => r.recoveries.map((o) => ({ seed: r.seed, ...o }))),
      });
      return failures.length > 0 ? 1 : 0;
    } finally {
      await pool.close();
    }
  },
});
