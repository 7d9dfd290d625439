import type { HeatSource, OpenDevice } from "../device";
import { CO2_KG_J, NET_CALORIFIC_J_KG } from "../fuel";
import { GasInlet, Machine } from "../machine";
import { connected, numberField, rowOf, solved } from "../surroundings";

/** Return temperature at which a condensing economiser gives its full gain, and at which it gives none. */
const CONDENSES_K = 313.15;
const DRY_K = 328.15;

/** Efficiency (NCV): the rated value up to 40 C return, falling straight to the dry value at 55 C (dew point of flue gas). */
export function boilerEfficiency_1(condensing_1: number, dry_1: number, return_K: number): number {
  const lost_1 = Math.min(Math.max((return_K - CONDENSES_K) / (DRY_K - CONDENSES_K), 0), 1);
  return condensing_1 - lost_1 * Math.max(condensing_1 - dry_1, 0);
}

export const openBoiler: OpenDevice = (id, row, around): HeatSource => {
  const element = around.element(id)!;
  const { table, ports } = around;
  const rated_W = numberField(element, "ratedHeat_W");
  const condensing_1 = numberField(element, "efficiency_1", 1.03);
  const dry_1 = Math.min(numberField(element, "dryEfficiency_1", 0.93), condensing_1);
  const inlet = new GasInlet(element, around);
  const machine = new Machine(
    element,
    row,
    around,
    {
      startDelay_s: 600,
      restartDelay_s: 120,
      ramp_1_s: Number.POSITIVE_INFINITY,
      minLoad_1: 0.15,
      underVoltage_1: 0.8,
    },
    inlet,
  );
  const plant = connected(around, element, ["heatPlant"], "heat")?.id ?? "";
  const plantRow = rowOf(around, "heat", "link", plant);
  const returnNode = plantRow >= 0 ? around.solvers.heat!.column("link", "from")[plantRow]! : -1;
  const temperature_K = solved(around, "heat", "node", "temperature_K");
  const gasPort = ports.open(id, "gas", "portInflow_kg_s", inlet.node);
  const gas_kg_s = table.f64("device", "gas_kg_s");
  const heat_W = table.f64("device", "heat_W");
  const co2_kg_s = table.f64("device", "co2_kg_s");
  let given_W = 0;
  return {
    id,
    kind: "boiler",
    row,
    plant,
    isStore: false,
    begin: () => machine.begin(),
    offer() {
      if (!machine.isRunning) return { wanted_W: 0, least_W: 0, most_W: 0 };
      const wanted_W = Number.isNaN(machine.command_1) ? Number.NaN : machine.mean_1 * rated_W;
      return { wanted_W, least_W: 0, most_W: rated_W };
    },
    give(asked_W) {
      given_W = asked_W;
    },
    update() {
      if (!machine.isRunning) given_W = 0;
      const return_K = returnNode >= 0 ? temperature_K[returnNode]! : CONDENSES_K;
      const efficiency_1 = boilerEfficiency_1(condensing_1, dry_1, Number.isNaN(return_K) ? DRY_K : return_K);
      // Below minimum load it cycles: the mean is what counts over a step.
      const fuel_W = given_W / efficiency_1;
      heat_W[row] = given_W;
      gas_kg_s[row] = -fuel_W / NET_CALORIFIC_J_KG;
      co2_kg_s[row] = fuel_W * CO2_KG_J;
      ports.set(gasPort, gas_kg_s[row]!);
    },
    trip: () => machine.trip(),
    commit: (dt_s) => machine.commit(dt_s, given_W / rated_W),
  };
};
