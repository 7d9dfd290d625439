import type { Utility } from "../model/element";
import type { Outcome } from "../solve/outcome";
import type { UtilityEvent } from "../utilities/contract";
import type { Coupling } from "./coupling";
import type { Gathered } from "./port";

/** Relative move of a port below which it counts as settled. */
export const SETTLED = 1e-8;
/** A chain of trips takes a round each; a shortage of heat four or five. More is a fault, and says so. */
const MAX_ROUNDS = 40;
/** From this solve of a utility within a step on, its ports are relaxed. */
const RELAX_FROM = 3;

/** Heat before water: a chiller's make-up water is known before the water net is solved, which saves its second solve. */
export const ORDER: readonly Utility[] = ["heat", "water", "gas", "power"];

export interface Settled {
  readonly rounds: number;
  /** Largest relative move left, and whose port it is. */
  readonly residual: number;
  readonly device: string;
  readonly isSettled: boolean;
  /** What tripped within this settling, in order: what hangs on networks, and what the networks' equipment says. */
  readonly tripped: readonly string[];
  readonly acted: readonly UtilityEvent[];
  readonly failures: readonly { readonly utility: Utility; readonly outcome: Outcome & { ok: false } }[];
}

/**
 * Solves every network whose inputs changed and exchanges the ports between them until no port moves any more.
 * Discrete changes only worsen within a step: a pump or device may trip, none restarts, so the rounds must end.
 */
export function settle(c: Coupling): Settled {
  const tripped: string[] = [];
  const acted: UtilityEvent[] = [];
  const failures: Settled["failures"][number][] = [];
  const solves: Record<Utility, number> = { water: 0, power: 0, gas: 0, heat: 0 };
  const found: Gathered = { residual: 0, owner: "" };
  let worst: Gathered = { residual: 0, owner: "" };
  for (const utility of ORDER) c.relaxation[utility].reset();
  for (const utility of ["water", "heat"] as const) {
    if (c.fed.changed[utility]) c.dirty[utility] = true;
    c.fed.changed[utility] = false;
  }
  timed(c, "devices", () => {
    // A step that begins with an event of another network may leave heat unsolved, but its sources forgot their shares.
    if (!c.dirty.heat) c.plants.update();
    c.buildings.update();
    for (const device of c.devices) device.update();
    c.fed.update();
  });

  for (let round = 1; round <= MAX_ROUNDS; round++) {
    let isQuiet = true;
    worst = { residual: 0, owner: "" };
    for (const utility of ORDER) {
      const solver = c.solvers[utility];
      if (!solver) continue;
      c.around.ports.residual(utility, found);
      if (found.residual > worst.residual) worst = { ...found };
      if (!c.dirty[utility] && found.residual <= SETTLED) continue;
      isQuiet = false;
      c.dirty[utility] = false;
      solves[utility]++;
      const relaxation = solves[utility] >= RELAX_FROM ? c.relaxation[utility] : undefined;
      c.around.ports.use(utility, (rows, name) => solver.column(rows, name), relaxation);
      const outcome = timed(c, utility, () => solver.solve(c.around.time_s));
      if (!outcome.ok) failures.push({ utility, outcome });
      // a breaker that opens in this instant takes what hangs on it along, before that answers to a voltage that is gone
      if (outcome.ok && solver.trip?.(c.around.time_s)) {
        c.dirty[utility] = true;
        acted.push(...(solver.drain?.() ?? []));
        continue;
      }
      timed(c, "devices", () => answer(c, utility, tripped));
      // A network that cannot be solved leaves nothing to exchange: the others go on with its last values.
      if (!outcome.ok && failures.length > 8) return done(round, worst, false, tripped, acted, failures);
    }
    if (isQuiet) return done(round, worst, failures.length === 0, tripped, acted, failures);
  }
  return done(MAX_ROUNDS, worst, false, tripped, acted, failures);
}

const done = (
  rounds: number,
  worst: Gathered,
  isSettled: boolean,
  tripped: readonly string[],
  acted: readonly UtilityEvent[],
  failures: Settled["failures"],
): Settled => ({ rounds, residual: worst.residual, device: worst.owner, isSettled, tripped, acted, failures });

/**
 * What stands at a network looks at its new state: new port values, and trips. Only what reads that network is asked:
 * heat moves its sources, water its pumps; gas and power can only make something trip, or a building dark.
 */
function answer(c: Coupling, utility: Utility, tripped: string[]): void {
  if (utility === "water") {
    c.fed.update();
    return;
  }
  if (utility === "heat") {
    if (c.plants.update()) c.buildings.update();
    for (const device of c.devices) device.update();
    c.fed.update();
    return;
  }
  let anyTrip = false;
  for (const device of c.devices)
    if (device.trip()) {
      tripped.push(device.id);
      anyTrip = true;
    }
  if (utility === "power" && c.fed.trip(tripped)) anyTrip = true;
  if (anyTrip) {
    // The map is another one now: what was learnt about the old one misleads. Plants must share out anew.
    for (const other of ORDER) c.relaxation[other].reset();
    c.plants.update();
    for (const device of c.devices) device.update();
    c.fed.update();
    for (const pumped of ["water", "heat"] as const) {
      if (c.fed.changed[pumped]) c.dirty[pumped] = true;
      c.fed.changed[pumped] = false;
    }
  }
  if (utility === "power") for (const device of c.voltageLed) device.update();
  if (anyTrip || (utility === "power" && c.buildings.hasOtherPower())) c.buildings.update();
}

export function timed<T>(c: Coupling, phase: string, work: () => T): T {
  const from_ms = c.now_ms();
  const result = work();
  c.phases_ms[phase] = (c.phases_ms[phase] ?? 0) + c.now_ms() - from_ms;
  return result;
}
