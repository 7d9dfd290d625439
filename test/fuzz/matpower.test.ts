import { expect, it } from "vitest";
import { uniform } from "../../sim-core/cli/bench/graphs";
import { readMatpower } from "../../sim-core/exchange/matpower";
import { POWER } from "../../sim-core/utilities/power";
import { solversModule } from "../support/module";
import { seed, size } from "../support/size";

const SOURCE = `function mpc = mutant
mpc.version = '2';
mpc.baseMVA = 10;
mpc.bus = [
	1	3	0	0	0	0	1	1	0	12.66	1	1.1	0.9;
	2	1	100	60	0	5	1	1	0	12.66	1	1.1	0.9;
	3	2	90	40	1	0	1	1	0	12.66	1	1.1	0.9;
];
mpc.gen = [
	1	0	0	10	-10	1	100	1	10	0;
	3	1	0	10	-10	1.01	100	1	10	0;
];
mpc.branch = [
	1	2	0.0922	0.0470	0	0	0	0	0	0	1	-360	360;
	2	3	0.4930	0.2511	0.1	0	0	0	1.02	3	1	-360	360;
];
[PQ, PV, REF, NONE, BUS_I, BUS_TYPE, PD, QD] = idx_bus;
mpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e3;
`;
const PIECES = [
  "",
  " ",
  "[",
  "]",
  "(",
  ")",
  ";",
  "\\n",
  "...",
  "'",
  "NaN",
  "-Inf",
  "1e308",
  "-1",
  "0",
  "%",
  "{",
  "end",
  ":",
  "=",
  "1:9",
  "^",
];

it("mutated cases give a district or an error with a line; none crashes, none hangs", () => {
  const random = uniform(seed(11));
  const count = size(2000, 10_000);
  let read = 0;
  for (let k = 0; k < count; k++) {
    let text = SOURCE;
    for (let edits = 1 + Math.floor(3 * random()); edits > 0; edits--) {
      const at = Math.floor(random() * text.length);
      const piece = PIECES[Math.floor(random() * PIECES.length)]!.replace("\\n", "\n");
      text = text.slice(0, at) + piece + text.slice(at + Math.floor(random() * 4));
    }
    const { district, issues } = readMatpower(text, "mutant.m");
    const errors = issues.filter((i) => i.severity === "error");
    if (!district) {
      expect(errors.length, text).toBeGreaterThan(0);
      expect(
        errors.some((i) => i.line !== undefined || i.field !== undefined),
        text,
      ).toBe(true);
      continue;
    }
    read++;
    const { solver, issues: found } = POWER.open(solversModule(), district);
    if (!solver) {
      expect(
        found.some((i) => i.severity === "error"),
        text,
      ).toBe(true);
      continue;
    }
    const outcome = solver.solve(0);
    if (!outcome.ok) expect(outcome.hint, text).not.toBe("");
    else expect(outcome.report.residual, text).toBeLessThan(1e-6);
  }
  expect(read).toBeGreaterThan(count / 20);
}, 600_000);
