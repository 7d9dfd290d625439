import type { KindSchema } from "../schema";
import { ABOVE_ZERO, flag, NOT_NEGATIVE, number, SHARE, text } from "./field";

export const BUILDING_USES = [
  "dwelling",
  "office",
  "shop",
  "hospital",
  "school",
  "hotel",
  "dataCentre",
  "works",
  "fireStation",
] as const;

const ROOM_K = [273.15, 323.15] as const;

/** What a building is made of, who is in it, and what it draws on a mean day; `couple/buildings` reads these. */
const building: KindSchema = {
  kind: "building",
  label: "Building",
  domain: "place",
  topology: "place",
  fields: [
    text("use", "What it is for", { required: true, options: BUILDING_USES }),
    number("grossArea_m2", "m2", "Gross floor area; net is 0.8 of it", { required: true, range: [1, 1e7] }),
    number("people", "1", "People who depend on it: residents, else those inside when it is full", {
      default: 0,
      range: [0, 1e6],
    }),
    number("dwellings", "1", "Homes in it", { range: [0, 1e5] }),
    number("transmission_W_K", "W/K", "Opaque envelope", { range: ABOVE_ZERO }),
    number("windowTransmission_W_K", "W/K", "Windows", { range: NOT_NEGATIVE }),
    number("ventilation_W_K", "W/K", "Ventilation and leaks", { range: NOT_NEGATIVE }),
    number("capacity_J_K", "J/K", "Heat capacity of the mass", { range: ABOVE_ZERO }),
    number("massArea_m2", "m2", "Area of the mass (5R1C)", { range: ABOVE_ZERO }),
    number("surfaceArea_m2", "m2", "Inner surface (5R1C)", { range: ABOVE_ZERO }),
    number("windowArea_m2", "m2", "Windows", { range: NOT_NEGATIVE }),
    number("gValue_1", "1", "Solar heat that a window lets in", { range: SHARE }),
    number("heatSet_K", "K", "Heated up to", { default: 294.15, range: ROOM_K }),
    number("coolSet_K", "K", "Cooled down to", { default: 299.15, range: ROOM_K }),
    flag("isOnHeat", "Heated by the loop when it connects to a heat consumer", { default: true }),
    flag("isOnCooling", "Cooled by the loop when it connects to a cooling consumer", { default: true }),
    number("acShare_1", "1", "Share of the floor with air conditioners of its own", { default: 0, range: SHARE }),
    number("ratedCop_1", "1", "Air conditioners: cold over power at 35 C", { default: 3.5, range: [1, 12] }),
    number("coolingCapacity_W", "W", "Most cold that its units give", { range: NOT_NEGATIVE }),
    number("electric_W", "W", "Electricity without cooling, mean of the day", { default: 0, range: NOT_NEGATIVE }),
    text("electricProfile", "Profile of it"),
    number("powerFactor_1", "1", "Power factor", { default: 0.97, range: [0.1, 1] }),
    number("water_m3_s", "m3/s", "Water, mean of the day", { default: 0, range: NOT_NEGATIVE }),
    text("waterProfile", "Profile of it"),
    number("hotWater_W", "W", "Heat for hot water, mean of the day", { default: 0, range: NOT_NEGATIVE }),
    text("hotWaterProfile", "Profile of it"),
    number("gas_W", "W", "Gas for cooking (NCV), mean of the day", { default: 0, range: NOT_NEGATIVE }),
    text("gasProfile", "Profile of it"),
    text("occupancyProfile", "Share of its people who are in, hour by hour"),
  ],
};

const place = (kind: string, label: string, fields: KindSchema["fields"] = []): KindSchema => ({
  kind,
  label,
  domain: "place",
  topology: "place",
  fields,
});

export const PLACE_SCHEMA: readonly KindSchema[] = [
  building,
  place("block", "Block", [text("use", "What stands on it", { default: "built", options: ["built", "park"] })]),
  place("zone", "Supply zone", [
    text("service", "Whose zone it is", { required: true, options: ["water", "gas", "heat", "cooling"] }),
  ]),
  place("street", "Street", [number("width_m", "m", "Between the houses", { default: 18, range: [1, 200] })]),
  place("harbour", "Open water"),
  place("substation", "Substation", [
    text("kind", "Rank in the network", { required: true, options: ["gridPoint", "primary", "distribution"] }),
  ]),
  place("feeder", "Feeder", [number("nominal_V", "V", "Nominal voltage", { range: ABOVE_ZERO })]),
  place("meter", "Meter", [text("quantity", "Recorded column that it shows", { required: true })]),
];
