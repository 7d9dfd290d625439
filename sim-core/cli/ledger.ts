import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SCENARIOS } from "../../scenarios";
import { ledgerLine, ledgerTable } from "../couple/ledger/text";
import { issueText } from "../model/issue";
import { advance, openRun, resultOf, tickCount } from "../session/run";
import { nearest, UsageError, VerbError } from "./args";
import { districtNamed } from "./districts";
import { projectRoot } from "./place";
import { defineVerb } from "./verb";

export const ledger = defineVerb({
  name: "ledger",
  summary: "runs a scenario and prints its balance: in, out, stored, lost and gap by utility",
  operands: [{ name: "scenario", meaning: "its id" }],
  flags: {
    district: { type: "path", meaning: "a shipped district's name or a district file; harbourside when left out" },
    json: { type: "path", meaning: "write the answer here" },
  },
  async run({ operands: [name], flags, terminal }) {
    const make = SCENARIOS[name!];
    if (!make) throw new UsageError(`unknown scenario "${name}"${nearest(name!, Object.keys(SCENARIOS))}`);
    const scenario = make();
    const module = new WebAssembly.Module(readFileSync(join(projectRoot(), "public/solvers.wasm")));
    const { run, issues } = openRun(module, districtNamed(flags.district, terminal.path), scenario, scenario.seed);
    if (!run) throw new VerbError(issues.map(issueText).join("\n"));
    for (let tick = tickCount(run); tick > 0; tick--) advance(run);
    const found = resultOf(run).ledger;
    for (const line of ledgerTable(found)) terminal.out(line);
    terminal.out(ledgerLine(found));
    terminal.json(flags.json, found);
    return found.worst_relative > 1e-6 ? 1 : 0;
  },
});
