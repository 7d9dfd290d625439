import { number } from "../../model/kinds/field";
import type { FieldSpec, KindSchema } from "../../model/schema";

const isOpen: FieldSpec = {
  name: "isOpen",
  type: "boolean",
  unit: "1",
  default: true,
  meaning: "False while a valve holds it closed",
};
const ABOVE_ZERO = [1e-9, 1e9] as const;
const NOT_NEGATIVE = [0, 1e9] as const;

/**
 * Kinds of the gas network. Pressures are gauge. Edges connect [from, to]; loads, sources and injections connect
 * [gasJunction].
 */
export const GAS_SCHEMA: readonly KindSchema[] = [
  {
    kind: "gasJunction",
    label: "Gas junction",
    domain: "gas",
    topology: "node",
    fields: [
      number("elevation_m", "m", "Height above the district's origin", { default: 0, range: [-500, 9000] }),
      number("temperature_K", "K", "Gas temperature here; the network's own (options.gas.temperature_K) if absent", {
        range: [200, 500],
      }),
    ],
  },
  {
    kind: "citySource",
    label: "City gate",
    domain: "gas",
    topology: "device",
    fields: [number("pressure_Pa", "Pa", "Gauge pressure held at its junction", { required: true, range: [0, 2e7] })],
  },
  {
    kind: "gasPipe",
    label: "Gas pipe",
    domain: "gas",
    topology: "edge",
    fields: [
      number("length_m", "m", "Length", { required: true, range: NOT_NEGATIVE }),
      number("diameter_m", "m", "Inner diameter", { required: true, range: [1e-4, 10] }),
      number("roughness_m", "m", "Wall roughness k", { default: 3e-5, range: [1e-9, 0.1] }),
      number("minorLoss_1", "1", "Sum of loss coefficients zeta", { default: 0, range: NOT_NEGATIVE }),
      isOpen,
    ],
  },
  {
    kind: "gasValve",
    label: "Gas valve",
    domain: "gas",
    topology: "edge",
    fields: [
      number("diameter_m", "m", "Inner diameter", { required: true, range: [1e-4, 10] }),
      number("minorLoss_1", "1", "Loss coefficient zeta when open", { default: 0, range: NOT_NEGATIVE }),
      isOpen,
    ],
  },
  {
    kind: "regulator",
    label: "Pressure regulator",
    domain: "gas",
    topology: "edge",
    fields: [
      number("setPressure_Pa", "Pa", "Gauge pressure held at its outlet (to)", { required: true, range: [-1e5, 2e7] }),
      number("maxFlow_kg_s", "kg/s", "Capacity; without it the regulator has no limit", { range: ABOVE_ZERO }),
      isOpen,
      {
        name: "isForced",
        type: "boolean",
        unit: "1",
        default: false,
        meaning: "Holds the set pressure even against the flow or above its inlet (an idealised controller)",
      },
    ],
  },
  {
    kind: "compressor",
    label: "Compressor",
    domain: "gas",
    topology: "edge",
    fields: [
      number("ratio_1", "1", "Outlet over inlet absolute pressure; no lift against the flow", {
        required: true,
        range: [1, 50],
      }),
      isOpen,
    ],
  },
  {
    kind: "booster",
    label: "Booster",
    domain: "gas",
    topology: "edge",
    fields: [
      {
        name: "liftCoefficients",
        type: "numbers",
        unit: "Pa (s/m3)^n",
        required: true,
        meaning: "Lift over the volume flow at the inlet's state, ascending powers, up to the third; never below zero",
      },
      isOpen,
    ],
  },
  {
    kind: "gasLoad",
    label: "Gas load",
    domain: "gas",
    topology: "device",
    fields: [
      number("offtake_kg_s", "kg/s", "Mass flow drawn", { required: true, range: [0, 1e4] }),
      { name: "profile", type: "string", unit: "1", meaning: "Profile that multiplies the offtake" },
    ],
  },
  {
    kind: "gasInjection",
    label: "Gas injection",
    domain: "gas",
    topology: "device",
    fields: [
      number("inflow_kg_s", "kg/s", "Mass flow given to the network", { required: true, range: [0, 1e4] }),
      { name: "profile", type: "string", unit: "1", meaning: "Profile that multiplies the inflow" },
    ],
  },
];
