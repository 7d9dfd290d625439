import type { Utility } from "../model/element";
import type { UtilitySolver } from "../utilities/contract";

/** A solver's instance broke: a trap in its code, or an answer that no solver gives. Its memory can no longer be trusted. */
export class Trap extends Error {
  constructor(
    readonly utility: Utility,
    cause: unknown,
  ) {
    super(`${utility}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "Trap";
  }
}

/** A solver behind a fence: what breaks inside it is a Trap with its name; while it is held it keeps its last values. */
export interface GuardedSolver extends UtilitySolver {
  /** The solver itself, to put into another coupling. */
  readonly inner: UtilitySolver;
  /** Held: nothing is solved and no store moves, so that its ports stay where they were. */
  isHeld: boolean;
}

const HELD = { ok: true, report: { iterations: 0, residual: 0, notes: [] } } as const;

/**
 * One fence for all four utilities. A failed solve is an Outcome and passes through; only what throws is a Trap,
 * because a solver that throws has left its instance in the middle of something.
 */
export function guard(inner: UtilitySolver): GuardedSolver {
  const fenced = <T>(call: () => T): T => {
    try {
      return call();
    } catch (error) {
      throw new Trap(inner.utility, error);
    }
  };
  const guarded: GuardedSolver = {
    inner,
    isHeld: false,
    utility: inner.utility,
    numbering: inner.numbering,
    column: (rows, name) => inner.column(rows, name),
    applyProfiles: (time_s) => {
      if (!guarded.isHeld) fenced(() => inner.applyProfiles(time_s));
    },
    solve: (time_s) => (guarded.isHeld ? HELD : fenced(() => inner.solve(time_s))),
    advance: (from_s, to_s) => (guarded.isHeld ? HELD : fenced(() => inner.advance(from_s, to_s))),
    nextEvent_s: (time_s) => (guarded.isHeld ? Number.POSITIVE_INFINITY : fenced(() => inner.nextEvent_s(time_s))),
    ...(inner.reachedAt_s
      ? {
          reachedAt_s: (...place: Parameters<NonNullable<UtilitySolver["reachedAt_s"]>>) =>
            guarded.isHeld ? Number.POSITIVE_INFINITY : fenced(() => inner.reachedAt_s!(...place)),
        }
      : {}),
    ...(inner.weather
      ? { weather: (air: Parameters<NonNullable<UtilitySolver["weather"]>>[0]) => inner.weather!(air) }
      : {}),
    ...(inner.act ? { act: (time_s: number) => !guarded.isHeld && fenced(() => inner.act!(time_s)) } : {}),
    ...(inner.trip ? { trip: (time_s: number) => !guarded.isHeld && fenced(() => inner.trip!(time_s)) } : {}),
    ...(inner.holds ? { holds: (time_s: number) => inner.holds!(time_s) } : {}),
    ...(inner.drain ? { drain: () => inner.drain!() } : {}),
    ...(inner.stored ? { stored: () => inner.stored!() } : {}),
    ...(inner.ownInflow ? { ownInflow: () => inner.ownInflow!() } : {}),
    apply: (target, field, op, value) => fenced(() => inner.apply(target, field, op, value)),
    save: () => inner.save(),
    restore: (state) => inner.restore(state),
  };
  return guarded;
}
