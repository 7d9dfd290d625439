import type { District } from "../../model/district";
import type { Element, FieldValue } from "../../model/element";
import type { Issue } from "../../model/issue";
import { OWNER, powerCase } from "../power-case";
import type { CaseTable, MatpowerCase } from "./case";

const RAD = Math.PI / 180;
const MEGA = 1e6;
/** Limits from here on stand for "none". */
const NO_LIMIT_MVA = 1e9;
const DEAD = 4;

export const busId = (number: number): string => `bus ${number}`;
export const genId = (row: number): string => `gen ${row + 1}`;
export const branchId = (row: number): string => `branch ${row + 1}`;

/** Tables -> a district with per-unit branches; null when a row cannot be meant. */
export function districtOfCase(c: MatpowerCase, file: string): { district: District | null; issues: Issue[] } {
  const issues: Issue[] = [];
  const elements: Element[] = [];
  const report = (
    severity: Issue["severity"],
    t: CaseTable,
    row: number,
    field: string,
    got: string,
    want: string,
  ): void => {
    const line = t.lines[row];
    const element = `${t.name} ${row + 1}`;
    issues.push({ severity, code: "badRow", file, line, element, field, got, want });
  };
  const fault = (t: CaseTable, row: number, field: string, got: string, want: string): void =>
    report("error", t, row, field, got, want);
  /** A finite number, or 0 with an issue. */
  const cell = (t: CaseTable, row: number, column: string): number => {
    const x = t.at(row, column);
    if (Number.isFinite(x)) return x;
    fault(t, row, column, String(x), "a finite number");
    return 0;
  };
  const add = (
    kind: string,
    id: string,
    fields: Record<string, FieldValue>,
    connects: readonly string[],
    name?: string,
  ) => {
    const relations = connects.map((to) => ({ type: "connects" as const, to }));
    elements.push(
      name ? { id, kind, name, owner: OWNER, fields, relations } : { id, kind, owner: OWNER, fields, relations },
    );
  };

  const rowOfBus = new Map<number, number>();
  const { bus, gen, branch } = c;
  if (bus.rows === 0) fault(bus, 0, "rows", "none", "at least one bus");
  for (let i = 0; i < bus.rows; i++) {
    const id = cell(bus, i, "BUS_I");
    if (!Number.isInteger(id) || id < 1) fault(bus, i, "BUS_I", String(id), "a whole number above 0");
    if (rowOfBus.has(id))
      fault(bus, i, "BUS_I", String(id), `a number of its own; row ${rowOfBus.get(id)! + 1} has it too`);
    rowOfBus.set(id, i);
    const type = cell(bus, i, "BUS_TYPE");
    if (![1, 2, 3, 4].includes(type)) fault(bus, i, "BUS_TYPE", String(type), "1, 2, 3 or 4");
    const start = cell(bus, i, "VM");
    if (!(start > 0 && start < 2)) fault(bus, i, "VM", String(start), "a start voltage above 0 and below 2");
    const base_kV = cell(bus, i, "BASE_KV");
    if (base_kV < 0) fault(bus, i, "BASE_KV", String(base_kV), "0 (not known) or more");
    add(
      "bus",
      busId(id),
      {
        ...(base_kV > 0 ? { baseVoltage_V: base_kV * 1000 } : {}),
        minVoltage_1: Math.max(0, cell(bus, i, "VMIN")),
        maxVoltage_1: Math.min(2, cell(bus, i, "VMAX")),
        startVoltage_1: start,
        startAngle_rad: cell(bus, i, "VA") * RAD,
      },
      [],
      c.busNames[i],
    );
    const [active, reactive] = [cell(bus, i, "PD"), cell(bus, i, "QD")];
    if (active !== 0 || reactive !== 0) {
      add("powerLoad", `load ${id}`, { active_W: active * MEGA, reactive_var: reactive * MEGA }, [busId(id)]);
    }
    const [g, b] = [cell(bus, i, "GS"), cell(bus, i, "BS")];
    if (g !== 0 || b !== 0) add("shunt", `shunt ${id}`, { active_W: g * MEGA, reactive_var: b * MEGA }, [busId(id)]);
  }

  const rowAt = (t: CaseTable, row: number, column: string): number => {
    const id = t.at(row, column);
    const found = rowOfBus.get(id);
    if (found === undefined) fault(t, row, column, String(id), "the number of a bus");
    return found ?? -1;
  };
  const type = (i: number): number => (i < 0 ? DEAD : bus.at(i, "BUS_TYPE"));
  const places = Array.from({ length: gen.rows }, (_, g) => rowAt(gen, g, "GEN_BUS"));
  const isRunning = (g: number): boolean => gen.at(g, "GEN_STATUS") > 0 && type(places[g]!) !== DEAD;
  const running = places.map((_, g) => g).filter(isRunning);
  const references = new Set(running.map((g) => places[g]!).filter((i) => type(i) === 3));
  if (references.size === 0) {
    // a reference whose generators are all out hands over to the first bus that holds a voltage
    const holders = running.map((g) => places[g]!).filter((i) => type(i) === 2);
    if (holders.length > 0) {
      const next = Math.min(...holders);
      references.add(next);
      report(
        "warning",
        bus,
        next,
        "BUS_TYPE",
        "no reference bus with a generator in service",
        "one; this bus stands in",
      );
    } else if (issues.length === 0)
      fault(bus, 0, "BUS_TYPE", "no bus of type 3 with a generator in service", "one: the slack");
  }
  for (let g = 0; g < gen.rows; g++) {
    const i = places[g]!;
    if (i < 0) continue;
    const control = references.has(i) ? "reference" : type(i) === 2 || type(i) === 3 ? "voltage" : "power";
    const [least, most] = [gen.at(g, "QMIN"), gen.at(g, "QMAX")];
    const voltage = cell(gen, g, "VG");
    if (control !== "power" && isRunning(g) && !(voltage > 0.2 && voltage < 2)) {
      fault(gen, g, "VG", String(voltage), "a voltage from 0.2 to 2");
    }
    add(
      "generator",
      genId(g),
      {
        control,
        setPower_W: cell(gen, g, "PG") * MEGA,
        setReactive_var: cell(gen, g, "QG") * MEGA,
        voltage_1: Math.min(2, Math.max(0.2, voltage)),
        angle_rad: cell(bus, i, "VA") * RAD,
        ...(least > -NO_LIMIT_MVA ? { minReactive_var: least * MEGA } : {}),
        ...(most < NO_LIMIT_MVA ? { maxReactive_var: most * MEGA } : {}),
        ...(gen.at(g, "APF") > 0 ? { participation_1: gen.at(g, "APF") } : {}),
        isOn: isRunning(g),
      },
      [busId(bus.at(i, "BUS_I"))],
    );
  }

  for (let b = 0; b < branch.rows; b++) {
    const [from, to] = [rowAt(branch, b, "F_BUS"), rowAt(branch, b, "T_BUS")];
    if (from < 0 || to < 0) continue;
    if (from === to) fault(branch, b, "T_BUS", String(branch.at(b, "T_BUS")), "another bus than F_BUS");
    const [r, x] = [cell(branch, b, "BR_R"), cell(branch, b, "BR_X")];
    const isInService = cell(branch, b, "BR_STATUS") > 0;
    if (r === 0 && x === 0) fault(branch, b, "BR_X", "r = x = 0", "an impedance");
    const tap = cell(branch, b, "TAP");
    if (tap < 0) fault(branch, b, "TAP", String(tap), "0 (a line) or a ratio above 0");
    const rating = branch.at(b, "RATE_A");
    add(
      "branch",
      branchId(b),
      {
        resistance_1: r,
        reactance_1: x,
        charging_1: cell(branch, b, "BR_B"),
        tap_1: tap === 0 ? 1 : tap,
        shift_rad: cell(branch, b, "SHIFT") * RAD,
        ...(rating > 0 && rating < NO_LIMIT_MVA ? { rating_VA: rating * MEGA } : {}),
        isClosed: isInService && type(from) !== DEAD && type(to) !== DEAD,
      },
      [busId(bus.at(from, "BUS_I")), busId(bus.at(to, "BUS_I"))],
    );
  }
  const isBad = issues.some((i) => i.severity === "error");
  const district = powerCase(c.name || "matpower", c.name || file, c.baseMVA * MEGA, elements);
  return { district: isBad ? null : district, issues };
}
