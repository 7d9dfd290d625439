import { flag, number } from "../../../model/kinds/field";
import type { FieldSpec, KindSchema } from "../../../model/schema";
import { PROTECTION_SCHEMA, switchTime } from "./protection";

const isClosed = flag("isClosed", "False while a breaker or switch holds it open", { default: true });
const openEnds: readonly FieldSpec[] = [
  flag("isOpenFrom", "True when the switch at its from end is open: it hangs on the other end", { default: false }),
  flag("isOpenTo", "True when the switch at its to end is open: it hangs on the other end", { default: false }),
];
const isFaulted = flag(
  "isFaulted",
  "A short circuit lies on it: what feeds it opens, and closes not before it is cleared",
  { default: false },
);
const operated = [isClosed, isFaulted, switchTime];
const profile: FieldSpec = { name: "profile", type: "string", unit: "1", meaning: "Multiplier against time" };
const ABOVE_ZERO = [1e-12, 1e12] as const;
const NOT_NEGATIVE = [0, 1e12] as const;
const SHARE = [0, 1] as const;
const tapFields: readonly FieldSpec[] = [
  number("tap_1", "1", "Off-nominal ratio at the from end", { default: 1, range: [0.2, 5] }),
  number("tapStep_1", "1", "Ratio of one step of the tap changer", { default: 0.0125, range: [1e-4, 0.2] }),
  number("tapMin", "1", "Lowest step, counted from ratio 1", { default: -8, range: [-100, 100] }),
  number("tapMax", "1", "Highest step, counted from ratio 1", { default: 8, range: [-100, 100] }),
  number("tapTarget_1", "1", "Voltage that the tap changer holds at the to end; none: fixed tap", {
    range: [0.5, 1.5],
  }),
  number("tapDeadband_1", "1", "Whole width of the band around the target; two steps if absent", { range: [0, 0.3] }),
  number("tapDelay_s", "s", "Time out of the band before the first step", { default: 60, range: [0, 3600] }),
  number("tapStepTime_s", "s", "Time from one step to the next", { default: 10, range: [0, 3600] }),
];

/** Oil-filled transformers (thermal/transformer.ts); what is absent follows from the cooling. */
const thermalFields: readonly FieldSpec[] = [
  {
    name: "cooling",
    type: "string",
    unit: "1",
    options: ["distribution", "ONAN", "ONAF"],
    meaning: "Natural or forced air; absent: distribution up to 2.5 MVA, ONAN above",
  },
  number("oilRise_K", "K", "Top oil above ambient at rated losses", { range: [1, 120] }),
  number("gradient_K", "K", "Hot spot above top oil at rated current", { range: [1, 120] }),
  number("lossRatio_1", "1", "Load losses over no-load losses; from its losses if absent", { range: [0.1, 1e4] }),
  number("oilTime_s", "s", "Time constant of the oil", { range: [60, 1e6] }),
  number("windingTime_s", "s", "Time constant of the winding", { range: [1, 1e5] }),
  {
    name: "paper",
    type: "string",
    unit: "1",
    default: "kraft",
    options: ["kraft", "upgraded"],
    meaning: "Insulation: designed for a hot spot of 98 or 110 C",
  },
  number("hotSpotTrip_K", "K", "Hot spot that trips it; none if absent", { range: [300, 600] }),
];

/** Lines (thermal/conductor.ts): buried unless they have a bare conductor's diameter. */
const conductorFields: readonly FieldSpec[] = [
  number("overheadDiameter_m", "m", "Outer diameter of a bare overhead conductor; absent: a buried cable", {
    range: [1e-3, 0.1],
  }),
  number("conductorLimit_K", "K", "Hottest for good; 75 C overhead and 90 C (XLPE) buried if absent", {
    range: [300, 550],
  }),
  number("emissivity_1", "1", "Overhead: radiation over a black body's", { default: 0.8, range: SHARE }),
  number("absorptivity_1", "1", "Overhead: share of the sun that it takes up", { default: 0.8, range: SHARE }),
  number("windAngle_deg", "deg", "Overhead: between wind and line; weather has no direction", {
    default: 45,
    range: [0, 90],
  }),
  number("ground_K", "K", "Buried: ground round the cable", { default: 293.15, range: [253.15, 333.15] }),
  number("groundRated_K", "K", "Buried: ground for which rating_A holds", { default: 293.15, range: [253.15, 333.15] }),
  number("conductorTime_s", "s", "Time constant; 10 min overhead, 1 h buried if absent", { range: [1, 1e6] }),
];

/**
 * Kinds of the power network. Edges connect [from, to]; supplies, generators, loads and shunts connect [bus].
 * A native district is in ohms, volts and watts; `branch` is the per-unit branch of imported cases, on the base of
 * options.power.basePower_VA.
 * options.power: basePower_VA (10e6), tolerance_1 (1e-9 pu of mismatch), maxIterations (30), reactiveLimits (false; true
 * or "once": sources at a limit stay there; "switchBack": they may return), distributedSlack (false).
 */
export const POWER_SCHEMA: readonly KindSchema[] = [
  {
    kind: "bus",
    label: "Bus",
    domain: "power",
    topology: "node",
    fields: [
      number("baseVoltage_V", "V", "Nominal line-to-line voltage; absent in per-unit cases", { range: ABOVE_ZERO }),
      number("minVoltage_1", "1", "Lowest ordinary voltage", { default: 0.95, range: [0, 2] }),
      number("maxVoltage_1", "1", "Highest ordinary voltage", { default: 1.05, range: [0, 2] }),
      number("startVoltage_1", "1", "Where the first solve starts", { default: 1, range: [0, 2] }),
      number("startAngle_rad", "rad", "Where the first solve starts; the feeding bus's angle if absent"),
    ],
  },
  {
    kind: "gridSupply",
    label: "Grid supply",
    domain: "power",
    topology: "device",
    fields: [
      number("voltage_1", "1", "Voltage it holds", { default: 1, range: [0.5, 1.5] }),
      number("angle_rad", "rad", "Angle it holds", { default: 0 }),
      number("importLimit_W", "W", "Contracted import; watched, not enforced", { range: NOT_NEGATIVE }),
      number("participation_1", "1", "Weight in a distributed slack; 0 takes no share", {
        default: 0,
        range: NOT_NEGATIVE,
      }),
      flag("isOn", "False while the grid is away", { default: true }),
    ],
  },
  {
    kind: "generator",
    label: "Generator",
    domain: "power",
    topology: "device",
    fields: [
      number("setPower_W", "W", "Scheduled active power", { default: 0 }),
      number("setReactive_var", "var", "Reactive power where it holds no voltage", { default: 0 }),
      number("voltage_1", "1", "Voltage it holds", { default: 1, range: [0.2, 2] }),
      number("angle_rad", "rad", "Angle it holds as a reference", { default: 0 }),
      number("minReactive_var", "var", "Least reactive power; none if absent"),
      number("maxReactive_var", "var", "Greatest reactive power; none if absent"),
      {
        name: "control",
        type: "string",
        unit: "1",
        default: "voltage",
        options: ["voltage", "power", "reference"],
        meaning: "What it holds: power and voltage, power and reactive power, or voltage and angle",
      },
      number("participation_1", "1", "Weight in a distributed slack; 0 takes no share", {
        default: 0,
        range: NOT_NEGATIVE,
      }),
      flag("canFormGrid", "Keeps an island alive that has no other reference", { default: false }),
      flag("isOn", "False while it stands still", { default: true }),
      profile,
    ],
  },
  {
    kind: "line",
    label: "Line or cable",
    domain: "power",
    topology: "edge",
    fields: [
      number("resistance_ohm", "ohm", "Series resistance, whole length", { required: true, range: NOT_NEGATIVE }),
      number("reactance_ohm", "ohm", "Series reactance, whole length", { required: true }),
      number("susceptance_S", "S", "Shunt susceptance, whole length", { default: 0, range: NOT_NEGATIVE }),
      number("conductance_S", "S", "Shunt conductance, whole length", { default: 0, range: NOT_NEGATIVE }),
      number("rating_A", "A", "Continuous current rating", { range: ABOVE_ZERO }),
      number("length_m", "m", "Length", { range: NOT_NEGATIVE }),
      ...conductorFields,
      ...operated,
      ...openEnds,
    ],
  },
  {
    kind: "transformer",
    label: "Transformer",
    domain: "power",
    topology: "edge",
    fields: [
      number("ratedPower_VA", "VA", "Rated power", { required: true, range: ABOVE_ZERO }),
      number("ratedFrom_V", "V", "Rated voltage at from; the bus's if absent", { range: ABOVE_ZERO }),
      number("ratedTo_V", "V", "Rated voltage at to; the bus's if absent", { range: ABOVE_ZERO }),
      number("impedance_1", "1", "Short-circuit impedance on its own rating", { required: true, range: [1e-6, 2] }),
      number("resistance_1", "1", "Short-circuit resistance on its own rating", { default: 0, range: SHARE }),
      number("noLoadLoss_W", "W", "Iron losses at rated voltage", { default: 0, range: NOT_NEGATIVE }),
      number("magnetising_1", "1", "No-load current over rated current", { default: 0, range: SHARE }),
      {
        name: "magnetisingAt",
        type: "string",
        unit: "1",
        default: "from",
        options: ["from", "middle"],
        meaning: "Where iron losses and magnetising lie: at the from end, or between two halves of the impedance",
      },
      number("shift_rad", "rad", "Phase shift, at the from end", { default: 0, range: [-7, 7] }),
      ...tapFields,
      ...thermalFields,
      ...operated,
      ...openEnds,
    ],
  },
  {
    kind: "branch",
    label: "Branch (per unit)",
    domain: "power",
    topology: "edge",
    fields: [
      number("resistance_1", "1", "Series resistance", { required: true }),
      number("reactance_1", "1", "Series reactance", { required: true }),
      number("charging_1", "1", "Shunt susceptance, both ends together", { default: 0 }),
      number("conductance_1", "1", "Shunt conductance, both ends together", { default: 0 }),
      number("tap_1", "1", "Off-nominal ratio at the from end", { default: 1 }),
      number("shift_rad", "rad", "Phase shift, at the from end", { default: 0 }),
      number("rating_VA", "VA", "Continuous rating", { range: ABOVE_ZERO }),
      ...operated,
      ...openEnds,
    ],
  },
  {
    kind: "powerSwitch",
    label: "Switch or breaker",
    domain: "power",
    topology: "edge",
    fields: [number("rating_A", "A", "Continuous current rating", { range: ABOVE_ZERO }), ...operated],
  },
  {
    kind: "powerLoad",
    label: "Load",
    domain: "power",
    topology: "device",
    fields: [
      number("active_W", "W", "Active power at nominal voltage", { required: true }),
      number("reactive_var", "var", "Reactive power at nominal voltage", { default: 0 }),
      number("impedanceShare_1", "1", "Share drawn as constant impedance", { default: 0, range: SHARE }),
      number("currentShare_1", "1", "Share drawn as constant current", { default: 0, range: SHARE }),
      number("activeExponent_1", "1", "Active power goes with voltage to this power; the shares if absent", {
        range: [-4, 8],
      }),
      number("reactiveExponent_1", "1", "Reactive power goes with voltage to this power; the shares if absent", {
        range: [-4, 8],
      }),
      flag("isConnected", "False while it is shed", { default: true }),
      number("customers", "1", "Customers behind it, for the service indices", { default: 1, range: NOT_NEGATIVE }),
      number("coldPickup_1", "1", "Demand over ordinary after a long outage", { default: 1, range: [1, 10] }),
      number("coldTime_s", "s", "Time constant with which an outage builds that up", {
        default: 1800,
        range: [1, 1e6],
      }),
      number("pickupTime_s", "s", "Time constant with which it is gone again", { default: 1800, range: [1, 1e6] }),
      profile,
    ],
  },
  {
    kind: "shunt",
    label: "Shunt",
    domain: "power",
    topology: "device",
    fields: [
      number("conductance_S", "S", "Conductance to ground", { default: 0 }),
      number("susceptance_S", "S", "Susceptance to ground; a capacitor is > 0", { default: 0 }),
      number("active_W", "W", "Per-unit cases: active power drawn at nominal voltage", { default: 0 }),
      number("reactive_var", "var", "Per-unit cases: reactive power given at nominal voltage", { default: 0 }),
      flag("isConnected", "False while it is switched off", { default: true }),
    ],
  },
  ...PROTECTION_SCHEMA,
];
