import { writeFileSync } from "node:fs";
import { SCENARIOS } from "../../scenarios";
import { TICK_FORMATS } from "../exchange/tick/formats";
import { issueText } from "../model/issue";
import { advance, frameLayout, openRun, tickCount } from "../session/run";
import { nearest, UsageError, VerbError } from "./args";
import { districtNamed } from "./districts";
import { loadSolvers } from "./place";
import { defineVerb } from "./verb";

export const exportTick = defineVerb({
  name: "export",
  summary: "writes one utility's network at a tick of a run as a file that another tool solves",
  flags: {
    scenario: { type: "text", meaning: "its id" },
    tick: { type: "integer", meaning: "the recorded instant; 0 is the first", min: 0 },
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
  export --scenario heatwave --tick 170 --as inp --out heatwave-170.inp`;
  },
  run({ flags, terminal }) {
    const { scenario: name, tick, as } = flags;
    if (name === undefined || tick === undefined || as === undefined)
      throw new UsageError("give --scenario, --tick and --as");
    const make = SCENARIOS[name];
    if (!make) throw new UsageError(`unknown scenario "${name}"${nearest(name, Object.keys(SCENARIOS))}`);
    const format = TICK_FORMATS.find((f) => f.name === as)!;
    const scenario = make();
    const district = districtNamed(flags.district, terminal.path);
    const { run, issues } = openRun(loadSolvers(), district, scenario, flags.seed ?? scenario.seed);
    if (!run) throw new VerbError(issues.map(issueText).join("\n"));
    const count = tickCount(run);
    if (tick >= count) throw new UsageError(`--tick ${tick}: ${name} has the ticks 0 to ${count - 1}`);
    if (!run.coupling.solvers[format.utility])
      throw new VerbError(`${district.id} has no ${format.utility} network to write`);
    let values = advance(run);
    while (run.tick <= tick) values = advance(run);
    const time_s = tick * scenario.tick_s;
    const file = format.write({
      district,
      scenario: name,
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
