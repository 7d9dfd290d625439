import { exp } from "../../../assembly/core/elementary";
import type { ElementId } from "../../model/element";
import type { Tag } from "../../model/tag";

/** Something that could be read: as a Tag, whether there is one or not. */
export type Gauge = Pick<Tag, "id" | "element" | "quantity">;

/** A reading that nobody takes yet and that would tell alike places apart. */
export interface NextReading {
  readonly gauge: Gauge;
  /** What it would show by each of the places, in their order, and how far it may be off in any case. */
  readonly expected: readonly number[];
  readonly deviation: number;
  /** How many places would be left after it, in the mean over them. */
  readonly left: number;
}

/** Shares of places after a reading: each by how near it comes to what the reading says. They add up to 1. */
export function afterReading(
  shares: readonly number[],
  expected: readonly number[],
  reading: number,
  deviation: number,
): number[] {
  const apart = expected.map((x) => ((reading - x) * (reading - x)) / (2 * deviation * deviation));
  const nearest = Math.min(...apart);
  const weights = shares.map((share, k) => share * exp(nearest - apart[k]!));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / sum);
}

/** How many places, the likeliest first, it takes to hold so much of all their shares. */
export function fewest(shares: readonly number[], part_1: number): number {
  const sorted = [...shares].sort((a, b) => b - a);
  const wanted = part_1 * sorted.reduce((a, b) => a + b, 0);
  let sum = 0;
  for (let k = 0; k < sorted.length; k++) {
    sum += sorted[k]!;
    if (sum >= wanted) return k + 1;
  }
  return sorted.length;
}

/**
 * Of readings that could be taken, the one that leaves the fewest places in the mean, if each of them were the true one as
 * often as its share says; among equals the one at which they lie farthest apart. expected: per gauge what it would show by each place; NaN where a place has no run.
 */
export function bestReading(
  gauges: readonly Gauge[],
  expected: readonly (readonly number[])[],
  shares: readonly number[],
  deviation: number,
  part_1: number,
): NextReading | null {
  const sum = shares.reduce((a, b) => a + b, 0);
  let best: NextReading | null = null;
  gauges.forEach((gauge, g) => {
    const by = expected[g]!;
    if (by.some((x) => Number.isNaN(x))) return;
    const left = shares.reduce(
      (mean, share, k) => mean + (share / sum) * fewest(afterReading(shares, by, by[k]!, deviation), part_1),
      0,
    );
    const gain = best ? best.left - left : 1;
    if (!best || gain > EQUAL || (gain > -EQUAL && spanOf(by) > spanOf(best.expected)))
      best = { gauge, expected: by, deviation, left };
  });
  return best;
}

const EQUAL = 1e-9;

/** How far apart the places lie in what a reading would show. */
export const spanOf = (expected: readonly number[]): number => Math.max(...expected) - Math.min(...expected);

/** Where a gauge can be put to a network's water: a hydrant stands at any junction. */
export const hydrantAt = (id: ElementId): Gauge => ({ id: `${id}.pressure_Pa`, element: id, quantity: "pressure_Pa" });
