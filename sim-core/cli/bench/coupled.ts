import { DISTRICTS, SCENARIOS } from "../../../scenarios";
import { generateDistrict } from "../../../scenarios/districts/generator";
import type { District } from "../../model/district";
import { UTILITY_NAMES } from "../../model/element";
import { issueText } from "../../model/issue";
import { advance, openRun, resultOf, tickCount } from "../../session/run";
import type { BenchArea, BenchContext, BenchRow } from "./row";

interface Size {
  readonly rounds: number;
  /** Hours of the day that are simulated; the realtime factor is of those. */
  readonly hours: number;
}

/** The heatwave on one district, on one thread: minimum and median of several runs in one process, and every phase's
 *  minimum and median over the same runs. */
function day(context: BenchContext, name: string, district: District, { rounds, hours }: Size): BenchRow {
  const scenario = SCENARIOS.heatwave!();
  const results = Array.from({ length: rounds }, () => {
    const opened = openRun(context.solvers, district, scenario, 1, { now_ms: () => performance.now() });
    if (!opened.run) throw new Error(opened.issues.slice(0, 3).map(issueText).join("; "));
    const ticks = Math.min(tickCount(opened.run), Math.ceil((hours * 3600) / scenario.tick_s));
    for (let tick = 0; tick < ticks; tick++) advance(opened.run);
    return { ...resultOf(opened.run), steps: opened.run.steps };
  });
  results.sort((x, y) => x.wall_ms - y.wall_ms);
  const best = results[0]!;
  const middle = (list: number[]) => list.sort((x, y) => x - y)[Math.floor(list.length / 2)]!;
  const round = (x: number) => Number(x.toFixed(1));
  const named = Object.keys(best.phases_ms);
  const of = (phase: string) =>
    results.map(({ wall_ms, phases_ms }) =>
      phase === "rest" ? wall_ms - named.reduce((sum, p) => sum + phases_ms[p]!, 0) : phases_ms[phase]!,
    );
  const phases = [...named, "rest"].flatMap((phase) => [
    [`${phase}_ms`, round(Math.min(...of(phase)))],
    [`${phase}_median_ms`, round(middle(of(phase)))],
  ]);
  const row: BenchRow = {
    name,
    ours_ms: best.wall_ms,
    ours_median_ms: middle(results.map((r) => r.wall_ms)),
    rounds,
    facts: {
      elements: best.elements,
      ticks: best.ticks,
      realtimeFactor: Math.round(best.realtimeFactor),
      compile_ms: round(best.compile_ms),
      steps: best.steps,
      stepsEndedByEvents: best.steps - best.ticks,
      maxRounds: best.settle.maxIterations,
      ...Object.fromEntries(UTILITY_NAMES.map((u) => [`${u}_solves`, best.settle.solves[u]])),
      worstResidual: best.settle.worstResidual,
      worstLedger: best.ledger.worst_relative,
      failures: best.failures.length,
      ...Object.fromEntries(phases),
    },
  };
  const share = (phase: string) => `${phase} ${row.facts![`${phase}_ms`]}`;
  context.note(
    `${name}: ${best.elements} elements, ${best.ticks} ticks, ${row.facts!.realtimeFactor} x real time, ${best.steps - best.ticks} steps ended by events, at most ${best.settle.maxIterations} rounds, ${best.failures.length} failures; ms: ${[...named, "rest"].map(share).join(", ")}`,
  );
  return row;
}

export const coupled: BenchArea = {
  name: "coupled",
  summary: "the heatwave on four coupled utilities, Harbourside and generated districts, by phase",
  async *rows(context) {
    yield day(context, "heatwave day, harbourside", DISTRICTS.harbourside!(), { rounds: 7, hours: 24 });
    const generated = (elements: number) => generateDistrict(elements, 1);
    yield day(context, "heatwave day, generated for 100", generated(100), { rounds: 7, hours: 24 });
    yield day(context, "heatwave day, generated for 1000", generated(1_000), { rounds: 5, hours: 24 });
    yield day(context, "heatwave, 6 h, generated for 10000", generated(10_000), { rounds: 3, hours: 6 });
    yield day(context, "heatwave, 1 h, generated for 100000", generated(100_000), { rounds: 3, hours: 1 });
  },
};
