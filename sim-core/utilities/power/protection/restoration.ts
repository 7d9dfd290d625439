import type { Outcome } from "../../../solve/outcome";
import { type Grid, joins } from "../bound";
import { type ClockWork, type Clockwork, countDown, percent } from "./clock";
import { CAUSE } from "./relays";

const WISH = { none: 0, isolate: 1, reclose: 2, tie: 3 } as const;
/** What was refused for want of capacity is asked again. */
const AGAIN_S = 900;
/** A tie may load its feeders to their rating. */
const MOST_1 = 1;

/**
 * What the control room of the network does after a relay has locked out, with the switching times of its switches:
 * 1. opens the faulted branch (`switchTime_s` of that branch), 2. closes the tripped breaker on what is sound before it
 * (of the relay), 3. closes normally open ties into what is sound behind it (of the tie), when nobody is overloaded by
 * what the dead part drew before: the closing is tried on the network, with all its flows, before it is done.
 * Not: a share of the dead part over a tie that cannot carry all of it.
 */
export class Restoration implements Clockwork {
  private readonly g: Grid;
  private readonly say: ClockWork["say"];
  private readonly solve: () => Outcome;
  private readonly timer: Float64Array;
  private readonly isRefused: Uint8Array;
  private readonly isFaulted: Uint8Array;
  private readonly isTripped: Uint8Array;
  private readonly isLocked: Uint8Array;
  private readonly cause: Int32Array;
  private readonly loading: Float64Array;
  private readonly port: { readonly live: Float64Array; readonly kept: Float64Array }[];
  private readonly hasSwitches: boolean;
  /** Nothing is armed: known after a look, unknown after a restored state. */
  private isCalm = false;
  /** Dead part of each bus, -1 alive; and what each part holds. Scratch of one look. */
  private readonly part: Int32Array;
  private readonly wish: Uint8Array;

  constructor({ g, say }: ClockWork, solve: () => Outcome) {
    this.g = g;
    this.say = say;
    this.solve = solve;
    const f64 = (rows: string, name: string) => g.kernel.column(rows, name) as Float64Array;
    const u8 = (rows: string, name: string) => g.kernel.column(rows, name) as Uint8Array;
    this.timer = f64("branch", "switchTimer_s");
    this.timer.fill(Number.NaN);
    this.isRefused = u8("branch", "isRefused");
    this.isFaulted = u8("branch", "isFaulted");
    this.isTripped = u8("relay", "isTripped");
    this.isLocked = u8("relay", "isLocked");
    this.cause = g.kernel.column("relay", "cause") as Int32Array;
    this.loading = f64("branch", "loading_1");
    this.port = [
      { live: f64("bus", "portPower_W"), kept: f64("bus", "carriedPower_W") },
      { live: f64("bus", "portReactive_var"), kept: f64("bus", "carriedReactive_var") },
    ];
    const { plan } = g.net;
    this.hasSwitches =
      plan.switchTime_s.some((s) => !Number.isNaN(s)) || plan.relayList.some((r) => !Number.isNaN(r.switchTime_s));
    this.part = new Int32Array(g.isEnergised.length);
    this.wish = new Uint8Array(g.isClosed.length);
  }

  next_s(): number {
    if (!this.hasSwitches) return Number.POSITIVE_INFINITY;
    this.arm();
    let next_s = Number.POSITIVE_INFINITY;
    if (this.isCalm) return next_s;
    for (let b = 0; b < this.timer.length; b++) if (this.timer[b]! > 0) next_s = Math.min(next_s, this.timer[b]!);
    return next_s;
  }

  advance(dt_s: number): void {
    if (!this.hasSwitches) return;
    this.arm();
    for (const { live, kept } of this.port)
      for (let i = 0; i < live.length; i++) if (this.g.isEnergised[i] === 1) kept[i] = live[i]!;
    if (this.isCalm) return;
    for (let b = 0; b < this.timer.length; b++) countDown(this.timer, b, dt_s);
  }

  act(): boolean {
    if (!this.hasSwitches || this.isCalm || !this.timer.includes(0)) return false;
    this.look();
    const { isClosed } = this.g;
    const { branches, plan } = this.g.net;
    const served = new Set<number>();
    let isSwitched = false;
    for (let b = 0; b < this.timer.length; b++) {
      if (this.timer[b] !== 0) continue;
      this.timer[b] = Number.NaN;
      const wish = this.wish[b]!;
      if (wish === WISH.none) continue;
      if (wish === WISH.isolate) {
        isClosed[b] = 0;
        isSwitched = true;
        this.tell(b, 3, "opened: the fault is isolated");
        continue;
      }
      const part = Math.max(this.part[this.g.net.from[b]!]!, this.part[this.g.net.to[b]!]!);
      // one switch at a time feeds a dead part: a second one would close a ring
      if (served.has(part)) continue;
      const worst = this.tryClosing(b, part);
      if (worst && worst.share_1 > MOST_1) {
        this.timer[b] = AGAIN_S;
        if (this.isRefused[b] === 1) continue;
        this.isRefused[b] = 1;
        const name = plan.nameOf(branches.ids[worst.branch]!);
        this.tell(
          b,
          2,
          `stays open: ${name} would carry ${percent(worst.share_1)} > ${percent(MOST_1)}`,
          worst.share_1,
        );
        continue;
      }
      if (!worst) {
        this.timer[b] = AGAIN_S;
        if (this.isRefused[b] === 0) this.tell(b, 2, "stays open: with it closed the network has no operating point");
        this.isRefused[b] = 1;
        continue;
      }
      served.add(part);
      isClosed[b] = 1;
      this.isRefused[b] = 0;
      isSwitched = true;
      this.tell(
        b,
        3,
        wish === WISH.tie ? "closed: it feeds what lost its own supply" : "closed again on what is sound",
      );
    }
    return isSwitched;
  }

  forget(): void {
    this.isCalm = false;
  }

  /** Starts the clocks of what is to be switched now, and stops those of what is not. */
  private arm(): void {
    const { plan } = this.g.net;
    const any = this.look();
    if (!any && this.isCalm) return;
    this.isCalm = !any;
    for (let b = 0; b < this.timer.length; b++) {
      const wish = any ? this.wish[b]! : WISH.none;
      if (wish === WISH.none) {
        this.timer[b] = Number.NaN;
        this.isRefused[b] = 0;
      } else if (Number.isNaN(this.timer[b]!))
        this.timer[b] = wish === WISH.reclose ? plan.relayList[plan.relayOf[b]!]!.switchTime_s : plan.switchTime_s[b]!;
    }
  }

  /** Finds the dead parts, and what each branch could do about them. False when everything lives. */
  private look(): boolean {
    const { from, to, incidence, plan } = this.g.net;
    const { isClosed, isEnergised } = this.g;
    if (!isEnergised.includes(0)) return false;
    const { part, wish } = this;
    part.fill(-1);
    let parts = 0;
    for (let start = 0; start < part.length; start++) {
      if (isEnergised[start] === 1 || part[start]! >= 0) continue;
      const list = [start];
      part[start] = parts;
      for (let head = 0; head < list.length; head++)
        for (let p = incidence.start[list[head]!]!; p < incidence.start[list[head]! + 1]!; p++) {
          const b = incidence.links[p]!;
          const other = from[b] === list[head] ? to[b]! : from[b]!;
          if (!joins(this.g, b) || part[other]! >= 0) continue;
          part[other] = parts;
          list.push(other);
        }
      parts++;
    }
    const isSick = new Uint8Array(parts);
    const isPending = new Uint8Array(parts);
    const hasHead = new Uint8Array(parts);
    const mark = (flags: Uint8Array, b: number) => {
      if (part[from[b]!]! >= 0) flags[part[from[b]!]!] = 1;
      if (part[to[b]!]! >= 0) flags[part[to[b]!]!] = 1;
    };
    for (let b = 0; b < isClosed.length; b++) {
      if (this.isFaulted[b] === 1 && isClosed[b] === 1) mark(isSick, b);
      const r = plan.relayOf[b]!;
      if (r >= 0 && this.isTripped[r] === 1 && this.isLocked[r] === 0) mark(isPending, b);
    }
    const partOf = (b: number): number => Math.max(part[from[b]!]!, part[to[b]!]!);
    /** Between a living bus and a dead part. */
    const isGate = (b: number) => partOf(b) >= 0 && Math.min(part[from[b]!]!, part[to[b]!]!) < 0;
    wish.fill(WISH.none);
    for (let b = 0; b < isClosed.length; b++) {
      const r = plan.relayOf[b]!;
      if (isClosed[b] === 1 || r < 0 || this.isLocked[r] === 0 || this.isTripped[r] === 0) continue;
      if (this.cause[r] !== CAUSE.fault || this.isFaulted[b] === 1 || Number.isNaN(plan.relayList[r]!.switchTime_s))
        continue;
      if (!isGate(b) || isSick[partOf(b)] === 1) continue;
      wish[b] = WISH.reclose;
      hasHead[partOf(b)] = 1;
    }
    for (let b = 0; b < isClosed.length; b++) {
      if (Number.isNaN(plan.switchTime_s[b]!) || wish[b] !== WISH.none || partOf(b) < 0) continue;
      const dead = partOf(b);
      if (isClosed[b] === 1) {
        if (this.isFaulted[b] === 1 && isPending[dead] === 0) wish[b] = WISH.isolate;
      } else if (
        this.g.net.isClosed[b] === 0 &&
        this.isFaulted[b] === 0 &&
        isGate(b) &&
        isSick[dead] + isPending[dead]! + hasHead[dead]! === 0
      )
        wish[b] = WISH.tie;
    }
    return true;
  }

  /** Closes a branch for trial, with the load that the dead part had; the worst loading that this makes worse. */
  private tryClosing(branch: number, part: number): { readonly branch: number; readonly share_1: number } | null {
    const { g } = this;
    const before = this.loading.slice();
    const ports = this.port.map(({ live }) => live.slice());
    const voltages = [g.voltage.slice(), g.angle.slice()] as const;
    for (const { live, kept } of this.port)
      for (let i = 0; i < live.length; i++) if (this.part[i] === part) live[i] = kept[i]!;
    g.isClosed[branch] = 1;
    const outcome = this.solve();
    let worst = { branch, share_1: 0 };
    for (let b = 0; b < this.loading.length; b++) {
      const share_1 = this.loading[b]!;
      // what was overloaded before is none of its doing
      if (share_1 > worst.share_1 && !(share_1 <= before[b]!)) worst = { branch: b, share_1 };
    }
    g.isClosed[branch] = 0;
    this.port.forEach(({ live }, k) => {
      live.set(ports[k]!);
    });
    g.voltage.set(voltages[0]);
    g.angle.set(voltages[1]);
    this.solve();
    return outcome.ok ? worst : null;
  }

  private tell(b: number, priority: 2 | 3, text: string, value = Number.NaN): void {
    const element = this.g.net.branches.ids[b]!;
    const limit = Number.isNaN(value) ? Number.NaN : MOST_1;
    this.say({
      element,
      quantity: Number.isNaN(value) ? "isClosed" : "loading_1",
      value,
      limit,
      unit: "1",
      priority,
      text,
    });
  }
}
