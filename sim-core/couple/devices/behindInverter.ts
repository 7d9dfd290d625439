import type { Element } from "../../model/element";
import type { Device } from "../device";
import { Machine } from "../machine";
import type { Surroundings } from "../surroundings";
import { BOUND, type Inverter, type InverterOutput, inverterOutput } from "./inverter";

/** What stands on the other side of an inverter: sun or wind. */
export interface Behind {
  readonly kind: string;
  /** What a command of 1 stands for. */
  readonly rated_W: number;
  readonly inverter: Inverter;
  readonly restartDelay_s: number;
  /** Whether it meets the network with reactive power at all. */
  readonly isReactive: boolean;
  /** What the weather gives, at the start of a step. */
  available_W(): number;
  /** Whether the inverter is awake enough to give reactive power. */
  isAwake(free_W: number, isRunning: boolean): boolean;
}

/**
 * A source that takes what the weather gives, through an inverter that its voltage, its command and its connection
 * hold back. A command caps the output as a share of the rating, so a cloud does not free what the grid cannot take.
 */
export function behindInverter(element: Element, row: number, around: Surroundings, source: Behind): Device {
  const { table, ports } = around;
  const { inverter, rated_W, isReactive } = source;
  const machine = new Machine(element, row, around, {
    startDelay_s: 0,
    restartDelay_s: source.restartDelay_s,
    ramp_1_s: Number.POSITIVE_INFINITY,
    minLoad_1: 0,
    underVoltage_1: 0.8,
  });
  const powerPort = ports.open(element.id, "power", "portPower_W", machine.busRow);
  const reactivePort = isReactive ? ports.open(element.id, "power", "portReactive_var", machine.busRow) : -1;
  const power_W = table.f64("device", "power_W");
  const reactive_var = table.f64("device", "reactive_var");
  const available_W = table.f64("device", "available_W");
  const curtailed_W = table.f64("device", "curtailed_W");
  const curtailed_J = table.f64("device", "curtailed_J");
  const bound = table.i32("device", "bound");
  const heldBy = table.i32("device", "heldBy");
  const command_1 = table.f64("device", "command_1");
  if (Number.isNaN(command_1[row]!)) command_1[row] = 1;
  const out: InverterOutput = { power_W: 0, reactive_var: 0, bound: 0 };
  return {
    id: element.id,
    kind: source.kind,
    row,
    isVoltageLed: inverter.voltVar_1.length > 0 || inverter.voltWatt_1.length > 0,
    begin() {
      machine.begin();
      available_W[row] = source.available_W();
    },
    update() {
      const { isRunning } = machine;
      const free_W = isRunning ? available_W[row]! : 0;
      inverterOutput(inverter, free_W, command_1[row]! * rated_W, heldBy[row]!, machine.voltage_1, out);
      power_W[row] = out.power_W;
      reactive_var[row] = source.isAwake(free_W, isRunning) ? out.reactive_var : 0;
      bound[row] = isRunning ? out.bound : BOUND.none;
      curtailed_W[row] = free_W - out.power_W;
      ports.set(powerPort, power_W[row]!);
      ports.set(reactivePort, reactive_var[row]!);
    },
    trip: () => machine.trip(),
    commit(dt_s) {
      curtailed_J[row]! += curtailed_W[row]! * dt_s;
      machine.commit(dt_s);
    },
  };
}
