import type { HeatSource, OpenDevice } from "../device";
import { Machine } from "../machine";
import { connected, numberField, rowOf, solved, textField } from "../surroundings";

/** Share of Carnot between the mean temperature of the heated water and the evaporating side, at least 10 K apart. */
export function heatPumpCop_1(carnotShare_1: number, sink_K: number, source_K: number): number {
  return carnotShare_1 * (sink_K / Math.max(sink_K - source_K, 10));
}

/** Evaporation below the source, K: air needs more than water. */
const APPROACH_K = { air: 8, water: 4 };

export const openHeatPump: OpenDevice = (id, row, around): HeatSource => {
  const element = around.element(id)!;
  const { table, ports } = around;
  const rated_W = numberField(element, "ratedHeat_W");
  const carnotShare_1 = numberField(element, "carnotShare_1", 0.5);
  const isAir = textField(element, "sourceKind") !== "water";
  const sourceWater_K = numberField(element, "sourceTemperature_K", 285.15);
  const machine = new Machine(element, row, around, {
    startDelay_s: 600,
    restartDelay_s: 600,
    ramp_1_s: 0.1 / 60,
    minLoad_1: 0.25,
    underVoltage_1: 0.85,
  });
  const plant = connected(around, element, ["heatPlant"], "heat")?.id ?? "";
  const plantRow = rowOf(around, "heat", "link", plant);
  const heat = around.solvers.heat;
  const returnNode = plantRow >= 0 ? heat!.column("link", "from")[plantRow]! : -1;
  const temperature_K = solved(around, "heat", "node", "temperature_K");
  const supplySet_K = solved(around, "heat", "link", "supplySet_K");
  const powerPort = ports.open(id, "power", "portPower_W", machine.busRow);
  const power_W = table.f64("device", "power_W");
  const heat_W = table.f64("device", "heat_W");
  let given_W = 0;
  return {
    id,
    kind: "heatPump",
    row,
    plant,
    isStore: false,
    begin: () => machine.begin(),
    offer() {
      if (!machine.isRunning) return { wanted_W: 0, least_W: 0, most_W: 0 };
      const isFollowing = Number.isNaN(machine.command_1);
      const mean_W = machine.mean_1 * rated_W;
      return { wanted_W: isFollowing ? Number.NaN : mean_W, least_W: 0, most_W: isFollowing ? rated_W : mean_W };
    },
    give(asked_W) {
      given_W = asked_W;
    },
    update() {
      if (!machine.isRunning) given_W = 0;
      const supply_K = plantRow >= 0 ? supplySet_K[plantRow]! : 343.15;
      const back_K = returnNode >= 0 ? temperature_K[returnNode]! : Number.NaN;
      const sink_K = Number.isNaN(back_K) ? supply_K : (supply_K + back_K) / 2;
      const source_K = isAir ? around.sky.temperature_K - APPROACH_K.air : sourceWater_K - APPROACH_K.water;
      heat_W[row] = given_W;
      power_W[row] = -given_W / heatPumpCop_1(carnotShare_1, sink_K, source_K);
      ports.set(powerPort, power_W[row]!);
    },
    trip: () => machine.trip(),
    commit: (dt_s) => machine.commit(dt_s, Number.isNaN(machine.command_1) ? given_W / rated_W : Number.NaN),
  };
};
