import { writeFileSync } from "node:fs";
import { SCENARIOS } from "../../scenarios";
import { TICK_FORMATS } from "../exchange/tick/formats";
import { issueText } from "../model/issue";
import { advance, frameLayout, openRun } from "../session/run";
import { nearest, UsageError, VerbError } from "./args";
import { districtNamed } from "./districts";
import { loadSolvers } from "./place";
import { readChanges, SET_MEANING, tickOf } from "./set";
import { defineVerb } from "./verb";

export const exportTick = defineVerb({
  name: "export",
  summary: "writes one utility's network at a tick of a run as a file that another tool solves",
  operands: [{ name: "scenario", meaning: "its id" }],
  flags: {
    at: { type: "text", meaning: "the recorded instant: a time of day (13:40) or a tick, 0 is the first" },
    set: { type: "texts", meaning: SET_MEANING },
    as: { type: "text", meaning: "the file format", choices: TICK_FORMATS.map((f) => f.name) },
    out: { type: "path", meaning: "write the file here; stdout when left out" },
    district: { type: "path", meaning: "a shipped district's name or a district file; harbourside when left out" },
    seed: { type: "integer", meaning: "seed of the demand noise; the scenario's own when left out" },
    json: { type: "path", meaning: "write what happened here" },
  },
  get details() {
    return `
Formats:
${TICK_FORMATS.map((f) => `  ${f.name.padEnd(6)}  ${f.meaning}`).join("\n")}
The run goes from its start to that tick; what devices and buildings drew from the network or gave to it is frozen.
JSON: { scenario, district, tick, time_s, format, bytes, issues: [...], isValid }; isValid is false when a step of the
run up to there failed.
  export heatwave --at 14:10 --as inp --out heatwave-1410.inp`;
  },
  run({ operands: [name], flags, terminal }) {
    const { at, as } = flags;
    if (at === undefined || as === undefined) throw new UsageError("give --at and --as");
    const make = SCENARIOS[name!];
    if (!make) throw new UsageError(`unknown scenario "${name}"${nearest(name!, Object.keys(SCENARIOS))}`);
    const format = TICK_FORMATS.find((f) => f.name === as)!;
    const told = make();
    const district = districtNamed(flags.district, terminal.path);
    const tick = tickOf(district, told, at, "--at");
    const scenario = { ...told, changes: [...told.changes, ...readChanges(flags.set, district, told, 0)] };
    const { run, issues } = openRun(loadSolvers(), district, scenario, flags.seed ?? scenario.seed);
    if (!run) throw new VerbError(issues.map(issueText).join("\n"));
    if (!run.coupling.solvers[format.utility])
      throw new VerbError(`${district.id} has no ${format.utility} network to write`);
    let values = advance(run);
    while (run.tick <= tick) values = advance(run);
    const time_s = tick * scenario.tick_s;
    const file = format.write({
      district,
      scenario: name!,
      tick,
      time_s,
      layout: frameLayout(run),
      values,
      changes: run.changes,
    });
    for (const issue of file.issues) terminal.note(`${issue.severity}: ${issueText(issue)}`);
    for (const failure of run.failures.slice(0, 5)) terminal.note(`tick ${failure.tick}: ${failure.text}`);
    if (flags.out === undefined) terminal.out(file.text.trimEnd());
    else {
      writeFileSync(terminal.path(flags.out), file.text);
      if (flags.json !== "-") terminal.out(`${format.utility} at tick ${tick} (${time_s} s) written to ${flags.out}`);
    }
    const isValid = run.failures.length === 0;
    terminal.json(flags.json, {
      scenario: name,
      district: district.id,
      tick,
      time_s,
      format: format.name,
      bytes: file.text.length,
      issues: file.issues,
      isValid,
    });
    return isValid && !file.issues.some((i) => i.severity === "error") ? 0 : 1;
  },
});
