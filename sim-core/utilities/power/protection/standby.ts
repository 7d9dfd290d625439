import type { Grid } from "../bound";
import { type ClockWork, type Clockwork, countDown, percent, seconds } from "./clock";
import type { Standby } from "./plan";

const MODE = { stands: 0, starting: 1, running: 2, mainsBack: 3, stopped: 4 } as const;
/** Share of full-load fuel that an engine burns without load. */
const IDLE_1 = 0.15;
/** It holds 10 % more than rated, not more (ISO 8528, prime power). */
const MOST_1 = 1.1;

/**
 * Standby generators: start when their bus dies, open the changeover, carry the site on their own, and give it back
 * after the mains has been there for a while. Out of fuel or overloaded they stop until the mains returns.
 */
export class Standbys implements Clockwork {
  private readonly g: Grid;
  private readonly say: ClockWork["say"];
  private readonly list: readonly Standby[];
  private readonly mode: Int32Array;
  private readonly timer: Float64Array;
  private readonly fuel: Float64Array;
  private readonly fuelTime: Float64Array;
  private readonly isFaulted: Uint8Array;
  private readonly isTripped: Uint8Array;

  constructor({ g, say }: ClockWork) {
    this.g = g;
    this.say = say;
    this.list = g.net.plan.standbyList;
    const f64 = (name: string) => g.kernel.column("standby", name) as Float64Array;
    this.mode = g.kernel.column("standby", "mode") as Int32Array;
    this.timer = f64("timer_s");
    this.fuel = f64("fuel_m3");
    this.fuelTime = f64("fuelTime_s");
    this.isFaulted = g.kernel.column("branch", "isFaulted") as Uint8Array;
    this.isTripped = g.kernel.column("relay", "isTripped") as Uint8Array;
    this.list.forEach(({ tank_m3, source }, k) => {
      this.mode[k] = g.isOn[source] === 1 ? MODE.running : MODE.stands;
      this.timer[k] = Number.NaN;
      this.fuel[k] = tank_m3;
      this.fuelTime[k] = Number.NaN;
    });
  }

  private isOn(k: number): boolean {
    return this.mode[k] === MODE.running || this.mode[k] === MODE.mainsBack;
  }

  private rate_m3_s(k: number): number {
    const { rated_W, fuelUse_m3_J, source } = this.list[k]!;
    return fuelUse_m3_J * (IDLE_1 * rated_W + (1 - IDLE_1) * Math.max(this.g.power[source]!, 0));
  }

  /** True when the network beyond one of its changeover branches is alive. */
  private hasMains(k: number): boolean {
    const { bus, changeover } = this.list[k]!;
    const { from, to } = this.g.net;
    return changeover.some((b) => {
      const far = from[b] === bus ? to[b]! : from[b]!;
      return this.g.isEnergised[far] === 1 && this.mayClose(b);
    });
  }

  private mayClose(branch: number): boolean {
    const relay = this.g.net.plan.relayOf[branch]!;
    return (
      this.g.net.isClosed[branch] === 1 && this.isFaulted[branch] === 0 && (relay < 0 || this.isTripped[relay] === 0)
    );
  }

  private arm(): void {
    for (let k = 0; k < this.list.length; k++) {
      const { bus, start_s, return_s } = this.list[k]!;
      if (this.mode[k] === MODE.stands && this.g.isEnergised[bus] === 0 && this.fuel[k]! > 0) {
        this.mode[k] = MODE.starting;
        this.timer[k] = start_s;
      } else if (this.mode[k] === MODE.starting && this.g.isEnergised[bus] === 1) {
        this.mode[k] = MODE.stands;
        this.timer[k] = Number.NaN;
      } else if (this.mode[k] === MODE.running && this.hasMains(k)) {
        this.mode[k] = MODE.mainsBack;
        this.timer[k] = return_s;
      } else if (this.mode[k] === MODE.mainsBack && !this.hasMains(k)) {
        this.mode[k] = MODE.running;
        this.timer[k] = Number.NaN;
      } else if (this.mode[k] === MODE.stopped && this.g.isEnergised[bus] === 1 && this.fuel[k]! > 0)
        this.mode[k] = MODE.stands;
      this.fuelTime[k] = this.isOn(k) ? this.fuel[k]! / this.rate_m3_s(k) : Number.NaN;
    }
  }

  next_s(): number {
    this.arm();
    let next_s = Number.POSITIVE_INFINITY;
    for (let k = 0; k < this.list.length; k++) {
      if (this.timer[k]! > 0) next_s = Math.min(next_s, this.timer[k]!);
      if (this.isOn(k)) next_s = Math.min(next_s, this.fuelTime[k]!);
    }
    return next_s;
  }

  advance(dt_s: number): void {
    this.arm();
    for (let k = 0; k < this.list.length; k++) {
      countDown(this.timer, k, dt_s);
      if (!this.isOn(k)) continue;
      const { tank_m3 } = this.list[k]!;
      const left_m3 = this.fuel[k]! - this.rate_m3_s(k) * dt_s;
      this.fuel[k] = left_m3 > 1e-9 * tank_m3 ? left_m3 : 0;
      this.fuelTime[k] = this.fuel[k]! / this.rate_m3_s(k);
    }
  }

  act(): boolean {
    let isSwitched = false;
    for (let k = 0; k < this.list.length; k++) {
      const { source, changeover, tank_m3 } = this.list[k]!;
      if (this.isOn(k) && this.fuel[k] === 0) {
        this.stop(k, MODE.stopped);
        this.tell(k, 1, "stopped: out of fuel", 0, "fuel_m3", "m3");
        isSwitched = true;
      } else if (this.timer[k] === 0) {
        this.timer[k] = Number.NaN;
        if (this.mode[k] === MODE.starting) {
          this.mode[k] = MODE.running;
          this.g.isOn[source] = 1;
          for (const b of changeover) this.g.isClosed[b] = 0;
          this.tell(
            k,
            3,
            `carries its site: ${percent(this.fuel[k]! / tank_m3)} of its fuel left`,
            this.fuel[k]!,
            "fuel_m3",
            "m3",
          );
          isSwitched = true;
        } else if (this.mode[k] === MODE.mainsBack) {
          this.stop(k, MODE.stands);
          this.tell(k, 4, "gave its site back to the mains", this.fuel[k]!, "fuel_m3", "m3");
          isSwitched = true;
        }
      }
    }
    return isSwitched;
  }

  trip(): boolean {
    let isSwitched = false;
    for (let k = 0; k < this.list.length; k++) {
      const { source, rated_W } = this.list[k]!;
      const power_W = this.g.power[source]!;
      if (!this.isOn(k) || !(power_W > MOST_1 * rated_W)) continue;
      this.stop(k, MODE.stopped);
      const text = `stopped: ${percent(power_W / rated_W)} of its rating after ${seconds(0)}`;
      this.tell(k, 1, text.replace(" after 0 s", ""), power_W, "power_W", "W", MOST_1 * rated_W);
      isSwitched = true;
    }
    return isSwitched;
  }

  private stop(k: number, mode: number): void {
    const { source, changeover } = this.list[k]!;
    this.mode[k] = mode;
    this.timer[k] = Number.NaN;
    this.g.isOn[source] = 0;
    for (const b of changeover) if (this.mayClose(b)) this.g.isClosed[b] = 1;
  }

  private tell(
    k: number,
    priority: 1 | 3 | 4,
    text: string,
    value: number,
    quantity: string,
    unit: string,
    limit = Number.NaN,
  ) {
    this.say({ element: this.g.net.plan.standbys.ids[k]!, quantity, value, limit, unit, priority, text });
  }
}
