import { clamp, hold, type RuleKind } from "../kind";

/** The electricity company's answer to its import limit: it sees its own grid supply and its own engine. */
export const peakerImportLimit: RuleKind = {
  kind: "peakerImportLimit",
  meaning: "Starts the peaker when import passes the limit, and loads it so that import stays there",
  targets: ["peaker"],
  isLocal: false,
  parameters: [
    { name: "importTag", unit: "W", meaning: "Power of the grid supply" },
    { name: "powerTag", unit: "W", meaning: "Power of the peaker itself" },
    { name: "limit_W", unit: "W", meaning: "Import to hold" },
    { name: "stop_W", unit: "W", meaning: "Stop when import without the peaker would be below this" },
    { name: "ratedPower_W", unit: "W", meaning: "Rated power of the peaker" },
    { name: "minLoad_1", unit: "1", default: 0.5, meaning: "Lowest load" },
  ],
  decide(input) {
    const import_W = input.read("importTag");
    const own_W = input.read("powerTag");
    if (Number.isNaN(import_W) || Number.isNaN(own_W)) return hold(input);
    const without_W = import_W + own_W;
    const wasOn = input.memory > 0;
    const isOn = wasOn ? without_W > input.number("stop_W") : without_W > input.number("limit_W");
    const need_1 = (without_W - input.number("limit_W")) / input.number("ratedPower_W");
    const command_1 = isOn ? Math.round(clamp(need_1, input.number("minLoad_1"), 1) * 100) / 100 : 0;
    if (command_1 === input.memory) return hold(input);
    return { fields: { isOn, command_1 }, memory: command_1, why: `import ${(import_W / 1e6).toFixed(2)} MW` };
  },
};
