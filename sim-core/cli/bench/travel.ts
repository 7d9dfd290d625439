import { DISTRICTS, SCENARIOS } from "../../../scenarios";
import { issueText } from "../../model/issue";
import { Random } from "../../model/random";
import { Session } from "../../session/session";
import { restoreRun, saveRun } from "../../session/state";
import type { BenchArea, BenchContext, BenchRow } from "./row";

const SEEKS = 200;
const BRANCHES = 20;

function recordedDay({ solvers }: BenchContext): Session {
  const opened = Session.open(solvers, DISTRICTS.harbourside!(), SCENARIOS.heatwave!(), 1);
  if (!opened.session) throw new Error(opened.issues.slice(0, 3).map(issueText).join("; "));
  while (opened.session.tick < opened.session.tickCount) opened.session.advance();
  return opened.session;
}

/** Minimum, median and maximum of some calls, each for another tick. */
function timed(name: string, rounds: number, work: (tick: number) => void, facts: BenchRow["facts"] = {}): BenchRow {
  const random = new Random(1);
  const times: number[] = [];
  for (let k = 0; k < rounds + 5; k++) {
    const tick = random.below(288);
    const from_ms = performance.now();
    work(tick);
    if (k >= 5) times.push(performance.now() - from_ms);
  }
  times.sort((a, b) => a - b);
  const most = Number(times[times.length - 1]!.toFixed(2));
  return {
    name,
    ours_ms: times[0]!,
    ours_median_ms: times[times.length >> 1]!,
    rounds,
    facts: { max_ms: most, ...facts },
  };
}

const megabytes = (bytes: number) => Number((bytes / 1e6).toFixed(2));

export const travel: BenchArea = {
  name: "travel",
  summary: "seek, branch and keyframes in a recorded day of Harbourside",
  async *rows(context) {
    const session = recordedDay(context);
    const keyframes_MB = megabytes(session.keyframeBytes);
    const display_MB = megabytes(4 * session.layout.length * session.tickCount);
    yield timed("seek to any tick of the day", SEEKS, (tick) => session.seek(tick), {
      keyframes: session.keyframeCount,
      keyframes_MB,
      display_MB,
    });
    yield timed("branch at any tick, compiled and ready", BRANCHES, (tick) => session.branch(tick, []));
    const { run } = session;
    let state = saveRun(run);
    yield timed("keyframe taken", SEEKS, () => {
      state = saveRun(run);
    });
    yield timed("keyframe put back", SEEKS, () => restoreRun(run, state));
  },
};
