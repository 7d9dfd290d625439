import { expect, test } from "vitest";
import { parseArgs, UsageError } from "../../../sim-core/cli/args";

const FLAGS = {
  hours: { type: "number", meaning: "", min: 0, max: 8760 },
  seed: { type: "integer", meaning: "", min: 0 },
  json: { type: "path", meaning: "" },
  policy: { type: "text", meaning: "", choices: ["silo", "coordinated"] },
  quiet: { type: "switch", meaning: "" },
} as const;
const OPERANDS = [{ name: "scenario", meaning: "which story" }];
const parse = (...typed: string[]) => parseArgs(typed, OPERANDS, FLAGS);

test("a flag's value follows it or stands after =, and operands may stand anywhere", () => {
  expect(parse("--hours", "6", "heatwave", "--seed=7", "--quiet")).toEqual({
    operands: ["heatwave"],
    flags: { hours: 6, seed: 7, json: undefined, policy: undefined, quiet: true },
  });
});

test.each([
  [["heatwave", "--hour", "6"], "unknown flag --hour; did you mean --hours?"],
  [["heatwave", "--toString", "6"], "unknown flag --toString; known: --hours, --seed, --json, --policy, --quiet"],
  [["heatwave", "-h"], "unknown flag -h; flags are written --name"],
  [["heatwave", "--hours", "six"], '--hours wants a number from 0 to 8760, got "six"'],
  [["heatwave", "--hours", "-1"], '--hours wants a number from 0 to 8760, got "-1"'],
  [["heatwave", "--hours", ""], '--hours wants a number from 0 to 8760, got ""'],
  [["heatwave", "--hours"], "--hours wants a number from 0 to 8760, got nothing"],
  [["heatwave", "--json", "--quiet"], "--json wants a path, got nothing"],
  [["heatwave", "--seed", "1.5"], '--seed wants an integer of at least 0, got "1.5"'],
  [["heatwave", "--policy", "solo"], '--policy wants one of silo, coordinated, got "solo"'],
  [["heatwave", "--quiet=yes"], '--quiet takes no value, got "yes"'],
  [["heatwave", "storm"], 'one word too many: "storm"'],
  [[], "missing <scenario>: which story"],
])("%j is refused with what was found and what was wanted", (typed, message) => {
  expect(() => parse(...typed)).toThrow(new UsageError(message));
});
