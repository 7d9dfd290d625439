import type { LinkAction, SimpleControl, WaterSchedule } from "../../../model/schedule";
import { settingToK } from "../coefficients";
import { KIND, STATUS, type Tank, type WaterNet } from "../net";
import type { PressureSwitch, WaterNetwork } from "../network";
import { tankVolume } from "../tanks";

const DAY_S = 86400;
const TIE_S = 1e-4;

/** What a control or rule does, in rows and k. NaN: leaves the setting as it is or fixed. */
interface Action {
  readonly link: number;
  readonly status: number;
  readonly setting_k: number;
}
type TimedControl = Action & { readonly kind: "time"; readonly at_s: number };
type ClockControl = Action & { readonly kind: "clock"; readonly at_s: number };
type LevelControl = Action & {
  readonly kind: "level";
  readonly tank: Tank;
  readonly tankRow: number;
  readonly isAbove: boolean;
  readonly grade_k: number;
  readonly volume_k: number;
};

function actionOf(net: WaterNet, action: LinkAction): Action {
  const link = net.links.row(action.link);
  const kind = net.kind[link]!;
  let setting = action.setting === undefined ? Number.NaN : settingToK(net.constants, kind, action.setting);
  if (kind === KIND.GPV) setting = 1;
  const status = action.status === "open" ? STATUS.OPEN : action.status === "closed" ? STATUS.CLOSED : STATUS.ACTIVE;
  return { link, status, setting_k: setting };
}

/** Pressure controls go into the kernel: they act at convergence of a solve. */
export function pressureSwitches(net: WaterNet, schedule: WaterSchedule): PressureSwitch[] {
  return schedule.controls.flatMap((c) => {
    if (c.when.kind !== "pressure") return [];
    const node = net.nodes.row(c.when.node);
    const grade_k = net.elevation_k[node]! + c.when.pressure_m * net.constants.pressure_k;
    return [{ ...actionOf(net, c), node, isAbove: c.when.side === "above", grade_k }];
  });
}

const same = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));

/** Simple controls by time, clock time and tank level, each with its place in the file's order. */
export class Controls {
  /** Those that are asked at every step. */
  private readonly recurring: readonly { readonly order: number; readonly control: ClockControl | LevelControl }[];
  /** Those that act once, by their second; `instants` are these seconds, rising. */
  private readonly once = new Map<number, { order: number; control: TimedControl }[]>();
  private readonly instants: readonly number[];

  constructor(
    private readonly network: WaterNetwork,
    schedule: WaterSchedule,
    private readonly startClock_s: number,
  ) {
    const { net } = network;
    const recurring: { order: number; control: ClockControl | LevelControl }[] = [];
    schedule.controls.forEach((c: SimpleControl, order) => {
      const action = actionOf(net, c);
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
        if (tankRow < 0) return;
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
    const due = this.once.get(time_s) ?? NONE;
    let next = 0;
    for (const { order, control } of this.recurring) {
      while (next < due.length && due[next]!.order < order) this.take(due[next++]!.control);
      if (this.isDue(control, time_s)) this.take(control);
    }
    while (next < due.length) this.take(due[next++]!.control);
  }

  /** `step_s`, or less if a control that changes something comes first. */
  limitStep(time_s: number, step_s: number): number {
    let step = step_s;
    for (const { control } of this.recurring) {
      const t = this.secondsTo(control, time_s);
      if (t > 0 && t < step && this.isChange(control)) step = t;
    }
    const { instants } = this;
    let i = firstAfter(instants, time_s);
    for (; i < instants.length && instants[i]! - time_s < step; i++) {
      if (this.once.get(instants[i]!)!.some(({ control }) => this.isChange(control))) step = instants[i]! - time_s;
    }
    return step;
  }

  private isDue(c: ClockControl | LevelControl, time_s: number): boolean {
    if (c.kind === "clock") return (time_s + this.startClock_s) % DAY_S === c.at_s;
    const { head, outflow } = this.network;
    const now = tankVolume(c.tank, head[c.tank.node]!);
    const early = Math.abs(outflow[c.tank.node]!);
    return c.isAbove ? now >= c.volume_k - early : now <= c.volume_k + early;
  }

  /** 0 when it does not come at the present flows. */
  private secondsTo(c: ClockControl | LevelControl, time_s: number): number {
    if (c.kind === "clock") {
      const now = (time_s + this.startClock_s) % DAY_S;
      return c.at_s >= now ? c.at_s - now : DAY_S - now + c.at_s;
    }
    const { net, head, outflow, volume } = this.network;
    const h = head[c.tank.node]!;
    const q = outflow[c.tank.node]!;
    if (Math.abs(q) <= net.constants.tinyFlow) return 0;
    const isComing = c.isAbove ? h < c.grade_k && q > 0 : h > c.grade_k && q < 0;
    return isComing ? wholeSecond((c.volume_k - volume[c.tankRow]!) / q) : 0;
  }

  private isChange(c: Action): boolean {
    const { net, setting, status } = this.network;
    return (net.kind[c.link]! > KIND.PIPE && !same(setting[c.link]!, c.setting_k)) || status[c.link] !== c.status;
  }

  private take(c: Action): void {
    const { status, setting, net } = this.network;
    const k = c.link;
    const kind = net.kind[k]!;
    const before = status[k]! <= STATUS.CLOSED ? STATUS.CLOSED : STATUS.OPEN;
    const wanted = kind > KIND.PIPE ? c.setting_k : setting[k]!;
    if (kind === KIND.PUMP && before === STATUS.CLOSED && c.status === STATUS.OPEN) this.network.resetPumpFlow(k);
    if (before === c.status && same(setting[k]!, wanted)) return;
    status[k] = c.status;
    setting[k] = wanted;
    if (kind === KIND.PCV) this.network.updatePosition(k);
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
 * The whole second of an event x seconds ahead, as EPANET rounds it. Inflows carry noise of some 1e-7 of themselves (a
 * link without flow has a slope of 1e-7 ft/cfs, so the last bit of a head is 1e-6 cfs there); so near to a half second
 * that noise would decide, an event is early.
 */
export const wholeSecond = (x_s: number): number => Math.floor(x_s + 0.5 - TIE_S);
