import type { Grid } from "../bound";
import { type ClockWork, type Clockwork, countDown, DUE_s, percent, reachesSource, seconds } from "./clock";
import { tripTime_s } from "./curve";
import type { Relay } from "./plan";

export const CAUSE = { none: 0, overcurrent: 1, fault: 2 } as const;

/**
 * Overcurrent relays. Each travels to its trip at the rate of its curve, falls back below its setting, opens its branch,
 * recloses after its dead times and locks out after the last. A short circuit is not a current here but a mark on a
 * branch: the relays that feed it trip in the same instant, which is short against everything else in the district.
 */
export class Relays implements Clockwork {
  private readonly g: Grid;
  private readonly say: ClockWork["say"];
  private readonly list: readonly Relay[];
  private readonly current: Float64Array;
  private readonly rating: Float64Array;
  private readonly isFaulted: Uint8Array;
  private readonly isTripped: Uint8Array;
  private readonly isLocked: Uint8Array;
  private readonly cause: Int32Array;
  private readonly travel: Float64Array;
  private readonly above: Float64Array;
  private readonly shots: Int32Array;
  private readonly timer: Float64Array;

  constructor({ g, say }: ClockWork) {
    this.g = g;
    this.say = say;
    this.list = g.net.plan.relayList;
    const f64 = (rows: string, name: string) => g.kernel.column(rows, name) as Float64Array;
    this.current = f64("branch", "current_A");
    this.rating = f64("branch", "rating_A");
    this.isFaulted = g.kernel.column("branch", "isFaulted") as Uint8Array;
    this.isTripped = g.kernel.column("relay", "isTripped") as Uint8Array;
    this.isLocked = g.kernel.column("relay", "isLocked") as Uint8Array;
    this.cause = g.kernel.column("relay", "cause") as Int32Array;
    this.travel = f64("relay", "travel_1");
    this.above = f64("relay", "above_s");
    this.shots = g.kernel.column("relay", "shots") as Int32Array;
    this.timer = f64("relay", "timer_s");
    this.timer.fill(Number.NaN);
  }

  private multiple_1(r: number): number {
    const { branch, pickup_A } = this.list[r]!;
    return this.g.isClosed[branch] === 1 ? this.current[branch]! / pickup_A : 0;
  }

  /** Until it trips at the present current. A travel is a sum of shares: its rounding is far below a microsecond. */
  private left_s(r: number): number {
    const multiple = this.multiple_1(r);
    if (multiple <= 1) return Number.POSITIVE_INFINITY;
    const { curve, time } = this.list[r]!;
    return Math.max(1 - this.travel[r]!, 0) * tripTime_s(curve, time, multiple);
  }

  next_s(): number {
    let next_s = Number.POSITIVE_INFINITY;
    for (let r = 0; r < this.list.length; r++) {
      if (this.timer[r]! > 0) next_s = Math.min(next_s, this.timer[r]!);
      next_s = Math.min(next_s, this.left_s(r));
    }
    return next_s;
  }

  advance(dt_s: number): void {
    for (let r = 0; r < this.list.length; r++) {
      const { branch, curve, time, reset_s } = this.list[r]!;
      countDown(this.timer, r, dt_s);
      // closed by somebody else: a person, or restoration
      if (this.isTripped[r] === 1 && this.g.isClosed[branch] === 1) this.forget(r);
      const multiple = this.multiple_1(r);
      if (multiple > 1) {
        this.travel[r]! += dt_s / tripTime_s(curve, time, multiple);
        this.above[r]! += dt_s;
      } else {
        this.above[r] = 0;
        this.travel[r] = reset_s > 0 ? Math.max(this.travel[r]! - dt_s / reset_s, 0) : 0;
      }
    }
  }

  act(): boolean {
    let isSwitched = false;
    for (let r = 0; r < this.list.length; r++) {
      const relay = this.list[r]!;
      if (this.timer[r] === 0) {
        if (this.isTripped[r] === 1) {
          this.g.isClosed[relay.branch] = 1;
          this.isTripped[r] = 0;
          this.timer[r] = relay.reclaim_s;
          this.tell(r, 3, `reclosed after ${seconds(relay.dead_s[this.shots[r]! - 1]!)}`, this.shots[r]!, "shots", "1");
          isSwitched = true;
        } else {
          this.shots[r] = 0;
          this.timer[r] = Number.NaN;
        }
      }
      if (this.left_s(r) > DUE_s) continue;
      this.open(r, CAUSE.overcurrent, `for ${seconds(this.above[r]!)}`);
      isSwitched = true;
    }
    return isSwitched;
  }

  trip(): boolean {
    let isSwitched = false;
    for (let r = 0; r < this.list.length; r++) {
      const { branch, instantaneous_A } = this.list[r]!;
      if (this.g.isClosed[branch] === 0 || !(this.current[branch]! > instantaneous_A)) continue;
      this.open(r, CAUSE.overcurrent, "at once");
      isSwitched = true;
    }
    if (!this.isFaulted.includes(1)) return isSwitched;
    for (let b = 0; b < this.isFaulted.length; b++)
      if (this.isFaulted[b] === 1 && this.isLive(b)) isSwitched = this.clear(b) || isSwitched;
    return isSwitched;
  }

  private isLive(branch: number): boolean {
    const { from, to } = this.g.net;
    const { isEnergised, isClosed } = this.g;
    return isClosed[branch] === 1 && (isEnergised[from[branch]!] === 1 || isEnergised[to[branch]!] === 1);
  }

  /** Opens whatever feeds a short circuit: the nearest relays towards each source; without any, the branch's own fuse. */
  private clear(fault: number): boolean {
    const { from, to, incidence, plan, branches } = this.g.net;
    const { isClosed } = this.g;
    const name = plan.nameOf(branches.ids[fault]!);
    const own = plan.relayOf[fault]!;
    const bounds = new Set<number>();
    if (own < 0) {
      const seen = new Uint8Array(this.g.isEnergised.length);
      const list = [from[fault]!, to[fault]!];
      for (const bus of list) seen[bus] = 1;
      for (let head = 0; head < list.length; head++) {
        const bus = list[head]!;
        for (let p = incidence.start[bus]!; p < incidence.start[bus + 1]!; p++) {
          const b = incidence.links[p]!;
          if (isClosed[b] === 0) continue;
          const other = from[b] === bus ? to[b]! : from[b]!;
          if (plan.relayOf[b]! >= 0) bounds.add(b);
          else if (seen[other] === 0) {
            seen[other] = 1;
            list.push(other);
          }
        }
      }
      const isCut = (b: number) => bounds.has(b);
      const feeding = [...bounds].filter(
        (b) =>
          (seen[from[b]!] === 0 && reachesSource(this.g, from[b]!, isCut)) ||
          (seen[to[b]!] === 0 && reachesSource(this.g, to[b]!, isCut)),
      );
      if (feeding.length > 0 && !reachesSource(this.g, from[fault]!, isCut)) {
        for (const b of feeding) this.open(plan.relayOf[b]!, CAUSE.fault, `on a fault of ${name}`);
        return true;
      }
      isClosed[fault] = 0;
      const text = "opened by its fuse: it is faulted, and no relay stands between it and its source";
      const nothing = { value: Number.NaN, limit: Number.NaN, unit: "1" };
      this.say({ element: branches.ids[fault]!, quantity: "isFaulted", ...nothing, priority: 1, text });
      return true;
    }
    this.open(own, CAUSE.fault, "on its own fault");
    return true;
  }

  private open(r: number, cause: number, why: string): void {
    const { branch, dead_s, pickup_A } = this.list[r]!;
    const whole_A = Number.isNaN(this.rating[branch]!) ? pickup_A : this.rating[branch]!;
    const share = this.current[branch]! / whole_A;
    this.g.isClosed[branch] = 0;
    this.isTripped[r] = 1;
    this.cause[r] = cause;
    this.travel[r] = 0;
    this.above[r] = 0;
    const mayReclose = this.shots[r]! < dead_s.length;
    this.timer[r] = mayReclose ? dead_s[this.shots[r]!]! : Number.NaN;
    this.isLocked[r] = mayReclose ? 0 : 1;
    const after = mayReclose ? "" : dead_s.length > 0 ? ", locked out" : "";
    if (mayReclose) this.shots[r]!++;
    if (cause === CAUSE.fault) this.tell(r, 1, `tripped ${why}${after}`, Number.NaN, "isFaulted", "1");
    else this.tell(r, 1, `tripped: ${percent(share)} ${why}${after}`, share, "loading_1", "1", pickup_A / whole_A);
  }

  private forget(r: number): void {
    this.isTripped[r] = 0;
    this.isLocked[r] = 0;
    this.shots[r] = 0;
    this.timer[r] = Number.NaN;
  }

  private tell(
    r: number,
    priority: 1 | 3,
    text: string,
    value: number,
    quantity: string,
    unit: string,
    limit = Number.NaN,
  ): void {
    const element = this.g.net.branches.ids[this.list[r]!.branch]!;
    this.say({ element, quantity, value, limit, unit, priority, text });
  }
}
