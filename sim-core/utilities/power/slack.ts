import { STATUS } from "../../solve/status";
import type { Grid } from "./bound";
import { ROLE } from "./compile";
import { islandOf } from "./islands";

const MOST_ROUNDS = 20;

/** Sources that share one island's imbalance. */
interface Shared {
  /** References: what they give follows from the network. */
  readonly references: readonly number[];
  /** Sources with a share, references among them. */
  readonly takers: readonly number[];
  readonly sum: number;
}

/**
 * Distributed slack: every source gives its schedule and its share (participation_1 over the sum in its island) of what
 * the island lacks, the reference too; angles still hang on the reference. What is lacking is one unknown an island,
 * found by secant steps around whole solves: its slope is 1 less a few percent of losses, so three or four do.
 * Not: a row and column more in the matrix, which would touch every bus that takes a share and fill the factors.
 */
export function shareSlack(g: Grid, attempt: () => number, tolerance_W: number): number {
  const islands = sharedIslands(g);
  if (islands.length === 0) return attempt();
  const schedule = g.setPower.slice();
  const { participation } = g.net;
  const given = islands.map(() => ({ lack_W: 0, before_W: Number.NaN, error_W: Number.NaN }));
  const scheduled = (s: number): number => (Number.isNaN(schedule[s]!) ? 0 : schedule[s]!);
  let status = STATUS.OK as number;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    islands.forEach(({ takers, sum }, i) => {
      for (const s of takers) {
        if (g.role[s] === ROLE.reference) continue;
        g.setPower[s] = scheduled(s) + (participation[s]! / sum) * given[i]!.lack_W;
      }
    });
    status = attempt();
    if (status !== STATUS.OK) break;
    let isDone = true;
    islands.forEach(({ references, sum }, i) => {
      const x = given[i]!;
      let error_W = 0;
      for (const s of references) error_W += g.power[s]! - scheduled(s) - (participation[s]! / sum) * x.lack_W;
      if (!(Math.abs(error_W) <= tolerance_W)) isDone = false;
      const slope = (error_W - x.error_W) / (x.lack_W - x.before_W);
      const isUsable = slope < -0.2 && slope > -5;
      const next = x.lack_W - error_W / (isUsable ? slope : -1);
      given[i] = { lack_W: next, before_W: x.lack_W, error_W };
    });
    if (isDone) break;
  }
  g.setPower.set(schedule);
  return status;
}

/** Islands in which a source that is no reference has a share. Energisation is that of the last solve; before the first
 *  one nothing is known, and the walk here finds the same islands. */
function sharedIslands(g: Grid): Shared[] {
  const { sourceBus, participation } = g.net;
  const seen = new Uint8Array(g.net.buses.count);
  const found: Shared[] = [];
  for (let r = 0; r < g.role.length; r++) {
    if (g.isOn[r] === 0 || g.role[r] !== ROLE.reference || seen[sourceBus[r]!] === 1) continue;
    const island = new Set(islandOf(g, sourceBus[r]!, seen));
    const inside = [...g.role.keys()].filter((s) => g.isOn[s] === 1 && island.has(sourceBus[s]!));
    const takers = inside.filter((s) => participation[s]! > 0);
    if (!takers.some((s) => g.role[s] !== ROLE.reference)) continue;
    const references = inside.filter((s) => g.role[s] === ROLE.reference);
    found.push({ references, takers, sum: takers.reduce((a, s) => a + participation[s]!, 0) });
  }
  return found;
}
