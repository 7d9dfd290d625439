import type { FieldValue } from "../../model/element";
import type { Issue } from "../../model/issue";
import type { WaterSchedule } from "../../model/schedule";
import type { Outcome, Report } from "../../solve/outcome";
import { failureCode, STATUS as KERNEL } from "../../solve/status";
import type { ColumnArray, UtilityEvent, UtilitySolver } from "../contract";
import { emitterCoefficient, settingToK, settingToSi } from "./coefficients";
import { coupled } from "./constants";
import { Automation } from "./controls/automation";
import { PressureControls } from "./controls/pressure";
import { pressureSwitches } from "./controls/simple";
import { KIND, STATUS, type WaterNet } from "./net";
import { type SolveResult, WaterNetwork } from "./network";
import { shutCutOff, unreachable } from "./reach";
import { tankHead, tankVolume, timeToLimit } from "./tanks";

type Note = Report["notes"][number];

/** A tank is called full or empty this near to it, s: shorter steps than this are not worth a solve. */
const EVENT_s = 1e-3;
const MOST_PARTS = 200;

/** The water network of a coupled run. Ports: node.portInflow_m3_s and link.isEnergised in, link.power_W out. */
export class WaterSolver implements UtilitySolver {
  readonly utility = "water" as const;
  readonly numbering: UtilitySolver["numbering"];
  private readonly network: WaterNetwork;
  private readonly portInflow: Float64Array;
  private readonly isEnergised: Uint8Array;
  /** Demand of the patterns at the present instant, before ports. State, since solve() may come again after restore(). */
  private readonly patternDemand: Float64Array;
  private readonly tripped: Int32Array;
  /** What an imported file's own controls and rules do; a native network has its rules in `control`. */
  private readonly automation: Automation | null;
  private readonly pressure: PressureControls | null;
  private readonly news: UtilityEvent[] = [];
  private readonly isCutOff: Int32Array;
  /** What a solve shut in zones without a source, as they stand by command or test: link, status. */
  private readonly shut: (readonly [link: number, status: number])[] = [];
  private readonly heldHead: Float64Array;

  private readonly net: WaterNet;

  constructor(module: WebAssembly.Module, compiled: WaterNet, schedule?: WaterSchedule) {
    const net = { ...compiled, constants: coupled(compiled.constants) };
    this.net = net;
    this.numbering = { node: net.nodes, link: net.links };
    const switches = schedule ? pressureSwitches(net, schedule) : [];
    this.network = new WaterNetwork(module, net, switches);
    const { kernel } = this.network;
    this.portInflow = kernel.column("node", "portInflow_m3_s") as Float64Array;
    this.isEnergised = kernel.column("link", "isEnergised") as Uint8Array;
    this.isCutOff = kernel.column("node", "isCutOff") as Int32Array;
    this.heldHead = kernel.column("node", "heldHead_k") as Float64Array;
    this.patternDemand = kernel.column("node", "patternDemand_k") as Float64Array;
    this.tripped = this.network.tripped;
    const told = (k: number, why: string): void => this.tell(k, why);
    this.automation = schedule ? new Automation(this.network, schedule, told) : null;
    this.pressure =
      this.automation && switches.length > 0
        ? new PressureControls(this.network, switches, this.automation.hands, told)
        : null;
    this.takeProfiles(0);
  }

  column(rows: string, name: string): ColumnArray {
    return this.network.kernel.column(rows, name);
  }

  /** Of a file with steps of its own, patterns are taken where those begin: see `act`. */
  applyProfiles(time_s: number): void {
    if (!this.automation) this.takeProfiles(time_s);
  }

  holds(time_s: number): boolean {
    return this.automation?.holds(time_s) ?? false;
  }

  act(time_s: number): boolean {
    if (!this.automation?.act(time_s)) return false;
    this.patternDemand.set(this.network.fullDemand);
    return true;
  }

  /** A pressure control that acted has done so within the solve; it is told here. */
  trip(): boolean {
    return this.pressure?.acted() ?? false;
  }

  drain(): readonly UtilityEvent[] {
    return this.news.splice(0);
  }

  solve(time_s: number): Outcome {
    this.automation?.disturb();
    this.applyPower();
    this.applyDemand();
    this.pressure?.before();
    const result = this.network.solve();
    this.pressure?.after();
    this.network.publish();
    this.emptyCutOff();
    for (const [k, status] of this.shut.splice(0)) this.network.status[k] = status;
    this.network.publishSettings();
    return this.outcome(result, time_s);
  }

  advance(from_s: number, to_s: number): Outcome {
    let now = from_s;
    let outcome: Outcome = { ok: true, report: { iterations: 0, residual: 0, notes: [] } };
    for (let part = 0; part < MOST_PARTS && now < to_s; part++) {
      const event = this.nextEvent_s(now);
      const end = event < to_s - EVENT_s && part < MOST_PARTS - 1 ? event : to_s;
      this.fillTanks(end - now);
      now = end;
      if (now >= to_s) break;
      this.act(now);
      outcome = this.solve(now);
      if (!outcome.ok) return outcome;
    }
    this.network.publishSettings();
    return outcome;
  }

  nextEvent_s(time_s: number): number {
    const tanks_s = this.nextTankEvent_s(time_s);
    return this.automation ? this.automation.dueAt(time_s, tanks_s) : tanks_s;
  }

  private nextTankEvent_s(time_s: number): number {
    const { net, network } = this;
    let first = Number.POSITIVE_INFINITY;
    net.tanks.forEach((tank, i) => {
      const q = network.outflow[tank.node]!;
      const t = timeToLimit(tank, network.volume[i]!, network.head[tank.node]!, q, net.constants.tinyFlow);
      if (t > EVENT_s && time_s + t < first) first = time_s + t;
    });
    return first;
  }

  /** Levels of tanks. */
  reachedAt_s(rows: string, name: string, row: number, value: number, time_s: number): number {
    const { net, network } = this;
    const i = rows === "node" && name === "level_m" ? net.tanks.findIndex((tank) => tank.node === row) : -1;
    if (i < 0) return Number.POSITIVE_INFINITY;
    const tank = net.tanks[i]!;
    const q = network.outflow[row]!;
    const missing = tankVolume(tank, tank.bottom_k + value * net.constants.length_k) - network.volume[i]!;
    return Math.abs(q) > net.constants.tinyFlow && missing * q > 0 ? time_s + missing / q : Number.POSITIVE_INFINITY;
  }

  stored(): number {
    let sum_k = 0;
    for (const volume_k of this.network.volume) sum_k += volume_k;
    // In the unit of the flows that fill them: EPANET's 28.317 L in a cubic foot is 5e-6 more than a foot cubed.
    return sum_k / this.net.constants.flow_k;
  }

  apply(target: string, field: string, op: "set" | "scale", value: FieldValue): Issue | null {
    const node = this.net.nodes.row(target);
    const link = this.net.links.row(target);
    if (node < 0 && link < 0) return refuse(target, field, "an element of the water network");
    const issue =
      node >= 0 ? this.applyNode(target, node, field, op, value) : this.applyLink(target, link, field, op, value);
    if (issue || !this.automation) return issue;
    if (link >= 0) this.automation.hands.hold(link);
    this.automation.disturb();
    return null;
  }

  save(): ArrayBuffer {
    return this.network.kernel.save();
  }

  restore(state: ArrayBuffer): void {
    this.network.kernel.restore(state);
  }

  private applyNode(target: string, node: number, field: string, op: "set" | "scale", value: FieldValue): Issue | null {
    const { net, network } = this;
    const c = net.constants;
    if (typeof value !== "number" || !Number.isFinite(value)) return refuse(target, field, "a number");
    if (field === "baseDemand_m3_s" || field === "demand") {
      const rows = net.demands.node;
      let first = true;
      for (let i = 0; i < rows.length; i++) {
        if (rows[i] !== node) continue;
        // Of several categories a set value goes to the first; scaling keeps their shares.
        if (op === "scale") network.demandBase[i]! *= value;
        else network.demandBase[i] = first ? value * c.flow_k : 0;
        first = false;
      }
      return first && op === "set" && value !== 0
        ? refuse(target, field, "a junction that has a demand from the start")
        : null;
    }
    if (field === "emitter_m3_s" && node < net.junctionCount) {
      const column = network.kernel.column("node", "emitter_k");
      const flow = network.kernel.column("node", "emitterFlow_k");
      if (op === "scale") return refuse(target, field, "op set");
      if (value < 0) return refuse(target, field, "a number >= 0");
      column[node] = value > 0 ? emitterCoefficient(c, value, 1 / Number(net.options.emitterExponent_1 ?? 0.5)) : 0;
      flow[node] = value > 0 ? value * c.flow_k : 0;
      network.kernel.column("run", "hasEmitters")[0] = 1;
      return null;
    }
    const tank = net.tanks.findIndex((t) => t.node === node);
    if (field === "head_m" && node >= net.junctionCount && tank < 0) {
      const base = network.kernel.column("node", "baseHead_k");
      base[node] = op === "scale" ? base[node]! * value : value * c.length_k;
      network.head[node] = base[node]!;
      return null;
    }
    if (field === "level_m" && tank >= 0) {
      const t = net.tanks[tank]!;
      const wanted = op === "scale" ? (network.head[node]! - t.bottom_k) * value : value * c.length_k;
      const head = Math.max(t.minHead_k, Math.min(t.maxHead_k, t.bottom_k + wanted));
      network.head[node] = head;
      network.volume[tank] = network.volumeAt(tank, head);
      network.publishSettings();
      return null;
    }
    return refuse(target, field, "baseDemand_m3_s, emitter_m3_s, head_m of a reservoir or level_m of a tank");
  }

  private applyLink(target: string, k: number, field: string, op: "set" | "scale", value: FieldValue): Issue | null {
    const { net, network } = this;
    const kind = net.kind[k]!;
    const isPump = kind === KIND.PUMP;
    if ((field === "isOn" || field === "isOpen") && typeof value === "boolean")
      return this.switchLink(target, k, field, value);
    if (field === "status" && (value === "open" || value === "closed"))
      return this.switchLink(target, k, field, value === "open");
    if (field === "status" && value === "active" && kind >= KIND.PRV) {
      if (Number.isNaN(network.setting[k]!))
        network.setSetting(k, Number.isNaN(net.initialSetting_k[k]!) ? 0 : net.initialSetting_k[k]!);
      network.status[k] = STATUS.ACTIVE;
      return null;
    }
    const isSetting =
      field === "setting" || (isPump && field === "speed_1") || (!isPump && field.startsWith("setting_"));
    if (isSetting && typeof value === "number" && Number.isFinite(value) && kind >= KIND.PUMP && kind !== KIND.GPV) {
      const present = network.setting[k]!;
      const wanted = op === "scale" ? present * value : settingToK(net.constants, kind, value);
      if (wanted < 0) return refuse(target, field, "a number >= 0");
      // A pump keeps its speed while it is off; its switch is another field.
      if (isPump) network.setting[k] = wanted;
      else network.setSetting(k, wanted);
      return null;
    }
    return refuse(target, field, "isOn, isOpen, status, speed_1 or setting, with a value that fits");
  }

  /** Opens or closes; a pump keeps its speed, a control valve its setting for when it is active again. */
  private switchLink(target: string, k: number, field: string, isOpen: boolean): Issue | null {
    const { net, network } = this;
    const kind = net.kind[k]!;
    if (kind === KIND.CHECK_PIPE) return refuse(target, field, "no check valve");
    if (kind > KIND.PUMP && kind !== KIND.GPV) {
      network.setStatus(k, isOpen);
      return null;
    }
    // A file's control stops a pump by speed 0: started by hand it runs as it did at the start.
    if (this.automation && kind === KIND.PUMP && isOpen && network.setting[k] === 0)
      network.setting[k] = net.initialSetting_k[k]! || 1;
    if (this.tripped[k]! >= 0) {
      this.tripped[k] = isOpen ? STATUS.OPEN : STATUS.CLOSED;
      return null;
    }
    const isShut = network.status[k] === STATUS.CLOSED;
    if (isOpen && isShut) {
      network.status[k] = STATUS.OPEN;
      if (kind === KIND.PUMP) network.startPump(k);
    } else if (!isOpen) network.status[k] = STATUS.CLOSED;
    return null;
  }

  private takeProfiles(time_s: number): void {
    this.network.applyProfiles(time_s);
    this.patternDemand.set(this.network.fullDemand);
  }

  /** A control or a rule switched or set link k. */
  private tell(k: number, why: string): void {
    const { net, network } = this;
    const kind = net.kind[k]!;
    const isOpen = network.commanded(k) > STATUS.CLOSED;
    const setting = settingToSi(net.constants, kind, network.setting[k]!);
    const isPump = kind === KIND.PUMP;
    const verb = isPump ? (isOpen ? "started" : "stopped") : isOpen ? "opened" : "closed";
    const isSet = isOpen && !Number.isNaN(setting) && (isPump ? setting !== 1 : kind > KIND.PUMP && kind !== KIND.GPV);
    this.news.push({
      element: net.links.ids[k]!,
      quantity: isPump ? "isOn" : "status",
      value: isOpen ? 1 : 0,
      limit: Number.NaN,
      unit: "1",
      priority: 4,
      text: isSet ? `set to ${Number(setting.toPrecision(6))}: ${why}` : `${verb}: ${why}`,
    });
  }

  /** Pumps stand still without power, and go back to what they were told when it returns. */
  private applyPower(): void {
    const { net, network, tripped } = this;
    for (const pump of net.pumps) {
      const k = pump.link;
      if (this.isEnergised[k] === 0) {
        if (tripped[k]! < 0) {
          tripped[k] = network.status[k] === STATUS.CLOSED ? STATUS.CLOSED : STATUS.OPEN;
          network.status[k] = STATUS.CLOSED;
        }
      } else if (tripped[k]! >= 0) {
        if (tripped[k]! > STATUS.CLOSED) {
          network.status[k] = STATUS.OPEN;
          network.startPump(k);
        }
        tripped[k] = -1;
      }
    }
  }

  /** Pattern demand less port inflow; nothing where no source can be reached. */
  private applyDemand(): void {
    const { net, network, portInflow, patternDemand, isCutOff } = this;
    const flow_k = net.constants.flow_k;
    if (unreachable(net, network, isCutOff, this.heldHead) > 0)
      shutCutOff(net, network, isCutOff, (k, status) => this.shut.push([k, status]));
    for (let i = 0; i < net.junctionCount; i++) {
      network.fullDemand[i] = isCutOff[i] === 0 ? patternDemand[i]! - portInflow[i]! * flow_k : 0;
    }
  }

  /** Nothing leaks where no source is reached: the head held there, below some of its nodes, would draw air as water. */
  private emptyCutOff(): void {
    const { net, network, isCutOff } = this;
    const { kernel } = network;
    if (kernel.column("run", "hasEmitters")[0] === 0 && kernel.column("run", "hasLeakage")[0] === 0) return;
    const outflows = ["emitterFlow_k", "leakFixedFlow_k", "leakVariableFlow_k"].map((name) =>
      kernel.column("node", name),
    );
    const drawn = network.kernel.column("node", "demand_m3_s");
    for (let i = 0; i < net.junctionCount; i++) {
      if (isCutOff[i] === 0) continue;
      for (const outflow of outflows) outflow[i] = 0;
      network.outflow[i] = 0;
      drawn[i] = 0;
    }
    const flow = network.kernel.column("link", "flow_m3_s");
    const velocity = network.kernel.column("link", "velocity_m_s");
    for (let k = 0; k < net.links.count; k++) {
      if (isCutOff[net.from[k]!] === 0 && isCutOff[net.to[k]!] === 0) continue;
      network.flow[k] = 0;
      flow[k] = 0;
      velocity[k] = 0;
    }
  }

  private fillTanks(step_s: number): void {
    const { net, network } = this;
    net.tanks.forEach((tank, i) => {
      const q = network.outflow[tank.node]!;
      let volume = network.volume[i]! + q * step_s;
      // Within an event's breadth of a limit it is there: otherwise rounding would leave a film of water to drain.
      const near = Math.abs(q) * EVENT_s;
      if (volume + near >= tank.maxVolume_k && q > 0) volume = tank.maxVolume_k;
      if (volume - near <= tank.minVolume_k && q < 0) volume = tank.minVolume_k;
      network.volume[i] = volume;
      network.head[tank.node] =
        volume === tank.maxVolume_k
          ? tank.maxHead_k
          : volume === tank.minVolume_k
            ? tank.minHead_k
            : tankHead(tank, volume);
    });
  }

  private outcome(result: SolveResult, time_s: number): Outcome {
    const { net, network } = this;
    const c = net.constants;
    const notes: Note[] = [];
    for (let i = 0; i < net.junctionCount; i++) {
      const id = net.nodes.ids[i]!;
      if (this.isCutOff[i] !== 0) {
        const unmet = this.patternDemand[i]! / c.flow_k - this.portInflow[i]!;
        notes.push({ code: "cutOff", at: id, value: unmet });
      } else if (network.head[i]! < net.elevation_k[i]!) {
        notes.push({
          code: "negativePressure",
          at: id,
          value: (network.head[i]! - net.elevation_k[i]!) * c.headToPressure_Pa,
        });
      }
    }
    for (let k = 0; k < net.links.count; k++) {
      const s = network.status[k]!;
      if (net.kind[k] === KIND.PUMP && s === STATUS.BEYOND_HEAD)
        notes.push({ code: "pumpBeyondHead", at: net.links.ids[k]!, value: network.setting[k]! });
      else if (s === STATUS.PRESSURE_OPEN || s === STATUS.FCV_OPEN)
        notes.push({ code: "valveCannotHold", at: net.links.ids[k]!, value: network.setting[k]! });
    }
    if (result.isDamped) notes.push({ code: "balancedByDampedSteps", at: "water", value: result.iterations });
    const report: Report = { iterations: result.iterations, residual: result.residual, notes };
    if (result.status === KERNEL.OK) return { ok: true, report };
    const at = result.at >= 0 ? net.nodes.ids[result.at]! : (net.nodes.ids[0] ?? "water");
    return {
      ok: false,
      code: failureCode(result.status),
      at,
      hint: `water at ${time_s} s: ${result.iterations} iterations, relative flow change ${result.residual.toExponential(2)}; look at the valves and pumps around ${at}`,
      report,
    };
  }
}

const refuse = (target: string, field: string, want: string): Issue => ({
  severity: "error",
  code: "cannotChange",
  element: target,
  field,
  want,
});
