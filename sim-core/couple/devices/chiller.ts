import type { HeatSource, OpenDevice } from "../device";
import { Machine } from "../machine";
import { connected, numberField, rowOf, solved } from "../surroundings";

const clamp = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high);

/** Centrifugal chiller: energy input ratio and capacity over rated, a = chilled water out (5-10 C), b = water to the
 *  condenser (24-35 C), p = load over capacity. Below 20 % it cycles, so power goes straight to zero.
 *  Source: EnergyPlus example curves of an electric centrifugal chiller */
export function chillerInputRatio_1(a_C: number, b_C: number): number {
  const a = clamp(a_C, 5, 10);
  const b = clamp(b_C, 24, 35);
  return 0.933884 - 0.058212 * a + 0.00450036 * a * a + 0.00243 * b + 0.000486 * b * b - 0.001215 * a * b;
}

export function chillerCapacity_1(a_C: number, b_C: number): number {
  const a = clamp(a_C, 5, 10);
  const b = clamp(b_C, 24, 35);
  return 0.257896 + 0.0389016 * a - 0.00021708 * a * a + 0.0468684 * b - 0.00094284 * b * b - 0.00034344 * a * b;
}

export function chillerPartLoad_1(load_1: number): number {
  const p = clamp(load_1, 0.2, 1);
  const atLeast = 0.222903 + 0.313387 * p + 0.46371 * p * p;
  return load_1 >= 0.2 ? atLeast : atLeast * (Math.max(load_1, 0) / 0.2);
}

/** Cooling tower: water to the condenser comes this close to the wet bulb. */
const TOWER_APPROACH_K = 5;
/** Fans and condenser pumps per watt rejected: 0.02 tower and 0.02 condenser water. The loop's pump is the plant's own. */
const AUXILIARY_1 = 0.04;
/** 2.0 L per kWh of cold: 1.47 L evaporated per kWh rejected x 0.85 latent x 1.22 x 1.33 (blow-down at four cycles). */
const MAKE_UP_M3_J = 2.0e-3 / 3.6e6;

export const openChiller: OpenDevice = (id, row, around): HeatSource => {
  const element = around.element(id)!;
  const { table, ports } = around;
  const rated_W = numberField(element, "rated_W", numberField(element, "ratedCold_W"));
  const ratedCop_1 = numberField(element, "ratedCop_1", 6.3);
  const makeUp_m3_J = numberField(element, "makeUp_m3_J", MAKE_UP_M3_J);
  const machine = new Machine(element, row, around, {
    startDelay_s: 180,
    restartDelay_s: 300,
    ramp_1_s: Number.POSITIVE_INFINITY,
    minLoad_1: 0.15,
    underVoltage_1: 0.85,
  });
  const plant = connected(around, element, ["heatPlant"], "cooling")?.id ?? "";
  const plantRow = rowOf(around, "heat", "link", plant);
  const supplySet_K = solved(around, "heat", "link", "supplySet_K");
  const powerPort = ports.open(id, "power", "portPower_W", machine.busRow);
  const reactivePort = ports.open(id, "power", "portReactive_var", machine.busRow);
  const waterNode = rowOf(around, "water", "node", connected(around, element, ["waterJunction"])?.id);
  const waterPort = ports.open(id, "water", "portInflow_m3_s", waterNode);
  const power_W = table.f64("device", "power_W");
  const reactive_var = table.f64("device", "reactive_var");
  const cold_W = table.f64("device", "cold_W");
  const water_m3_s = table.f64("device", "water_m3_s");
  const chilled_C = () => (plantRow >= 0 ? supplySet_K[plantRow]! - 273.15 : 6.7);
  const condenser_C = () => around.sky.wetBulb_K - 273.15 + TOWER_APPROACH_K;
  const capacity_W = () => rated_W * chillerCapacity_1(chilled_C(), condenser_C());
  let given_W = 0;
  return {
    id,
    kind: "chiller",
    row,
    plant,
    isStore: false,
    begin: () => machine.begin(),
    offer() {
      if (!machine.isRunning) return { wanted_W: 0, least_W: 0, most_W: 0 };
      const most_W = capacity_W();
      const wanted_W = Number.isNaN(machine.command_1) ? Number.NaN : Math.min(machine.mean_1 * rated_W, most_W);
      return { wanted_W, least_W: 0, most_W };
    },
    give(asked_W) {
      given_W = asked_W;
    },
    update() {
      if (!machine.isRunning) given_W = 0;
      const capacity = capacity_W();
      const compressor_W =
        (capacity / ratedCop_1) *
        chillerInputRatio_1(chilled_C(), condenser_C()) *
        chillerPartLoad_1(given_W / capacity);
      const drawn_W = compressor_W + AUXILIARY_1 * (given_W + compressor_W);
      cold_W[row] = given_W;
      power_W[row] = -drawn_W;
      reactive_var[row] = -0.484 * drawn_W; // power factor 0.9
      water_m3_s[row] = waterNode >= 0 ? -given_W * makeUp_m3_J : 0;
      ports.set(powerPort, power_W[row]!);
      ports.set(reactivePort, reactive_var[row]!);
      ports.set(waterPort, water_m3_s[row]!);
    },
    trip: () => machine.trip(),
    commit: (dt_s) => machine.commit(dt_s, given_W / rated_W),
  };
};
