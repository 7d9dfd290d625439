import { flag, number } from "../../../model/kinds/field";
import type { KindSchema } from "../../../model/schema";

const ABOVE_ZERO = [1e-12, 1e12] as const;
const NOT_NEGATIVE = [0, 1e12] as const;

/** Of whatever a feeder's restoration may switch. */
export const switchTime = number(
  "switchTime_s",
  "s",
  "Until it is switched after a fault (remote 1-3 min, by hand 1 h); none: never",
  {
    range: [0.01, 1e6],
  },
);

/** What watches the grid and acts by a clock: a relay and a standby `protects` edges, a block loads; a block `measures`. */
export const PROTECTION_SCHEMA: readonly KindSchema[] = [
  {
    kind: "relay",
    label: "Overcurrent relay",
    domain: "power",
    topology: "device",
    fields: [
      {
        name: "characteristic",
        type: "string",
        unit: "1",
        default: "standardInverse",
        options: ["standardInverse", "veryInverse", "extremelyInverse", "longTimeInverse", "definiteTime"],
        meaning: "Time against current (IEC 60255)",
      },
      number("pickup_A", "A", "Setting: it runs above this, at the from end's voltage", {
        required: true,
        range: ABOVE_ZERO,
      }),
      number("timeMultiplier_1", "1", "Time multiplier of an inverse curve", { default: 0.1, range: [0.01, 100] }),
      number("delay_s", "s", "Delay of definiteTime", { default: 1, range: [0.01, 1e6] }),
      number("instantaneous_A", "A", "Trips at once above this; none if absent", { range: ABOVE_ZERO }),
      number("reset_s", "s", "Time in which a full travel runs back below the setting", {
        default: 0,
        range: [0, 1e5],
      }),
      { name: "deadTimes_s", type: "numbers", unit: "s", meaning: "Wait before each reclosing; none: no reclosing" },
      number("reclaim_s", "s", "Quiet time after which reclosings count anew", { default: 30, range: [1, 1e5] }),
      switchTime,
    ],
  },
  {
    kind: "shedBlock",
    label: "Load-shedding block",
    domain: "power",
    topology: "device",
    fields: [
      number("voltageBelow_1", "1", "Sheds below this voltage of the bus that it measures", { range: [0, 2] }),
      number("loadingAbove_1", "1", "Sheds above this loading of the branch that it measures", { range: [0, 100] }),
      number("powerAbove_W", "W", "Sheds above this power of the supply that it measures", { range: NOT_NEGATIVE }),
      number("delay_s", "s", "Time beyond the threshold before it sheds", { default: 5, range: [0.01, 1e5] }),
      number("restoreVoltage_1", "1", "Comes back above this voltage; absent: by hand", { range: [0, 2] }),
      number("restoreLoading_1", "1", "Comes back below this loading; absent: by hand", { range: [0, 100] }),
      number("restorePower_W", "W", "Comes back below this power; absent: by hand", { range: NOT_NEGATIVE }),
      number("restoreDelay_s", "s", "Time beyond that before it comes back", { default: 600, range: [0.01, 1e6] }),
    ],
  },
  {
    kind: "standby",
    label: "Standby generator",
    domain: "power",
    topology: "device",
    fields: [
      number("ratedPower_W", "W", "Most that it gives; it stops above 1.1 of it", {
        required: true,
        range: ABOVE_ZERO,
      }),
      number("voltage_1", "1", "Voltage it holds", { default: 1, range: [0.5, 1.5] }),
      number("angle_rad", "rad", "Angle it holds", { default: 0 }),
      number("startDelay_s", "s", "From the loss of its bus to its first power", {
        default: 12,
        range: [0.01, 86_400],
      }),
      number("returnDelay_s", "s", "Time that the mains must be back before it is trusted", {
        default: 300,
        range: [0.01, 86_400],
      }),
      number("tank_m3", "m3", "Fuel at the start", { required: true, range: ABOVE_ZERO }),
      number("fuelUse_m3_J", "m3/J", "Fuel for each joule at full load", { default: 7.2e-11, range: ABOVE_ZERO }),
      flag("isOn", "Runs at the start", { default: false }),
    ],
  },
];
