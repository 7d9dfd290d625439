import type { Utility } from "../../model/element";
import { DISTRICT_LAYOUT } from "./district";
import { GAS_LAYOUT } from "./gas";
import { HEAT_LAYOUT } from "./heat";
import { POWER_LAYOUT } from "./power";
import type { TableLayout } from "./spec";
import { WATER_LAYOUT } from "./water";

export type { ColumnSpec, Role, TableLayout } from "./spec";
export type TableName = Utility | "district";

/** Every column of the house, declared once. The slot of a column is its place in its table's list. */
export const LAYOUT: Readonly<Record<TableName, TableLayout>> = {
  water: WATER_LAYOUT,
  power: POWER_LAYOUT,
  gas: GAS_LAYOUT,
  heat: HEAT_LAYOUT,
  district: DISTRICT_LAYOUT,
};

/** Tables bound to WASM memory; the district's own table lives in TypeScript only. */
export const KERNEL_TABLES: readonly Utility[] = ["water", "power", "gas", "heat"];
