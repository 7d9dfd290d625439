import type { SimpleControl, WaterSchedule } from "../../../model/schedule";
import { KIND, STATUS, type Tank, type WaterNet } from "../net";
import type { PressureSwitch, WaterNetwork } from "../network";
import { tankVolume } from "../tanks";
import { BY, type Hands, NO_ORDER } from "./hands";
import { controlOrder, type Order, same, type Told } from "./order";

const DAY_S = 86400;
const TIE_S = 1e-4;

type TimedControl = Order & { readonly kind: "time"; readonly at_s: number };
type ClockControl = Order & { readonly kind: "clock"; readonly at_s: number };
type LevelControl = Order & {
  readonly kind: "level";
  readonly tank: Tank;
  readonly tankRow: number;
  readonly isAbove: boolean;
  readonly grade_k: number;
  readonly volume_k: number;
};
/** By the level of a reservoir: EPANET takes it for a tank without breadth, which is full and empty at all times. */
type StandingControl = Order & { readonly kind: "standing"; readonly node: number };
type RecurringControl = ClockControl | LevelControl | StandingControl;
type Control = TimedControl | RecurringControl;

/** Pressure controls go into the kernel: they act at convergence of a solve. */
export function pressureSwitches(net: WaterNet, schedule: WaterSchedule): PressureSwitch[] {
  return schedule.controls.flatMap((c) => {
    if (c.when.kind !== "pressure") return [];
    const node = net.nodes.row(c.when.node);
    const grade_k = net.elevation_k[node]! + c.when.pressure_m * net.constants.pressure_k;
    return [{ ...controlOrder(net, c), node, isAbove: c.when.side === "above", grade_k }];
  });
}

/** Simple controls by time, clock time and tank level, each with its place in the file's order. */
export class Controls {
  /** Those that are asked at every step. */
  private readonly recurring: readonly { readonly order: number; readonly control: RecurringControl }[];
  /** Those that act once, by their second; `instants` are these seconds, rising. */
  private readonly once = new Map<number, { order: number; control: TimedControl }[]>();
  private readonly instants: readonly number[];
  private readonly startClock_s: number;

  constructor(
    private readonly network: WaterNetwork,
    schedule: WaterSchedule,
    private readonly hands: Hands,
    private readonly told?: Told,
  ) {
    const { net } = network;
    this.startClock_s = schedule.startClock_s;
    const recurring: { order: number; control: RecurringControl }[] = [];
    schedule.controls.forEach((c: SimpleControl, order) => {
      const action = controlOrder(net, c);
      const { when } = c;
      if (when.kind === "time") {
        const list = this.once.get(when.at_s) ?? [];
        this.once.set(when.at_s, list);
        list.push({ order, control: { ...action, kind: "time", at_s: when.at_s } });
      } else if (when.kind === "clock")
        recurring.push({ order, control: { ...action, kind: "clock", at_s: when.at_s } });
      else if (when.kind === "level") {
        const node = net.nodes.row(when.node);
        const tankRow = net.tanks.findIndex((t) => t.node === node);
        if (tankRow < 0) {
          recurring.push({ order, control: { ...action, kind: "standing", node } });
          return;
        }
        const tank = net.tanks[tankRow]!;
        const grade_k = net.elevation_k[node]! + when.level_m * net.constants.length_k;
        const isAbove = when.side === "above";
        const volume_k = tankVolume(tank, grade_k);
        recurring.push({ order, control: { ...action, kind: "level", tank, tankRow, isAbove, grade_k, volume_k } });
      }
    });
    this.recurring = recurring;
    this.instants = [...this.once.keys()].sort((a, b) => a - b);
  }

  /** Acts on everything that is due at `time_s`, in the file's order; a level is due one second's volume early. */
  act(time_s: number): void {
    const held = this.hands.held();
    if (held.length === 0) {
      for (const { control } of this.due(time_s)) this.take(control);
      return;
    }
    const standing = new Map<number, { order: number; control: Control }>();
    for (const one of this.due(time_s))
      if (this.hands.isHeld(one.control.link)) standing.set(one.control.link, one);
      else this.take(one.control);
    for (const k of held) {
      const one = standing.get(k);
      if (this.hands.look(BY.CONTROLS, k, one?.order ?? NO_ORDER)) this.take(one!.control);
    }
  }

  /** The first instant before `end_s` at which a control changes something; `end_s` if there is none. */
  limit(time_s: number, end_s: number): number {
    let end = end_s;
    for (const { control } of this.recurring) {
      const at = this.comesAt(control, time_s);
      if (at > time_s && at < end && this.isChange(control)) end = at;
    }
    const { instants } = this;
    for (let i = firstAfter(instants, time_s); i < instants.length && instants[i]! < end; i++)
      if (this.once.get(instants[i]!)!.some(({ control }) => this.isChange(control))) end = instants[i]!;
    return end;
  }

  private *due(time_s: number): Generator<{ order: number; control: Control }> {
    const timed = this.once.get(time_s) ?? NONE;
    let next = 0;
    for (const one of this.recurring) {
      while (next < timed.length && timed[next]!.order < one.order) yield timed[next++]!;
      if (this.isDue(one.control, time_s)) yield one;
    }
    while (next < timed.length) yield timed[next++]!;
  }

  private isDue(c: RecurringControl, time_s: number): boolean {
    if (c.kind === "standing") return true;
    if (c.kind === "clock") return (time_s + this.startClock_s) % DAY_S === c.at_s;
    const { head, outflow } = this.network;
    const now = tankVolume(c.tank, head[c.tank.node]!);
    const early = Math.abs(outflow[c.tank.node]!);
    return c.isAbove ? now >= c.volume_k - early : now <= c.volume_k + early;
  }

  /** Infinity when it does not come at the present flows. */
  private comesAt(c: RecurringControl, time_s: number): number {
    if (c.kind === "standing") return Number.POSITIVE_INFINITY;
    if (c.kind === "clock") {
      const second = Math.floor(time_s);
      const wait = (c.at_s - ((second + this.startClock_s) % DAY_S) + DAY_S) % DAY_S;
      return second + wait > time_s ? second + wait : second + DAY_S;
    }
    const { net, head, outflow, volume } = this.network;
    const h = head[c.tank.node]!;
    const q = outflow[c.tank.node]!;
    if (Math.abs(q) <= net.constants.tinyFlow) return Number.POSITIVE_INFINITY;
    const isComing = c.isAbove ? h < c.grade_k && q > 0 : h > c.grade_k && q < 0;
    return isComing ? wholeSecond(time_s, (c.volume_k - volume[c.tankRow]!) / q) : Number.POSITIVE_INFINITY;
  }

  private isChange(c: Order): boolean {
    const { net, setting } = this.network;
    const k = c.link;
    if (this.hands.isHeld(k)) return true;
    return (net.kind[k]! > KIND.PIPE && !same(setting[k]!, c.setting_k)) || this.network.commanded(k) !== c.status;
  }

  private take(c: Control): void {
    const { network } = this;
    const { setting, net } = network;
    const k = c.link;
    const kind = net.kind[k]!;
    const has = network.commanded(k);
    const before = has <= STATUS.CLOSED ? STATUS.CLOSED : STATUS.OPEN;
    const wanted = kind > KIND.PIPE ? c.setting_k : setting[k]!;
    if (kind === KIND.PUMP && before === STATUS.CLOSED && c.status === STATUS.OPEN) network.resetPumpFlow(k);
    if (before === c.status && same(setting[k]!, wanted)) return;
    const isNews = before !== Math.min(c.status, STATUS.OPEN) || !same(setting[k]!, wanted);
    network.command(k, c.status);
    setting[k] = wanted;
    if (kind === KIND.PCV) network.updatePosition(k);
    if (isNews) this.told?.(k, this.reason(c));
  }

  private reason(c: Control): string {
    const { net } = this.network;
    if (c.kind === "standing") return `level of the reservoir ${net.nodes.ids[c.node]}`;
    if (c.kind !== "level") return "at its time";
    const level_m = (c.grade_k - c.tank.bottom_k) / net.constants.length_k;
    return `level of ${net.nodes.ids[c.tank.node]} ${c.isAbove ? "above" : "below"} ${level_m.toFixed(2)} m`;
  }
}

const NONE: readonly never[] = [];

/** Place of the first number above x in a rising list. */
function firstAfter(list: readonly number[], x: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The whole second of an event `ahead_s` from now, as EPANET rounds it. Inflows carry noise of some 1e-7 of themselves
 * (a link without flow has a slope of 1e-7 ft/cfs, so the last bit of a head is 1e-6 cfs there); so near to a half
 * second that noise would decide, an event is early.
 */
export const wholeSecond = (time_s: number, ahead_s: number): number => Math.floor(time_s + ahead_s + 0.5 - TIE_S);
