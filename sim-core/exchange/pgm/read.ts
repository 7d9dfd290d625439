import type { District } from "../../model/district";
import type { Element, FieldValue } from "../../model/element";
import type { Issue } from "../../model/issue";
import { jsonLine } from "../jsonLine";

/** One component: its id and attributes, in V, W, var, ohm, A and rad. */
export type Component = Readonly<Record<string, unknown>> & { readonly id: number };
export type Components = Readonly<Record<string, readonly Component[]>>;

const OWNER = "power";
const BASE_VA = 1e6;
const FREQUENCY_HZ = 50;
const TAKEN = new Set(
  ["node", "line", "link", "transformer", "generic_branch", "source", "sym_load", "sym_gen"].concat([
    "asym_load",
    "asym_gen",
    "shunt",
    "voltage_regulator",
  ]),
);
/** Say nothing about a power flow. */
const QUIET = new Set(["sym_voltage_sensor", "asym_voltage_sensor", "sym_power_sensor", "asym_power_sensor", "fault"]);

/** Components of a file in the JSON of power-grid-model; attributes may be given once per kind, rows as lists then. */
export function readComponents(source: string, file: string): { found: Components | null; issues: Issue[] } {
  const fault = (got: string, want: string, line?: number): { found: null; issues: Issue[] } => ({
    found: null,
    issues: [{ severity: "error", code: "badFile", file, line, field: "data", got: got.slice(0, 80), want }],
  });
  let root: unknown;
  try {
    root = JSON.parse(source);
  } catch (error) {
    return fault(error instanceof Error ? error.message : String(error), "JSON", jsonLine(source));
  }
  const { data, attributes } = (root ?? {}) as { data?: unknown; attributes?: Record<string, string[]> };
  if (typeof data !== "object" || data === null || Array.isArray(data))
    return fault(typeof data, "an object of components by kind");
  const { found, trouble } = componentsOf(data as Record<string, unknown>, attributes);
  return found ? { found, issues: [] } : fault(trouble, "components with a number as id");
}

/** Rows of each kind as objects; a row may be a list of what `attributes` names. */
export function componentsOf(
  data: Readonly<Record<string, unknown>>,
  attributes: Readonly<Record<string, readonly string[]>> = {},
): { readonly found: Components | null; readonly trouble: string } {
  const found: Record<string, Component[]> = {};
  for (const [kind, rows] of Object.entries(data)) {
    if (!Array.isArray(rows)) return { found: null, trouble: `${kind}: ${typeof rows}` };
    const names = attributes[kind] ?? [];
    const list = rows.map((row: unknown) =>
      Array.isArray(row) ? Object.fromEntries(row.map((x, i) => [names[i] ?? "", x])) : row,
    );
    const broken = list.find((row) => typeof (row as Component | null)?.id !== "number");
    if (broken !== undefined) return { found: null, trouble: `${kind}: ${JSON.stringify(broken)}` };
    found[kind] = list as Component[];
  }
  return { found, trouble: "" };
}

export const componentId = (kind: string, id: number): string => `${kind} ${id}`;

/** Components -> a district, balanced: unbalanced loads count by their sum. What is not taken over is a warning. */
export function districtOfComponents(all: Components, file: string): { district: District | null; issues: Issue[] } {
  const issues: Issue[] = [];
  const elements: Element[] = [];
  const number = (c: Component, name: string, none = Number.NaN): number => {
    const got = c[name];
    return typeof got === "number" ? got : none;
  };
  const fault = (kind: string, c: Component, field: string, want: string): void => {
    const [element, got] = [componentId(kind, c.id), String(c[field] ?? "nothing")];
    issues.push({ severity: "error", code: "badComponent", file, element, field, got, want });
  };
  const needed = (kind: string, c: Component, name: string): number => {
    const got = number(c, name);
    if (Number.isNaN(got)) fault(kind, c, name, "a number");
    return got;
  };
  const list = (kind: string): readonly Component[] => all[kind] ?? [];
  const volts = new Map(list("node").map((c) => [c.id, needed("node", c, "u_rated")]));
  const nodeAt = (kind: string, c: Component, name: string): number => {
    const id = number(c, name);
    if (!volts.has(id)) fault(kind, c, name, "the id of a node");
    return id;
  };
  const add = (kind: string, id: string, fields: Record<string, FieldValue>, at: readonly string[]): void => {
    elements.push({ id, kind, owner: OWNER, fields, relations: at.map((to) => ({ type: "connects" as const, to })) });
  };
  const node = (id: number): string => componentId("node", id);
  const isOn = (c: Component, name = "status"): boolean => number(c, name, 1) !== 0;

  for (const c of list("node")) add("bus", node(c.id), { baseVoltage_V: volts.get(c.id)! }, []);
  /** A branch per unit on the to node's voltage, open at either end. */
  const branch = (
    kind: string,
    c: Component,
    ohm: { r: number; x: number; g: number; b: number },
    tap = 1,
    shift = 0,
  ) => {
    const [from, to] = [nodeAt(kind, c, "from_node"), nodeAt(kind, c, "to_node")];
    const base_ohm = (volts.get(to)! * volts.get(to)!) / BASE_VA;
    const fields = {
      resistance_1: ohm.r / base_ohm,
      reactance_1: ohm.x / base_ohm,
      conductance_1: ohm.g * base_ohm,
      charging_1: ohm.b * base_ohm,
      tap_1: tap,
      shift_rad: shift,
      isOpenFrom: !isOn(c, "from_status"),
      isOpenTo: !isOn(c, "to_status"),
    };
    add("branch", componentId(kind, c.id), fields, [node(from), node(to)]);
  };
  for (const c of list("line")) {
    const b = 2 * Math.PI * FREQUENCY_HZ * number(c, "c1", 0);
    const [r, x] = [needed("line", c, "r1"), needed("line", c, "x1")];
    branch("line", c, { r, x, g: b * number(c, "tan1", 0), b });
  }
  for (const c of list("link")) {
    const at = [nodeAt("link", c, "from_node"), nodeAt("link", c, "to_node")].map(node);
    add("powerSwitch", componentId("link", c.id), { isClosed: isOn(c, "from_status") && isOn(c, "to_status") }, at);
  }
  for (const c of list("transformer")) {
    const [sn, uk, pk] = ["sn", "uk", "pk"].map((name) => needed("transformer", c, name)) as [number, number, number];
    const direction = number(c, "tap_max", 0) >= number(c, "tap_min", 0) ? 1 : -1;
    const neutral = number(c, "tap_nom", 0);
    const turns = direction * (number(c, "tap_pos", neutral) - neutral) * number(c, "tap_size", 0);
    const isAtTo = number(c, "tap_side", 0) === 1;
    const u1 = needed("transformer", c, "u1") + (isAtTo ? 0 : turns);
    const u2 = needed("transformer", c, "u2") + (isAtTo ? turns : 0);
    const scale = (u2 * u2) / sn;
    const r = (pk / sn) * scale;
    const z = uk * scale;
    const g = number(c, "p0", 0) / (u2 * u2);
    const y = (number(c, "i0", 0) * sn) / (u2 * u2);
    const ohm = { r, x: Math.sqrt(Math.max(z * z - r * r, 0)), g, b: -Math.sqrt(Math.max(y * y - g * g, 0)) };
    const ratio = u1 / u2 / (volts.get(number(c, "from_node"))! / volts.get(number(c, "to_node"))!);
    branch("transformer", c, ohm, ratio, (number(c, "clock", 0) * Math.PI) / 6);
  }
  for (const c of list("generic_branch")) {
    const kind = "generic_branch";
    const ohm = { r: needed(kind, c, "r1"), x: needed(kind, c, "x1"), g: number(c, "g1", 0), b: number(c, "b1", 0) };
    branch(kind, c, ohm, number(c, "k", 1), number(c, "theta", 0));
  }
  for (const c of list("source")) {
    const at = node(nodeAt("source", c, "node"));
    const [id, ratio] = [componentId("source", c.id), number(c, "rx_ratio", 0.1)];
    const fields = { voltage_1: needed("source", c, "u_ref"), angle_rad: number(c, "u_ref_angle", 0), isOn: isOn(c) };
    const z = BASE_VA / number(c, "sk", 1e10);
    // an endless short-circuit power is the node itself; else its impedance lies before it
    if (z < 1e-9) {
      add("gridSupply", id, fields, [at]);
      continue;
    }
    const x = z / Math.sqrt(1 + ratio * ratio);
    add("bus", `${id} inside`, { baseVoltage_V: volts.get(number(c, "node"))! }, []);
    add("gridSupply", id, fields, [`${id} inside`]);
    add("branch", `${id} impedance`, { resistance_1: ratio * x, reactance_1: x, isClosed: isOn(c) }, [
      `${id} inside`,
      at,
    ]);
  }
  const regulators = new Map(list("voltage_regulator").map((c) => [number(c, "regulated_object"), c]));
  for (const kind of ["sym_load", "sym_gen", "asym_load", "asym_gen"]) {
    const sign = kind.endsWith("gen") ? -1 : 1;
    for (const c of list(kind)) {
      const total = (name: string): number => {
        const got = c[name];
        if (Array.isArray(got)) return got.reduce((a: number, x) => a + Number(x), 0);
        return number(c, name, 0);
      };
      const at = [node(nodeAt(kind, c, "node"))];
      const [p, q] = [sign * total("p_specified"), sign * total("q_specified")];
      const regulator = regulators.get(c.id);
      if (regulator && isOn(regulator)) {
        const limits = { minReactive_var: number(regulator, "q_min"), maxReactive_var: number(regulator, "q_max") };
        const given = Object.fromEntries(Object.entries(limits).filter(([, x]) => !Number.isNaN(x)));
        const voltage_1 = needed("voltage_regulator", regulator, "u_ref");
        add("generator", componentId(kind, c.id), { setPower_W: -p, voltage_1, isOn: isOn(c), ...given }, at);
        continue;
      }
      const type = number(c, "type", 0);
      const fields = {
        active_W: p,
        reactive_var: q,
        impedanceShare_1: type === 1 ? 1 : 0,
        currentShare_1: type === 2 ? 1 : 0,
        isConnected: isOn(c),
      };
      add("powerLoad", componentId(kind, c.id), fields, at);
    }
  }
  for (const c of list("shunt")) {
    const fields = { conductance_S: number(c, "g1", 0), susceptance_S: number(c, "b1", 0), isConnected: isOn(c) };
    add("shunt", componentId("shunt", c.id), fields, [node(nodeAt("shunt", c, "node"))]);
  }
  for (const [kind, rows] of Object.entries(all)) {
    if (rows.length === 0 || TAKEN.has(kind) || QUIET.has(kind)) continue;
    const hint = `${rows.length} of kind ${kind} are not taken over`;
    issues.push({ severity: "warning", code: "notTakenOver", file, element: kind, hint });
  }
  const isBad = issues.some((i) => i.severity === "error");
  const district: District = {
    format: "crosscurrent-district/1",
    id: "power-grid-model",
    name: file,
    origin: { latitude_deg: 0, longitude_deg: 0, elevation_m: 0 },
    utcOffsets: [],
    options: { power: { basePower_VA: BASE_VA } },
    owners: [{ id: OWNER, name: "Power", utility: "power" }],
    elements,
    profiles: [],
    curves: [],
    tags: [],
    rules: [],
    limits: [],
  };
  return { district: isBad ? null : district, issues };
}
