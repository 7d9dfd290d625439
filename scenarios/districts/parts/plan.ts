import type { ElementId } from "../../../sim-core/model/element";

export type BlockCharacter = "core" | "mixed" | "hospital" | "school" | "dataCentre" | "works" | "park" | "hotel";
/** Building stock by when it was built; see `envelope.ts`. */
export type Age = "before1918" | "1970s" | "1980s" | "2000s" | "new";

/** One block: column from the west, row from the harbour, and what stands on it. */
export interface BlockPlan {
  readonly column: number;
  readonly row: number;
  readonly name: string;
  readonly character: BlockCharacter;
  readonly age: Age;
  readonly dwellings: number;
  readonly office_m2: number;
  readonly shop_m2: number;
  readonly heatBy: "loop" | "gas";
  readonly isOnCooling: boolean;
  /** Restaurants on the quay. */
  readonly restaurant_m2?: number;
  /** A fire station stands on it too. */
  readonly hasFireStation?: boolean;
}

/** Everything that tells one district of this kind from another. Node rows run one further than block rows. */
export interface DistrictPlan {
  /** Before every id, so that many plans can stand in one district. */
  readonly prefix: string;
  readonly columns: number;
  readonly rows: number;
  readonly pitchX_m: number;
  readonly pitchY_m: number;
  readonly offsetX_m: number;
  readonly offsetY_m: number;
  /** Ground above the sea, by node row; and how much higher the western end of a row lies than the eastern. */
  readonly ground_m: readonly number[];
  readonly westRise_m: number;
  /** First node row of each pressure zone, from the harbour up: low, high, hill. */
  readonly zoneRows: readonly number[];
  readonly blocks: readonly BlockPlan[];
  /** Node row of the trunk of the heat loop and of the cooling loop, and the column where cold is made. */
  readonly heatTrunkRow: number;
  readonly coolTrunkRow: number;
  readonly coolColumn: number;
  /** Columns of the stations between zones: booster, regulating valve, closed cross-connection. */
  readonly crossings: readonly { readonly booster: number; readonly valve: number; readonly closed: number }[];
  readonly hasHydrants: boolean;
  /** How far the open water before the quay is drawn; 0 for none. */
  readonly harbourDepth_m: number;
  /** How much of the full plant and main sizes this plan needs: 1 for Harbourside's 12,000 people. */
  readonly scale: number;
}

/** Names of corners and blocks: column letter and row number, D3. */
export const corner = (plan: DistrictPlan, column: number, row: number): string =>
  `${plan.prefix}${String.fromCharCode(65 + column)}${row + 1}`;

export const groundAt_m = (plan: DistrictPlan, column: number, row: number): number =>
  plan.ground_m[Math.min(row, plan.ground_m.length - 1)]! + plan.westRise_m * (1 - column / plan.columns);

export const cornerX_m = (plan: DistrictPlan, column: number): number => plan.offsetX_m + column * plan.pitchX_m;
export const cornerY_m = (plan: DistrictPlan, row: number): number => plan.offsetY_m + row * plan.pitchY_m;

export const zoneOfNodeRow = (plan: DistrictPlan, row: number): number => {
  let zone = 0;
  for (let z = 0; z < plan.zoneRows.length; z++) if (row >= plan.zoneRows[z]!) zone = z;
  return zone;
};

export const ZONE_KEYS = ["low", "high", "hill"] as const;
export const zoneId = (plan: DistrictPlan, zone: number): ElementId => `ZONE-${plan.prefix}${ZONE_KEYS[zone]}`;
export const blockId = (plan: DistrictPlan, block: { column: number; row: number }): ElementId =>
  `BLOCK-${corner(plan, block.column, block.row)}`;
