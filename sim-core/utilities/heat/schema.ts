import { number } from "../../model/kinds/field";
import type { FieldSpec, KindSchema } from "../../model/schema";

const isOpen: FieldSpec = {
  name: "isOpen",
  type: "boolean",
  unit: "1",
  default: true,
  meaning: "False while a valve holds it closed",
};
const loop: FieldSpec = {
  name: "loop",
  type: "string",
  unit: "1",
  default: "heat",
  options: ["heat", "cooling"],
  meaning: "Which of the two kinds of loop it belongs to; they share the columns and no water",
};
const ABOVE_ZERO = [1e-9, 1e12] as const;
const NOT_NEGATIVE = [0, 1e12] as const;
const WATER_K = [273.15, 473.15] as const;

/**
 * Kinds of heating and cooling loops. Pressures are gauge. Heat asked for is >= 0 in both kinds of loop: a cooling
 * consumer warms the water. Consumers and bypasses connect [supply, return], plants [return, supply].
 */
export const HEAT_SCHEMA: readonly KindSchema[] = [
  {
    kind: "heatJunction",
    label: "Heat junction",
    domain: "heat",
    topology: "node",
    fields: [
      number("elevation_m", "m", "Height above the district's origin", { default: 0, range: [-500, 9000] }),
      {
        name: "side",
        type: "string",
        unit: "1",
        options: ["supply", "return"],
        meaning: "Supply or return pipe; drawn so, not used by the solver",
      },
      number("temperature_K", "K", "Water properties are taken here in sequential mode", { range: [200, 500] }),
      loop,
    ],
  },
  {
    kind: "heatPipe",
    label: "Heat pipe",
    domain: "heat",
    topology: "edge",
    fields: [
      number("length_m", "m", "Length", { required: true, range: NOT_NEGATIVE }),
      number("diameter_m", "m", "Inner diameter", { required: true, range: [1e-4, 10] }),
      number("outerDiameter_m", "m", "Outer diameter of the steel pipe, for drawing", { range: [1e-4, 10] }),
      number("roughness_m", "m", "Wall roughness k", { default: 1e-4, range: [1e-9, 0.1] }),
      number("loss_W_m_K", "W/(m K)", "Heat lost per metre of pipe and kelvin", { default: 0, range: [0, 1e4] }),
      number("ambient_K", "K", "Temperature around the pipe; options.heat.ambient_K if absent", { range: [200, 400] }),
      number("minorLoss_1", "1", "Sum of loss coefficients zeta", { default: 0, range: NOT_NEGATIVE }),
      isOpen,
      loop,
    ],
  },
  {
    kind: "heatValve",
    label: "Heat valve",
    domain: "heat",
    topology: "edge",
    fields: [
      number("diameter_m", "m", "Inner diameter", { required: true, range: [1e-4, 10] }),
      number("minorLoss_1", "1", "Loss coefficient zeta when open", { default: 0, range: NOT_NEGATIVE }),
      isOpen,
      loop,
    ],
  },
  {
    kind: "heatConsumer",
    label: "Heat consumer",
    domain: "heat",
    topology: "edge",
    fields: [
      number("design_W", "W", "Connected heat (or cold); bounds the flow at 1.5 times its design", {
        range: ABOVE_ZERO,
      }),
      number("heat_W", "W", "Heat (or cold) asked for at the start; a district's buildings write it each step", {
        range: NOT_NEGATIVE,
      }),
      number("returnTemperature_K", "K", "Temperature of the water it gives back", { range: WATER_K }),
      number("temperatureDrop_K", "K", "Change of the water's temperature, > 0 in both kinds of loop", {
        range: [0.1, 200],
      }),
      number("flow_kg_s", "kg/s", "Fixed flow: two of heat, flow, drop, return temperature say it all", {
        range: NOT_NEGATIVE,
      }),
      number("valveLoss_Pa", "Pa", "Pressure that the fully open control valve needs at design flow", {
        default: 30000,
        range: ABOVE_ZERO,
      }),
      isOpen,
      loop,
    ],
  },
  {
    kind: "heatPlant",
    label: "Heat or cooling plant",
    domain: "heat",
    topology: "edge",
    fields: [
      number("supplySet_K", "K", "Temperature given to the supply", { required: true, range: WATER_K }),
      number("lift_Pa", "Pa", "Pressure rise of the circulation pump (anchor)", { range: [0, 5e6] }),
      number("returnPressure_Pa", "Pa", "Gauge pressure held at the return (anchor)", { range: [0, 5e6] }),
      number("flowShare_1", "1", "Other plants: share of the consumers' flow that they take", { range: [0, 1] }),
      number("flow_kg_s", "kg/s", "Other plants: fixed flow instead of a share", { range: NOT_NEGATIVE }),
      number("pumpEfficiency_1", "1", "Wire to water", { default: 0.7, range: [0.01, 1] }),
      {
        name: "isAnchor",
        type: "boolean",
        unit: "1",
        default: true,
        meaning: "Holds the loop's pressure; exactly one for each loop. Others have flowShare_1 or flow_kg_s",
      },
      isOpen,
      loop,
    ],
  },
  {
    kind: "heatBypass",
    label: "Bypass",
    domain: "heat",
    topology: "edge",
    fields: [
      number("flow_kg_s", "kg/s", "Flow it lets through while the loop circulates", {
        required: true,
        range: NOT_NEGATIVE,
      }),
      isOpen,
      loop,
    ],
  },
  {
    kind: "heatExchanger",
    label: "Heat exchanger",
    domain: "heat",
    topology: "edge",
    fields: [
      number("heat_W", "W", "Heat given to the water, < 0 taken from it", { required: true, range: [-1e12, 1e12] }),
      number("diameter_m", "m", "Inner diameter", { default: 0.1, range: [1e-4, 10] }),
      number("minorLoss_1", "1", "Loss coefficient zeta", { default: 0, range: NOT_NEGATIVE }),
      isOpen,
      loop,
    ],
  },
  {
    kind: "heatFeed",
    label: "Heat feed",
    domain: "heat",
    topology: "device",
    fields: [
      number("pressure_Pa", "Pa", "Gauge pressure held at its junction", { required: true, range: [0, 5e6] }),
      number("temperature_K", "K", "Temperature held at its junction", { required: true, range: WATER_K }),
      loop,
    ],
  },
  {
    kind: "heatOutflow",
    label: "Heat outflow",
    domain: "heat",
    topology: "device",
    fields: [
      number("outflow_kg_s", "kg/s", "Water drawn; below zero it enters at its junction's temperature", {
        required: true,
        range: [-1e5, 1e5],
      }),
      loop,
    ],
  },
];
