import type { Element } from "../../model/element";
import { flagField, numberField } from "../surroundings";

/** What holds a source below what it could give; the numbers are those of the columns device.bound and heldBy. */
export const BOUND = { none: 0, voltage: 1, thermal: 2, exportCap: 3, inverter: 4, command: 5 } as const;

/** The settings of one inverter. Voltages over nominal; absent functions have no points. */
export interface Inverter {
  readonly rated_VA: number;
  /** Full injection up to the first, none between the second and third, full absorption from the fourth. */
  readonly voltVar_1: readonly number[];
  readonly varShare_1: number;
  /** Full output up to the first, the floor from the second. */
  readonly voltWatt_1: readonly number[];
  readonly wattFloor_1: number;
  readonly isVarFirst: boolean;
  readonly exportCap_W: number;
}

const list = (element: Element, name: string): readonly number[] => {
  const value = element.fields[name];
  return Array.isArray(value) ? (value as number[]) : [];
};

export const openInverter = (element: Element, rated_VA: number): Inverter => ({
  rated_VA,
  voltVar_1: list(element, "voltVar_1"),
  varShare_1: numberField(element, "varShare_1", 0.44),
  voltWatt_1: list(element, "voltWatt_1"),
  wattFloor_1: numberField(element, "wattFloor_1", 0.2),
  isVarFirst: flagField(element, "isVarFirst", true),
  exportCap_W: numberField(element, "exportCap_W", Number.POSITIVE_INFINITY),
});

/** Reactive power over the rating that volt-var asks for, -varShare .. varShare; > 0 is given, and lifts the voltage. */
export function voltVarShare_1(i: Inverter, voltage_1: number): number {
  if (i.voltVar_1.length !== 4 || !(voltage_1 > 0)) return 0;
  const [a, b, c, d] = i.voltVar_1 as [number, number, number, number];
  if (voltage_1 <= a) return i.varShare_1;
  if (voltage_1 < b) return (i.varShare_1 * (b - voltage_1)) / (b - a);
  if (voltage_1 <= c) return 0;
  if (voltage_1 < d) return (-i.varShare_1 * (voltage_1 - c)) / (d - c);
  return -i.varShare_1;
}

/** Share of its rating that volt-watt leaves it, wattFloor .. 1. */
export function voltWattShare_1(i: Inverter, voltage_1: number): number {
  if (i.voltWatt_1.length !== 2) return 1;
  const [start, end] = i.voltWatt_1 as [number, number];
  const fall_1 = Math.min(Math.max((voltage_1 - start) / (end - start), 0), 1);
  return 1 - fall_1 * (1 - i.wattFloor_1);
}

export interface InverterOutput {
  power_W: number;
  reactive_var: number;
  bound: number;
}

/**
 * Active and reactive power of an inverter: the least of what there is, what its voltage, its connection and its
 * command allow, within the circle P2 + Q2 <= S2, which var or watt fills first. The constraint that binds is named.
 * Source: IEEE 1547-2018, 5.3.3 (volt-var), 5.4.2 (volt-watt).
 */
export function inverterOutput(
  i: Inverter,
  free_W: number,
  commanded_W: number,
  heldBy: number,
  voltage_1: number,
  out: InverterOutput,
): void {
  let power_W = free_W;
  let bound: number = BOUND.none;
  if (commanded_W < power_W) {
    power_W = commanded_W;
    bound = heldBy === BOUND.none ? BOUND.command : heldBy;
  }
  if (i.exportCap_W < power_W) {
    power_W = i.exportCap_W;
    bound = BOUND.exportCap;
  }
  if (i.voltWatt_1.length === 2) {
    const most_W = voltWattShare_1(i, voltage_1) * i.rated_VA;
    if (most_W < power_W) {
      power_W = most_W;
      bound = BOUND.voltage;
    }
  }
  let reactive_var = i.voltVar_1.length === 4 ? voltVarShare_1(i, voltage_1) * i.rated_VA : 0;
  if (reactive_var !== 0) {
    const used = i.isVarFirst ? reactive_var : power_W;
    const rest = Math.sqrt(Math.max(i.rated_VA * i.rated_VA - used * used, 0));
    if (!i.isVarFirst) reactive_var = Math.min(Math.max(reactive_var, -rest), rest);
    else if (rest < power_W) {
      power_W = rest;
      bound = BOUND.inverter;
    }
  }
  out.power_W = Math.max(power_W, 0);
  out.reactive_var = reactive_var;
  out.bound = bound;
}
