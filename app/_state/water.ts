import type {
  AgeAnswer,
  AgeQuestion,
  AreasAnswer,
  AreasQuestion,
  FireFlowAnswer,
  FireFlowRow,
  IsolationAnswer,
  ValvePlaces,
  ZonesAnswer,
} from "@/sim-core";
import type { Atlas } from "./atlas";

export const WATER_PANELS = ["fireFlow", "isolation", "zones", "areas", "age"] as const;
export type WaterPanel = (typeof WATER_PANELS)[number];

/** A study of an instant: whether it goes on, why there is none. */
interface Study {
  /** "at 14:05", "as filed": what it starts from, as it was called when it was asked. */
  readonly when: string;
  readonly isBusy: boolean;
  readonly failure: string;
}

/** A study of a whole run. */
interface RunStudy {
  /** The run by its name; "" for the file's own. */
  readonly of: string;
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
  /** Junctions chosen to move to another zone, and that zone. */
  readonly moving: readonly string[];
  readonly to: number | null;
}

export interface AreasPanel extends RunStudy {
  readonly answer: AreasAnswer | null;
  readonly practice: AreasQuestion["practice"];
  /** Area that is looked at. */
  readonly area: string | null;
}

export interface AgePanel extends RunStudy {
  readonly question: AgeQuestion["question"];
  readonly share_1: number;
  /** Ticks of the run between two instants that were followed. */
  readonly stride: number;
  readonly answer: AgeAnswer | null;
}

/** What the water desk has found so far; each of its tabs has its own. */
export interface WaterStudies {
  readonly fireFlow: FireFlowPanel | null;
  readonly isolation: IsolationPanel | null;
  readonly zones: ZonesPanel | null;
  readonly areas: AreasPanel | null;
  readonly age: AgePanel | null;
}
export const NO_STUDIES: WaterStudies = { fireFlow: null, isolation: null, zones: null, areas: null, age: null };

/** Values at a tick by node; null before there are any. */
export function ageAt(
  age: AgePanel | null,
  tick: number,
): { readonly nodes: readonly string[]; readonly values: Float32Array } | null {
  if (!age?.answer || age.answer.instants === 0) return null;
  const { nodes, values, instants } = age.answer;
  const at = Math.min(instants - 1, Math.floor(tick / age.stride)) * nodes.length;
  return { nodes, values: values.subarray(at, at + nodes.length) };
}

export const hasWater = (atlas: Atlas): boolean => atlas.elements.some((e) => e.kind === "waterPipe");
const kindOf = (atlas: Atlas, id: string | null) => (id === null ? undefined : atlas.graph.byId.get(id)?.kind);
export const isMain = (atlas: Atlas, id: string | null): id is string =>
  /^water(Pipe|Pump|Valve)$/.test(kindOf(atlas, id) ?? "");
export const isJunction = (atlas: Atlas, id: string | null): id is string => kindOf(atlas, id) === "waterJunction";

/** Models that draw their valves have one for every ten pipes at least; most files leave them out. */
export function usualValves(atlas: Atlas): ValvePlaces {
  const count = (kind: string) => atlas.elements.reduce((n, e) => n + (e.kind === kind ? 1 : 0), 0);
  return 10 * count("waterValve") >= count("waterPipe") ? "model" : "ends";
}

/** What has to be shut, once each, and is not shut yet. */
export const closures = (trace: NonNullable<IsolationPanel["trace"]>): readonly string[] => [
  ...new Set(trace.close.filter((v) => !v.isClosedAlready).map((v) => v.id)),
];
