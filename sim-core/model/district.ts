import type { Element, OwnerId, Utility } from "./element";
import type { WaterSchedule } from "./schedule";
import type { Tag } from "./tag";

/** Values against time, held or interpolated. Index = floor((t - start) / step) modulo the length. */
export interface Profile {
  readonly id: string;
  readonly step_s: number;
  /** Offset of the first value from local midnight of the first day. */
  readonly start_s?: number;
  readonly values: readonly number[];
  readonly unit: string;
  readonly interpolate?: boolean;
  readonly source?: string;
}

/** A curve of points (pump head, efficiency, volume, head loss), x rising. */
export interface Curve {
  readonly id: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly xUnit: string;
  readonly yUnit: string;
}

export interface Owner {
  readonly id: OwnerId;
  readonly name: string;
  readonly utility: Utility | "district";
}

/** A limit that makes an event when it is crossed, with hysteresis and a minimum duration. */
export interface Limit {
  readonly id: string;
  readonly element: string;
  readonly quantity: string;
  readonly side: "above" | "below";
  readonly value: number;
  readonly hysteresis: number;
  readonly minDuration_s: number;
  readonly priority: 1 | 2 | 3;
  readonly text: string;
}

/** A utility's own local rule as data; `control/rules` lists the kinds and what each parameter means. */
export interface Rule {
  readonly id: string;
  readonly owner: OwnerId;
  readonly kind: string;
  readonly target: string;
  readonly parameters: Readonly<Record<string, number | string>>;
}

export interface District {
  readonly format: "crosscurrent-district/1";
  readonly id: string;
  readonly name: string;
  /** WGS 84 position of the local origin; the sun's place in the sky follows from it. */
  readonly origin: { readonly latitude_deg: number; readonly longitude_deg: number; readonly elevation_m: number };
  /** UTC-offset transitions that matter to this district: the offset holds from `from_s` (UTC seconds) on. */
  readonly utcOffsets: readonly { readonly from_s: number; readonly offset_s: number }[];
  /** Options by utility, e.g. water: { headLoss: "hazenWilliams", constants: "si" }. */
  readonly options: Readonly<Partial<Record<Utility, Readonly<Record<string, number | string | boolean>>>>>;
  readonly owners: readonly Owner[];
  readonly elements: readonly Element[];
  readonly profiles: readonly Profile[];
  readonly curves: readonly Curve[];
  readonly tags: readonly Tag[];
  readonly rules: readonly Rule[];
  readonly limits: readonly Limit[];
  /** Of an imported water network: its file's own steps, controls and rules. They are the controllers in its stations,
   *  which read by wire and switch what stands beside them; `rules` are those of the control room. */
  readonly waterSchedule?: WaterSchedule;
}
