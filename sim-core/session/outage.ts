import type { Utility } from "../model/element";

/** For how many ticks a broken solver's last values are held and it is tried again; afterwards it is out of service. */
export const HELD_TICKS = 6;

/** What a run lost of one utility: ticks at which its figures are not the model's. */
export interface Outage {
  readonly utility: Utility;
  readonly fromTick: number;
  /** Last tick at which its values are known to be held, because solving it there broke it again. */
  heldThrough: number;
  /** From here on it is not tried any more and its figures are absent; null while there is hope. */
  outFromTick: number | null;
  /** First tick that was solved again; null while it is held or out of service. */
  untilTick: number | null;
  readonly what: string;
}

/** A solver that broke and was opened anew, and the ticks that were gone through again: nothing is lost. */
export interface Recovery {
  readonly utility: Utility;
  readonly tick: number;
  readonly fromTick: number;
  readonly what: string;
}

export const isOutAt = (o: Outage, tick: number): boolean => o.outFromTick !== null && tick >= o.outFromTick;

export const isHeldAt = (o: Outage, tick: number): boolean =>
  (tick >= o.fromTick && tick <= o.heldThrough) || isOutAt(o, tick);
