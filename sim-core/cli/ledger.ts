import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SCENARIOS } from "../../scenarios";
import type { LedgerTick } from "../couple/ledger";
import { ACCOUNTS, CLOSURE } from "../couple/ledger/accounts";
import { ledgerLine, ledgerTable, moneyTable, tickTable } from "../couple/ledger/text";
import { issueText } from "../model/issue";
import { advance, openRun, resultOf, tickCount } from "../session/run";
import { nearest, UsageError, VerbError } from "./args";
import { districtNamed } from "./districts";
import { projectRoot } from "./place";
import { defineVerb } from "./verb";

export const ledger = defineVerb({
  name: "ledger",
  summary: "runs a scenario and prints its books: in, out, stored, lost and gap, by utility and for the district",
  operands: [{ name: "scenario", meaning: "its id" }],
  flags: {
    district: { type: "path", meaning: "a shipped district's name or a district file; harbourside when left out" },
    ticks: { type: "switch", meaning: "also print every tick" },
    account: { type: "text", meaning: "with --ticks: this account only" },
    json: { type: "path", meaning: "write the answer here" },
  },
  get details() {
    return `
Accounts: ${ACCOUNTS.map((a) => a.name).join(", ")}.
JSON: { worst_relative, per_utility: [{ name, unit, in, out, stored, lost, gap, worst_relative, worst_tick, worst_device }],
money: { currency, lines, total, payments, balances }, co2_kg }; with --ticks also ticks: [[{ name, unit, in, ... }]].
Ends with 1 when an account leaves more than 1e-6 of a tick's throughput open.`;
  },
  async run({ operands: [name], flags, terminal }) {
    const make = SCENARIOS[name!];
    if (!make) throw new UsageError(`unknown scenario "${name}"${nearest(name!, Object.keys(SCENARIOS))}`);
    const wanted = flags.account;
    if (wanted !== undefined && !flags.ticks) throw new UsageError("--account belongs to --ticks");
    const names = ACCOUNTS.map((a) => a.name);
    if (wanted !== undefined && !names.includes(wanted))
      throw new UsageError(`unknown account "${wanted}"${nearest(wanted, names)}`);
    const scenario = make();
    const module = new WebAssembly.Module(readFileSync(join(projectRoot(), "public/solvers.wasm")));
    const { run, issues } = openRun(module, districtNamed(flags.district, terminal.path), scenario, scenario.seed);
    if (!run) throw new VerbError(issues.map(issueText).join("\n"));
    const ticks: LedgerTick[][] = [];
    for (let tick = tickCount(run); tick > 0; tick--) {
      advance(run);
      if (flags.ticks) ticks.push(run.ledger.lastTick());
    }
    const found = resultOf(run).ledger;
    if (flags.ticks)
      for (const line of tickTable(ticks, (name) => wanted === undefined || name === wanted)) terminal.out(line);
    for (const line of ledgerTable(found)) terminal.out(line);
    for (const line of ["", ...moneyTable(found), ""]) terminal.out(line);
    terminal.out(ledgerLine(found));
    terminal.json(flags.json, flags.ticks ? { ...found, ticks } : found);
    return found.worst_relative > CLOSURE ? 1 : 0;
  },
});
