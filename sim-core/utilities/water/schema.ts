import { flag, number, text } from "../../model/kinds/field";
import type { KindSchema } from "../../model/schema";

const NOT_NEGATIVE = [0, 1e12] as const;
const ABOVE_ZERO = [1e-9, 1e9] as const;

/** Kinds of the water network. Edges connect [from, to]; a hydrant connects [waterJunction]. */
export const WATER_SCHEMA: readonly KindSchema[] = [
  {
    kind: "waterJunction",
    label: "Water junction",
    domain: "water",
    topology: "node",
    fields: [
      number("elevation_m", "m", "Height above the district's origin", { default: 0, range: [-500, 9000] }),
      number("baseDemand_m3_s", "m3/s", "Demand at pattern factor 1; negative feeds in", { default: 0 }),
      text("profile", "Pattern of the demand"),
      { name: "demands_m3_s", type: "numbers", unit: "m3/s", meaning: "Demand categories, instead of baseDemand_m3_s" },
      text("demandProfiles", "Their patterns, separated by blanks; - for none"),
      number("emitter_m3_s", "m3/s", "Outflow to the open at 1 m of pressure head; grows with the emitter exponent", {
        range: NOT_NEGATIVE,
      }),
    ],
  },
  {
    kind: "reservoir",
    label: "Reservoir",
    domain: "water",
    topology: "node",
    fields: [
      number("head_m", "m", "Head that it holds", { required: true, range: [-500, 9000] }),
      text("profile", "Pattern of the head"),
    ],
  },
  {
    kind: "tank",
    label: "Tank",
    domain: "water",
    topology: "node",
    fields: [
      number("elevation_m", "m", "Height of its bottom", { required: true, range: [-500, 9000] }),
      number("initialLevel_m", "m", "Level above the bottom at the start", { required: true, range: NOT_NEGATIVE }),
      number("minLevel_m", "m", "It gives no water below this level", { default: 0, range: NOT_NEGATIVE }),
      number("maxLevel_m", "m", "It takes no water above this level", { required: true, range: NOT_NEGATIVE }),
      number("diameter_m", "m", "Diameter of a cylinder", { range: NOT_NEGATIVE }),
      number("minVolume_m3", "m3", "Volume at the lowest level, if not that of the cylinder", { range: NOT_NEGATIVE }),
      text("volumeCurve", "Curve of volume (m3) against level (m), instead of a cylinder"),
      flag("canOverflow", "Spills when full instead of shutting its inlets", { default: false }),
    ],
  },
  {
    kind: "waterPipe",
    label: "Water pipe",
    domain: "water",
    topology: "edge",
    fields: [
      number("length_m", "m", "Length", { required: true, range: ABOVE_ZERO }),
      number("diameter_m", "m", "Inside diameter", { required: true, range: ABOVE_ZERO }),
      number("roughness_1", "1", "Hazen-Williams C, or Manning's n", { range: ABOVE_ZERO }),
      number("roughness_m", "m", "Wall roughness for Darcy-Weisbach", { range: NOT_NEGATIVE }),
      number("minorLoss_1", "1", "Sum of local loss coefficients", { default: 0, range: NOT_NEGATIVE }),
      text("status", "A check valve lets water through from -> to only", {
        default: "open",
        options: ["open", "closed", "checkValve"],
      }),
      number("leakArea_m", "m", "Leak area (m2) for each metre of pipe", { range: NOT_NEGATIVE }),
      number("leakExpansion_1", "1", "Growth of that area (m2) for each metre of pressure head", {
        range: NOT_NEGATIVE,
      }),
    ],
  },
  {
    kind: "waterPump",
    label: "Water pump",
    domain: "water",
    topology: "edge",
    fields: [
      text("headCurve", "Curve of head (m) against flow (m3/s): 1 point, 3 points from zero flow, or more"),
      number("power_W", "W", "Constant water power, instead of a curve", { range: ABOVE_ZERO }),
      number("speed_1", "1", "Speed over rated speed", { default: 1, range: [0, 10] }),
      text("speedProfile", "Pattern of the speed"),
      flag("isOn", "Switched on", { default: true }),
      text("efficiencyCurve", "Curve of efficiency (1) against flow (m3/s) at rated speed"),
      number("efficiency_1", "1", "Efficiency of pump and motor, without a curve", { default: 0.75, range: [0.01, 1] }),
      number("energyPrice", "1/kWh", "Price of energy", { range: NOT_NEGATIVE }),
      text("energyPriceProfile", "Pattern of the price"),
    ],
  },
  {
    kind: "waterValve",
    label: "Control valve",
    domain: "water",
    topology: "edge",
    fields: [
      text(
        "valveType",
        "PRV reduces, PSV sustains, PBV breaks pressure; FCV limits flow; TCV throttles; GPV has a curve; PCV a position",
        { required: true, options: ["PRV", "PSV", "PBV", "FCV", "TCV", "GPV", "PCV"] },
      ),
      number("diameter_m", "m", "Diameter", { required: true, range: ABOVE_ZERO }),
      number("setting_m", "m", "Pressure head of a PRV (below), PSV (above) or PBV (across)"),
      number("setting_m3_s", "m3/s", "Greatest flow of an FCV", { range: NOT_NEGATIVE }),
      number("setting_1", "1", "Loss coefficient of a TCV; opening of a PCV in percent", { range: NOT_NEGATIVE }),
      text("curve", "Head loss (m) against flow (m3/s) of a GPV; flow share against opening share of a PCV"),
      number("minorLoss_1", "1", "Loss coefficient when fully open", { default: 0, range: NOT_NEGATIVE }),
      text("status", "Fixed open or closed, whatever the setting", {
        default: "active",
        options: ["active", "open", "closed"],
      }),
    ],
  },
  {
    kind: "hydrant",
    label: "Hydrant",
    domain: "water",
    topology: "place",
    fields: [number("fireFlowNeed_m3_s", "m3/s", "Fire flow that the block around it needs", { range: NOT_NEGATIVE })],
  },
];
