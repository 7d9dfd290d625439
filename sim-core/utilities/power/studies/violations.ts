import type { Grid } from "../bound";

/** One limit passed at the state of the last solve. */
export interface Violation {
  readonly id: string;
  readonly value: number;
  readonly limit: number;
}

/** Every limit passed, the worst first; and the extremes of what was looked at. */
export interface Violations {
  /** Branches above their rating: value is loading_1, limit 1. */
  readonly overloads: readonly Violation[];
  readonly lowVoltages: readonly Violation[];
  readonly highVoltages: readonly Violation[];
  /** NaN where no branch has a rating. */
  readonly largestLoading_1: number;
  readonly lowestVoltage_1: number;
  readonly lowestVoltageAt: string;
}

const NONE: readonly Violation[] = [];
/** A voltage that is held at its limit does not pass it by round-off. */
const HAIR = 1e-9;

export function violations(g: Grid): Violations {
  const { buses, branches, minVoltage_1, maxVoltage_1 } = g.net;
  let [low, high, over]: [Violation[] | undefined, Violation[] | undefined, Violation[] | undefined] = [
    undefined,
    undefined,
    undefined,
  ];
  let largest = Number.NaN;
  let lowest = Number.POSITIVE_INFINITY;
  let lowestAt = -1;
  for (let i = 0; i < buses.count; i++) {
    if (g.isEnergised[i] === 0) continue;
    const value = g.voltage[i]!;
    if (value < lowest) {
      lowest = value;
      lowestAt = i;
    }
    if (value < minVoltage_1[i]! - HAIR) {
      low ??= [];
      low.push({ id: buses.ids[i]!, value, limit: minVoltage_1[i]! });
    } else if (value > maxVoltage_1[i]! + HAIR) {
      high ??= [];
      high.push({ id: buses.ids[i]!, value, limit: maxVoltage_1[i]! });
    }
  }
  for (let b = 0; b < branches.count; b++) {
    const value = g.loading[b]!;
    if (!(value <= largest)) {
      if (Number.isNaN(value)) continue;
      largest = value;
    }
    if (value > 1) {
      over ??= [];
      over.push({ id: branches.ids[b]!, value, limit: 1 });
    }
  }
  return {
    overloads: over?.sort((a, b) => b.value - a.value) ?? NONE,
    lowVoltages: low?.sort((a, b) => a.value - a.limit - (b.value - b.limit)) ?? NONE,
    highVoltages: high?.sort((a, b) => b.value - b.limit - (a.value - a.limit)) ?? NONE,
    largestLoading_1: largest,
    lowestVoltage_1: lowestAt < 0 ? Number.NaN : lowest,
    lowestVoltageAt: lowestAt < 0 ? "" : buses.ids[lowestAt]!,
  };
}
