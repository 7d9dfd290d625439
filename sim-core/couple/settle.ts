import type { Utility } from "../model/element";
import type { Outcome } from "../solve/outcome";
import type { UtilityEvent } from "../utilities/contract";
import type { Coupling } from "./coupling";
import { type Gathered, nothingGathered, SETTLED } from "./port";

export { SETTLED };

/** A chain of trips takes a round each; a shortage of heat three or four. More is a fault, and says so. */
const MAX_ROUNDS = 40;
/** From this solve of a utility within a step on, what its ports did before is known. */
const ACCELERATE_FROM = 2;

export interface Settled {
  /** Most solves of one network. */
  readonly rounds: number;
  /** Largest relative move left, and whose port it is. */
  readonly worst: Gathered;
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
export function settle(c: Coupling, tick: number): Settled {
  const from_ms = c.now_ms();
  const inside_ms = spent_ms(c);
  const settled = exchange(c);
  // Where every network was solved at most once and nothing is left to move, there is nothing to note.
  if (settled.rounds > 1 || settled.worst.residual > 0) c.settleLog.note(tick);
  // What is neither a solver's nor a device's: gathering and comparing ports, and the notes about them.
  c.phases_ms.settle = (c.phases_ms.settle ?? 0) + c.now_ms() - from_ms - (spent_ms(c) - inside_ms);
  return settled;
}

function spent_ms(c: Coupling): number {
  let sum = 0;
  for (const phase in c.phases_ms) if (phase !== "settle") sum += c.phases_ms[phase]!;
  return sum;
}

function exchange(c: Coupling): Settled {
  const tripped: string[] = [];
  const acted: UtilityEvent[] = [];
  const failures: Settled["failures"][number][] = [];
  const solves: Record<Utility, number> = { water: 0, power: 0, gas: 0, heat: 0 };
  const found = nothingGathered();
  let worst = found;
  let most = 0;
  const done = (isSettled: boolean): Settled => ({ rounds: most, worst, isSettled, tripped, acted, failures });
  c.around.ports.beginSettling();
  for (const utility of c.order) c.acceleration[utility].reset();
  takeFlags(c);
  timed(c, "devices", () => {
    // A step that begins with an event of another network may leave heat unsolved, but its sources forgot their shares.
    if (!c.dirty.heat) c.plants.update();
    c.buildings.update();
    for (const device of c.devices) device.update();
    c.fed.update();
  });
  takeFlags(c);

  for (let round = 1; round <= MAX_ROUNDS; round++) {
    let isQuiet = true;
    worst = nothingGathered();
    for (const utility of c.order) {
      const solver = c.solvers[utility];
      if (!solver) continue;
      c.around.ports.residual(utility, found);
      if (found.residual > worst.residual) worst = { ...found };
      while (c.dirty[utility] || found.residual > SETTLED) {
        isQuiet = false;
        c.dirty[utility] = false;
        if (++solves[utility] > most) most = solves[utility];
        c.settleLog.solves[utility]++;
        const accelerate = solves[utility] >= ACCELERATE_FROM ? c.acceleration[utility] : undefined;
        c.around.ports.use(utility, (rows, name) => solver.column(rows, name), accelerate);
        const outcome = timed(c, utility, () => solver.solve(c.around.time_s));
        if (!outcome.ok) failures.push({ utility, outcome });
        // A breaker that opens in this instant takes what hangs on it along, before that answers to a voltage that is gone.
        if (outcome.ok && solves[utility] < MAX_ROUNDS && solver.trip?.(c.around.time_s)) {
          c.dirty[utility] = true;
          acted.push(...(solver.drain?.() ?? []));
          continue;
        }
        timed(c, "devices", () => answer(c, utility, tripped));
        // A network that cannot be solved leaves nothing to exchange: the others go on with its last values.
        if (!outcome.ok && failures.length > 8) return done(false);
        c.around.ports.residual(utility, found);
        if (solves[utility] >= MAX_ROUNDS && found.residual > SETTLED) {
          worst = { ...found };
          return done(false);
        }
        if (!c.isNested) break;
      }
    }
    if (isQuiet) return done(failures.length === 0);
  }
  return done(false);
}

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
    // A plant that has to stand is another map.
    if (takeFlags(c)) c.acceleration.heat.reset();
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
    for (const other of c.order) c.acceleration[other].reset();
    c.plants.update();
    for (const device of c.devices) device.update();
    c.fed.update();
    takeFlags(c);
  }
  if (utility === "power") for (const device of c.voltageLed) device.update();
  if (anyTrip || (utility === "power" && c.buildings.hasOtherPower())) c.buildings.update();
}

/** Networks whose pumps were stopped or freed must be solved again; true when any was. */
function takeFlags(c: Coupling): boolean {
  let any = false;
  for (const utility of ["water", "heat"] as const) {
    if (!c.fed.changed[utility]) continue;
    c.dirty[utility] = true;
    c.fed.changed[utility] = false;
    any = true;
  }
  return any;
}

export function timed<T>(c: Coupling, phase: string, work: () => T): T {
  const from_ms = c.now_ms();
  const result = work();
  c.phases_ms[phase] = (c.phases_ms[phase] ?? 0) + c.now_ms() - from_ms;
  return result;
}
