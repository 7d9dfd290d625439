import type { District } from "../model/district";
import type { Element, Utility } from "../model/element";
import type { Issue } from "../model/issue";
import type { UtilitySolver } from "../utilities/contract";
import type { PortBook } from "./port";
import type { DistrictTable } from "./table";

/** Weather of the step, one number each, with the sun's place and the light behind an average facade. */
export interface Sky {
  temperature_K: number;
  relativeHumidity_1: number;
  wetBulb_K: number;
  wind_m_s: number;
  global_W_m2: number;
  direct_W_m2: number;
  diffuse_W_m2: number;
  /** Angle above the horizon, and clockwise from north. */
  sunAltitude_rad: number;
  sunAzimuth_rad: number;
  /** Kilograms of water per kilogram of dry air. */
  humidityRatio_1: number;
  /** Mean over facades to the four quarters of what their blinds let pass. */
  throughBlinds_W_m2: number;
  /** Mean temperature of the 24 hours behind. */
  dayMean_K: number;
}

/** All that a device or building may look at. The stepper keeps it up to date; devices keep hold of it. */
export interface Surroundings {
  readonly district: District;
  readonly element: (id: string) => Element | undefined;
  readonly table: DistrictTable;
  readonly solvers: Readonly<Partial<Record<Utility, UtilitySolver>>>;
  readonly ports: PortBook;
  readonly sky: Sky;
  /** Simulation time, and the length of the step as planned: to the tick's end, since no event is known beforehand. */
  time_s: number;
  planned_s: number;
  tick_s: number;
  localHour: number;
  /** Row of a profile among `profileValues`, -1 when it does not exist. */
  readonly profileRow: (id: string) => number;
  /** Present value of every profile. */
  readonly profileValues: Float64Array;
  readonly issues: Issue[];
}

export function rowOf(around: Surroundings, utility: Utility, rows: string, id: string | undefined): number {
  if (id === undefined) return -1;
  return around.solvers[utility]?.numbering[rows]?.row(id) ?? -1;
}

/** A solver's live column, or an empty one where the district has no such utility. */
export function solved(around: Surroundings, utility: Utility, rows: string, name: string): Float64Array {
  return (around.solvers[utility]?.column(rows, name) ?? new Float64Array(0)) as Float64Array;
}

export function solvedFlags(around: Surroundings, utility: Utility, rows: string, name: string): Uint8Array {
  return (around.solvers[utility]?.column(rows, name) ?? new Uint8Array(0)) as Uint8Array;
}

export function numberField(element: Element, name: string, fallback = Number.NaN): number {
  const value = element.fields[name];
  return typeof value === "number" ? value : fallback;
}

export function textField(element: Element, name: string): string | undefined {
  const value = element.fields[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function flagField(element: Element, name: string, fallback: boolean): boolean {
  const value = element.fields[name];
  return typeof value === "boolean" ? value : fallback;
}

/** The first element of one of these kinds that `element` connects to (and, for heat, of the wanted loop). */
export function connected(
  around: Surroundings,
  element: Element,
  kinds: readonly string[],
  loop?: "heat" | "cooling",
): Element | undefined {
  for (const relation of element.relations) {
    if (relation.type !== "connects") continue;
    const other = around.element(relation.to);
    if (!other || !kinds.includes(other.kind)) continue;
    if (loop && (textField(other, "loop") ?? "heat") !== loop) continue;
    return other;
  }
  return undefined;
}
