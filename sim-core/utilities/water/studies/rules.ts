import type { ConditionRule, LinkAction, Premise, WaterSchedule } from "../../../model/schedule";
import { settingToK } from "../coefficients";
import { KIND, STATUS } from "../net";
import type { WaterNetwork } from "../network";

const DAY_S = 86400;
/** Numbers are compared with this tolerance, in the file's own units. */
const TOLERANCE = 1e-3;

interface Due {
  readonly priority: number;
  readonly action: LinkAction;
}

/** Rule-based controls, asked every rule step inside a hydraulic step. */
export class Rules {
  constructor(
    private readonly network: WaterNetwork,
    private readonly schedule: WaterSchedule,
  ) {}

  get count(): number {
    return this.schedule.rules.length;
  }

  /** Evaluates all rules at `time_s`, an interval of `step_s` after the last time. True when a link changed. */
  check(time_s: number, step_s: number): boolean {
    const begin_s = time_s - step_s + 1;
    // For each link the action of the highest priority; the first rule wins a draw.
    const due = new Map<string, Due>();
    for (const rule of this.schedule.rules) {
      const actions = this.holds(rule, begin_s, time_s) ? rule.actions : rule.otherwise;
      // The last action on a link within one rule is the one that counts.
      for (let i = actions.length - 1; i >= 0; i--) {
        const action = actions[i]!;
        const before = due.get(action.link);
        if (!before || rule.priority > before.priority) due.set(action.link, { priority: rule.priority, action });
      }
    }
    let isChanged = false;
    for (const { action } of due.values()) if (this.take(action)) isChanged = true;
    return isChanged;
  }

  private take(action: LinkAction): boolean {
    const { network } = this;
    const { net } = network;
    const k = net.links.row(action.link);
    const isClosed = network.status[k]! <= STATUS.CLOSED;
    if (action.status === "open" && isClosed) {
      network.setStatus(k, true);
      return true;
    }
    if (action.status === "closed" && !isClosed) {
      network.setStatus(k, false);
      return true;
    }
    if (action.setting === undefined || action.status !== undefined) return false;
    const value = settingToK(net.constants, net.kind[k]!, action.setting);
    if (Math.abs(value - network.setting[k]!) <= TOLERANCE) return false;
    network.setSetting(k, value);
    return true;
  }

  /** OR binds as "if false so far, test this"; AND after a false premise ends it. */
  private holds(rule: ConditionRule, begin_s: number, time_s: number): boolean {
    let result = true;
    for (const premise of rule.premises) {
      if (premise.logic === "or") {
        if (!result) result = this.isTrue(premise, begin_s, time_s);
      } else {
        if (!result) return false;
        result = this.isTrue(premise, begin_s, time_s);
      }
    }
    return result;
  }

  private isTrue(p: Premise, begin_s: number, time_s: number): boolean {
    if (p.variable === "time" || p.variable === "clocktime") return this.isTime(p, begin_s, time_s);
    if (p.status !== undefined) {
      const code = this.network.status[this.network.net.links.row(p.id)]!;
      const is = code <= STATUS.CLOSED ? "closed" : code === STATUS.ACTIVE ? "active" : "open";
      return p.relation === "=" ? is === p.status : p.relation === "<>" ? is !== p.status : false;
    }
    const x = this.value(p);
    if (Number.isNaN(x)) return false;
    const v = p.value!;
    switch (p.relation) {
      case "=":
        return Math.abs(x - v) <= TOLERANCE;
      case "<>":
        return Math.abs(x - v) >= TOLERANCE;
      case "<":
        return x <= v + TOLERANCE;
      case "<=":
        return x <= v - TOLERANCE;
      case ">":
        return x >= v - TOLERANCE;
      case ">=":
        return x >= v + TOLERANCE;
    }
  }

  /** Inequalities ask the instant, equality the interval since the last check. */
  private isTime(p: Premise, begin_s: number, time_s: number): boolean {
    const isClock = p.variable === "clocktime";
    const clock = (t: number): number => (isClock ? (t + this.schedule.startClock_s) % DAY_S : t);
    const [t1, t2] = [clock(begin_s), clock(time_s)];
    const x = p.value!;
    switch (p.relation) {
      case "<":
        return t2 < x;
      case "<=":
        return t2 <= x;
      case ">":
        return t2 > x;
      case ">=":
        return t2 >= x;
      default: {
        const isInside = t2 < t1 ? x >= t1 || x <= t2 : x >= t1 && x <= t2;
        return p.relation === "=" ? isInside : !isInside;
      }
    }
  }

  /** The premise's quantity in the file's units; NaN where there is none. */
  private value(p: Premise): number {
    const { network, schedule } = this;
    const { net } = network;
    const c = net.constants;
    const flowUnit = c.flow_k * schedule.units.flow_m3_s;
    const lengthUnit = c.length_k * schedule.units.length_m;
    if (p.object === "system") {
      let sum = 0;
      for (let i = 0; i < net.junctionCount; i++) sum += Math.max(0, network.fullDemand[i]!);
      return sum / flowUnit;
    }
    if (p.object === "link") {
      const k = net.links.row(p.id);
      if (p.variable === "flow") return Math.abs(network.flow[k]!) / flowUnit;
      const kind = net.kind[k]!;
      const unit =
        kind === KIND.FCV
          ? flowUnit
          : kind >= KIND.PRV && kind <= KIND.PBV
            ? c.pressure_k * schedule.units.pressure_m
            : 1;
      return network.setting[k]! / unit;
    }
    const i = net.nodes.row(p.id);
    const above = network.head[i]! - net.elevation_k[i]!;
    switch (p.variable) {
      case "demand":
        return network.outflow[i]! / flowUnit;
      case "head":
        return network.head[i]! / lengthUnit;
      case "pressure":
        return above / (c.pressure_k * schedule.units.pressure_m);
      case "level":
        return above / lengthUnit;
      default:
        return this.tankTime(p, i);
    }
  }

  private tankTime(p: Premise, node: number): number {
    const { network } = this;
    const row = network.net.tanks.findIndex((t) => t.node === node);
    if (row < 0) return Number.NaN;
    const tank = network.net.tanks[row]!;
    const q = network.outflow[node]!;
    if (p.variable === "filltime") return q <= 1e-6 ? Number.NaN : (tank.maxVolume_k - network.volume[row]!) / q;
    return q >= -1e-6 ? Number.NaN : (tank.minVolume_k - network.volume[row]!) / q;
  }
}
