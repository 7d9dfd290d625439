import { log } from "../../../assembly/core/elementary";
import { ALIKE_SHARE_1 } from "../../telemetry/compare/suspects";
import type { Answer } from "./study";

/** Bounds of the bins of stated shares. */
const BOUNDS: readonly number[] = [0, 0.5, 0.8, 0.9, 1];
/** Of the truth at least so much was stated: one answer that was sure and wrong is not to be all that is left of many. */
const LEAST_TRUTH = 1e-4;

/** Whether what is stated with a share of 0.9 is right nine times in ten. */
export interface Reliability {
  readonly bins: readonly {
    readonly from: number;
    readonly to: number;
    readonly answers: number;
    /** Mean of the stated shares, and how many of the answers were right. */
    readonly stated: number | null;
    readonly right: number;
  }[];
  /** Mean square of stated share less what it should have been, 0 or 1. */
  readonly brier: number | null;
  /** Mean logarithm of the share that was stated of the truth. */
  readonly log_score: number | null;
  /** Where kind and part of the network were right and places were named: how often the true one was among those alike. */
  readonly alike: { readonly asked: number; readonly among: number; readonly stated_1: number };
  /** Of those with several places alike: their number before and after the one reading that was asked for, medians, and
   *  how often the true place was among those left. */
  readonly next: {
    readonly asked: number;
    readonly before: number | null;
    readonly after: number | null;
    readonly among: number;
  };
}

export const median = (values: readonly number[]): number | null => {
  const sorted = [...values].filter((x) => Number.isFinite(x)).sort((a, b) => a - b);
  return sorted.length > 0 ? sorted[Math.floor((sorted.length - 1) / 2)]! : null;
};

export function reliabilityOf(answers: readonly Answer[]): Reliability {
  const mean = (of: (a: Answer) => number, list = answers) =>
    list.length > 0 ? list.reduce((sum, a) => sum + of(a), 0) / list.length : null;
  const bins = BOUNDS.slice(1).map((to, k) => {
    const from = BOUNDS[k]!;
    const inside = answers.filter((a) => a.share_1 >= from && (a.share_1 < to || to === 1));
    const right = inside.filter((a) => a.isZone).length;
    return { from, to, answers: inside.length, stated: mean((a) => a.share_1, inside), right };
  });
  const placed = answers.filter((a) => a.isZone && a.rank > 0);
  const read = placed.filter((a) => a.next !== null);
  return {
    bins,
    brier: mean((a) => (a.share_1 - (a.isZone ? 1 : 0)) * (a.share_1 - (a.isZone ? 1 : 0))),
    log_score: mean((a) => log(Math.max(LEAST_TRUTH, a.truth_1))),
    alike: { asked: placed.length, among: placed.filter((a) => a.isAlike).length, stated_1: ALIKE_SHARE_1 },
    next: {
      asked: read.length,
      before: median(read.map((a) => a.alike)),
      after: median(read.map((a) => a.next!.alike)),
      among: read.filter((a) => a.next!.isAlike).length,
    },
  };
}
