import { clamp, hold, type RuleKind } from "../kind";

/** The heat company runs the engine for its heat; power is what comes out beside it. */
export const chpHeatLed: RuleKind = {
  kind: "chpHeatLed",
  meaning: "Runs a CHP engine at the share of its rated heat that the network asks for",
  targets: ["chp"],
  isLocal: true,
  parameters: [
    { name: "heatTag", unit: "W", meaning: "Heat that the plant gives to the network" },
    { name: "storeTag", unit: "J", default: "", meaning: "Energy in the hot store" },
    { name: "storeCapacity_J", unit: "J", default: Number.NaN, meaning: "Size of the hot store" },
    { name: "ratedHeat_W", unit: "W", meaning: "Rated heat of the engine" },
    { name: "start_1", unit: "1", default: 0.6, meaning: "Start when the load passes this share of rated heat" },
    { name: "stop_1", unit: "1", default: 0.4, meaning: "Stop when it falls below, and the store is full" },
    { name: "minLoad_1", unit: "1", default: 0.5, meaning: "Lowest load of the engine" },
    { name: "fullStore_1", unit: "1", default: 0.95, meaning: "A store above this share counts as full" },
    { name: "emptyStore_1", unit: "1", default: 0.25, meaning: "A store below this share asks for full load" },
  ],
  decide(input) {
    const heat_W = input.read("heatTag");
    if (Number.isNaN(heat_W)) return hold(input);
    const load_1 = Math.abs(heat_W) / input.number("ratedHeat_W");
    const store_1 = input.read("storeTag") / input.number("storeCapacity_J");
    const isFull = Number.isNaN(store_1) || store_1 >= input.number("fullStore_1");
    const isEmpty = store_1 <= input.number("emptyStore_1");
    const wasOn = input.memory > 0;
    const isOn = isEmpty || (wasOn ? !(load_1 < input.number("stop_1") && isFull) : load_1 > input.number("start_1"));
    // Two decimals: an engine's governor is not asked to follow every watt.
    const command_1 = isOn
      ? Math.round(clamp(isEmpty ? 1 : isFull ? load_1 : load_1 + 0.25, input.number("minLoad_1"), 1) * 100) / 100
      : 0;
    if (command_1 === input.memory) return hold(input);
    return { fields: { isOn, command_1 }, memory: command_1, why: `heat ${(heat_W / 1e6).toFixed(2)} MW` };
  },
};
