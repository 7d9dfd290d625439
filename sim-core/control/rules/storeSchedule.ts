import { hold, isWithinHours, type RuleKind } from "../kind";

export const storeSchedule: RuleKind = {
  kind: "storeSchedule",
  meaning: "Charges a hot or cold store in one window of the day and empties it in another; between, it stands by",
  targets: ["hotStore", "coldStore"],
  isLocal: true,
  parameters: [
    { name: "chargeStart_h", unit: "h", meaning: "Charge from (local)" },
    { name: "chargeEnd_h", unit: "h", meaning: "Charge until (local)" },
    { name: "charge_1", unit: "1", default: 0.5, meaning: "Charging rate over the largest rate" },
    { name: "giveStart_h", unit: "h", meaning: "Give from (local)" },
    { name: "giveEnd_h", unit: "h", meaning: "Give until (local)" },
    { name: "give_1", unit: "1", default: 0.5, meaning: "Giving rate over the largest rate" },
  ],
  decide(input) {
    const within = (from: string, to: string) => isWithinHours(input.localHour, input.number(from), input.number(to));
    const command_1 = within("chargeStart_h", "chargeEnd_h")
      ? -input.number("charge_1")
      : within("giveStart_h", "giveEnd_h")
        ? input.number("give_1")
        : 0;
    if (command_1 === input.memory) return hold(input);
    return { fields: { command_1 }, memory: command_1, why: `clock ${input.localHour.toFixed(2)} h` };
  },
};
