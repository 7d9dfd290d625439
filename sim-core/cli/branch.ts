import { DISTRICTS, SCENARIOS } from "../../scenarios";
import { openNodePool } from "../pool/node";
import { clockText } from "../time/clock";
import { nearest, UsageError } from "./args";
import { districtNamed } from "./districts";
import { poolFiles } from "./place";
import { differenceJson, differenceTable, eventsJson, hold, record } from "./recorded";
import { countText, readChanges, SET_MEANING, tickOf } from "./set";
import { defineVerb } from "./verb";

export const branch = defineVerb({
  name: "branch",
  summary: "runs a scenario, then again from a tick on with Changes, and says what differs",
  operands: [{ name: "scenario", meaning: "its id" }],
  flags: {
    at: { type: "text", meaning: "where the branch leaves: a time of day (13:40) or a tick; 0 when left out" },
    set: { type: "texts", meaning: SET_MEANING },
    name: { type: "text", meaning: "what the branch is called" },
    district: { type: "path", meaning: "a shipped district's name or a district file; harbourside when left out" },
    seed: { type: "integer", meaning: "seed of the demand noise; the scenario's own when left out" },
    top: { type: "integer", meaning: "rows of the table of differences; 10 when left out", min: 0, max: 10_000 },
    json: { type: "path", meaning: "write the answer here" },
  },
  get details() {
    return `
Scenarios: ${Object.keys(SCENARIOS).join(", ")}. Districts: ${Object.keys(DISTRICTS).join(", ")}.
Only the ticks from the branch on are simulated again. A Change acts at its instant, the branch's own when left out, and
values are SI. Without --set the branch must come to its parent's digest, and the exit code says whether it does.
  branch heatwave --at 13:40 --set TX-quay-2.isClosed=false --set HIGH-LIFT-1.isOn=false@14:00
JSON: { scenario, district, name, seed, fork_tick, changes: [{ at_s, target, fields }], parent: { digest, is_valid },
branch: { digest, is_valid, ticks_simulated, wall_ms, failures }, is_same, differing_rows, differences: [{ element,
quantity, unit, a, b, difference, share, tick, first_tick }] (the first --top; a is the parent, null is absent, share is
of the quantity's spread), events: { only_a, only_b, moved } }.`;
  },
  async run({ operands: [name], flags, terminal }) {
    const make = SCENARIOS[name!];
    if (!make) throw new UsageError(`unknown scenario "${name}"${nearest(name!, Object.keys(SCENARIOS))}`);
    const scenario = make();
    const district = districtNamed(flags.district, terminal.path);
    const fork = flags.at === undefined ? 0 : tickOf(district, scenario, flags.at, "--at");
    const changes = readChanges(flags.set, district, scenario, fork * scenario.tick_s);
    const seed = flags.seed ?? scenario.seed;
    const title = flags.name ?? "branch";
    const pool = openNodePool(1, poolFiles());
    try {
      const job = { district, seed, key: "branch" };
      // one keyframe, where the branch leaves
      const parent = await record(pool, { ...job, scenario, ...(fork > 0 ? { keyframeTicks: fork } : {}) });
      const from = parent.keyframes.find((k) => k.tick === fork)?.state;
      const story = { ...scenario, changes: [...scenario.changes, ...changes] };
      const own = await record(pool, { ...job, scenario: story, from });
      const isSame = own.result.digest === parent.result.digest;
      const differences = hold(parent, own).differences();
      const at = clockText(district, scenario.start_s + fork * scenario.tick_s);
      const simulated = own.result.ticks - fork;
      terminal.out(`${scenario.id}: ${parent.result.digest}`);
      terminal.out(
        `${title}: ${own.result.digest}  from ${at} (tick ${fork}), ${countText(changes.length)}, ${simulated} of ${own.result.ticks} ticks simulated in ${own.result.wall_ms.toFixed(0)} ms`,
      );
      const shown = differences.slice(0, flags.top ?? 10);
      if (isSame) terminal.out("the same digest: the branch is its parent, at every tick");
      else {
        terminal.out(`${differences.length} rows differ${shown.length < differences.length ? "; the largest" : ""}`);
        if (shown.length > 0)
          for (const line of differenceTable(shown, district, scenario.start_s, scenario.tick_s)) terminal.out(line);
      }
      for (const f of own.result.failures.slice(0, 20)) terminal.note(`tick ${f.tick}: ${f.text}`);
      terminal.json(flags.json, {
        ...{ scenario: scenario.id, district: district.id, name: title, seed, fork_tick: fork },
        changes: changes.map(({ at_s, target, fields }) => ({ at_s, target, fields })),
        parent: { digest: parent.result.digest, is_valid: parent.result.isValid },
        branch: {
          ...{ digest: own.result.digest, is_valid: own.result.isValid, ticks_simulated: simulated },
          ...{ wall_ms: own.result.wall_ms, failures: own.result.failures },
        },
        ...{ is_same: isSame, differing_rows: differences.length, differences: shown.map(differenceJson) },
        events: eventsJson(parent.result, own.result),
      });
      return (changes.length === 0 && !isSame) || own.result.failures.length > 0 ? 1 : 0;
    } finally {
      await pool.close();
    }
  },
});
