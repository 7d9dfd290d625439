import type { Device, OpenDevice } from "../device";
import { Machine } from "../machine";
import { numberField } from "../surroundings";

const LEAST_1 = 0.05;
const MOST_1 = 0.95;

/** Half of the round trip's loss on the way in, half on the way out; state of charge stays between 5 and 95 %. */
export const openBattery: OpenDevice = (id, row, around): Device => {
  const element = around.element(id)!;
  const { table, ports } = around;
  const capacity_J = numberField(element, "capacity_J");
  const maxPower_W = numberField(element, "maxPower_W");
  const oneWay_1 = Math.sqrt(numberField(element, "roundTrip_1", 0.88));
  const machine = new Machine(element, row, around, {
    startDelay_s: 0,
    restartDelay_s: 60,
    ramp_1_s: Number.POSITIVE_INFINITY,
    minLoad_1: -1,
    underVoltage_1: 0.8,
  });
  const powerPort = ports.open(id, "power", "portPower_W", machine.busRow);
  const power_W = table.f64("device", "power_W");
  const stored_J = table.f64("device", "stored_J");
  const command_1 = table.f64("device", "command_1");
  if (Number.isNaN(command_1[row]!)) command_1[row] = 0;
  stored_J[row] = capacity_J * numberField(element, "initialShare_1", 0.5);
  return {
    id,
    kind: "battery",
    row,
    begin: () => machine.begin(),
    update() {
      const most_W = (Math.max(stored_J[row]! - LEAST_1 * capacity_J, 0) * oneWay_1) / around.planned_s;
      const least_W = -Math.max(MOST_1 * capacity_J - stored_J[row]!, 0) / oneWay_1 / around.planned_s;
      const wanted_W = Math.min(Math.max(command_1[row]!, -1), 1) * maxPower_W;
      power_W[row] = machine.isRunning ? Math.min(Math.max(wanted_W, least_W), most_W) : 0;
      ports.set(powerPort, power_W[row]!);
    },
    trip: () => machine.trip(),
    commit(dt_s) {
      const given_W = power_W[row]!;
      stored_J[row]! -= (given_W >= 0 ? given_W / oneWay_1 : given_W * oneWay_1) * dt_s;
      machine.commit(dt_s);
    },
  };
};
