import type { FieldSpec, KindSchema } from "../schema";
import { ABOVE_ZERO, flag, NOT_NEGATIVE, number, SHARE, text } from "./field";

/** What every switched or rotating device shares; `couple/machine` reads these. */
const MACHINE: readonly FieldSpec[] = [
  flag("isOn", "Wanted to run at the start", { default: true }),
  number("command_1", "1", "Wanted output over rated at the start; absent: it follows the load", { range: [-1, 1] }),
  number("startDelay_s", "s", "From start to first output", { range: [0, 86_400] }),
  number("restartDelay_s", "s", "From the return of power to a new start", { range: [0, 86_400] }),
  number("rampPower_1_s", "1/s", "Change of output over rated, per second", { range: ABOVE_ZERO }),
  number("minLoad_1", "1", "Lowest output over rated", { range: [-1, 1] }),
  number("underVoltage_1", "1", "Trips below this voltage of its bus", { range: SHARE }),
];
const inlet = number("minInlet_Pa", "Pa", "Trips below this gauge pressure of the gas", { range: NOT_NEGATIVE });
const efficiency: FieldSpec = {
  name: "electricEfficiency_1",
  type: "numbers",
  unit: "1",
  meaning: "Power over fuel (NCV) at 50, 75 and 100 % load",
};
const initialShare = number("initialShare_1", "1", "Filled at the start", { default: 0.5, range: SHARE });
const capacity = number("capacity_J", "J", "Energy that it holds when full", { required: true, range: ABOVE_ZERO });

/** What the inverters of sun and wind share; `couple/devices/inverter` reads these. */
const INVERTER: readonly FieldSpec[] = [
  number("inverter_VA", "VA", "Rating of the inverter; that of its source if absent", { range: ABOVE_ZERO }),
  {
    name: "voltVar_1",
    type: "numbers",
    unit: "1",
    meaning: "Volt-var: all it can up to the first voltage, none between the next two, all from the fourth",
  },
  number("varShare_1", "1", "Reactive power that volt-var may use, over the rating", { default: 0.44, range: SHARE }),
  {
    name: "voltWatt_1",
    type: "numbers",
    unit: "1",
    meaning: "Volt-watt: full up to the first voltage, the floor from the second",
  },
  number("wattFloor_1", "1", "Lowest output that volt-watt leaves, over the rating", { default: 0.2, range: SHARE }),
  flag("isVarFirst", "Reactive power goes before active where the rating is short", { default: true }),
  number("exportCap_W", "W", "Most that its connection takes", { range: NOT_NEGATIVE }),
];

const device = (kind: string, label: string, fields: readonly FieldSpec[]): KindSchema => ({
  kind,
  label,
  domain: "device",
  topology: "device",
  fields,
});

const rated = (name: string, meaning: string) => number(name, "W", meaning, { required: true, range: ABOVE_ZERO });
const store: readonly FieldSpec[] = [
  capacity,
  number("maxCharge_W", "W", "Largest rate in or out", { range: ABOVE_ZERO }),
  number("loss_1_day", "1/d", "Share lost in a day", { range: SHARE }),
  initialShare,
  number("command_1", "1", "Rate over the largest, > 0 gives", { range: [-1, 1] }),
];

/**
 * Devices between the networks. `connects` names the nodes they hang on: bus, gasJunction, waterJunction, heatPlant,
 * as many of them as the device needs (see NEEDS in validation).
 */
export const DEVICE_SCHEMA: readonly KindSchema[] = [
  device("chp", "CHP engine", [
    rated("ratedPower_W", "Electric output at full load"),
    rated("ratedHeat_W", "Useful heat at full load"),
    efficiency,
    inlet,
    ...MACHINE,
  ]),
  device("peaker", "Peaker", [rated("ratedPower_W", "Electric output at full load"), efficiency, inlet, ...MACHINE]),
  device("boiler", "Boiler", [
    rated("ratedHeat_W", "Heat at full load"),
    number("efficiency_1", "1", "Heat over fuel (NCV) with cool return water", { default: 1.03, range: [0.3, 1.1] }),
    number("dryEfficiency_1", "1", "The same when it does not condense", { default: 0.93, range: [0.3, 1.1] }),
    inlet,
    ...MACHINE,
  ]),
  device("heatPump", "Heat pump", [
    rated("ratedHeat_W", "Heat at full load"),
    number("carnotShare_1", "1", "Coefficient of performance over Carnot's", { default: 0.5, range: [0.05, 0.95] }),
    text("sourceKind", "Where its heat comes from", { default: "air", options: ["air", "water"] }),
    number("sourceTemperature_K", "K", "Temperature of a water source", { range: [263.15, 333.15] }),
    ...MACHINE,
  ]),
  device("chiller", "Chiller", [
    rated("rated_W", "Cold at full load"),
    number("ratedCop_1", "1", "Cold over power at full load", { default: 6.3, range: [1, 15] }),
    number("makeUp_m3_J", "m3/J", "Cooling tower make-up for each joule of cold", { range: NOT_NEGATIVE }),
    ...MACHINE,
  ]),
  device("hotStore", "Hot store", store),
  device("coldStore", "Cold store", store),
  device("battery", "Battery", [
    capacity,
    rated("maxPower_W", "Largest power in or out"),
    number("roundTrip_1", "1", "Energy out over energy in", { default: 0.88, range: [0.1, 1] }),
    initialShare,
    ...MACHINE,
  ]),
  device("pv", "Photovoltaics", [
    rated("peak_W", "Peak output of the modules"),
    number("tilt_deg", "deg", "From the horizontal", { default: 15, range: [0, 90] }),
    number("azimuth_deg", "deg", "Clockwise from north", { default: 180, range: [0, 360] }),
    number("temperatureCoefficient_1_K", "1/K", "Change of output per kelvin", { default: -0.0038, range: [-0.01, 0] }),
    ...INVERTER,
    ...MACHINE,
  ]),
  device("wind", "Wind turbine", [
    rated("ratedPower_W", "Power from full wind on"),
    number("hub_m", "m", "Height of the hub", { default: 80, range: [1, 300] }),
    number("shear_1", "1", "Exponent of wind over height; 0.14 open land, 0.2-0.3 town", {
      default: 0.2,
      range: SHARE,
    }),
    number("cutIn_m_s", "m/s", "It starts above this wind at its hub", { default: 3, range: [0, 50] }),
    number("full_m_s", "m/s", "It gives all from this wind on", { default: 12, range: [0, 60] }),
    number("cutOut_m_s", "m/s", "It stands above this wind, until 0.8 of it", { default: 25, range: [0, 100] }),
    ...INVERTER,
    ...MACHINE,
  ]),
  device("evHub", "Charging hub", [
    number("rated_W", "W", "All chargers at once", { required: true, range: ABOVE_ZERO }),
    number("electric_W", "W", "Mean of the day; 0.15 of rated if absent", { range: NOT_NEGATIVE }),
    text("profile", "Profile of it"),
    ...MACHINE,
  ]),
];
