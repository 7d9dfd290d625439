import { existsSync } from "node:fs";
import { join } from "node:path";
import { readMatpower } from "../../exchange/matpower";
import type { District } from "../../model/district";
import { compilePower } from "../../utilities/power/compile";
import { openPowerGrid } from "../../utilities/power/solver";
import { unpackedText } from "../unpacked";
import { yardstickRows } from "./linalg";
import { type BenchArea, type BenchContext, type BenchRow, benchRow } from "./row";

const CASES = (process.env.C ?? "case118,case1354pegase,case9241pegase").split(",");
/** Mismatch per unit at which a solve ends, as native engines are timed. */
const TOLERANCE = 1e-8;

function load(context: BenchContext, name: string): District | undefined {
  const path = join(context.sharedDir ?? "", "reference/power/matpower", `${name}.case.json`);
  const found = [path, `${path}.gz`].find((p) => existsSync(p));
  if (!context.sharedDir || !found) return undefined;
  const { district } = readMatpower(unpackedText(found), `${name}.case.json`);
  if (!district) throw new Error(`${name} was not read`);
  return { ...district, options: { power: { ...district.options.power, tolerance_1: TOLERANCE } } };
}

async function* caseRows(context: BenchContext, name: string): AsyncIterable<BenchRow> {
  const district = load(context, name);
  if (!district) {
    context.note(`power: ${name} is not there`);
    return;
  }
  const { grid } = compilePower(district);
  if (!grid) throw new Error(`${name} was not compiled`);
  let iterations = 0;
  const solveOnce = (opened: ReturnType<typeof openPowerGrid>): void => {
    const outcome = opened.solver.solve(0);
    if (!outcome.ok) throw new Error(`${name}: ${outcome.hint}`);
    iterations = outcome.report.iterations;
  };
  const opened = openPowerGrid(context.solvers, grid);
  const { grid: g } = opened;
  const start = { voltage: g.voltage.slice(), angle: g.angle.slice() };
  const active = g.active.slice();
  const fromFile = () => {
    g.voltage.set(start.voltage);
    g.angle.set(start.angle);
    solveOnce(opened);
  };
  fromFile();
  const facts = { buses: grid.buses.count, branches: grid.branches.count, blocks: g.verbs.powerFill(), iterations };
  yield benchRow(`${name}, start of the file`, fromFile, undefined, { facts, maxRounds: 400, budget_ms: 3000 });

  let k = 0;
  const nextStep = () => {
    k++;
    for (let i = 0; i < active.length; i++) g.active[i] = active[i]! * (k % 2 === 0 ? 1 : 1.01);
    solveOnce(opened);
  };
  nextStep();
  yield benchRow(`${name}, step of 1 % of load`, nextStep, undefined, {
    facts: { iterations },
    maxRounds: 400,
    budget_ms: 1500,
  });
  g.active.set(active);
  yield benchRow(
    `${name}, cold: bind, order, first solve`,
    () => solveOnce(openPowerGrid(context.solvers, grid)),
    undefined,
    {
      maxRounds: 30,
      minRounds: 3,
      budget_ms: 1500,
    },
  );
  fromFile();
  const phases = [
    "admittances",
    "energisation",
    "injections and start",
    "mismatch",
    "elimination",
    "backward sweep",
    "results",
  ];
  for (const [phase, what] of phases.entries()) {
    yield benchRow(`${name}, ${what}`, () => void g.verbs.powerPhase(phase), undefined, {
      maxRounds: 400,
      budget_ms: 300,
    });
  }
}

export const powerBench: BenchArea = {
  name: "power",
  summary:
    "balanced power flow of MATPOWER cases, whole and by phase; the 100 x 100 grid LDLT as the yardstick of the day",
  async *rows(context) {
    yield* yardstickRows(context);
    for (const name of CASES) yield* caseRows(context, name);
  },
};
