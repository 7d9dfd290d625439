import type { Device, OpenDevice } from "../device";
import { Machine } from "../machine";
import { numberField, textField } from "../surroundings";

export const openEvHub: OpenDevice = (id, row, around): Device => {
  const element = around.element(id)!;
  const { table, ports } = around;
  const mean_W = numberField(element, "electric_W", 0.15 * numberField(element, "rated_W"));
  const rated_W = numberField(element, "rated_W", Number.POSITIVE_INFINITY);
  const profile = around.profileRow(textField(element, "profile") ?? "");
  const machine = new Machine(element, row, around, {
    startDelay_s: 0,
    restartDelay_s: 30,
    ramp_1_s: Number.POSITIVE_INFINITY,
    minLoad_1: 0,
    underVoltage_1: 0.85,
  });
  const powerPort = ports.open(id, "power", "portPower_W", machine.busRow);
  const power_W = table.f64("device", "power_W");
  const command_1 = table.f64("device", "command_1");
  if (Number.isNaN(command_1[row]!)) command_1[row] = 1;
  return {
    id,
    kind: "evHub",
    row,
    begin: () => machine.begin(),
    update() {
      const wanted_W = Math.min(mean_W * (profile >= 0 ? around.profileValues[profile]! : 1), rated_W);
      power_W[row] = machine.isRunning ? -wanted_W * Math.min(Math.max(command_1[row]!, 0), 1) : 0;
      ports.set(powerPort, power_W[row]!);
    },
    trip: () => machine.trip(),
    commit: (dt_s) => machine.commit(dt_s),
  };
};
