import { pow } from "../../../assembly/core/elementary";
import type { Device, OpenDevice } from "../device";
import { Machine } from "../machine";
import { numberField } from "../surroundings";
import { BOUND, type InverterOutput, inverterOutput, openInverter } from "./inverter";

/** Height of the weather's wind. */
const MAST_M = 10;

export interface PowerCurve {
  readonly rated_W: number;
  readonly cutIn_m_s: number;
  readonly full_m_s: number;
  readonly cutOut_m_s: number;
}

/** Wind at the hub: v (h / 10)^a. */
export const hubWind_m_s = (wind_m_s: number, hub_m: number, shear_1: number): number =>
  wind_m_s * pow(hub_m / MAST_M, shear_1);

/** Power of a turbine that runs: by the cube between cut-in and full wind, as the wind's own power goes. */
export function windPower_W(c: PowerCurve, wind_m_s: number): number {
  if (wind_m_s <= c.cutIn_m_s || wind_m_s > c.cutOut_m_s) return 0;
  if (wind_m_s >= c.full_m_s) return c.rated_W;
  const cube = (v: number) => v * v * v;
  return (c.rated_W * (cube(wind_m_s) - cube(c.cutIn_m_s))) / (cube(c.full_m_s) - cube(c.cutIn_m_s));
}

/** A wind turbine behind an inverter. Above cut-out it stands, and runs again when the wind has fallen to 0.8 of that. */
export const openWind: OpenDevice = (id, row, around): Device => {
  const element = around.element(id)!;
  const { table, ports } = around;
  const rated_W = numberField(element, "ratedPower_W");
  const curve: PowerCurve = {
    rated_W,
    cutIn_m_s: numberField(element, "cutIn_m_s", 3),
    full_m_s: numberField(element, "full_m_s", 12),
    cutOut_m_s: numberField(element, "cutOut_m_s", 25),
  };
  const hub_m = numberField(element, "hub_m", 80);
  const shear_1 = numberField(element, "shear_1", 0.2);
  const inverter = openInverter(element, numberField(element, "inverter_VA", rated_W));
  const machine = new Machine(element, row, around, {
    startDelay_s: 0,
    restartDelay_s: 300,
    ramp_1_s: Number.POSITIVE_INFINITY,
    minLoad_1: 0,
    underVoltage_1: 0.8,
  });
  const powerPort = ports.open(id, "power", "portPower_W", machine.busRow);
  const reactivePort = ports.open(id, "power", "portReactive_var", machine.busRow);
  const power_W = table.f64("device", "power_W");
  const reactive_var = table.f64("device", "reactive_var");
  const available_W = table.f64("device", "available_W");
  const curtailed_W = table.f64("device", "curtailed_W");
  const curtailed_J = table.f64("device", "curtailed_J");
  const bound = table.i32("device", "bound");
  const heldBy = table.i32("device", "heldBy");
  const isParked = table.u8("device", "isParked");
  const command_1 = table.f64("device", "command_1");
  if (Number.isNaN(command_1[row]!)) command_1[row] = 1;
  const out: InverterOutput = { power_W: 0, reactive_var: 0, bound: 0 };
  return {
    id,
    kind: "wind",
    row,
    isVoltageLed: inverter.voltVar_1.length > 0 || inverter.voltWatt_1.length > 0,
    begin() {
      machine.begin();
      const wind_m_s = hubWind_m_s(around.sky.wind_m_s, hub_m, shear_1);
      if (wind_m_s > curve.cutOut_m_s) isParked[row] = 1;
      else if (wind_m_s < 0.8 * curve.cutOut_m_s) isParked[row] = 0;
      available_W[row] = isParked[row] === 1 ? 0 : windPower_W(curve, wind_m_s);
    },
    update() {
      const free_W = machine.isRunning ? available_W[row]! : 0;
      inverterOutput(inverter, free_W, command_1[row]! * rated_W, heldBy[row]!, machine.voltage_1, out);
      power_W[row] = out.power_W;
      reactive_var[row] = machine.isRunning ? out.reactive_var : 0;
      bound[row] = machine.isRunning ? out.bound : BOUND.none;
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
};
