import type { HeatSource, OpenDevice } from "../device";
import { connected, numberField } from "../surroundings";

const DAY_S = 86_400;

/** Hot or cold water tank on a plant: takes what is too much, gives what is missing, or charges and gives at command. */
const open = (kind: "hotStore" | "coldStore"): OpenDevice => {
  return (id, row, around): HeatSource => {
    const element = around.element(id)!;
    const { table } = around;
    const capacity_J = numberField(element, "capacity_J");
    const maxCharge_W = numberField(element, "maxCharge_W", capacity_J / (5 * 3600));
    const loss_1_day = numberField(element, "loss_1_day", kind === "hotStore" ? 0.0019 : 0.015);
    const stored_J = table.f64("device", "stored_J");
    const port_W = table.f64("device", kind === "hotStore" ? "heat_W" : "cold_W");
    const isOn = table.u8("device", "isOn");
    const command_1 = table.f64("device", "command_1");
    const mode = table.i32("device", "mode");
    stored_J[row] = capacity_J * numberField(element, "initialShare_1", 0.5);
    isOn[row] = 1;
    command_1[row] = numberField(element, "command_1", 0);
    mode[row] = 2;
    let given_W = 0;
    return {
      id,
      kind,
      row,
      plant: connected(around, element, ["heatPlant"], kind === "hotStore" ? "heat" : "cooling")?.id ?? "",
      isStore: true,
      begin() {
        given_W = 0;
      },
      offer() {
        if (!isOn[row] || mode[row] !== 2) return { wanted_W: 0, least_W: 0, most_W: 0 };
        // No faster than would empty or fill it within the step as planned, its own loss included: what is cut off at
        // the limit would be energy that nobody gave or got.
        const kept_J = stored_J[row]! * (1 - (loss_1_day * around.planned_s) / DAY_S);
        const most_W = Math.min(maxCharge_W, kept_J / around.planned_s);
        const least_W = -Math.min(maxCharge_W, Math.max(capacity_J - kept_J, 0) / around.planned_s);
        const command = Number.isNaN(command_1[row]!) ? 0 : command_1[row]!;
        return { wanted_W: Math.min(Math.max(command * maxCharge_W, least_W), most_W), least_W, most_W };
      },
      give(asked_W) {
        given_W = asked_W;
      },
      update() {
        port_W[row] = given_W;
      },
      trip: () => false,
      commit(dt_s) {
        const kept_1 = 1 - (loss_1_day * dt_s) / DAY_S;
        stored_J[row] = Math.min(Math.max(stored_J[row]! * kept_1 - given_W * dt_s, 0), capacity_J);
      },
    };
  };
};

export const openHotStore = open("hotStore");
export const openColdStore = open("coldStore");
