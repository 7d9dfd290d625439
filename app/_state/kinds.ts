import type { Element, Utility } from "@/sim-core";

/** What can be shown and hidden together; the order is that of the keys 1-5 and of the shader's tables. */
export const LAYERS = ["water", "power", "gas", "heat", "cooling", "plants", "buildings", "hydrants"] as const;
export type Layer = (typeof LAYERS)[number];
export const UTILITY_LAYERS = ["water", "power", "gas", "heat", "cooling"] as const;
export type UtilityLayer = (typeof UTILITY_LAYERS)[number];

export const LAYER_LABELS: Readonly<Record<Layer, string>> = {
  water: "Water",
  power: "Power",
  gas: "Gas",
  heat: "Heat",
  cooling: "Cooling",
  plants: "Plants and stores",
  buildings: "Buildings",
  hydrants: "Hydrants",
};

/** Whose solver a layer's figures come from. */
export const UTILITY_OF_LAYER: Readonly<Partial<Record<Layer, Utility>>> = {
  ...{ water: "water", hydrants: "water", power: "power", gas: "gas", heat: "heat", cooling: "heat" },
};

export type Shape = "ball" | "box" | "drum" | "gem" | "cone";

/** How a kind appears. `size_m` is the drawn half-width of its solid, not a dimension of the thing. */
export interface Look {
  readonly label: string;
  readonly layer: Layer | null;
  readonly shape: Shape | null;
  readonly size_m: number;
  /** Order of the Tab walk and of labels: higher comes first. */
  readonly weight: number;
}

const look = (label: string, layer: Layer | null, shape: Shape | null = null, size_m = 0, weight = 0): Look => ({
  label,
  layer,
  shape,
  size_m,
  weight,
});

const LOOKS: Readonly<Record<string, Look>> = {
  waterJunction: look("Water junction", "water", "ball", 1.1),
  reservoir: look("Reservoir", "water", "drum", 10, 7),
  tank: look("Water tank", "water", "drum", 9, 8),
  waterPipe: look("Water main", "water"),
  waterPump: look("Water pump", "water", "cone", 4.5, 8),
  waterValve: look("Water valve", "water", "gem", 3.2, 4),
  hydrant: look("Hydrant", "hydrants", "cone", 1.6, 1),
  bus: look("Bus", "power", "box", 1.5, 1),
  gridSupply: look("Grid supply", "power", "box", 7, 7),
  line: look("Line", "power"),
  branch: look("Branch", "power"),
  transformer: look("Transformer", "power", "box", 2.2, 2),
  powerSwitch: look("Switch", "power", "gem", 2.4, 3),
  generator: look("Generator", "power", "drum", 5, 6),
  standby: look("Standby engine", "power", "drum", 3, 5),
  relay: look("Overcurrent relay", "power", "gem", 1.6),
  shedBlock: look("Load-shedding block", "power", "gem", 1.6),
  powerLoad: look("Load", "power", "gem", 1.5),
  shunt: look("Shunt", "power", "gem", 1.5),
  gasJunction: look("Gas junction", "gas", "ball", 1.1),
  citySource: look("City gate", "gas", "box", 6, 8),
  gasPipe: look("Gas main", "gas"),
  gasValve: look("Gas valve", "gas", "gem", 2.6, 3),
  regulator: look("Gas regulator", "gas", "gem", 4, 7),
  compressor: look("Compressor", "gas", "cone", 4, 6),
  gasLoad: look("Gas load", "gas", "gem", 1.5),
  heatJunction: look("Heat junction", "heat", "ball", 1.1),
  heatPipe: look("Heat pipe", "heat"),
  heatConsumer: look("Heat station", "heat", "box", 1.6, 1),
  heatPlant: look("Circulation plant", "heat", "cone", 4.5, 6),
  heatBypass: look("Bypass", "heat", "gem", 1.4),
  chp: look("CHP unit", "plants", "box", 8, 9),
  boiler: look("Boiler", "plants", "box", 6, 7),
  heatPump: look("Heat pump", "plants", "box", 6, 7),
  chiller: look("Chiller", "plants", "box", 7, 8),
  hotStore: look("Heat store", "plants", "drum", 7, 7),
  coldStore: look("Cold store", "plants", "drum", 7, 7),
  peaker: look("Peaker", "plants", "box", 8, 9),
  electrolyser: look("Electrolyser", "plants", "box", 6, 7),
  pv: look("Photovoltaics", "plants", "gem", 2.6, 2),
  wind: look("Wind turbine", "plants", "cone", 5, 5),
  battery: look("Battery", "plants", "box", 5, 6),
  evHub: look("Charging hub", "plants", "gem", 3.4, 3),
  building: look("Building", "buildings", null, 0, 2),
  block: look("Block", null),
  zone: look("Zone", null),
  feeder: look("Feeder", null),
  substation: look("Primary substation", "power", "box", 9, 9),
  street: look("Street", null),
  site: look("Site", null),
  harbour: look("Harbour", null),
  meter: look("Meter", null),
};

const STATION = look("Substation", "power", "box", 3, 3);

export function lookOf(element: Element): Look {
  if (element.kind === "substation" && element.fields.kind === "distribution") return STATION;
  const known = LOOKS[element.kind];
  if (known)
    return known.layer === "heat" && element.fields.loop === "cooling" ? { ...known, layer: "cooling" } : known;
  const label = element.kind.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return look(label.charAt(0).toUpperCase() + label.slice(1), null);
}

/** Named buildings people would ask for first. */
export const USE_WEIGHT: Readonly<Record<string, number>> = {
  hospital: 10,
  fireStation: 9,
  school: 4,
  dataCentre: 6,
  works: 5,
  hotel: 3,
};
