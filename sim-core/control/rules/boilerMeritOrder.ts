import { hold, type RuleKind } from "../kind";

export const boilerMeritOrder: RuleKind = {
  kind: "boilerMeritOrder",
  meaning: "Starts a boiler when the load passes what the sources before it can give; it then follows the load",
  targets: ["boiler"],
  isLocal: true,
  parameters: [
    { name: "heatTag", unit: "W", meaning: "Heat that the plant gives to the network" },
    { name: "base_W", unit: "W", meaning: "Rated heat of the sources that come before" },
    { name: "start_1", unit: "1", default: 0.95, meaning: "Start above this share of the base" },
    { name: "stop_1", unit: "1", default: 0.85, meaning: "Stop below this share of the base" },
  ],
  decide(input) {
    const heat_W = Math.abs(input.read("heatTag"));
    if (Number.isNaN(heat_W)) return hold(input);
    const base_W = input.number("base_W");
    const want =
      heat_W > input.number("start_1") * base_W ? 1 : heat_W < input.number("stop_1") * base_W ? 0 : input.memory;
    if (Number.isNaN(want) || want === input.memory) return hold(input);
    return { fields: { isOn: want === 1 }, memory: want, why: `heat ${(heat_W / 1e6).toFixed(2)} MW` };
  },
};
