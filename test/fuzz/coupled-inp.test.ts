import { expect, it } from "vitest";
import { uniform } from "../../sim-core/cli/bench/graphs";
import { writeDistrict } from "../../sim-core/exchange/district/write";
import { openFile } from "../../sim-core/exchange/open";
import { issueText } from "../../sim-core/model/issue";
import { advance, openRun, tickCount } from "../../sim-core/session/run";
import { solversModule } from "../support/module";
import { controlledInp } from "../support/random-inp";
import { seed, size } from "../support/size";

const PIECES = [
  "",
  " ",
  "\n",
  "[",
  ";",
  "-1",
  "1e308",
  "NaN",
  "T0",
  "PU0",
  "IF ",
  "ELSE ",
  "RULE x\n",
  "[RULES]",
  "0:00",
];
const NUMBERS = ["0", "1", "0.5", "2", "17", "300", "1e6", "0.001", "0:01", "0:00:01", "23:59", "99999"];
/** Words that may stand for one another. */
const SIBLINGS = [
  ["OPEN", "CLOSED"],
  ["ABOVE", "BELOW"],
  ["AND", "OR"],
  ["<", ">", "<=", ">=", "=", "<>"],
  ["THEN", "ELSE"],
  ["TIME", "CLOCKTIME"],
  ["AM", "PM"],
  ["P1", "P2", "P4", "PU0"],
  ["T0", "J1", "J3"],
  ["LEVEL", "DRAINTIME", "FILLTIME", "HEAD", "PRESSURE", "DEMAND"],
  ["FLOW", "SETTING"],
];

/** Mostly an edit that leaves a file: a number, a word or a line of controls, rules or times; else anything anywhere. */
function mutated(text: string, random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  if (random() < 0.15) {
    const at = Math.floor(random() * text.length);
    return text.slice(0, at) + pick(PIECES) + text.slice(at + Math.floor(random() * 5));
  }
  const lines = text.split("\n");
  const from = lines.findIndex((line) => line === "[CONTROLS]" || line === "[TIMES]");
  const at = from + 1 + Math.floor(random() * (lines.length - from - 1));
  const words = lines[at]!.split(" ");
  const w = Math.floor(random() * words.length);
  const siblings = SIBLINGS.find((list) => list.includes(words[w]!));
  if (siblings) words[w] = pick(siblings);
  else if (/^[0-9.:]+$/.test(words[w]!)) words[w] = pick(NUMBERS);
  else if (random() < 0.3) lines.splice(at, 0, pick(lines.slice(from)));
  lines[at] = words.join(" ");
  return lines.join("\n");
}

const COUNT = size(300, 3000);
const TICKS = 36;

it(`${COUNT} mutated files with controls and rules through the coupled step: refused with a line, or run; no crash, no NaN, no hang`, () => {
  const random = uniform(seed(37));
  const sources = Array.from({ length: 40 }, (_, k) => controlledInp(k + 1));
  let [refused, valid, failed, switched] = [0, 0, 0, 0];
  for (let k = 0; k < COUNT; k++) {
    let text = sources[Math.floor(random() * sources.length)]!;
    for (let edits = 1 + Math.floor(4 * random()); edits > 0; edits--) text = mutated(text, random);
    const { district, scenario, entries } = openFile("mutant.inp", text);
    if (!district || !scenario) {
      const errors = entries.filter((e) => e.group === "error");
      expect(errors.length, text).toBeGreaterThan(0);
      for (const { issue } of errors) expect(issue.line, `${issueText(issue)}\n${text}`).toBeGreaterThan(0);
      refused++;
      continue;
    }
    const { run, issues } = openRun(solversModule(), district, scenario, 1);
    if (!run) {
      expect(
        issues.some((i) => i.severity === "error" && i.element !== undefined),
        text,
      ).toBe(true);
      refused++;
      continue;
    }
    // What is run can be kept as a district and read again, controls and rules and all.
    if (k % 10 === 0) {
      const kept = openFile("kept.json", writeDistrict(district));
      // A district is stricter than a file about lengths and heights, never about what is taken from its controls.
      const faults = kept.entries.filter((e) => e.group === "error").map((e) => e.issue.element);
      if (faults.length > 0) expect(faults, text).not.toContain("waterSchedule");
      else expect(kept.district, text).toEqual(district);
    }
    const head = run.coupling.solvers.water!.column("node", "head_m");
    for (let tick = 0; tick < Math.min(TICKS, tickCount(run)); tick++) {
      advance(run);
      if (run.failures.length === 0) for (const h of head) if (Number.isNaN(h)) throw new Error(`NaN head\n${text}`);
    }
    switched += run.events.filter((e) => e.type === "device").length;
    if (run.failures.length === 0) valid++;
    else {
      for (const { text: failure } of run.failures) expect(failure).toMatch(/^water: \w+ at |events within one tick/);
      failed++;
    }
  }
  console.log(`${refused} refused, ${valid} valid runs with ${switched} switchings, ${failed} named why not`);
  expect(refused + valid + failed).toBe(COUNT);
}, 600_000);
