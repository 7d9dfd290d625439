import { cos, sin } from "../../../assembly/core/elementary";
import type { Device, OpenDevice } from "../device";
import { Machine } from "../machine";
import { numberField, type Sky } from "../surroundings";
import { BOUND, type InverterOutput, inverterOutput, openInverter } from "./inverter";

const DEGREE = Math.PI / 180;
const GROUND_ALBEDO_1 = 0.2;
/** Wiring, soiling and mismatch 10 %, inverter 97 %. */
const SYSTEM_1 = 0.9 * 0.97;
const NOCT_C = 45;
/** Output over rating from which an inverter gives reactive power. */
const LEAST_1 = 0.05;

/** Light on a tilted plane: beam by its angle, isotropic sky, light from the ground. Azimuth clockwise from north. */
export function planeOfArray_W_m2(sky: Sky, tilt_rad: number, azimuth_rad: number): number {
  const sinAltitude = sin(sky.sunAltitude_rad);
  const cosIncidence =
    sinAltitude * cos(tilt_rad) + cos(sky.sunAltitude_rad) * sin(tilt_rad) * cos(sky.sunAzimuth_rad - azimuth_rad);
  const beam = sinAltitude > 0 ? sky.direct_W_m2 * Math.max(cosIncidence, 0) : 0;
  const cosTilt = cos(tilt_rad);
  return beam + (sky.diffuse_W_m2 * (1 + cosTilt)) / 2 + (GROUND_ALBEDO_1 * sky.global_W_m2 * (1 - cosTilt)) / 2;
}

/** Alternating current of an array: peak x light / 1000 x (1 + g (cell - 25)) x system; cells warm with light (NOCT). */
export function pvPower_W(peak_W: number, light_W_m2: number, air_K: number, coefficient_1_K: number): number {
  const cell_C = air_K - 273.15 + ((NOCT_C - 20) * light_W_m2) / 800;
  return Math.max(peak_W * (light_W_m2 / 1000) * (1 + coefficient_1_K * (cell_C - 25)) * SYSTEM_1, 0);
}

export const openPv: OpenDevice = (id, row, around): Device => {
  const element = around.element(id)!;
  const { table, ports } = around;
  const peak_W = numberField(element, "peak_W");
  const tilt_rad = numberField(element, "tilt_deg", 15) * DEGREE;
  const azimuth_rad = numberField(element, "azimuth_deg", 180) * DEGREE;
  const coefficient_1_K = numberField(element, "temperatureCoefficient_1_K", -0.0038);
  const inverter_VA = numberField(element, "inverter_VA", Number.POSITIVE_INFINITY);
  // an inverter that says nothing of its size is as large as its modules
  const inverter = openInverter(element, numberField(element, "inverter_VA", peak_W));
  const machine = new Machine(element, row, around, {
    startDelay_s: 0,
    restartDelay_s: 60,
    ramp_1_s: Number.POSITIVE_INFINITY,
    minLoad_1: 0,
    underVoltage_1: 0.8,
  });
  const powerPort = ports.open(id, "power", "portPower_W", machine.busRow);
  const isReactive = inverter.voltVar_1.length > 0;
  const reactivePort = isReactive ? ports.open(id, "power", "portReactive_var", machine.busRow) : -1;
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
    id,
    kind: "pv",
    row,
    isVoltageLed: isReactive || inverter.voltWatt_1.length > 0,
    begin() {
      machine.begin();
      const light_W_m2 = planeOfArray_W_m2(around.sky, tilt_rad, azimuth_rad);
      available_W[row] = Math.min(
        pvPower_W(peak_W, light_W_m2, around.sky.temperature_K, coefficient_1_K),
        inverter_VA,
      );
    },
    update() {
      // A command caps the output as a share of the peak, so a cloud does not free what the grid cannot take.
      const free_W = machine.isRunning ? available_W[row]! : 0;
      inverterOutput(inverter, free_W, command_1[row]! * peak_W, heldBy[row]!, machine.voltage_1, out);
      power_W[row] = out.power_W;
      // by night an inverter sleeps (IEEE 1547, 5.2: reactive power from 5 % of its rating on)
      reactive_var[row] = free_W > LEAST_1 * inverter.rated_VA ? out.reactive_var : 0;
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
