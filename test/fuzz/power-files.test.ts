import { expect, it } from "vitest";
import { uniform } from "../../sim-core/cli/bench/graphs";
import { readMatpower } from "../../sim-core/exchange/matpower";
import { readPandapower } from "../../sim-core/exchange/pandapower";
import { readPgm } from "../../sim-core/exchange/pgm";
import type { District } from "../../sim-core/model/district";
import type { Issue } from "../../sim-core/model/issue";
import { POWER } from "../../sim-core/utilities/power";
import { solversModule } from "../support/module";
import { pandapowerText, SMALL_NET } from "../support/pandapower";
import { seed, size } from "../support/size";

const CASE_JSON = JSON.stringify({
  name: "mutant",
  baseMVA: 10,
  bus: [
    [1, 3, 0, 0, 0, 0, 1, 1, 0, 12.66, 1, 1.1, 0.9],
    [2, 1, 1, 0.6, 0, 5, 1, 1, 0, 12.66, 1, 1.1, 0.9],
    [3, 2, 0.9, 0.4, 1, 0, 1, 1, 0, 12.66, 1, 1.1, 0.9],
  ],
  gen: [
    [1, 0, 0, 10, -10, 1, 100, 1, 10, 0],
    [3, 1, 0, 10, -10, 1.01, 100, 1, 10, 0],
  ],
  branch: [
    [1, 2, 0.01, 0.05, 0, 0, 0, 0, 0, 0, 1, -360, 360],
    [2, 3, 0.02, 0.04, 0.1, 0, 0, 0, 1.02, 3, 1, -360, 360],
  ],
  bus_name: ["a", "b", "c"],
});
const PGM_JSON = JSON.stringify({
  version: "1.0",
  type: "input",
  is_batch: false,
  attributes: { link: ["id", "from_node", "to_node", "from_status", "to_status"] },
  data: {
    node: [
      { id: 1, u_rated: 10e3 },
      { id: 2, u_rated: 10e3 },
      { id: 3, u_rated: 400 },
    ],
    line: [{ id: 4, from_node: 1, to_node: 2, from_status: 1, to_status: 1, r1: 0.2, x1: 0.1, c1: 1e-6, tan1: 0 }],
    link: [[5, 1, 2, 1, 1]],
    transformer: [
      { id: 6, from_node: 2, to_node: 3, u1: 10e3, u2: 400, sn: 4e5, uk: 0.06, pk: 5e3, i0: 0.01, p0: 900, clock: 5 },
    ],
    source: [{ id: 7, node: 1, status: 1, u_ref: 1.02, sk: 1e9 }],
    asym_load: [{ id: 8, node: 3, status: 1, type: 2, p_specified: [1e4, 2e4, 1e4], q_specified: [1e3, 1e3, 0] }],
    sym_gen: [{ id: 9, node: 2, status: 1, type: 0, p_specified: 2e4, q_specified: 0 }],
    voltage_regulator: [{ id: 10, regulated_object: 9, status: 1, u_ref: 1.01 }],
    shunt: [{ id: 11, node: 2, status: 1, g1: 0, b1: 1e-4 }],
  },
});
const PIECES = [
  "",
  " ",
  "[",
  "]",
  "{",
  "}",
  ",",
  ":",
  '"',
  '\\"',
  "null",
  "true",
  "1e308",
  "-1",
  "0",
  "NaN",
  "9",
  "[]",
  "{}",
  "\\",
];

type Read = (text: string) => { district: District | null; issues: Issue[] };
const FORMATS: readonly (readonly [name: string, text: string, read: Read])[] = [
  ["MATPOWER case JSON", CASE_JSON, (text) => readMatpower(text, "mutant.case.json")],
  ["power-grid-model JSON", PGM_JSON, (text) => readPgm(text, "mutant.json")],
  ["pandapower JSON", pandapowerText(SMALL_NET), (text) => readPandapower(text, "mutant.json")],
];

for (const [name, source, read] of FORMATS) {
  it(`mutated ${name} gives a district or an error with a place; none crashes, none hangs`, () => {
    const random = uniform(seed(12));
    const count = size(1000, 10_000);
    let taken = 0;
    for (let k = 0; k < count; k++) {
      let text = source;
      for (let edits = 1 + Math.floor(3 * random()); edits > 0; edits--) {
        const at = Math.floor(random() * text.length);
        const piece = PIECES[Math.floor(random() * PIECES.length)]!;
        // half of the edits stay inside a number, so that files which can be read are among them
        if (random() < 0.5 && /\d/.test(text[at]!))
          text = `${text.slice(0, at)}${Math.floor(10 * random())}${text.slice(at + 1)}`;
        else text = text.slice(0, at) + piece + text.slice(at + Math.floor(random() * 4));
      }
      const { district, issues } = read(text);
      const wrong = issues.filter((i) => i.severity === "error");
      if (!district) {
        expect(wrong.length, text).toBeGreaterThan(0);
        for (const i of wrong) expect(i.line ?? i.element ?? i.field, text).toBeDefined();
        continue;
      }
      taken++;
      const { solver, issues: found } = POWER.open(solversModule(), district);
      if (!solver) {
        const faults = found.filter((i) => i.severity === "error");
        expect(faults.length, text).toBeGreaterThan(0);
        continue;
      }
      const outcome = solver.solve(0);
      if (!outcome.ok) expect(outcome.hint, text).not.toBe("");
      else expect(outcome.report.residual, text).toBeLessThan(1e-6);
    }
    expect(taken).toBeGreaterThan(count / 20);
  }, 600_000);
}
