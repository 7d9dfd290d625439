import type { FireFlowAnswer, FireFlowRow, IsolationAnswer, ValvePlaces, ZonesAnswer } from "@/sim-core";

export const WATER_PANELS = ["fireFlow", "isolation", "zones"] as const;
export type WaterPanel = (typeof WATER_PANELS)[number];

/** A study of the water on screen: when its state is of, whether it goes on, why there is none. */
interface Study {
  /** Instant whose state it starts from; null for the filed one. */
  readonly tick: number | null;
  readonly isBusy: boolean;
  readonly failure: string;
}

export interface FireFlowPanel extends Study {
  /** By the id of the place: what is exact stands in for what was screened. */
  readonly rows: ReadonlyMap<string, FireFlowRow>;
  readonly isExact: boolean;
  /** Null while it goes on. */
  readonly answer: FireFlowAnswer | null;
}

export interface IsolationPanel extends Study {
  readonly main: string;
  readonly valves: ValvePlaces;
  readonly stuck: readonly string[];
  readonly trace: IsolationAnswer["trace"];
}

export interface ZonesPanel extends Study {
  readonly answer: ZonesAnswer | null;
  /** Zone that is looked at. */
  readonly zone: number | null;
  /** Junctions chosen to move to another zone, and a node of that zone. */
  readonly moving: readonly string[];
  readonly to: number | null;
}

/** What the water desk has found so far; each of its tabs has its own. */
export interface WaterStudies {
  readonly fireFlow: FireFlowPanel | null;
  readonly isolation: IsolationPanel | null;
  readonly zones: ZonesPanel | null;
}
export const NO_STUDIES: WaterStudies = { fireFlow: null, isolation: null, zones: null };
