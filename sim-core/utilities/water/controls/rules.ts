import type { ConditionRule, Premise, WaterSchedule } from "../../../model/schedule";
import { KIND, STATUS, type Tank, type WaterNet } from "../net";
import type { WaterNetwork } from "../network";
import { BY, type Hands, NO_ORDER } from "./hands";
import { type Order, ruleOrder, type Told } from "./order";

const DAY_S = 86400;
/** Numbers are compared with this tolerance, in the file's own units. */
const TOLERANCE = 1e-3;

/** What a premise looks at, in rows; `unit` is one of the file's units in k. */
interface Test {
  readonly isOr: boolean;
  readonly relation: Premise["relation"];
  readonly of: "clock" | "time" | "status" | "number";
  readonly value: number;
  /** A status: closed, active, or any other. */
  readonly status: number;
  readonly row: number;
  read(): number;
}

interface CompiledRule {
  readonly name: string;
  readonly priority: number;
  readonly tests: readonly Test[];
  readonly actions: readonly NumberedOrder[];
  readonly otherwise: readonly NumberedOrder[];
}

interface NumberedOrder extends Order {
  /** Its place among all orders of all rules. */
  readonly number: number;
}

interface Due {
  readonly rule: CompiledRule;
  readonly order: NumberedOrder;
}

/** Rule-based controls as tables, asked every rule step inside a hydraulic step. */
export class Rules {
  private readonly rules: readonly CompiledRule[];
  /** Links that some rule orders about. */
  private readonly targets: ReadonlySet<number>;

  constructor(
    private readonly network: WaterNetwork,
    private readonly schedule: WaterSchedule,
    private readonly hands: Hands,
    private readonly told?: Told,
  ) {
    let number = 0;
    const orders = (list: ConditionRule["actions"]): NumberedOrder[] =>
      list.map((action) => ({ ...ruleOrder(network.net, action), number: number++ }));
    this.rules = schedule.rules.map((rule) => ({
      name: rule.name,
      priority: rule.priority,
      tests: rule.premises.map((p) => testOf(network, schedule, p)),
      actions: orders(rule.actions),
      otherwise: orders(rule.otherwise),
    }));
    this.targets = new Set(this.rules.flatMap((r) => [...r.actions, ...r.otherwise].map((o) => o.link)));
  }

  get count(): number {
    return this.rules.length;
  }

  /** Evaluates all rules at `time_s`, an interval of `step_s` after the last time. True when a link changed. */
  check(time_s: number, step_s: number): boolean {
    const due = this.decide(time_s, step_s);
    let isChanged = false;
    for (const k of this.hands.held()) {
      if (!this.targets.has(k)) continue;
      if (!this.hands.look(BY.RULES, k, due.get(k)?.order.number ?? NO_ORDER)) due.delete(k);
    }
    for (const { rule, order } of due.values())
      if (this.isChange(order)) {
        this.take(order);
        this.told?.(order.link, `rule ${rule.name}`);
        isChanged = true;
      }
    return isChanged;
  }

  /** Whether `check` would change anything. */
  isDue(time_s: number, step_s: number): boolean {
    const due = this.decide(time_s, step_s);
    for (const k of this.hands.held()) {
      if (!this.targets.has(k)) continue;
      if (this.hands.isNews(BY.RULES, k, due.get(k)?.order.number ?? NO_ORDER)) return true;
      due.delete(k);
    }
    for (const { order } of due.values()) if (this.isChange(order)) return true;
    return false;
  }

  /** For each link the order of the highest priority; the first wins a draw, within a rule too. */
  private decide(time_s: number, step_s: number): Map<number, Due> {
    const begin_s = time_s - step_s + 1;
    const due = new Map<number, Due>();
    for (const rule of this.rules) {
      const orders = this.holds(rule, begin_s, time_s) ? rule.actions : rule.otherwise;
      for (const order of orders) {
        const before = due.get(order.link);
        if (!before || rule.priority > before.rule.priority) due.set(order.link, { rule, order });
      }
    }
    return due;
  }

  private isChange({ link, status, setting_k }: Order): boolean {
    const { network } = this;
    const isClosed = network.commanded(link) <= STATUS.CLOSED;
    if (!Number.isNaN(status)) return isClosed !== status <= STATUS.CLOSED;
    if (Number.isNaN(setting_k)) return false;
    return !(Math.abs(setting_k - network.setting[link]!) <= TOLERANCE);
  }

  private take({ link, status, setting_k }: Order): void {
    if (Number.isNaN(status)) this.network.setSetting(link, setting_k);
    else this.network.setStatus(link, status > STATUS.CLOSED);
  }

  /** OR binds as "if false so far, test this"; AND after a false premise ends it. */
  private holds(rule: CompiledRule, begin_s: number, time_s: number): boolean {
    let result = true;
    for (const test of rule.tests) {
      if (test.isOr) {
        if (!result) result = this.isTrue(test, begin_s, time_s);
      } else {
        if (!result) return false;
        result = this.isTrue(test, begin_s, time_s);
      }
    }
    return result;
  }

  private isTrue(test: Test, begin_s: number, time_s: number): boolean {
    if (test.of === "time" || test.of === "clock") return this.isTime(test, begin_s, time_s);
    if (test.of === "status") {
      const code = this.network.status[test.row]!;
      const is = code <= STATUS.CLOSED ? STATUS.CLOSED : code === STATUS.ACTIVE ? STATUS.ACTIVE : STATUS.OPEN;
      return test.relation === "=" ? is === test.status : test.relation === "<>" ? is !== test.status : false;
    }
    const x = test.read();
    if (Number.isNaN(x)) return false;
    const v = test.value;
    switch (test.relation) {
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
  private isTime(test: Test, begin_s: number, time_s: number): boolean {
    const clock = (t: number): number => (test.of === "clock" ? (t + this.schedule.startClock_s) % DAY_S : t);
    const [t1, t2] = [clock(begin_s), clock(time_s)];
    const x = test.value;
    switch (test.relation) {
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
        return test.relation === "=" ? isInside : !isInside;
      }
    }
  }
}

function testOf(network: WaterNetwork, schedule: WaterSchedule, p: Premise): Test {
  const { net } = network;
  const of =
    p.variable === "clocktime"
      ? "clock"
      : p.variable === "time"
        ? "time"
        : p.status !== undefined
          ? "status"
          : ("number" as const);
  return {
    isOr: p.logic === "or",
    relation: p.relation,
    of,
    value: p.value ?? Number.NaN,
    status: p.status === "closed" ? STATUS.CLOSED : p.status === "active" ? STATUS.ACTIVE : STATUS.OPEN,
    row: p.object === "system" ? -1 : p.object === "link" ? net.links.row(p.id) : net.nodes.row(p.id),
    read: of === "number" ? readerOf(network, schedule, p) : () => Number.NaN,
  };
}

/** Reads the premise's quantity in the file's units; NaN where there is none. */
function readerOf(network: WaterNetwork, schedule: WaterSchedule, p: Premise): () => number {
  const { net } = network;
  const c = net.constants;
  const flowUnit = c.flow_k * schedule.units.flow_m3_s;
  const lengthUnit = c.length_k * schedule.units.length_m;
  const pressureUnit = c.pressure_k * schedule.units.pressure_m;
  if (p.object === "system")
    return () => {
      let sum = 0;
      for (let i = 0; i < net.junctionCount; i++) sum += Math.max(0, network.fullDemand[i]!);
      return sum / flowUnit;
    };
  if (p.object === "link") {
    const k = net.links.row(p.id);
    if (p.variable === "flow") return () => Math.abs(network.flow[k]!) / flowUnit;
    const unit = settingUnit(net, k, flowUnit, pressureUnit);
    return () => network.setting[k]! / unit;
  }
  const i = net.nodes.row(p.id);
  const above = (): number => network.head[i]! - net.elevation_k[i]!;
  switch (p.variable) {
    case "demand":
      return () => network.outflow[i]! / flowUnit;
    case "head":
      return () => network.head[i]! / lengthUnit;
    case "pressure":
      return () => above() / pressureUnit;
    case "level":
      return () => above() / lengthUnit;
    default: {
      const row = net.tanks.findIndex((t) => t.node === i);
      const isFilling = p.variable === "filltime";
      return row < 0 ? () => Number.NaN : () => tankTime(network, net.tanks[row]!, row, isFilling);
    }
  }
}

function settingUnit(net: WaterNet, k: number, flowUnit: number, pressureUnit: number): number {
  const kind = net.kind[k]!;
  if (kind === KIND.FCV) return flowUnit;
  return kind >= KIND.PRV && kind <= KIND.PBV ? pressureUnit : 1;
}

function tankTime(network: WaterNetwork, tank: Tank, row: number, isFilling: boolean): number {
  const q = network.outflow[tank.node]!;
  if (isFilling) return q <= 1e-6 ? Number.NaN : (tank.maxVolume_k - network.volume[row]!) / q;
  return q >= -1e-6 ? Number.NaN : (tank.minVolume_k - network.volume[row]!) / q;
}
