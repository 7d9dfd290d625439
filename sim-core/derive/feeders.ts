import type { ElementId } from "../model/element";
import type { Feeder } from "../model/queries";

/** A recorded value of an element at the asked instant; NaN when there is none. */
export type Read = (element: ElementId, quantity: string) => number;

/** One feeder at one instant: what it carries, and its worst places by name. */
export interface FeederState {
  readonly feeder: Feeder;
  /** Into its first edges, from the substation. */
  readonly power_W: number;
  readonly loading_1: number;
  readonly loadedAt: ElementId | null;
  readonly lowest_1: number;
  readonly lowestAt: ElementId | null;
  readonly highest_1: number;
  readonly highestAt: ElementId | null;
  /** Buses without supply. */
  readonly dead: number;
}

/** Feeders at an instant; what was not recorded stays absent. */
export function feederStates(feeders: readonly Feeder[], read: Read): FeederState[] {
  return feeders.map((feeder) => {
    let [loading_1, lowest_1, highest_1] = [Number.NaN, Number.NaN, Number.NaN];
    let [loadedAt, lowestAt, highestAt]: (ElementId | null)[] = [null, null, null];
    let dead = 0;
    for (const edge of feeder.edges) {
      const v = read(edge, "loading_1");
      if (v > loading_1 || (loadedAt === null && v >= 0)) [loading_1, loadedAt] = [v, edge];
    }
    for (const bus of feeder.buses) {
      if (read(bus, "isEnergised") === 0) {
        dead++;
        continue;
      }
      const v = read(bus, "voltage_1");
      if (v < lowest_1 || (lowestAt === null && v >= 0)) [lowest_1, lowestAt] = [v, bus];
      if (v > highest_1 || (highestAt === null && v >= 0)) [highest_1, highestAt] = [v, bus];
    }
    let power_W = Number.NaN;
    for (const edge of feeder.firstEdges) {
      const v = read(edge.id, edge.isForward ? "powerFrom_W" : "powerTo_W");
      if (!Number.isNaN(v)) power_W = (Number.isNaN(power_W) ? 0 : power_W) + v;
    }
    return { feeder, power_W, loading_1, loadedAt, lowest_1, lowestAt, highest_1, highestAt, dead };
  });
}
