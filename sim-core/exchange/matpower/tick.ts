import type { Element } from "../../model/element";
import type { Issue } from "../../model/issue";
import { type PiSection, piSection } from "../../model/piSection";
import { schemaOf } from "../../utilities/catalogue";
import { type TickFile, type TickFormat, type TickState, tickReader } from "../tick/format";
import { type CaseTable, type MatpowerCase, tableOf } from "./case";
import { BRANCH_COLUMNS, BUS_COLUMNS, GEN_COLUMNS } from "./constants";
import { writeCaseFile } from "./write";

const BRANCHES = new Set(["line", "transformer", "branch"]);
const SOURCES = new Set(["gridSupply", "generator", "standby"]);
const DEFAULT_BASE_VA = 10e6;
const DEGREE = Math.PI / 180;
const MEGA = 1e6;
const GEN_WIDTH = 10;
const NO_LIMIT_MVA = 9999;

/** Types of a bus in a case. */
const TYPE = { power: 1, voltage: 2, reference: 3, dead: 4 } as const;

/**
 * One instant of a coupled run as a case of constant injections: what left the network at each bus then (loads, and
 * what devices and buildings drew less what they gave) is its demand, sources give what they gave and hold what they
 * held, switches, taps and islands are as they were. Solved anew it must give the same voltages and flows.
 */
export const matpowerTick: TickFormat = {
  name: "matpower",
  utility: "power",
  meaning: "MATPOWER case of the power network, ports frozen",
  write: matpowerOfTick,
};

export function matpowerOfTick(state: TickState): TickFile {
  const issues: Issue[] = [];
  const frozen = freeze(state, issues);
  const { district } = state;
  const comments = [
    `${district.name}: ${state.scenario}, tick ${state.tick}, ${state.time_s} s, power with its ports frozen`,
    "Demands are what left the network at each bus then: loads, and what devices and buildings drew less what they",
    "gave. Buses that closed switches join are one bus; voltages are those of the run, as a start and to compare with.",
  ];
  return { text: writeCaseFile(frozen, comments), issues };
}

interface Bus {
  /** Elements that closed switches join; the first gives its name. */
  readonly members: Element[];
  readonly base_kV: number;
  readonly voltage_1: number;
  readonly angle_rad: number;
  readonly isAlive: boolean;
  type: number;
  /** Watts and vars that sources give less what branches and shunts take. */
  active_W: number;
  reactive_var: number;
  conductance_W: number;
  susceptance_var: number;
}

function freeze(state: TickState, issues: Issue[]): MatpowerCase {
  const { district } = state;
  const base_VA = Number(district.options.power?.basePower_VA ?? DEFAULT_BASE_VA);
  const read = (rows: string, name: string) => tickReader(state, "power", rows, name);
  const [isClosed, isOpenFrom, isOpenTo, tap] = [
    read("branch", "isClosed"),
    read("branch", "isOpenFrom"),
    read("branch", "isOpenTo"),
    read("branch", "tap_1"),
  ];
  const flows = ["powerFrom_W", "reactiveFrom_var", "powerTo_W", "reactiveTo_var"].map((name) => read("branch", name));
  const [isOn, power, reactive] = [read("source", "isOn"), read("source", "power_W"), read("source", "reactive_var")];
  const { buses, numberOf } = joinedBuses(state, (id) => isClosed(id) > 0, issues);
  const busAt = (id: string): Bus => buses[numberOf.get(id)! - 1]!;
  const voltsOf = new Map(
    district.elements.flatMap((e) => (e.kind === "bus" ? [[e.id, field(e, "baseVoltage_V")] as const] : [])),
  );
  const volts = (id: string): number => voltsOf.get(id)!;
  const ends = (e: Element): string[] => e.relations.filter((r) => r.type === "connects").map((r) => r.to);
  const ofKind = (kinds: ReadonlySet<string>): Element[] => district.elements.filter((e) => kinds.has(e.kind));

  const isShuntOn = shuntStates(state);
  for (const e of ofKind(new Set(["shunt"]))) {
    if (!isShuntOn(e)) continue;
    const bus = busAt(ends(e)[0]!);
    const square = bus.base_kV > 0 ? bus.base_kV * bus.base_kV * MEGA : 0;
    const conductance_W = field(e, "conductance_S") * square + field(e, "active_W");
    const susceptance_var = field(e, "susceptance_S") * square + field(e, "reactive_var");
    bus.conductance_W += conductance_W;
    bus.susceptance_var += susceptance_var;
    // what it takes at this voltage is no demand
    bus.active_W -= conductance_W * bus.voltage_1 * bus.voltage_1;
    bus.reactive_var += susceptance_var * bus.voltage_1 * bus.voltage_1;
  }

  const branchRows: number[] = [];
  for (const e of ofKind(BRANCHES)) {
    const [from, to] = ends(e) as [string, string];
    const [a, b] = [busAt(from), busAt(to)];
    const [pf, qf, pt, qt] = flows.map((flow) => flow(e.id)) as [number, number, number, number];
    a.active_W -= pf;
    a.reactive_var -= qf;
    b.active_W -= pt;
    b.reactive_var -= qt;
    const isThrough = isClosed(e.id) > 0 && isOpenFrom(e.id) === 0 && isOpenTo(e.id) === 0;
    const pi = piSection(
      e,
      (name) => field(e, name),
      (name) => word(e, name),
      volts(from),
      volts(to),
      base_VA,
    );
    const ratio = (Number.isNaN(tap(e.id)) ? pi.tap_1 : tap(e.id)) * pi.ratio;
    if (isThrough) addLeftovers(a, b, pi, ratio, base_VA);
    else {
      // hanging on one end it is a shunt there; its own flow says which
      addShunt(a, pf, qf);
      addShunt(b, pt, qt);
    }
    const rating_MVA = Number.isNaN(pi.rating_1) ? 0 : (pi.rating_1 * base_VA) / MEGA;
    branchRows.push(numberOf.get(from)!, numberOf.get(to)!, pi.r, pi.x, 2 * pi.bTo, rating_MVA, 0, 0);
    branchRows.push(ratio === 1 && pi.shift_rad === 0 ? 0 : ratio, pi.shift_rad / DEGREE, isThrough ? 1 : 0, -360, 360);
  }

  const sources = ofKind(SOURCES);
  const running = sources.filter((e) => isOn(e.id) > 0 && busAt(ends(e)[0]!).isAlive);
  for (const e of running) {
    const bus = busAt(ends(e)[0]!);
    bus.active_W += power(e.id);
    bus.reactive_var += reactive(e.id);
  }
  nameReferences(running, busAt, branchRows, buses);
  const genRows = sources.flatMap((e) => {
    const at = ends(e)[0]!;
    const bus = busAt(at);
    const limit = (name: string, none: number): number => {
      const value = e.kind === "generator" ? field(e, name) : Number.NaN;
      return Number.isNaN(value) ? none : value / MEGA;
    };
    const [most, least] = [limit("maxReactive_var", NO_LIMIT_MVA), limit("minReactive_var", -NO_LIMIT_MVA)];
    const status = running.includes(e) ? 1 : 0;
    const given = [status * power(e.id), status * reactive(e.id)].map((x) => (x === 0 ? 0 : x / MEGA));
    const held = bus.isAlive ? bus.voltage_1 : 1;
    return [numberOf.get(at)!, ...given, most, least, held, base_VA / MEGA, status, NO_LIMIT_MVA, 0];
  });

  const busRows = buses.flatMap((bus, i) => {
    const demand = bus.isAlive ? [bus.active_W / MEGA, bus.reactive_var / MEGA] : [0, 0];
    const shunt = [bus.conductance_W / MEGA, bus.susceptance_var / MEGA];
    const start = bus.isAlive ? [bus.voltage_1, bus.angle_rad / DEGREE] : [1, 0];
    const limits = [field(bus.members[0]!, "maxVoltage_1"), field(bus.members[0]!, "minVoltage_1")];
    return [i + 1, bus.type, ...demand, ...shunt, 1, ...start, bus.base_kV, 1, ...limits];
  });
  const table = (name: CaseTable["name"], rows: number[], width: number) =>
    tableOf(name, rows, rows.length / width, width);
  return {
    name: `tick_${state.tick}`,
    baseMVA: base_VA / MEGA,
    bus: table("bus", busRows, BUS_COLUMNS.length),
    gen: table("gen", genRows, Math.min(GEN_WIDTH, GEN_COLUMNS.length)),
    branch: table("branch", branchRows, BRANCH_COLUMNS.length),
    busNames: buses.map((bus) => bus.members[0]!.id),
    others: new Map(),
  };
}

/** A field as a number, or its default; NaN where there is neither. */
function field(e: Element, name: string): number {
  const given = e.fields[name] ?? schemaOf(e.kind)?.fields.find((f) => f.name === name)?.default;
  return typeof given === "number" ? given : Number.NaN;
}

function word(e: Element, name: string): string {
  return String(e.fields[name] ?? schemaOf(e.kind)?.fields.find((f) => f.name === name)?.default ?? "");
}

/** What the case's branch has no room for, as shunts whose share is in the recorded flows already: the from end's shunt beyond the to end's susceptance, and conductances. */
function addLeftovers(a: Bus, b: Bus, pi: PiSection, ratio: number, base_VA: number): void {
  const scale = base_VA / (ratio * ratio);
  a.conductance_W += pi.gFrom * scale;
  a.susceptance_var += (pi.bFrom - pi.bTo) * scale;
  b.conductance_W += pi.gTo * base_VA;
}

function addShunt(bus: Bus, active_W: number, reactive_var: number): void {
  if (!bus.isAlive || (active_W === 0 && reactive_var === 0)) return;
  const square = bus.voltage_1 * bus.voltage_1;
  bus.conductance_W += active_W / square;
  bus.susceptance_var -= reactive_var / square;
}

/** Buses in the order of the district, those that closed switches join as one; numbers count from 1. */
function joinedBuses(state: TickState, isClosed: (id: string) => boolean, issues: Issue[]) {
  const { district } = state;
  const elements = district.elements.filter((e) => e.kind === "bus");
  const parent = new Map(elements.map((e) => [e.id, e.id]));
  const root = (id: string): string => {
    let at = id;
    while (parent.get(at) !== at) at = parent.get(at)!;
    return at;
  };
  const order = new Map(elements.map((e, i) => [e.id, i]));
  for (const e of district.elements) {
    if (e.kind !== "powerSwitch" || !isClosed(e.id)) continue;
    const ends = e.relations.filter((r) => r.type === "connects").map((r) => root(r.to));
    const [first, second] = ends.sort((x, y) => order.get(x)! - order.get(y)!) as [string, string];
    parent.set(second, first);
  }
  const [voltage, angle, isEnergised] = ["voltage_1", "angle_rad", "isEnergised"].map((name) =>
    tickReader(state, "power", "bus", name),
  ) as [(id: string) => number, (id: string) => number, (id: string) => number];
  const buses: Bus[] = [];
  const numberOf = new Map<string, number>();
  for (const e of elements) {
    const known = numberOf.get(root(e.id));
    if (known !== undefined) {
      buses[known - 1]!.members.push(e);
      numberOf.set(e.id, known);
      continue;
    }
    const volts = field(e, "baseVoltage_V");
    const isAlive = isEnergised(e.id) > 0;
    buses.push({
      members: [e],
      base_kV: Number.isNaN(volts) ? 0 : volts / 1000,
      voltage_1: voltage(e.id),
      angle_rad: angle(e.id),
      isAlive,
      type: isAlive ? TYPE.power : TYPE.dead,
      active_W: 0,
      reactive_var: 0,
      conductance_W: 0,
      susceptance_var: 0,
    });
    numberOf.set(e.id, buses.length);
  }
  for (const { members } of buses) {
    if (members.length === 1) continue;
    const hint = `one bus in the file: closed switches join ${members.map((e) => e.id).join(", ")}`;
    issues.push({ severity: "note", code: "joined", element: members[0]!.id, hint });
  }
  return { buses, numberOf };
}

/** Whether a shunt is connected: as the district says, or the last Change up to the instant. */
function shuntStates(state: TickState): (e: Element) => boolean {
  const changed = new Map<string, boolean>();
  for (const c of state.changes) {
    if (c.at_s > state.time_s) break;
    const set = c.op === "set" ? c.fields?.isConnected : undefined;
    if (set !== undefined) changed.set(c.target, set === true || set === 1);
  }
  return (e) => changed.get(e.id) ?? e.fields.isConnected !== false;
}

/** Types of the buses with sources; an island without a reference takes its first source that can form a grid. */
function nameReferences(
  running: readonly Element[],
  busAt: (id: string) => Bus,
  branchRows: readonly number[],
  buses: readonly Bus[],
): void {
  const at = (e: Element): Bus => busAt(e.relations.find((r) => r.type === "connects")!.to);
  for (const e of running) {
    const control = e.kind === "generator" ? word(e, "control") : "reference";
    if (control === "reference") at(e).type = TYPE.reference;
    else if (control === "voltage" && at(e).type === TYPE.power) at(e).type = TYPE.voltage;
  }
  const island = buses.map((_, i) => i);
  const root = (i: number): number => {
    let k = i;
    while (island[k] !== k) k = island[k]!;
    return k;
  };
  const width = BRANCH_COLUMNS.length;
  for (let b = 0; b < branchRows.length; b += width)
    if (branchRows[b + 10] === 1) island[root(branchRows[b]! - 1)] = root(branchRows[b + 1]! - 1);
  const isLed = new Set(buses.flatMap((bus, i) => (bus.type === TYPE.reference ? [root(i)] : [])));
  for (const e of running) {
    const i = root(buses.indexOf(at(e)));
    if (isLed.has(i) || e.fields.canFormGrid !== true) continue;
    at(e).type = TYPE.reference;
    isLed.add(i);
  }
}
