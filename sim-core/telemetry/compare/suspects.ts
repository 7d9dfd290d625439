import { exp, log } from "../../../assembly/core/elementary";
import type { CandidateKind } from "./candidates";
import { type Explained, type Scored, WAYS_TO_LIE } from "./explain";
import { fewest } from "./next";
import type { Places } from "./places";

/** What a candidate would do to a Tag by now, beside what the Tag does; both as differences from the prediction. */
export interface Evidence {
  readonly tag: string;
  readonly expected: number;
  readonly seen: number;
  /** Expected, in deviations of the Tag's band. */
  readonly deviations: number;
}

/** A kind of fault in a part of the network, with the places in it that fit best. */
export interface Suspect {
  readonly kind: CandidateKind;
  readonly zone: string;
  /** How likely, of all single faults that were tried, of anything else, and of none at all. */
  readonly share_1: number;
  readonly places: readonly { readonly at: string; readonly share_1: number; readonly scored: Scored }[];
  /** If it is this suspect, the true place is among the first so many with ALIKE_SHARE_1: these Tags do not tell them
   *  apart, and where in the list one of them stands means nothing. */
  readonly alike: number;
  readonly evidence: readonly Evidence[];
}

/** What a departure comes from, in shares that add up to 1. */
export interface Verdict {
  readonly suspects: readonly Suspect[];
  /** Something that was not tried: another kind of fault, two at once, or one whose beginning lies too far back. */
  readonly else_1: number;
  /** Nothing: a sound day raises an alarm now and then. */
  readonly none_1: number;
}

/** An instrument may lie in four ways, a network's element in one: each way is given a part of what the Tag is given. */
const WAYS: Readonly<Record<CandidateKind, number>> = { leak: 1, closed: 1, tap: 1, sensor: WAYS_TO_LIE };

/**
 * A gain counts for so much less than itself: innovations are all but independent, not quite (over 24 ticks their sums
 * vary 1.0 to 1.5 times as much as sums of independent ones), and the twin answers to a fault a little differently from
 * the field. Of 0.7 to 4 the one with the best logarithmic score of the true place, on the faults of `detect --split
 * choose`; between 1 and 2 the score is flat.
 *  Source: Holmes and Walker 2017, a power likelihood under a model that is not quite true.
 */
export const TEMPER = 1.3;

/**
 * How often something that was not tried looks as much like single faults as the one that happened: of the first
 * suspects on `detect --split choose` about one in twenty was wrong although nothing else fitted nearly as well.
 */
export const ELSE_1 = 0.05;

/** The true place is to be among those that are said to be alike nine times in ten. */
export const ALIKE_SHARE_1 = 0.9;

/**
 * What the gains come to as probabilities. Before anything is held against it, nothing at all is taken to be as likely
 * as all faults together: sound days raise an alarm now and then. Something that was not tried fits as well as the best
 * that was, and by what that leaves unexplained better.
 */
export function sharesOf({ scored, left }: Explained, temper = TEMPER) {
  const weight = (s: Scored) => s.gain / temper - log(WAYS[s.candidate.kind]);
  const most = scored.reduce((m, s) => Math.max(m, weight(s)), 0);
  const weights = scored.map((s) => (Number.isFinite(s.gain) ? exp(weight(s) - most) : 0));
  const tried = weights.reduce((a, b) => a + b, 0);
  const none = scored.length * exp(-most);
  // so much likelier than all that was tried; bounded, as exp is
  const other = tried * (ELSE_1 / (1 - ELSE_1)) * exp(Math.min(left / temper, MOST_LEFT));
  const sum = tried + none + other;
  return { shares: weights.map((w) => w / sum), else_1: other / sum, none_1: none / sum };
}
const MOST_LEFT = 100;

/** What the gains say, by kind and part of the network, the likeliest first; in each, its places. */
export function verdictOf(
  explained: Explained,
  places: Places,
  elementOf: (s: Scored) => string,
  evidenceOf: (s: Scored) => readonly Evidence[] = () => [],
): Verdict {
  const { scored } = explained;
  const { shares, else_1, none_1 } = sharesOf(explained);
  const groups = new Map<string, { kind: CandidateKind; zone: string; places: Suspect["places"][number][] }>();
  scored.forEach((s, i) => {
    const { kind, at } = s.candidate;
    const zone = places.zoneOf(elementOf(s));
    // two instruments of one zone have nothing in common
    const key = kind === "sensor" ? `sensor ${at}` : `${kind} ${zone}`;
    const group = groups.get(key) ?? { kind, zone, places: [] };
    groups.set(key, group);
    group.places.push({ at, share_1: shares[i]!, scored: s });
  });
  const suspects = [...groups.values()]
    .map((g) => {
      const sorted = g.places.sort((a, b) => b.share_1 - a.share_1 || (a.at < b.at ? -1 : 1));
      const share_1 = sorted.reduce((sum, p) => sum + p.share_1, 0);
      const alike = fewest(
        sorted.map((p) => p.share_1),
        ALIKE_SHARE_1,
      );
      return { ...g, places: sorted, alike, share_1, evidence: evidenceOf(sorted[0]!.scored) };
    })
    .sort((a, b) => b.share_1 - a.share_1);
  return { suspects, else_1, none_1 };
}
