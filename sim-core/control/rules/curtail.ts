import { clamp, HELD_BY, hold, type RuleKind } from "../kind";

/** What it comes back by at each look, once nothing holds it any more. */
const BACK_1 = 0.1;
/** It comes back only where this share of a limit is free: a limit met exactly would make it swing. */
const FREE_1 = 0.95;

/**
 * An operator's feed-in management: the least of a voltage droop, of what a branch may carry backwards, and of what the
 * district may export. What binds is named, so that curtailed energy can be booked by its cause.
 */
export const curtail: RuleKind = {
  kind: "curtail",
  meaning: "Holds sun or wind back for voltage, for a branch that carries too much backwards, or for an export cap",
  targets: ["pv", "wind"],
  // the export and the branch reach it over the district's own network of signals
  isLocal: false,
  parameters: [
    { name: "voltageTag", unit: "1", default: "", meaning: "Voltage at its bus" },
    { name: "start_1", unit: "1", default: 1.06, meaning: "Full output up to this voltage" },
    { name: "end_1", unit: "1", default: 1.1, meaning: "Lowest output from this voltage" },
    { name: "floor_1", unit: "1", default: 0.2, meaning: "Lowest output for voltage" },
    { name: "branchTag", unit: "W", default: "", meaning: "Power into the branch that feeds it; backwards is < 0" },
    { name: "branchLimit_W", unit: "W", default: 1e15, meaning: "Most that this branch may carry backwards" },
    { name: "exportTag", unit: "W", default: "", meaning: "Power of the grid supply; export is < 0" },
    { name: "exportLimit_W", unit: "W", default: 1e15, meaning: "Export to hold" },
  ],
  decide(input) {
    const last_1 = Number.isNaN(input.memory) ? 1 : input.memory;
    let want_1 = Math.min(last_1 + BACK_1, 1);
    let heldBy: number = HELD_BY.nothing;
    let why = "nothing holds it";
    const limit = (most_1: number, by: number, text: () => string) => {
      if (most_1 >= want_1) return;
      want_1 = Math.max(most_1, 0);
      heldBy = by;
      why = text();
    };
    const voltage_1 = input.read("voltageTag");
    if (!Number.isNaN(voltage_1)) {
      const start_1 = input.number("start_1");
      const fall_1 = clamp((voltage_1 - start_1) / (input.number("end_1") - start_1), 0, 1);
      const droop_1 = 1 - fall_1 * (1 - input.number("floor_1"));
      // half the way each time: the voltage that answers would make a full step swing
      limit(
        droop_1 < last_1 ? (droop_1 + last_1) / 2 : droop_1,
        HELD_BY.voltage,
        () => `voltage ${voltage_1.toFixed(3)}`,
      );
    }
    const back = (tag: string, most: string, by: number, what: string) => {
      const back_W = -input.read(tag);
      const most_W = input.number(most);
      if (Number.isNaN(back_W) || back_W <= FREE_1 * most_W) return;
      limit(Math.min((last_1 * most_W) / back_W, last_1), by, () => `${what} ${(back_W / 1e6).toFixed(2)} MW`);
    };
    back("branchTag", "branchLimit_W", HELD_BY.thermal, "backwards");
    back("exportTag", "exportLimit_W", HELD_BY.exportCap, "export");
    const command_1 = Math.round(want_1 * 1000) / 1000;
    if (command_1 === last_1) return hold(input);
    return { fields: { command_1, heldBy }, memory: command_1, why };
  },
};
