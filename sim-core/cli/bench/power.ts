import { existsSync } from "node:fs";
import { join } from "node:path";
import { readMatpower } from "../../exchange/matpower";
import type { District } from "../../model/district";
import { compilePower } from "../../utilities/power/compile";
import { type OpenGrid, openPowerGrid } from "../../utilities/power/solver";
import { outages } from "../../utilities/power/studies/outages";
import { series } from "../../utilities/power/studies/series";
import { unpackedText } from "../unpacked";
import { feederOf } from "./feeder";
import { uniform } from "./graphs";
import { yardstickRows } from "./linalg";
import { type BenchArea, type BenchContext, type BenchRow, benchRow } from "./row";
import { openEpanet } from "./water";

const CASES = ["case14", "case118", "case300", "case1354pegase", "case2869pegase", "case9241pegase"];
const PHASES = [
  "admittances",
  "energisation",
  "injections and start",
  "mismatch",
  "elimination",
  "backward sweep",
  "results",
];
/** Mismatch per unit at which a solve ends, as native engines are timed. */
const TOLERANCE = 1e-8;
const SERIES_STEPS = 10_000;

function sharedFile(context: BenchContext, folder: string, name: string): string | undefined {
  const path = join(context.sharedDir ?? "", "reference", folder, name);
  const found = context.sharedDir && [path, `${path}.gz`].find((p) => existsSync(p));
  if (!found) context.note(`power: ${name} is not there`);
  return found || undefined;
}

function loadCase(context: BenchContext, name: string): District | undefined {
  const found = sharedFile(context, "power/matpower", `${name}.case.json`);
  if (!found) return undefined;
  const { district } = readMatpower(unpackedText(found), `${name}.case.json`);
  if (!district) throw new Error(`${name} was not read`);
  return district;
}

function opener(context: BenchContext, district: District) {
  const power = { ...district.options.power, tolerance_1: TOLERANCE };
  const { grid } = compilePower({ ...district, options: { power } });
  if (!grid) throw new Error(`${district.id} was not compiled`);
  return { grid, open: () => openPowerGrid(context.solvers, grid) };
}

/** Iterations of a solve that must succeed. */
function solveOnce({ solver }: OpenGrid): number {
  const outcome = solver.solve(0);
  if (!outcome.ok) throw new Error(outcome.hint);
  return outcome.report.iterations;
}

async function* caseRows(context: BenchContext, name: string): AsyncIterable<BenchRow> {
  const district = loadCase(context, name);
  if (!district) return;
  const { grid, open } = opener(context, district);
  const opened = open();
  const { grid: g } = opened;
  const start = { voltage: g.voltage.slice(), angle: g.angle.slice() };
  const active = g.active.slice();
  const fromFile = (): number => {
    g.voltage.set(start.voltage);
    g.angle.set(start.angle);
    return solveOnce(opened);
  };
  const iterations = fromFile();
  const facts = { buses: grid.buses.count, branches: grid.branches.count, blocks: g.verbs.powerFill(), iterations };
  const often = { maxRounds: 400, warmup: 20 };
  yield benchRow(`${name}, start of the file`, () => void fromFile(), undefined, { ...often, facts, budget_ms: 3000 });

  let k = 0;
  let stepIterations = 0;
  const nextStep = () => {
    k++;
    for (let i = 0; i < active.length; i++) g.active[i] = active[i]! * (k % 2 === 0 ? 1 : 1.01);
    stepIterations = solveOnce(opened);
  };
  nextStep();
  yield benchRow(`${name}, step of 1 % of load`, nextStep, undefined, {
    ...often,
    facts: { iterations: stepIterations },
    budget_ms: 1500,
  });
  g.active.set(active);
  yield benchRow(`${name}, cold: bind, order, first solve`, () => void solveOnce(open()), undefined, {
    maxRounds: 30,
    minRounds: 3,
    budget_ms: 1500,
  });
  fromFile();
  for (const [phase, what] of PHASES.entries()) {
    yield benchRow(`${name}, ${what}`, () => void g.verbs.powerPhase(phase), undefined, { ...often, budget_ms: 300 });
  }
}

/** Steps in which every load moves on its own by up to 10 %. */
function moving({ grid: g }: OpenGrid, seed: number): () => void {
  const random = uniform(seed);
  const [active, reactive] = [g.active.slice(), g.reactive.slice()];
  return () => {
    for (let i = 0; i < active.length; i++) {
      const factor = 0.9 + 0.2 * random();
      g.active[i] = active[i]! * factor;
      g.reactive[i] = reactive[i]! * factor;
    }
  };
}

async function* feederRows(context: BenchContext): AsyncIterable<BenchRow> {
  const { grid, open } = opener(context, feederOf(1800, 7));
  const opened = open();
  solveOnce(opened);
  const move = moving(opened, 8);
  let iterations = 0;
  const step = () => {
    move();
    iterations = solveOnce(opened);
  };
  step();
  const facts = { buses: grid.buses.count, blocks: opened.grid.verbs.powerFill(), iterations };
  yield benchRow("feeder of 1,800 nodes, a step of a series", step, undefined, { facts, maxRounds: 400, warmup: 20 });
}

async function* studyRows(context: BenchContext): AsyncIterable<BenchRow> {
  const small = loadCase(context, "case118");
  if (small) {
    const opened = opener(context, small).open();
    solveOnce(opened);
    let count = 0;
    const all = () => {
      count = 0;
      for (const { outcome } of outages(opened)) if (outcome.ok) count++;
    };
    all();
    yield benchRow("case118, all outages", all, undefined, { facts: { outages: count }, budget_ms: 2000, warmup: 10 });
  }
  const swedish = loadCase(context, "case533mt_lo");
  if (swedish) {
    const opened = opener(context, swedish).open();
    solveOnce(opened);
    const move = moving(opened, 9);
    let failed = 0;
    const run = () => {
      const times_s = Array.from({ length: SERIES_STEPS }, (_, k) => 60 * k);
      for (const { outcome } of series(opened, times_s, move)) if (!outcome.ok) failed++;
    };
    yield benchRow(`case533mt_lo, ${SERIES_STEPS} steps of a series`, run, undefined, {
      facts: { steps: SERIES_STEPS, failed },
      warmup: 0,
      minRounds: 2,
      maxRounds: 3,
    });
  }
}

/** What this machine does today: figures of other machines are to be read as ratios to these. */
async function* yardsticks(context: BenchContext): AsyncIterable<BenchRow> {
  yield* yardstickRows(context);
  const file = sharedFile(context, "water", "L-TOWN.inp");
  if (!file) return;
  const epanet = await openEpanet(unpackedText(file));
  yield benchRow("yardstick: epanet-js, L-TOWN, whole period", () => void epanet.run(), undefined, {
    warmup: 1,
    minRounds: 3,
    maxRounds: 8,
    budget_ms: 2000,
  });
}

export const powerBench: BenchArea = {
  name: "power",
  summary: "balanced power flow of MATPOWER cases, whole and by phase, series and outages; with yardsticks of the day",
  async *rows(context) {
    yield* yardsticks(context);
    for (const name of CASES) yield* caseRows(context, name);
    yield* feederRows(context);
    yield* studyRows(context);
  },
};
