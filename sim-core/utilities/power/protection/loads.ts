import { exp } from "../../../../assembly/core/elementary";
import { bookInterruption, type Interruptions } from "../../../model/interruption";
import type { Grid } from "../bound";
import type { ClockWork, Clockwork } from "./clock";

/**
 * What loads want and do not get, and cold-load pickup: an outage lets the wish of a load that lost its diversity grow,
 *   dp/dt = (peak - p) / build while it is off,  dp/dt = (1 - p) / decay while it is on.
 * Source: the delayed exponential of IEEE practice (Ucak and Pahwa 1994) with the delay folded into `build`. Buildings
 * need none of it: their rooms warm while nothing cools them, and ask for more afterwards.
 */
export class Loads implements Clockwork {
  private readonly g: Grid;
  private readonly pickup: Float64Array;
  private readonly notServed: Float64Array;
  private readonly isOff: Uint8Array;
  private readonly booked: Interruptions;

  constructor({ g }: ClockWork) {
    this.g = g;
    this.pickup = g.kernel.column("load", "pickup_1") as Float64Array;
    this.pickup.fill(1);
    this.notServed = g.kernel.column("load", "notServed_J") as Float64Array;
    this.isOff = g.kernel.column("load", "isOff") as Uint8Array;
    this.booked = {
      dark_s: g.kernel.column("load", "dark_s") as Float64Array,
      outage_s: g.kernel.column("load", "outage_s") as Float64Array,
      sustained: g.kernel.column("load", "interruptions") as Int32Array,
      momentary: g.kernel.column("load", "momentary") as Int32Array,
    };
  }

  next_s(): number {
    return Number.POSITIVE_INFINITY;
  }

  private isServed(load: number): boolean {
    return this.g.isConnected[load] === 1 && this.g.isEnergised[this.g.net.loadBus[load]!] === 1;
  }

  advance(dt_s: number): void {
    for (let k = 0; k < this.notServed.length; k++) {
      const isServed = this.isServed(k);
      this.isOff[k] = isServed ? 0 : 1;
      if (!isServed) this.notServed[k]! += this.g.active[k]! * dt_s;
      bookInterruption(this.booked, k, isServed, dt_s);
    }
    for (const { load, peak_1, build_s, decay_s } of this.g.net.plan.coldLoads) {
      const isServed = this.isServed(load);
      const end_1 = isServed ? 1 : peak_1;
      if (this.pickup[load] === end_1) continue;
      const left = (this.pickup[load]! - end_1) * exp(-dt_s / (isServed ? decay_s : build_s));
      this.pickup[load] = end_1 + (Math.abs(left) < 1e-9 ? 0 : left);
    }
  }

  /** The wish of the step to come. */
  act(): boolean {
    let isChanged = false;
    for (const { load } of this.g.net.plan.coldLoads) {
      const factor = this.g.profileNow[load]! * this.pickup[load]!;
      const active = this.g.activeBase[load]! * factor;
      if (this.g.active[load] !== active) isChanged = true;
      this.g.active[load] = active;
      this.g.reactive[load] = this.g.reactiveBase[load]! * factor;
    }
    return isChanged;
  }
}
