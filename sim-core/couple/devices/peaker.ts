import type { Device, OpenDevice } from "../device";
import { CO2_KG_J, NET_CALORIFIC_J_KG } from "../fuel";
import { GasInlet, Machine } from "../machine";
import { numberField } from "../surroundings";
import { engineFuel_W, engineLaw } from "./engine";

export const openPeaker: OpenDevice = (id, row, around): Device => {
  const element = around.element(id)!;
  const { table, ports } = around;
  const ratedPower_W = numberField(element, "ratedPower_W");
  const law = engineLaw(element, ratedPower_W, 0);
  const inlet = new GasInlet(element, around);
  const machine = new Machine(
    element,
    row,
    around,
    {
      startDelay_s: 180,
      restartDelay_s: 900,
      ramp_1_s: 0.25 / 60,
      minLoad_1: 0.5,
      underVoltage_1: 0.8,
      isOn: false,
    },
    inlet,
  );
  const powerPort = ports.open(id, "power", "portPower_W", machine.busRow);
  const gasPort = ports.open(id, "gas", "portInflow_kg_s", inlet.node);
  const power_W = table.f64("device", "power_W");
  const gas_kg_s = table.f64("device", "gas_kg_s");
  const co2_kg_s = table.f64("device", "co2_kg_s");
  return {
    id,
    kind: "peaker",
    row,
    begin: () => machine.begin(),
    update() {
      const load_1 = machine.isRunning ? machine.mean_1 : 0;
      const fuel_W = engineFuel_W(law, load_1);
      power_W[row] = load_1 * ratedPower_W;
      gas_kg_s[row] = -fuel_W / NET_CALORIFIC_J_KG;
      co2_kg_s[row] = fuel_W * CO2_KG_J;
      ports.set(powerPort, power_W[row]!);
      ports.set(gasPort, gas_kg_s[row]!);
    },
    trip: () => machine.trip(),
    commit: (dt_s) => machine.commit(dt_s),
  };
};
