import type { HeatSource, OpenDevice } from "../device";
import { CO2_KG_J, NET_CALORIFIC_J_KG } from "../fuel";
import { GasInlet, Machine } from "../machine";
import { connected, numberField } from "../surroundings";
import { engineFuel_W, engineHeat_W, engineLaw, engineLoadFor_1 } from "./engine";

/**
 * Gas engine with heat recovery: takes gas, gives power and heat. It runs at its command; the plant may trim it down
 * to minimum load when there is nowhere for its heat to go, and what is still too much leaves by its dry cooler.
 */
export const openChp: OpenDevice = (id, row, around): HeatSource => {
  const element = around.element(id)!;
  const { table, ports } = around;
  const ratedPower_W = numberField(element, "ratedPower_W");
  const law = engineLaw(element, ratedPower_W, numberField(element, "ratedHeat_W"));
  const inlet = new GasInlet(element, around);
  const machine = new Machine(
    element,
    row,
    around,
    {
      startDelay_s: 300,
      restartDelay_s: 300,
      ramp_1_s: 0.25 / 60,
      minLoad_1: 0.5,
      underVoltage_1: 0.8,
    },
    inlet,
  );
  const powerPort = ports.open(id, "power", "portPower_W", machine.busRow);
  const gasPort = ports.open(id, "gas", "portInflow_kg_s", inlet.node);
  const power_W = table.f64("device", "power_W");
  const gas_kg_s = table.f64("device", "gas_kg_s");
  const heat_W = table.f64("device", "heat_W");
  const co2_kg_s = table.f64("device", "co2_kg_s");
  const command_1 = table.f64("device", "command_1");
  if (Number.isNaN(command_1[row]!)) command_1[row] = 1;
  let given_W = 0;
  let load_1 = 0;
  return {
    id,
    kind: "chp",
    row,
    plant: connected(around, element, ["heatPlant"], "heat")?.id ?? "",
    isStore: false,
    begin() {
      machine.begin();
      load_1 = machine.mean_1;
      given_W = engineHeat_W(law, load_1);
    },
    offer() {
      if (!machine.isRunning) return { wanted_W: 0, least_W: 0, most_W: 0 };
      const mean_W = engineHeat_W(law, machine.mean_1);
      return { wanted_W: mean_W, least_W: 0, most_W: mean_W };
    },
    give(asked_W) {
      given_W = asked_W;
      load_1 = machine.isRunning
        ? Math.min(engineLoadFor_1(law, asked_W, Math.min(machine.minLoad_1, machine.mean_1)), machine.mean_1)
        : 0;
    },
    update() {
      if (!machine.isRunning) {
        load_1 = 0;
        given_W = 0;
      }
      const fuel_W = engineFuel_W(law, load_1);
      power_W[row] = load_1 * ratedPower_W;
      heat_W[row] = Math.min(given_W, engineHeat_W(law, load_1));
      gas_kg_s[row] = -fuel_W / NET_CALORIFIC_J_KG;
      co2_kg_s[row] = fuel_W * CO2_KG_J;
      ports.set(powerPort, power_W[row]!);
      ports.set(gasPort, gas_kg_s[row]!);
    },
    trip: () => machine.trip(),
    commit: (dt_s) => machine.commit(dt_s),
  };
};
