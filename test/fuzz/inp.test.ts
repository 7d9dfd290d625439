import { expect, it } from "vitest";
import { uniform } from "../../sim-core/cli/bench/graphs";
import { documentOf } from "../../sim-core/exchange/inp/document";
import { readInp } from "../../sim-core/exchange/inp/read";
import { rewriteInp, writeInp } from "../../sim-core/exchange/inp/write";
import type { Element } from "../../sim-core/model/element";
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

const EDITS = size(300, 3000);

it(`${EDITS} edited documents: read again they are the edited model, and every comment is still there`, () => {
  const random = uniform(seed(31));
  for (let k = 0; k < EDITS; k++) {
    const comments: string[] = [];
    const text = randomInp(1 + Math.floor(random() * 60))
      .split("\n")
      .flatMap((line, i) => {
        if (line === "" || random() < 0.7) return [line];
        const comment = `; note ${i}`;
        comments.push(comment);
        return line.startsWith("[") ? [line, comment] : [`${line} ${comment}`];
      })
      .join("\n");
    const { district, schedule } = readInp(text, "edited.inp");
    if (!district || !schedule) continue;
    const before = { district, schedule };
    const { controls, rules } = before.schedule;
    const kept = new Set([
      ...controls.map((c) => c.link),
      ...rules.flatMap((r) => [...r.actions, ...r.otherwise].map((a) => a.link)),
      ...rules.flatMap((r) => r.premises.map((p) => p.id)),
    ]);
    const edit = (e: Element): Element | null => {
      if (random() > 0.15) return e;
      const scaled = (name: string): Element => {
        const value = e.fields[name];
        return typeof value === "number" ? { ...e, fields: { ...e.fields, [name]: value * 1.25 } } : e;
      };
      if (e.kind === "waterPipe")
        return random() < 0.3 && !kept.has(e.id) ? null : scaled(random() < 0.5 ? "diameter_m" : "length_m");
      if (e.kind === "waterJunction") return scaled(random() < 0.5 ? "baseDemand_m3_s" : "emitter_m3_s");
      return scaled(e.kind === "reservoir" ? "head_m" : "minorLoss_1");
    };
    const water = { ...before.district.options.water, maxTrials: random() < 0.3 ? 150 : 200 };
    const after = {
      district: {
        ...before.district,
        elements: before.district.elements.flatMap((e) => edit(e) ?? []),
        options: { water },
      },
      schedule: { ...before.schedule, duration_s: random() < 0.3 ? 7200 : before.schedule.duration_s },
    };
    const written = rewriteInp(documentOf(text), before, after);
    const again = readInp(written, "edited.inp");
    // A value that is no multiple of the file's units comes back within one rounding.
    const near = (a: unknown, b: unknown): boolean =>
      typeof a === "number" && typeof b === "number"
        ? Math.abs(a - b) <= 4e-16 * Math.abs(b)
        : JSON.stringify(a) === JSON.stringify(b);
    expect(
      again.issues.filter((i) => i.severity === "error"),
      written,
    ).toEqual([]);
    expect(again.district!.elements.map((e) => e.id)).toEqual(after.district.elements.map((e) => e.id));
    again.district!.elements.forEach((e, i) => {
      const want = after.district.elements[i]!;
      expect(Object.keys(e.fields).sort(), `${e.id}\n${written}`).toEqual(Object.keys(want.fields).sort());
      for (const [name, value] of Object.entries(e.fields))
        expect(near(value, want.fields[name]), `${e.id} ${name}: ${value}, wanted ${want.fields[name]}`).toBe(true);
    });
    expect(again.schedule).toEqual(after.schedule);
    expect(again.district!.options).toEqual(after.district.options);
    for (const comment of comments) expect(written, comment).toContain(comment);
  }
});
