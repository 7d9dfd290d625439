import type { Numbering } from "../../compile/numbering";
import type { Curve, Profile } from "../../model/district";
import type { Element, FieldValue } from "../../model/element";
import type { Constants } from "./constants";

/** Numbers of kinds and statuses as in assembly/hydraulic/water/columns.ts. */
export const KIND = {
  CHECK_PIPE: 0,
  PIPE: 1,
  PUMP: 2,
  PRV: 3,
  PSV: 4,
  PBV: 5,
  FCV: 6,
  TCV: 7,
  GPV: 8,
  PCV: 9,
} as const;
export const STATUS = {
  BEYOND_HEAD: 0,
  HELD: 1,
  CLOSED: 2,
  OPEN: 3,
  ACTIVE: 4,
  FCV_OPEN: 6,
  PRESSURE_OPEN: 7,
} as const;
export const PUMP_CURVE = { POWER: 0, FUNCTION: 1, POINTS: 2, NONE: 3 } as const;

export interface Tank {
  readonly node: number;
  readonly area_k: number;
  readonly bottom_k: number;
  readonly minHead_k: number;
  readonly maxHead_k: number;
  readonly minVolume_k: number;
  readonly maxVolume_k: number;
  readonly initialHead_k: number;
  readonly initialVolume_k: number;
  /** Level above the bottom against volume, both in k. */
  readonly curve: { readonly level: Float64Array; readonly volume: Float64Array } | null;
}

export interface Pump {
  readonly link: number;
  readonly curveKind: number;
  readonly shutoff_k: number;
  readonly slope_k: number;
  readonly exponent: number;
  readonly maxHead_k: number;
  readonly designFlow_k: number;
  readonly firstPoint: number;
  readonly pointCount: number;
  readonly speedProfile: number;
  readonly efficiency: number;
  /** Efficiency (1) against flow (k). */
  readonly efficiencyCurve: { readonly x: Float64Array; readonly y: Float64Array } | null;
}

/** A water network as rows of numbers in k units: what the columns are filled from. */
export interface WaterNet {
  readonly constants: Constants;
  readonly options: Readonly<Record<string, FieldValue>>;
  readonly nodes: Numbering;
  readonly links: Numbering;
  readonly junctionCount: number;
  readonly elements: { readonly nodes: readonly Element[]; readonly links: readonly Element[] };
  readonly elevation_k: Float64Array;
  /** Head of a reservoir at pattern factor 1; start head of a tank; NaN at junctions. */
  readonly baseHead_k: Float64Array;
  readonly headProfile: Int32Array;
  readonly emitter_k: Float64Array;
  readonly leakFixed_k: Float64Array;
  readonly leakVariable_k: Float64Array;
  readonly demands: { readonly node: Int32Array; readonly base_k: Float64Array; readonly profile: Int32Array };
  readonly profiles: readonly Profile[];
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly kind: Int32Array;
  readonly part: Int32Array;
  readonly partCount: Int32Array;
  readonly resistance_k: Float64Array;
  readonly minorLoss_k: Float64Array;
  readonly diameter_k: Float64Array;
  readonly relativeRoughness: Float64Array;
  readonly initialStatus: Int32Array;
  readonly initialSetting_k: Float64Array;
  readonly tanks: readonly Tank[];
  readonly canOverflow: Int32Array;
  readonly pumps: readonly Pump[];
  readonly controlValves: Int32Array;
  readonly curveX: Float64Array;
  readonly curveY: Float64Array;
  /** Positional valves: flow share against opening share. */
  readonly positionCurves: ReadonlyMap<number, Curve>;
}
