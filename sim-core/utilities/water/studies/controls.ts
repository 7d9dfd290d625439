import type { LinkAction, SimpleControl, WaterSchedule } from "../../../model/schedule";
import { KIND, STATUS, settingToK, type Tank, type WaterNet } from "../compile";
import type { PressureSwitch, WaterNetwork } from "../network";
import { tankVolume } from "../tanks";

const DAY_S = 86400;
const TIE_S = 5e-4;

/** What a control or rule does, in rows and k. NaN: leaves the setting as it is or fixed. */
interface Action {
  readonly link: number;
  readonly status: number;
  readonly setting_k: number;
}
type TimedControl = Action & { readonly kind: "time" | "clock"; readonly at_s: number };
type LevelControl = Action & {
  readonly kind: "level";
  readonly tank: Tank;
  readonly tankRow: number;
  readonly isAbove: boolean;
  readonly grade_k: number;
  readonly volume_k: number;
};
type Control = TimedControl | LevelControl;
const isLevel = (c: Control): c is LevelControl => c.kind === "level";

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

/** Simple controls by time, clock time and tank level. */
export class Controls {
  private readonly controls: readonly Control[];

  constructor(
    private readonly network: WaterNetwork,
    schedule: WaterSchedule,
    private readonly startClock_s: number,
  ) {
    const { net } = network;
    this.controls = schedule.controls.flatMap((c): Control[] => {
      const action = actionOf(net, c);
      const { when } = c as SimpleControl;
      if (when.kind === "time" || when.kind === "clock") return [{ ...action, kind: when.kind, at_s: when.at_s }];
      if (when.kind !== "level") return [];
      const node = net.nodes.row(when.node);
      const tankRow = net.tanks.findIndex((t) => t.node === node);
      if (tankRow < 0) return [];
      const tank = net.tanks[tankRow]!;
      const grade_k = net.elevation_k[node]! + when.level_m * net.constants.length_k;
      return [
        {
          ...action,
          kind: "level",
          tank,
          tankRow,
          isAbove: when.side === "above",
          grade_k,
          volume_k: tankVolume(tank, grade_k),
        },
      ];
    });
  }

  /** Acts on everything that is due at `time_s`; a level is due one second's volume early. */
  act(time_s: number): void {
    const { status, setting, net, head, outflow } = this.network;
    for (const c of this.controls) {
      let isDue: boolean;
      if (!isLevel(c)) isDue = (c.kind === "time" ? time_s : (time_s + this.startClock_s) % DAY_S) === c.at_s;
      else {
        const now = tankVolume(c.tank, head[c.tank.node]!);
        const early = Math.abs(outflow[c.tank.node]!);
        isDue = c.isAbove ? now >= c.volume_k - early : now <= c.volume_k + early;
      }
      if (!isDue) continue;
      const k = c.link;
      const kind = net.kind[k]!;
      const before = status[k]! <= STATUS.CLOSED ? STATUS.CLOSED : STATUS.OPEN;
      const wanted = kind > KIND.PIPE ? c.setting_k : setting[k]!;
      if (kind === KIND.PUMP && before === STATUS.CLOSED && c.status === STATUS.OPEN) this.network.resetPumpFlow(k);
      if (before !== c.status || !same(setting[k]!, wanted)) {
        status[k] = c.status;
        setting[k] = wanted;
        if (kind === KIND.PCV) this.network.updatePosition(k);
      }
    }
  }

  /** `step_s`, or less if a control that changes something comes first. */
  limitStep(time_s: number, step_s: number): number {
    const { status, setting, net, head, outflow, volume } = this.network;
    let step = step_s;
    for (const c of this.controls) {
      let t = 0;
      if (!isLevel(c)) {
        const now = c.kind === "time" ? time_s : (time_s + this.startClock_s) % DAY_S;
        t = c.at_s >= now || c.kind === "time" ? c.at_s - now : DAY_S - now + c.at_s;
      } else {
        const h = head[c.tank.node]!;
        const q = outflow[c.tank.node]!;
        if (Math.abs(q) <= net.constants.tinyFlow) continue;
        if (c.isAbove ? h < c.grade_k && q > 0 : h > c.grade_k && q < 0)
          t = wholeSecond((c.volume_k - volume[c.tankRow]!) / q);
      }
      if (t <= 0 || t >= step) continue;
      const isChange =
        (net.kind[c.link]! > KIND.PIPE && !same(setting[c.link]!, c.setting_k)) || status[c.link] !== c.status;
      if (isChange) step = t;
    }
    return step;
  }
}

/**
 * The whole second of an event x seconds ahead, as EPANET rounds it. Inflows carry noise of some 1e-7 of themselves (a
 * link without flow has a slope of 1e-7 ft/cfs, so the last bit of a head is 1e-6 cfs there); so near to a half second
 * that noise would decide, an event is early.
 */
export const wholeSecond = (x_s: number): number => Math.floor(x_s + 0.5 - TIE_S);
