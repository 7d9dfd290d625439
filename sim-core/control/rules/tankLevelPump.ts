import { hold, isWithinHours, type RuleKind } from "../kind";

/** Fill at night when power is cheap, and by day only as far as the level needs it. */
export const tankLevelPump: RuleKind = {
  kind: "tankLevelPump",
  meaning: "Starts a pump when a tank is low and stops it when the tank is high; other levels at night",
  targets: ["waterPump"],
  isLocal: false,
  parameters: [
    { name: "levelTag", unit: "m", meaning: "Level of the tank above its bottom" },
    { name: "on_m", unit: "m", meaning: "Start below this level" },
    { name: "off_m", unit: "m", meaning: "Stop above this level" },
    { name: "nightOn_m", unit: "m", default: Number.NaN, meaning: "Start below this level at night" },
    { name: "nightOff_m", unit: "m", default: Number.NaN, meaning: "Stop above this level at night" },
    { name: "nightStart_h", unit: "h", default: 23, meaning: "Night tariff from (local)" },
    { name: "nightEnd_h", unit: "h", default: 6, meaning: "Night tariff until (local)" },
  ],
  decide(input) {
    const level_m = input.read("levelTag");
    if (Number.isNaN(level_m)) return hold(input);
    const isNight = isWithinHours(input.localHour, input.number("nightStart_h"), input.number("nightEnd_h"));
    const night = (name: string, day: string) => {
      const value = isNight ? input.number(name) : Number.NaN;
      return Number.isNaN(value) ? input.number(day) : value;
    };
    const want = level_m <= night("nightOn_m", "on_m") ? 1 : level_m >= night("nightOff_m", "off_m") ? 0 : input.memory;
    if (Number.isNaN(want) || want === input.memory) return hold(input);
    return { fields: { isOn: want === 1 }, memory: want, why: `level ${level_m.toFixed(2)} m` };
  },
};
