import { hold, type RuleKind } from "../kind";

export const chillerFollowLoad: RuleKind = {
  kind: "chillerFollowLoad",
  meaning: "Starts one more chiller when the load passes what those before it can give; running ones share the load",
  targets: ["chiller"],
  isLocal: true,
  parameters: [
    { name: "coldTag", unit: "W", meaning: "Cold that the plant gives to the network" },
    { name: "stage", unit: "1", meaning: "0 for the lead chiller, 1 for the next ..." },
    { name: "rated_W", unit: "W", meaning: "Rated cold of one chiller" },
    {
      name: "start_1",
      unit: "1",
      default: 0.85,
      meaning: "Start when the chillers before are loaded above this share",
    },
    { name: "stop_1", unit: "1", default: 0.65, meaning: "Stop when they could carry the load below this share" },
  ],
  decide(input) {
    const cold_W = Math.abs(input.read("coldTag"));
    if (Number.isNaN(cold_W)) return hold(input);
    const before_W = input.number("stage") * input.number("rated_W");
    // The lead chiller runs as soon as there is any load to speak of.
    const start_W = before_W > 0 ? input.number("start_1") * before_W : 0.02 * input.number("rated_W");
    const stop_W = before_W > 0 ? input.number("stop_1") * before_W : 0.005 * input.number("rated_W");
    const want = cold_W > start_W ? 1 : cold_W < stop_W ? 0 : input.memory;
    if (Number.isNaN(want) || want === input.memory) return hold(input);
    return { fields: { isOn: want === 1 }, memory: want, why: `cold ${(cold_W / 1e6).toFixed(2)} MW` };
  },
};
