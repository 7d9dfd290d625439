import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { main } from "../../../sim-core/cli/main";
import { pandapowerText, SMALL_NET } from "../../support/pandapower";

const folder = mkdtempSync(join(tmpdir(), "crosscurrent-power-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Two lines to one load; one of them cannot carry it alone. A bus beyond hangs on one branch. */
const CASE = `function mpc = small
mpc.version = '2';
mpc.baseMVA = 10;
mpc.bus = [
	1	3	0	0	0	0	1	1	0	10	1	1.1	0.9;
	2	1	20	5	0	0	1	1	0	10	1	1.1	0.95;
	3	1	2	0	0	0	1	1	0	10	1	1.1	0.9;
];
mpc.gen = [
	1	0	0	50	-50	1	10	1	50	0;
];
mpc.branch = [
	1	2	0.001	0.02	0	60	0	0	0	0	1	-360	360;
	1	2	0.05	0.4	0	5	0	0	0	0	1	-360	360;
	2	3	0.01	0.05	0	60	0	0	0	0	1	-360	360;
];
`;
writeFileSync(join(folder, "small.m"), CASE);
writeFileSync(join(folder, "net.json"), pandapowerText(SMALL_NET));

async function type(...typed: string[]) {
  const out: string[] = [];
  const notes: string[] = [];
  const answers: unknown[] = [];
  const code = await main(typed, {
    out: (line) => out.push(line),
    note: (line) => notes.push(line),
    path: (path) => join(folder, path),
    json: (file, value) => file !== undefined && answers.push(value),
  });
  return { code, out: out.join("\n"), notes: notes.join("\n"), answer: answers[0] };
}

test("n1 sorts outages by harm: the one without an operating point, then 2 of 22 MW lost, and gives it as JSON", async () => {
  const { code, out, answer } = await type("n1", "small.m", "--json", "-");
  expect(code).toBe(0);
  expect(out).toMatch(/3 outages in .* 1 without an operating point, 1 leave buses dead/);
  expect(answer).toMatchObject({
    solved: 2,
    failed: 1,
    outages: [
      { branch: "branch 1", ok: false, harm_1: null, failure: { code: "diverged" } },
      { branch: "branch 3", ok: true, lost_W: 2e6, deadBuses: 1, islands: ["bus 3"] },
      { branch: "branch 2", ok: true, lost_W: 0 },
    ],
  });
});

test("solve gives what one asks first, takes options of the power flow, and refuses unknown ones", async () => {
  const { code, out } = await type("solve", "small.m", "--options", "reactiveLimits=switchBack,tolerance_1=1e-11");
  expect(code).toBe(0);
  expect(out).toMatch(/load_W 22000000/);
  expect(out).toMatch(/lowestVoltage_1 bus 3/);
  expect(out).toMatch(/highestLoading_1 branch 1/);
  expect(await type("solve", "small.m", "--options", "speed=11")).toMatchObject({
    code: 2,
    notes: expect.stringContaining('power has no "speed"'),
  });
  expect(await type("solve", "small.m", "--options", "reactiveLimits=maybe")).toMatchObject({ code: 1 });
});

test("a pandapower network is solved and its outages are found", async () => {
  expect(await type("solve", "net.json")).toMatchObject({ code: 0, notes: expect.stringContaining("dcline") });
  expect(await type("n1", "net.json", "--top", "3")).toMatchObject({ code: 0 });
});
