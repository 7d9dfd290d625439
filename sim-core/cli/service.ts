import { SCENARIOS } from "../../scenarios";
import { serviceLine, serviceTable } from "../derive/service/text";
import { issueText } from "../model/issue";
import { advance, openRun, resultOf, tickCount } from "../session/run";
import { nearest, UsageError, VerbError } from "./args";
import { districtNamed } from "./districts";
import { loadSolvers } from "./place";
import { defineVerb } from "./verb";

export const service = defineVerb({
  name: "service",
  summary: "runs a scenario and prints its continuity of supply: SAIDI, SAIFI, CAIDI, energy not served, by feeder",
  operands: [{ name: "scenario", meaning: "its id" }],
  flags: {
    district: { type: "path", meaning: "a shipped district's name or a district file; harbourside when left out" },
    json: { type: "path", meaning: "write the answer here" },
  },
  details: `
A sustained interruption lasts more than 5 minutes (IEEE 1366). A customer is a dwelling, a building without dwellings,
or a load of its own. JSON: { id, name, customers, off_supply, interrupted, saidi_s, saifi_1, maifi_1, caidi_s,
not_served_J, feeders: [the same] }; caidi_s is null without a sustained interruption.`,
  async run({ operands: [name], flags, terminal }) {
    const make = SCENARIOS[name!];
    if (!make) throw new UsageError(`unknown scenario "${name}"${nearest(name!, Object.keys(SCENARIOS))}`);
    const scenario = make();
    const { run, issues } = openRun(
      loadSolvers(),
      districtNamed(flags.district, terminal.path),
      scenario,
      scenario.seed,
    );
    if (!run) throw new VerbError(issues.map(issueText).join("\n"));
    for (let tick = tickCount(run); tick > 0; tick--) advance(run);
    const found = resultOf(run).service;
    for (const line of serviceTable(found)) terminal.out(line);
    terminal.out(serviceLine(found));
    terminal.json(flags.json, found);
    return 0;
  },
});
