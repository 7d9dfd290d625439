import { hold, isWithinHours, type RuleInput, type RuleKind } from "../kind";

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
    const { on_m, off_m } = limitsNow(input);
    const want = level_m <= on_m + SAME_m ? 1 : level_m >= off_m - SAME_m ? 0 : input.memory;
    if (Number.isNaN(want) || want === input.memory) return hold(input);
    return { fields: { isOn: want === 1 }, memory: want, why: `level ${level_m.toFixed(2)} m` };
  },
  watches(input) {
    const { on_m, off_m } = limitsNow(input);
    const levels = input.memory === 1 ? [off_m] : input.memory === 0 ? [on_m] : [on_m, off_m];
    return levels.map((value) => ({ tagParameter: "levelTag", value }));
  },
};

/** The step ends where the level is computed to arrive; rounding may leave it short by less than this. */
const SAME_m = 1e-9;

function limitsNow(input: RuleInput): { on_m: number; off_m: number } {
  const isNight = isWithinHours(input.localHour, input.number("nightStart_h"), input.number("nightEnd_h"));
  const now = (night: string, day: string) => {
    const value = isNight ? input.number(night) : Number.NaN;
    return Number.isNaN(value) ? input.number(day) : value;
  };
  return { on_m: now("nightOn_m", "on_m"), off_m: now("nightOff_m", "off_m") };
}
