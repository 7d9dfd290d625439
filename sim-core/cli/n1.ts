import { existsSync, statSync } from "node:fs";
import { issueText } from "../model/issue";
import { compilePower } from "../utilities/power/compile";
import { openPowerGrid } from "../utilities/power/solver";
import { byHarm, type Outage, outages } from "../utilities/power/studies/outages";
import { type Violation, violations } from "../utilities/power/studies/violations";
import { VerbError } from "./args";
import { loadSolvers } from "./place";
import { NetworkFile, optionsOf } from "./solve/format";
import { POWER_FILES, POWER_OPTIONS, withOptions } from "./solve/power";
import { defineVerb } from "./verb";

const SHOWN = 20;
const absent = (x: number): number | null => (Number.isFinite(x) ? x : null);
const worst = (list: readonly Violation[], digits: number): string =>
  list.length === 0 ? "-" : `${list.length}: ${list[0]!.id} ${list[0]!.value.toFixed(digits)}`;

const toJson = (o: Outage) => ({
  branch: o.branch,
  ok: o.outcome.ok,
  ...(o.outcome.ok ? {} : { failure: { code: o.outcome.code, at: o.outcome.at, hint: o.outcome.hint } }),
  harm_1: absent(o.harm_1),
  lost_W: absent(o.lost_W),
  deadBuses: o.deadBuses,
  islands: o.outcome.report.notes.filter((n) => n.code === "islandWithoutSource").map((n) => n.at),
  overloads: o.overloads,
  lowVoltages: o.lowVoltages,
  highVoltages: o.highVoltages,
  largestLoading_1: absent(o.largestLoading_1),
  lowestVoltage_1: absent(o.lowestVoltage_1),
  losses_W: absent(o.losses_W),
  iterations: o.outcome.report.iterations,
});

export const n1 = defineVerb({
  name: "n1",
  summary: "takes every branch of a power grid out in turn and sorts the outages by harm",
  operands: [{ name: "network file", meaning: "a file of a power grid" }],
  flags: {
    top: { type: "integer", meaning: `how many to show (${SHOWN})`, min: 0 },
    options: { type: "text", meaning: "name=value,...: options of the solver" },
    json: { type: "path", meaning: "write the whole answer here" },
  },
  get details() {
    return `
Formats: ${POWER_FILES.map((f) => f.name).join(", ")} (also gzipped)
Options: ${POWER_OPTIONS}
Harm is the share of load lost, plus every overload over 1 and every voltage outside its range, in sum; an outage that
has no operating point comes first, with the place where the voltage collapses.
JSON: { file, base: { overloads, lowVoltages, highVoltages }, wall_ms, solved, failed, outages: [{ branch, ok, failure,
  harm_1, lost_W, deadBuses, islands, overloads: [{ id, value, limit }], lowVoltages, highVoltages, largestLoading_1,
  lowestVoltage_1, losses_W, iterations }] }, by harm; an absent value is null.
Exit code 1 if the intact grid does not solve.`;
  },
  run({ operands: [typed], flags, terminal }) {
    const path = terminal.path(typed!);
    if (!existsSync(path)) throw new VerbError(`no such file: ${path}`);
    if (!statSync(path).isFile()) throw new VerbError(`${path} is no file`);
    const file = new NetworkFile(path);
    const format = POWER_FILES.find((f) => f.matches(file));
    if (!format)
      throw new VerbError(`${file.fileName}: no power grid; known: ${POWER_FILES.map((f) => f.name).join(", ")}`);
    const { district, issues } = format.read(file.text(), file.fileName);
    const asked = district && withOptions(district, optionsOf(flags.options));
    const compiled = asked ? compilePower(asked) : { grid: null, issues: [] };
    for (const issue of [...issues, ...compiled.issues]) terminal.note(`${issue.severity}: ${issueText(issue)}`);
    if (!compiled.grid) throw new VerbError(`${file.fileName} has errors`);
    const opened = openPowerGrid(loadSolvers(), compiled.grid);
    const base = opened.solver.solve(0);
    if (!base.ok) throw new VerbError(`the intact grid does not solve: ${base.hint}`);
    const before = violations(opened.grid);
    const from_ms = performance.now();
    const found = byHarm([...outages(opened)]);
    const wall_ms = performance.now() - from_ms;
    const failed = found.filter((o) => !o.outcome.ok).length;
    terminal.out(
      `${found.length} outages in ${wall_ms.toFixed(1)} ms, ${failed} without an operating point, ` +
        `${found.filter((o) => o.deadBuses > 0).length} leave buses dead`,
    );
    terminal.out(
      `intact: overloads ${worst(before.overloads, 3)}, low ${worst(before.lowVoltages, 4)}, ` +
        `high ${worst(before.highVoltages, 4)}`,
    );
    const shown = found.slice(0, flags.top ?? SHOWN);
    const width = Math.max(6, ...shown.map((o) => o.branch.length));
    const cells = (o: readonly string[]): string =>
      [o[0]!.padEnd(width), o[1]!.padStart(8), o[2]!.padStart(9), ...o.slice(3).map((x) => x.padEnd(22))]
        .join("  ")
        .trimEnd();
    terminal.out(cells(["branch", "harm", "lost MW", "overloads", "low voltages", "high voltages"]));
    for (const o of shown) {
      if (o.outcome.ok) {
        const lists = [worst(o.overloads, 3), worst(o.lowVoltages, 4), worst(o.highVoltages, 4)];
        terminal.out(cells([o.branch, o.harm_1.toFixed(4), (o.lost_W / 1e6).toFixed(3), ...lists]));
      } else terminal.out(`${o.branch.padEnd(width)}  unsolved  ${o.outcome.hint}`);
    }
    if (shown.length < found.length) terminal.out(`... ${found.length - shown.length} more; --json has them all`);
    terminal.json(flags.json, {
      file: file.fileName,
      base: { overloads: before.overloads, lowVoltages: before.lowVoltages, highVoltages: before.highVoltages },
      wall_ms,
      solved: found.length - failed,
      failed,
      outages: found.map(toJson),
    });
    return 0;
  },
});
