import { atan, cos, sin } from "../../../assembly/core/elementary";
import type { District } from "../../model/district";
import type { Element, FieldValue } from "../../model/element";
import type { Issue } from "../../model/issue";
import { OWNER, powerCase } from "../power-case";
import type { Network, Table } from "./tables";

const RAD = Math.PI / 180;
const MEGA = 1e6;

/** Tables with numbers of a power flow that are not taken over: the results differ without them. */
const MISSING: Readonly<Record<string, string>> = {
  trafo3w: "three-winding transformers are not taken over: what they feed is missing",
  xward: "extended wards are not taken over",
  dcline: "direct-current lines are not taken over",
  asymmetric_load: "unbalanced loads are not taken over",
  asymmetric_sgen: "unbalanced generators are not taken over",
  tcsc: "controlled series compensators are not taken over",
  svc: "static var compensators are not taken over",
  ssc: "static synchronous compensators are not taken over",
  vsc: "converters are not taken over",
  bus_dc: "direct-current grids are not taken over",
  line_dc: "direct-current grids are not taken over",
};
const TAKEN = new Set("bus line trafo load sgen gen ext_grid shunt storage ward impedance switch motor".split(" "));
/** Tables that say nothing about the flow. */
const QUIET = /^(_|res_|bus_geodata|line_geodata|std_types|poly_cost|pwl_cost|group|dtypes|measurement|characteristic)/;

export const elementId = (table: string, row: number): string => `${table} ${row}`;

/** Tables -> a district in volts, ohms and watts; null when a row cannot be meant. */
export function districtOfNetwork(net: Network, file: string): { district: District | null; issues: Issue[] } {
  const issues: Issue[] = [];
  const elements: Element[] = [];
  const fault = (t: Table, row: number, field: string, got: unknown, want: string): void => {
    const element = elementId(t.name, row);
    issues.push({ severity: "error", code: "badRow", file, element, field, got: String(got).slice(0, 60), want });
  };
  const note = (severity: "note" | "warning", element: string, hint: string): void => {
    issues.push({ severity, code: "notTakenOver", file, element, hint });
  };
  /** A number; `none` where the cell is absent or null. */
  const number = (t: Table, row: number, column: string, none: number): number => {
    const got = t.cell(row, column);
    if (got === undefined || got === null) return none;
    if (typeof got === "number" && Number.isFinite(got) && Math.abs(got) < 1e15) return got;
    fault(t, row, column, got, "a number");
    return Number.isNaN(none) ? 0 : none;
  };
  const needed = (t: Table, row: number, column: string, least = Number.NEGATIVE_INFINITY): number => {
    const got = number(t, row, column, Number.NaN);
    if (got >= least) return got;
    fault(t, row, column, Number.isNaN(got) ? "nothing" : got, least > 0 ? "a number above 0" : "a number, 0 or more");
    return 1;
  };
  const flag = (t: Table, row: number, column: string, none: boolean): boolean => {
    const got = t.cell(row, column);
    if (got === undefined || got === null) return none;
    if (typeof got === "boolean" || got === 0 || got === 1) return got === true || got === 1;
    fault(t, row, column, got, "true or false");
    return none;
  };
  const text = (t: Table, row: number, column: string): string => {
    const got = t.cell(row, column);
    return typeof got === "string" ? got : "";
  };

  const bus = net.table("bus");
  const known = new Set(bus.rows);
  const kV = new Map(bus.rows.map((row) => [row, needed(bus, row, "vn_kv", 1e-6)]));
  const isAlive = (row: number): boolean => flag(bus, row, "in_service", true);
  const busAt = (t: Table, row: number, column: string): number => {
    const got = t.cell(row, column);
    if (typeof got === "number" && known.has(got)) return got;
    fault(t, row, column, got ?? "nothing", "the index of a bus");
    return -1;
  };
  const add = (
    t: Table,
    row: number,
    kind: string,
    fields: Record<string, FieldValue>,
    at: readonly number[],
    more = "",
  ) => {
    if (at.some((b) => b < 0)) return;
    const name = text(t, row, "name");
    const relations = at.map((b) => ({ type: "connects" as const, to: elementId("bus", b) }));
    const base = { id: elementId(t.name, row) + more, kind, owner: OWNER, fields, relations };
    elements.push(name ? { ...base, name } : base);
  };
  /** In service, at buses that are. */
  const runs = (t: Table, row: number, at: readonly number[]): boolean =>
    flag(t, row, "in_service", true) && at.every((b) => b < 0 || isAlive(b));
  const within = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

  if (bus.rows.length === 0)
    issues.push({ severity: "error", code: "noBus", file, element: "bus", got: "no row", want: "at least one bus" });
  for (const row of bus.rows) {
    const fields = {
      baseVoltage_V: kV.get(row)! * 1000,
      minVoltage_1: within(number(bus, row, "min_vm_pu", 0.95), 0, 2),
      maxVoltage_1: within(number(bus, row, "max_vm_pu", 1.05), 0, 2),
    };
    add(bus, row, "bus", fields, []);
  }

  const open = openEnds(net.table("switch"), fault);
  const line = net.table("line");
  for (const row of line.rows) {
    const at = [busAt(line, row, "from_bus"), busAt(line, row, "to_bus")];
    const length_km = needed(line, row, "length_km", 0);
    const parallel = number(line, row, "parallel", 1);
    const per = (column: string) => number(line, row, column, 0) * length_km;
    const rating_kA = number(line, row, "max_i_ka", Number.NaN) * number(line, row, "df", 1) * parallel;
    const fields: Record<string, FieldValue> = {
      resistance_ohm: per("r_ohm_per_km") / parallel,
      reactance_ohm: per("x_ohm_per_km") / parallel,
      susceptance_S: 2 * Math.PI * net.frequency_Hz * per("c_nf_per_km") * 1e-9 * parallel,
      conductance_S: per("g_us_per_km") * 1e-6 * parallel,
      length_m: length_km * 1000,
      ...(rating_kA > 0 && rating_kA < 1e6 ? { rating_A: rating_kA * 1000 } : {}),
      isClosed: runs(line, row, at),
      ...open("l", row, at),
    };
    if (parallel < 1) fault(line, row, "parallel", parallel, "1 or more");
    if (at[0] === at[1]) fault(line, row, "to_bus", at[1], "another bus than from_bus");
    if (fields.resistance_ohm === 0 && fields.reactance_ohm === 0) fault(line, row, "x_ohm_per_km", 0, "an impedance");
    add(line, row, "line", fields, at);
  }

  const trafo = net.table("trafo");
  for (const row of trafo.rows) {
    const at = [busAt(trafo, row, "hv_bus"), busAt(trafo, row, "lv_bus")];
    const parallel = number(trafo, row, "parallel", 1);
    const rated_MVA = needed(trafo, row, "sn_mva", 1e-9) * parallel;
    const [hv, lv] = [needed(trafo, row, "vn_hv_kv", 1e-6) * 1000, needed(trafo, row, "vn_lv_kv", 1e-6) * 1000];
    const [vk, vkr] = [needed(trafo, row, "vk_percent", 1e-6) / 100, number(trafo, row, "vkr_percent", 0) / 100];
    if (vkr > vk) fault(trafo, row, "vkr_percent", 100 * vkr, `at most vk_percent, ${100 * vk}`);
    const tap = tapOf(trafo, row, number, text);
    if (tap.isUnknown)
      note("warning", elementId("trafo", row), "a tabular tap changer is taken at its neutral position");
    const { size, turn_rad } = tap;
    const isAtLow = tap.side === "lv";
    const fields: Record<string, FieldValue> = {
      ratedPower_VA: rated_MVA * MEGA,
      ratedFrom_V: hv,
      ratedTo_V: isAtLow ? lv * size : lv,
      impedance_1: vk,
      resistance_1: vkr,
      noLoadLoss_W: number(trafo, row, "pfe_kw", 0) * 1000 * parallel,
      magnetising_1: number(trafo, row, "i0_percent", 0) / 100,
      magnetisingAt: "middle",
      shift_rad: number(trafo, row, "shift_degree", 0) * RAD + (isAtLow ? -turn_rad : turn_rad),
      tap_1: isAtLow ? 1 : size,
      isClosed: runs(trafo, row, at),
      ...open("t", row, at),
    };
    if (at[0] === at[1]) fault(trafo, row, "lv_bus", at[1], "another bus than hv_bus");
    if (parallel < 1) fault(trafo, row, "parallel", parallel, "1 or more");
    add(trafo, row, "transformer", fields, at);
  }

  const impedance = net.table("impedance");
  for (const row of impedance.rows) {
    const at = [busAt(impedance, row, "from_bus"), busAt(impedance, row, "to_bus")];
    const scale = net.base_MVA / needed(impedance, row, "sn_mva", 1e-9);
    const [r, x] = [needed(impedance, row, "rft_pu", -1e6), needed(impedance, row, "xft_pu", -1e6)];
    if (r !== number(impedance, row, "rtf_pu", r) || x !== number(impedance, row, "xtf_pu", x))
      note("warning", elementId("impedance", row), "its two directions differ: taken as from -> to both ways");
    if (["gf_pu", "bf_pu", "gt_pu", "bt_pu"].some((c) => number(impedance, row, c, 0) !== 0))
      note("warning", elementId("impedance", row), "its shunts are not taken over");
    if (r === 0 && x === 0) fault(impedance, row, "xft_pu", 0, "an impedance");
    if (at[0] === at[1]) fault(impedance, row, "to_bus", at[1], "another bus than from_bus");
    const fields = { resistance_1: r * scale, reactance_1: x * scale, isClosed: runs(impedance, row, at) };
    add(impedance, row, "branch", fields, at);
  }

  const breaker = net.table("switch");
  for (const row of breaker.rows) {
    if (text(breaker, row, "et") !== "b") continue;
    const at = [busAt(breaker, row, "bus"), busAt(breaker, row, "element")];
    if (number(breaker, row, "z_ohm", 0) > 0)
      note("warning", elementId("switch", row), "its resistance is not taken over: it is an ideal link");
    if (at[0] === at[1]) fault(breaker, row, "element", at[1], "another bus than bus");
    const isClosed = flag(breaker, row, "closed", true) && at.every((b) => b < 0 || isAlive(b));
    add(breaker, row, "powerSwitch", { isClosed }, at);
  }

  const power = (t: Table, row: number, column: string): number =>
    number(t, row, column, 0) * number(t, row, "scaling", 1) * MEGA;
  for (const name of ["load", "storage"]) {
    const t = net.table(name);
    for (const row of t.rows) {
      const at = [busAt(t, row, "bus")];
      const share = (letter: "z" | "i"): number => {
        const [p, q] = ["p", "q"].map((k) => number(t, row, `const_${letter}_${k}_percent`, Number.NaN));
        if (p !== q && !(Number.isNaN(p!) && Number.isNaN(q!)))
          note("warning", elementId(name, row), "shares of active and reactive power differ: the active one is taken");
        return within((Number.isNaN(p!) ? number(t, row, `const_${letter}_percent`, 0) : p!) / 100, 0, 1);
      };
      const fields = {
        active_W: power(t, row, "p_mw"),
        reactive_var: power(t, row, "q_mvar"),
        impedanceShare_1: share("z"),
        currentShare_1: share("i"),
        isConnected: runs(t, row, at),
      };
      add(t, row, "powerLoad", fields, at);
    }
  }
  const motor = net.table("motor");
  for (const row of motor.rows) {
    const at = [busAt(motor, row, "bus")];
    const efficiency = needed(motor, row, "efficiency_percent", 1e-3) / 100;
    const active_W =
      (power(motor, row, "pn_mech_mw") / efficiency) * (number(motor, row, "loading_percent", 100) / 100);
    const factor = within(needed(motor, row, "cos_phi", 1e-3), 1e-3, 1);
    const reactive_var = (active_W * Math.sqrt(1 - factor * factor)) / factor;
    add(motor, row, "powerLoad", { active_W, reactive_var, isConnected: runs(motor, row, at) }, at);
  }
  const ward = net.table("ward");
  for (const row of ward.rows) {
    const at = [busAt(ward, row, "bus")];
    const isConnected = runs(ward, row, at);
    const [ps, qs, pz, qz] = ["ps_mw", "qs_mvar", "pz_mw", "qz_mvar"].map((c) => number(ward, row, c, 0) * MEGA);
    add(ward, row, "powerLoad", { active_W: ps!, reactive_var: qs!, isConnected }, at);
    add(ward, row, "shunt", { active_W: pz!, reactive_var: -qz!, isConnected }, at, " shunt");
  }
  const shunt = net.table("shunt");
  for (const row of shunt.rows) {
    const at = [busAt(shunt, row, "bus")];
    const own_kV = number(shunt, row, "vn_kv", kV.get(at[0]!) ?? 1);
    if (!(own_kV > 0)) fault(shunt, row, "vn_kv", own_kV, "a voltage above 0");
    const ratio = (kV.get(at[0]!) ?? 1) / own_kV;
    const scale = MEGA * number(shunt, row, "step", 1) * ratio * ratio;
    const fields = {
      active_W: number(shunt, row, "p_mw", 0) * scale,
      reactive_var: -number(shunt, row, "q_mvar", 0) * scale,
      isConnected: runs(shunt, row, at),
    };
    add(shunt, row, "shunt", fields, at);
  }

  const sgen = net.table("sgen");
  for (const row of sgen.rows) {
    const at = [busAt(sgen, row, "bus")];
    const given = { setPower_W: power(sgen, row, "p_mw"), setReactive_var: power(sgen, row, "q_mvar") };
    add(sgen, row, "generator", { control: "power", ...given, isOn: runs(sgen, row, at) }, at);
  }
  const gen = net.table("gen");
  for (const row of gen.rows) {
    const at = [busAt(gen, row, "bus")];
    const voltage_1 = number(gen, row, "vm_pu", 1);
    if (!(voltage_1 > 0.2 && voltage_1 < 2)) fault(gen, row, "vm_pu", voltage_1, "a voltage from 0.2 to 2");
    const limit = (column: string, field: string): Record<string, FieldValue> => {
      const value = number(gen, row, column, Number.NaN);
      return Number.isNaN(value) || Math.abs(value) > 1e6 ? {} : { [field]: value * MEGA };
    };
    const isSlack = flag(gen, row, "slack", false);
    const fields: Record<string, FieldValue> = {
      control: isSlack ? "reference" : "voltage",
      setPower_W: power(gen, row, "p_mw"),
      voltage_1,
      ...limit("min_q_mvar", "minReactive_var"),
      ...limit("max_q_mvar", "maxReactive_var"),
      participation_1: Math.max(0, number(gen, row, "slack_weight", 0)),
      isOn: runs(gen, row, at),
    };
    add(gen, row, "generator", fields, at);
  }
  const grid = net.table("ext_grid");
  for (const row of grid.rows) {
    const at = [busAt(grid, row, "bus")];
    const voltage_1 = number(grid, row, "vm_pu", 1);
    if (!(voltage_1 > 0.5 && voltage_1 < 1.5)) fault(grid, row, "vm_pu", voltage_1, "a voltage from 0.5 to 1.5");
    const fields = {
      voltage_1,
      angle_rad: number(grid, row, "va_degree", 0) * RAD,
      participation_1: Math.max(0, number(grid, row, "slack_weight", 1)),
      isOn: runs(grid, row, at),
    };
    add(grid, row, "gridSupply", fields, at);
  }

  for (const name of net.tableNames) {
    const { rows } = net.table(name);
    if (rows.length === 0 || TAKEN.has(name) || QUIET.test(name)) continue;
    if (MISSING[name]) note("warning", name, `${MISSING[name]} (${rows.length})`);
    else note("note", name, "this table is not known");
  }
  const isBad = issues.some((i) => i.severity === "error");
  const district = powerCase(net.name || "pandapower", net.name || file, net.base_MVA * MEGA, elements);
  return { district: isBad ? null : district, issues };
}

/** Open switches at the ends of lines and transformers: the branch then hangs on its other end. */
function openEnds(t: Table, fault: (t: Table, row: number, field: string, got: unknown, want: string) => void) {
  const at = new Set<string>();
  for (const row of t.rows) {
    const [et, closed] = [t.cell(row, "et"), t.cell(row, "closed")];
    if (et !== "b" && et !== "l" && et !== "t" && et !== "t3") fault(t, row, "et", et ?? "nothing", "b, l, t or t3");
    if (closed === false || closed === 0) at.add(`${et} ${t.cell(row, "element")} ${t.cell(row, "bus")}`);
  }
  return (et: string, row: number, ends: readonly number[]): Record<string, FieldValue> => ({
    ...(at.has(`${et} ${row} ${ends[0]}`) ? { isOpenFrom: true } : {}),
    ...(at.has(`${et} ${row} ${ends[1]}`) ? { isOpenTo: true } : {}),
  });
}

/** What the tap changer does to the rated voltage of its side: times `size`, turned by `turn_rad`. A step adds a part of
 *  the winding at an angle, or, in an ideal phase shifter, turns it. */
function tapOf(
  t: Table,
  row: number,
  number: (t: Table, row: number, column: string, none: number) => number,
  text: (t: Table, row: number, column: string) => string,
): { side: string; size: number; turn_rad: number; isUnknown: boolean } {
  const side = text(t, row, "tap_side") || "hv";
  const kind = text(t, row, "tap_changer_type");
  const steps = number(t, row, "tap_pos", 0) - number(t, row, "tap_neutral", 0);
  const [percent, degree] = [number(t, row, "tap_step_percent", 0), number(t, row, "tap_step_degree", 0)];
  const plain = { side, size: 1, turn_rad: 0, isUnknown: false };
  if (kind === "Tabular") return { ...plain, isUnknown: steps !== 0 };
  if (kind === "Ideal" || t.cell(row, "tap_phase_shifter") === true)
    return { ...plain, turn_rad: steps * degree * RAD };
  if (percent === 0 || steps === 0) return plain;
  const part = (steps * percent) / 100;
  const [re, im] = [1 + part * cos(degree * RAD), part * sin(degree * RAD)];
  return { ...plain, size: Math.sqrt(re * re + im * im), turn_rad: im === 0 ? 0 : atan(im / re) };
}
