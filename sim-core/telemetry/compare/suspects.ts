import { exp, log } from "../../../assembly/core/elementary";
import type { Evidence } from "./beside";
import type { CandidateKind } from "./candidates";
import type { Scored } from "./explain";
import type { Places } from "./places";

/** A kind of fault in a part of the network, with the places in it that fit best. */
export interface Suspect {
  readonly kind: CandidateKind;
  readonly zone: string;
  /** How likely, of all single faults that were tried and none of them. */
  readonly share_1: number;
  readonly places: readonly { readonly at: string; readonly share_1: number; readonly scored: Scored }[];
  /** The first so many of them cannot be told apart by these Tags: where in the list one of them stands means nothing. */
  readonly alike: number;
  readonly evidence: readonly Evidence[];
}

/** An instrument may lie in four ways, a network's element in one: each way is given a part of what the Tag is given. */
const WAYS: Readonly<Record<CandidateKind, number>> = { leak: 1, closed: 1, tap: 1, sensor: 4 };
/**
 * A gain would have to count for less than itself if ticks and Tags were less independent than the whitening makes them.
 * On the faults of `detect --split choose` it need not: of 61 first suspects, stated with 0.99 in the mean, 60 were right.
 */
export const TEMPER = 1;

/** A place that is less than so many times less likely than the best is not told from it: short of very strong evidence.
 *  Source: Kass and Raftery 1995, Bayes factors. */
const ALIKE = 150;

/**
 * What the gains come to as probabilities, on the premise that it is one of the faults that were tried, or none of them:
 * sound days raise an alarm now and then, and before anything is held against it that is taken to be as likely as all
 * faults together. What is missing to 1 is the share of none.
 */
export function sharesOf(scored: readonly Scored[], temper = TEMPER): number[] {
  const weight = (s: Scored) => s.gain / temper - log(WAYS[s.candidate.kind]);
  const most = scored.reduce((m, s) => Math.max(m, weight(s)), 0);
  const weights = scored.map((s) => (Number.isFinite(s.gain) ? exp(weight(s) - most) : 0));
  const sum = weights.reduce((a, b) => a + b, scored.length * exp(-most));
  return weights.map((w) => w / sum);
}

/** By kind and part of the network, the likeliest first; in each, its places. */
export function suspectsOf(
  scored: readonly Scored[],
  places: Places,
  elementOf: (s: Scored) => string,
  evidenceOf: (s: Scored) => readonly Evidence[] = () => [],
): Suspect[] {
  const shares = sharesOf(scored);
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
  return [...groups.values()]
    .map((g) => {
      const sorted = g.places.sort((a, b) => b.share_1 - a.share_1 || (a.at < b.at ? -1 : 1));
      const share_1 = sorted.reduce((sum, p) => sum + p.share_1, 0);
      const alike = sorted.filter((p) => ALIKE * p.share_1 >= sorted[0]!.share_1).length;
      return { ...g, places: sorted, alike, share_1, evidence: evidenceOf(sorted[0]!.scored) };
    })
    .sort((a, b) => b.share_1 - a.share_1);
}
