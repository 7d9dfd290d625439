import { displayUnit, type FrameColumn, type FrameLayout, toDisplay } from "@/sim-core";
import type { History } from "./history";
import type { Layer } from "./kinds";

/** A quantity that a layer can be coloured by. Domain and limits are in SI, like everything that is not on screen. */
export interface Quantity {
  readonly id: string;
  readonly label: string;
  readonly layer: Layer;
  readonly table: FrameColumn["table"];
  readonly rows: string;
  readonly name: string;
  /** Fixed domain; without it the run's own range is used. */
  readonly domain?: readonly [number, number];
  readonly lower?: number;
  readonly upper?: number;
  /** Tubes blend between the values of their end nodes. */
  readonly byNode?: boolean;
  /** Flows are coloured by size; their sign is what the chevrons show. */
  readonly magnitude?: boolean;
  /** Kinds whose value means another thing: a tank's pressure is its level, and no limit of service. */
  readonly notFor?: readonly string[];
}

/** What a study found, by element: a layer can be coloured by it as by what a run recorded. */
export interface Studied {
  readonly quantity: Quantity & { readonly domain: readonly [number, number] };
  readonly unit: string;
  readonly values: ReadonlyMap<string, number>;
  /** Some lie beyond the domain: its end reads "or more". */
  readonly isMore: boolean;
}

const C0 = 273.15;

/** 14.06 m of water, the 20 psi that must never be undercut at ground level (10 NYCRR 5-1.27). */
const LEAST_WATER_PA = 137_895;

export const QUANTITIES: readonly Quantity[] = [
  {
    id: "water.pressure",
    label: "Pressure",
    layer: "water",
    table: "water",
    rows: "node",
    name: "pressure_Pa",
    domain: [0, 800e3],
    lower: LEAST_WATER_PA,
    byNode: true,
    notFor: ["reservoir", "tank"],
  },
  { id: "water.flow", label: "Flow", layer: "water", table: "water", rows: "link", name: "flow_m3_s", magnitude: true },
  {
    id: "water.velocity",
    label: "Velocity",
    layer: "water",
    table: "water",
    rows: "link",
    name: "velocity_m_s",
    domain: [0, 2.4],
    upper: 2,
  },
  {
    id: "power.loading",
    label: "Loading",
    layer: "power",
    table: "power",
    rows: "branch",
    name: "loading_1",
    domain: [0, 1.2],
    upper: 1,
  },
  {
    id: "power.voltage",
    label: "Voltage",
    layer: "power",
    table: "power",
    rows: "bus",
    name: "voltage_1",
    domain: [0.92, 1.08],
    lower: 0.95,
    upper: 1.05,
    byNode: true,
  },
  {
    id: "power.flow",
    label: "Power",
    layer: "power",
    table: "power",
    rows: "branch",
    name: "powerFrom_W",
    magnitude: true,
  },
  {
    id: "gas.pressure",
    label: "Pressure",
    layer: "gas",
    table: "gas",
    rows: "node",
    name: "pressure_Pa",
    byNode: true,
  },
  { id: "gas.flow", label: "Flow", layer: "gas", table: "gas", rows: "link", name: "flow_kg_s", magnitude: true },
  {
    id: "gas.velocity",
    label: "Velocity",
    layer: "gas",
    table: "gas",
    rows: "link",
    name: "velocity_m_s",
    domain: [0, 24],
    upper: 20,
  },
  {
    id: "heat.temperature",
    label: "Temperature",
    layer: "heat",
    table: "heat",
    rows: "node",
    name: "temperature_K",
    domain: [C0 + 20, C0 + 110],
    byNode: true,
  },
  { id: "heat.flow", label: "Flow", layer: "heat", table: "heat", rows: "link", name: "flow_kg_s", magnitude: true },
  {
    id: "heat.pressure",
    label: "Pressure",
    layer: "heat",
    table: "heat",
    rows: "node",
    name: "pressure_Pa",
    byNode: true,
  },
  {
    id: "cooling.temperature",
    label: "Temperature",
    layer: "cooling",
    table: "heat",
    rows: "node",
    name: "temperature_K",
    domain: [C0 + 4, C0 + 20],
    byNode: true,
  },
  {
    id: "cooling.flow",
    label: "Flow",
    layer: "cooling",
    table: "heat",
    rows: "link",
    name: "flow_kg_s",
    magnitude: true,
  },
  {
    id: "cooling.pressure",
    label: "Pressure",
    layer: "cooling",
    table: "heat",
    rows: "node",
    name: "pressure_Pa",
    byNode: true,
  },
  {
    id: "buildings.air",
    label: "Indoor air",
    layer: "buildings",
    table: "district",
    rows: "building",
    name: "airTemperature_K",
    domain: [C0 + 18, C0 + 36],
  },
  {
    id: "buildings.electric",
    label: "Electric load",
    layer: "buildings",
    table: "district",
    rows: "building",
    name: "electric_W",
  },
  {
    id: "buildings.cooling",
    label: "Cooling need",
    layer: "buildings",
    table: "district",
    rows: "building",
    name: "coolingNeed_W",
  },
  {
    id: "buildings.water",
    label: "Water draw",
    layer: "buildings",
    table: "district",
    rows: "building",
    name: "water_m3_s",
  },
];

export const quantityOf = (id: string | null): Quantity | null => QUANTITIES.find((q) => q.id === id) ?? null;

/** What a layer is coloured by, be it recorded or studied. */
export function shownQuantity(
  layer: Layer,
  colourBy: Readonly<Partial<Record<Layer, string | null>>>,
  studied: Studied | null,
): Quantity | null {
  const id = colourBy[layer] ?? null;
  return studied && studied.quantity.id === id ? studied.quantity : quantityOf(id);
}

/** The column whose sign and size drive the chevrons of each layer's tubes. */
export const FLOW_COLUMN: Readonly<Partial<Record<Layer, readonly [FrameColumn["table"], string, string]>>> = {
  water: ["water", "link", "flow_m3_s"],
  power: ["power", "branch", "powerFrom_W"],
  gas: ["gas", "link", "flow_kg_s"],
  heat: ["heat", "link", "flow_kg_s"],
  cooling: ["heat", "link", "flow_kg_s"],
};

/** What turns: of all other links the column of power holds a zero that says nothing. */
const DRAW_POWER = new Set(["waterPump", "compressor", "heatPlant"]);

/** Whether a column is a quantity of a kind of element at all. */
export const isOf = (kind: string, column: FrameColumn): boolean =>
  column.rows !== "link" || column.name !== "power_W" || DRAW_POWER.has(kind);

export function columnOf(layout: FrameLayout, q: Quantity): FrameColumn | undefined {
  return layout.columns.find((c) => c.table === q.table && c.rows === q.rows && c.name === q.name);
}

/** Where colours begin and end: the stated domain, or the run's own range rounded outwards to a friendly number. */
export function domainOf(q: Quantity, history: History | null): readonly [number, number] {
  if (q.domain) return q.domain;
  const column = history && columnOf(history.layout, q);
  if (!history || !column) return [0, 1];
  let [low, high] = history.range(column);
  if (q.magnitude) {
    high = Math.max(Math.abs(low), Math.abs(high));
    low = 0;
  } else if (low > 0 && low < high * 0.5) low = 0;
  if (high <= low) high = low + 1;
  return [low, high];
}

export function shownUnit(q: Quantity, unit: string, size: number) {
  return displayUnit(unit, q.table, q.name, size);
}

/** Boundaries of the colour steps: seven over the domain, with an edge exactly at each limit. */
export function stepsOf(q: Quantity, domain: readonly [number, number]): readonly number[] {
  const [low, high] = domain;
  const from = q.lower !== undefined ? Math.max(low, q.lower) : low;
  const to = q.upper !== undefined ? Math.min(high, q.upper) : high;
  const count = 7;
  return Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);
}

export { toDisplay };
