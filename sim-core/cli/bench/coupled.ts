import { DISTRICTS, SCENARIOS } from "../../../scenarios";
import { generateDistrict } from "../../../scenarios/districts/generator";
import type { District } from "../../model/district";
import { issueText } from "../../model/issue";
import { advance, openRun, resultOf, tickCount } from "../../session/run";
import type { BenchArea, BenchContext, BenchRow } from "./row";

const ROUNDS = 3;

/** A whole day of one district: minimum and median of three runs in one process, phases of the fastest. */
function day(context: BenchContext, name: string, district: District): BenchRow {
  const scenario = SCENARIOS.heatwave!();
  const results = Array.from({ length: ROUNDS }, () => {
    const opened = openRun(context.solvers, district, scenario, 1, { now_ms: () => performance.now() });
    if (!opened.run) throw new Error(opened.issues.slice(0, 3).map(issueText).join("; "));
    const ticks = tickCount(opened.run);
    for (let tick = 0; tick < ticks; tick++) advance(opened.run);
    return { ...resultOf(opened.run), steps: opened.run.steps };
  });
  results.sort((x, y) => x.wall_ms - y.wall_ms);
  const best = results[0]!;
  const phases = Object.entries(best.phases_ms).map(([phase, ms]) => [`${phase}_ms`, Number(ms.toFixed(1))]);
  return {
    name,
    ours_ms: best.wall_ms,
    ours_median_ms: results[Math.floor(ROUNDS / 2)]!.wall_ms,
    rounds: ROUNDS,
    facts: {
      elements: best.elements,
      realtimeFactor: Math.round(best.realtimeFactor),
      compile_ms: Number(best.compile_ms.toFixed(1)),
      steps: best.steps,
      maxRounds: best.settle.maxIterations,
      worstResidual: best.settle.worstResidual,
      failures: best.failures.length,
      ...Object.fromEntries(phases),
    },
  };
}

export const coupled: BenchArea = {
  name: "coupled",
  summary: "a heatwave day of four coupled utilities, Harbourside and generated districts, by phase",
  async *rows(context) {
    yield day(context, "heatwave day, harbourside", DISTRICTS.harbourside!());
    for (const size of [100, 1_000, 10_000])
      yield day(context, `heatwave day, generated for ${size}`, generateDistrict(size, 1));
  },
};
