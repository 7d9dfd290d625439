import type { District } from "../../model/district";
import { compileWater } from "../../utilities/water/compile";
import { Carried, type QualityQuestion } from "../../utilities/water/studies/quality";
import { CannotBegin, netOf } from "./instant";
import type { Pace } from "./pace";
import { type RecordedWater, statesOf } from "./recorded";

export interface AgeQuestion {
  readonly district: District;
  readonly run: RecordedWater;
  /** The age of the water, or the share of it that came from one node. */
  readonly question: QualityQuestion;
}

export interface AgeAnswer {
  readonly failure: string;
  readonly nodes: readonly string[];
  /** Instants that were followed, `step_s` of the run apart. */
  readonly instants: number;
  /** Age in s, or share; by instant, then by node. */
  readonly values: Float32Array;
  readonly isCancelled: boolean;
}

/** Water age or source share through a recorded run, whose water is all of age 0 (share 0) at the start. */
export async function studyAge(
  { district, run, question }: AgeQuestion,
  hand: (share_1: number) => void,
  pace: Pace,
): Promise<AgeAnswer> {
  const nothing = { nodes: [], instants: 0, values: new Float32Array(0), isCancelled: false };
  try {
    const net = netOf(compileWater(district));
    if (question.kind === "trace" && net.nodes.row(question.source) < 0)
      throw new CannotBegin(`${question.source} is no node of the water network`);
    const carried = new Carried(net, question);
    const values = new Float32Array(run.instants * net.nodes.count);
    let instants = 0;
    let heard_ms = pace.now_ms();
    for (const { time_s, state } of statesOf(net, run)) {
      values.set(carried.take(time_s, state), instants * net.nodes.count);
      instants++;
      const now_ms = pace.now_ms();
      if (now_ms - heard_ms < pace.part_ms) continue;
      heard_ms = now_ms;
      hand(instants / run.instants);
      await pace.breathe();
      if (pace.isCancelled()) break;
    }
    return { failure: "", nodes: net.nodes.ids, instants, values, isCancelled: pace.isCancelled() };
  } catch (error) {
    if (error instanceof CannotBegin) return { failure: error.message, ...nothing };
    throw error;
  }
}
