import { expect, it } from "vitest";
import { uniform } from "../../sim-core/cli/bench/graphs";
import { readInp } from "../../sim-core/exchange/inp/read";
import { writeInp } from "../../sim-core/exchange/inp/write";
import { compileWater } from "../../sim-core/utilities/water/compile";
import { ExtendedPeriod } from "../../sim-core/utilities/water/studies/eps";
import { solversModule } from "../support/module";
import { randomInp } from "../support/random-inp";
import { seed, size } from "../support/size";

const PIECES = ["", " ", "\n", "[", "]", ";", '"', "*", "-1", "0", "1e308", "-1e-308", "NaN", "J0", "P1", "T0", "CV"];
const WORDS = [
  "[PIPES]",
  "[TANKS]",
  "[END]",
  "OPEN",
  "PRV",
  "1:99",
  "PM",
  "POWER",
  "\t",
  "ELSE",
  "Units CMS",
  "é",
  "0x9",
];
const COUNT = size(2000, 20_000);

it(`${COUNT} mutated files: an error with its line, or a network that solves or says why not; no crash, no NaN`, () => {
  const random = uniform(seed(29));
  const pieces = [...PIECES, ...WORDS];
  const sources = Array.from({ length: 40 }, (_, k) => randomInp(k + 1).replace("Duration 24", "Duration 3"));
  let [rejected, solved, failed] = [0, 0, 0];
  for (let k = 0; k < COUNT; k++) {
    let text = sources[Math.floor(random() * sources.length)]!;
    for (let edits = 1 + Math.floor(3 * random()); edits > 0; edits--) {
      const at = Math.floor(random() * text.length);
      const piece = pieces[Math.floor(random() * pieces.length)]!;
      text = text.slice(0, at) + piece + text.slice(at + Math.floor(random() * 5));
    }
    const { district, schedule, issues } = readInp(text, "mutant.inp");
    if (!district || !schedule) {
      const errors = issues.filter((i) => i.severity === "error");
      expect(errors.length, text).toBeGreaterThan(0);
      for (const error of errors) expect(error.line, `${JSON.stringify(error)}\n${text}`).toBeGreaterThan(0);
      rejected++;
      continue;
    }
    // What was read can be written, and reads as the same network.
    const again = readInp(writeInp({ district, schedule }), "mutant.inp");
    expect(again.district?.elements, text).toEqual(district.elements);
    expect(again.schedule, text).toEqual(schedule);
    const { net, issues: faults } = compileWater(district);
    if (!net) {
      expect(
        faults.some((i) => i.severity === "error" && i.element !== undefined),
        text,
      ).toBe(true);
      rejected++;
      continue;
    }
    // A mutated duration or step may ask for years: this is about answers, not about patience.
    const short = { ...schedule, duration_s: Math.min(schedule.duration_s, 4 * schedule.hydraulicStep_s) };
    const result = new ExtendedPeriod(solversModule(), net, short).run((_t, network) => {
      for (const h of network.head) if (Number.isNaN(h)) throw new Error(`NaN head\n${text}`);
    });
    if (result.ok) solved++;
    else {
      expect(result.failure, text).not.toBe("");
      failed++;
    }
  }
  console.log(`${rejected} rejected, ${solved} solved, ${failed} named why not`);
  expect(rejected + solved + failed).toBe(COUNT);
});
