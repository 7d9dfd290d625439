import { clamp, HELD_BY, hold, type RuleKind } from "../kind";

/** The droop that an inverter carries out of the box: full output up to start, down to the floor at end. */
export const pvVoltWatt: RuleKind = {
  kind: "pvVoltWatt",
  meaning: "Lowers an inverter's output as the voltage at its bus rises",
  targets: ["pv", "wind"],
  isLocal: true,
  parameters: [
    { name: "voltageTag", unit: "1", meaning: "Voltage at the inverter's bus" },
    { name: "start_1", unit: "1", default: 1.06, meaning: "Full output up to this voltage" },
    { name: "end_1", unit: "1", default: 1.1, meaning: "Lowest output from this voltage" },
    { name: "floor_1", unit: "1", default: 0.2, meaning: "Lowest output" },
  ],
  decide(input) {
    const voltage_1 = input.read("voltageTag");
    if (Number.isNaN(voltage_1)) return hold(input);
    const start_1 = input.number("start_1");
    const fall_1 = clamp((voltage_1 - start_1) / (input.number("end_1") - start_1), 0, 1);
    const want_1 = 1 - fall_1 * (1 - input.number("floor_1"));
    // Half the way each time: the voltage that answers would make a full step swing.
    const last_1 = Number.isNaN(input.memory) ? 1 : input.memory;
    const command_1 = Math.abs(want_1 - last_1) < 0.005 ? want_1 : (want_1 + last_1) / 2;
    if (command_1 === last_1) return hold(input);
    return {
      fields: { command_1, heldBy: HELD_BY.voltage },
      memory: command_1,
      why: `voltage ${voltage_1.toFixed(3)}`,
    };
  },
};
