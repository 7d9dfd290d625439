import { clamp, hold, type RuleKind } from "../kind";

export const heatPumpBaseLoad: RuleKind = {
  kind: "heatPumpBaseLoad",
  meaning: "Runs a heat pump on what the sources before it leave of the load",
  targets: ["heatPump"],
  isLocal: true,
  parameters: [
    { name: "heatTag", unit: "W", meaning: "Heat that the plant gives to the network" },
    { name: "base_W", unit: "W", default: 0, meaning: "Heat of the sources that come before" },
    { name: "ratedHeat_W", unit: "W", meaning: "Rated heat of the heat pump" },
    { name: "minLoad_1", unit: "1", default: 0.25, meaning: "Lowest load" },
  ],
  decide(input) {
    const heat_W = input.read("heatTag");
    if (Number.isNaN(heat_W)) return hold(input);
    const load_1 = (Math.abs(heat_W) - input.number("base_W")) / input.number("ratedHeat_W");
    const min = input.number("minLoad_1");
    const isOn = load_1 > (input.memory > 0 ? 0.8 * min : min);
    const command_1 = isOn ? Math.round(clamp(load_1, min, 1) * 100) / 100 : 0;
    if (command_1 === input.memory) return hold(input);
    return { fields: { isOn, command_1 }, memory: command_1, why: `heat ${(heat_W / 1e6).toFixed(2)} MW` };
  },
};
