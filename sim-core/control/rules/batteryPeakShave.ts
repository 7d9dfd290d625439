import { clamp, hold, isWithinHours, type RuleKind } from "../kind";

export const batteryPeakShave: RuleKind = {
  kind: "batteryPeakShave",
  meaning: "Gives what import has above a limit, takes what it has below another, the latter only in a window",
  targets: ["battery"],
  isLocal: false,
  parameters: [
    { name: "importTag", unit: "W", meaning: "Power of the grid supply or of the feeder to shave" },
    { name: "powerTag", unit: "W", meaning: "Power of the battery itself" },
    { name: "limit_W", unit: "W", meaning: "Import above this is shaved" },
    { name: "chargeBelow_W", unit: "W", meaning: "Charge up to this import" },
    { name: "chargeStart_h", unit: "h", default: 0, meaning: "Charge from (local)" },
    { name: "chargeEnd_h", unit: "h", default: 24, meaning: "Charge until (local)" },
    { name: "maxPower_W", unit: "W", meaning: "Largest power of the battery" },
  ],
  decide(input) {
    const import_W = input.read("importTag");
    const own_W = input.read("powerTag");
    if (Number.isNaN(import_W) || Number.isNaN(own_W)) return hold(input);
    const without_W = import_W + own_W;
    const mayCharge = isWithinHours(input.localHour, input.number("chargeStart_h"), input.number("chargeEnd_h"));
    const above_W = without_W - input.number("limit_W");
    const below_W = without_W - input.number("chargeBelow_W");
    const want_W = above_W > 0 ? above_W : mayCharge && below_W < 0 ? below_W : 0;
    const command_1 = Math.round(clamp(want_W / input.number("maxPower_W"), -1, 1) * 100) / 100;
    if (command_1 === input.memory) return hold(input);
    return { fields: { command_1 }, memory: command_1, why: `import ${(import_W / 1e6).toFixed(2)} MW` };
  },
};
