import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { generateDistrict } from "../../scenarios/districts/generator";
import { writeDistrict } from "../exchange/district/write";
import { type Issue, issueText } from "../model/issue";
import { validateDistrict } from "../model/validation";
import { CATALOGUE, schemaOf } from "../utilities/catalogue";
import { UsageError } from "./args";
import { districtNamed } from "./districts";
import { defineVerb } from "./verb";

/** The first of each kind of complaint says what is meant; the rest is a number. */
function report(issues: readonly Issue[], note: (line: string) => void): void {
  const seen = new Map<string, number>();
  for (const issue of issues) {
    const count = (seen.get(issue.code) ?? 0) + 1;
    seen.set(issue.code, count);
    if (count <= 5) note(`${issue.severity}: ${issueText(issue)}`);
  }
  for (const [code, count] of seen) if (count > 5) note(`... ${count - 5} more of ${code}`);
}

export const district = defineVerb({
  name: "district",
  summary: "generates a district from a seed, or checks one, and writes it as a file",
  operands: [{ name: "name", meaning: "a shipped district or a district file, instead of --elements", optional: true }],
  flags: {
    elements: { type: "integer", meaning: "about so many elements, of Harbourside's kind", min: 50, max: 1_000_000 },
    seed: { type: "integer", meaning: "seed of the generator; 1 when left out" },
    out: { type: "path", meaning: "write the district here" },
    json: { type: "path", meaning: "write the summary here" },
  },
  details: `
JSON: { id, elements, kinds: { <kind>: count }, residents, issues: [...], build_ms }.
  district --elements 10000 --seed 7 --out big.json
  district harbourside --out harbourside.json`,
  run({ operands: [name], flags, terminal }) {
    if ((name === undefined) === (flags.elements === undefined))
      throw new UsageError("give a district's name or --elements N");
    if (name !== undefined && flags.seed !== undefined) throw new UsageError("--seed belongs to --elements");
    const from = performance.now();
    const built =
      name === undefined ? generateDistrict(flags.elements!, flags.seed ?? 1) : districtNamed(name, terminal.path);
    const build_ms = performance.now() - from;
    const kinds = CATALOGUE.map((schema) => schema.kind);
    const issues = validateDistrict(built, schemaOf, kinds);
    const counts: Record<string, number> = {};
    let residents = 0;
    for (const element of built.elements) {
      counts[element.kind] = (counts[element.kind] ?? 0) + 1;
      if (element.fields.use === "dwelling") residents += Number(element.fields.people ?? 0);
    }
    report(issues, terminal.note);
    if (flags.json !== "-")
      terminal.out(
        `${built.id}: ${built.elements.length} elements, ${residents} residents, built in ${build_ms.toFixed(0)} ms, ${issues.length} issues`,
      );
    if (flags.out !== undefined) {
      const file = terminal.path(flags.out);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, writeDistrict(built));
      if (flags.json !== "-") terminal.out(`written to ${flags.out}`);
    }
    const elements = built.elements.length;
    terminal.json(flags.json, { id: built.id, elements, kinds: counts, residents, issues, build_ms });
    return issues.some((issue) => issue.severity === "error") ? 1 : 0;
  },
});
