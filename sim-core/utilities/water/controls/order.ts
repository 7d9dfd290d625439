import type { LinkAction } from "../../../model/schedule";
import { settingToK } from "../coefficients";
import { KIND, STATUS, type WaterNet } from "../net";

/** What a control or a rule does to a link, in rows and k. NaN: says nothing of it. */
export interface Order {
  readonly link: number;
  readonly status: number;
  readonly setting_k: number;
}

/** Something was switched or set: for the list of events. */
export type Told = (link: number, why: string) => void;

/** A simple control's: a status always, and beside it the setting that goes with it (none: fixed). */
export function controlOrder(net: WaterNet, action: LinkAction): Order {
  const link = net.links.row(action.link);
  const kind = net.kind[link]!;
  let setting = action.setting === undefined ? Number.NaN : settingToK(net.constants, kind, action.setting);
  if (kind === KIND.GPV) setting = 1;
  const status = action.status === "open" ? STATUS.OPEN : action.status === "closed" ? STATUS.CLOSED : STATUS.ACTIVE;
  return { link, status, setting_k: setting };
}

/** A rule's: a status or a setting, or neither (ACTIVE), which changes nothing but stands before lesser orders. */
export function ruleOrder(net: WaterNet, action: LinkAction): Order {
  const link = net.links.row(action.link);
  if (action.status !== undefined)
    return { link, status: action.status === "open" ? STATUS.OPEN : STATUS.CLOSED, setting_k: Number.NaN };
  return {
    link,
    status: Number.NaN,
    setting_k: settingToK(net.constants, net.kind[link]!, action.setting ?? Number.NaN),
  };
}

export const same = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));
