import { create } from "zustand";
import { subscribeWithSelector } from "zustand/middleware";
import type { FrameColumn, Issue, OpenedFile, RunEvent, RunResult, Scenario } from "@/sim-core";
import type { Atlas } from "./atlas";
import type { History } from "./history";
import type { Layer } from "./kinds";

export type RunPhase = "idle" | "preparing" | "running" | "finished" | "failed" | "cancelled";

export interface RunState {
  readonly phase: RunPhase;
  /** What is being done, in words. */
  readonly doing: string;
  readonly share_1: number;
  readonly result: RunResult | null;
  readonly issues: readonly Issue[];
  readonly error: string;
  /** Whether the server holds it. */
  readonly kept: "no" | "keeping" | "yes";
  readonly source: "simulated" | "replayed";
}

export interface Chart {
  readonly element: string;
  readonly column: FrameColumn;
  readonly row: number;
}

/** One element's relatives across the utilities; everything else steps back. */
export interface Chain {
  readonly upstream: ReadonlySet<string>;
  readonly downstream: ReadonlySet<string>;
}

/** The answer to a search: elements, and for a question its sentences and what it says of each element. */
export interface Found {
  readonly text: string;
  readonly ids: readonly string[];
  readonly summary: readonly string[];
  readonly notes: ReadonlyMap<string, string>;
}

/** The last file that somebody opened: what was read of it, and its text for writing it anew. */
export interface Imported {
  readonly opened: OpenedFile;
  readonly text: string;
  /** False when it had errors: then the district on screen is still the one before. */
  readonly isShown: boolean;
}

export const VIEWS = ["twin", "plan", "schematic", "table"] as const;
export type View = (typeof VIEWS)[number];

export type PowerPanel = "profile" | "feeders" | "transformers";

export interface WorkbenchState {
  readonly theme: "light" | "dark";
  readonly loading: string | null;
  readonly loadError: string | null;
  readonly atlas: Atlas | null;
  readonly scenarios: readonly Scenario[];
  readonly scenarioId: string;
  readonly seed: number;
  readonly run: RunState;
  readonly history: History | null;
  readonly received: number;
  readonly events: readonly RunEvent[];
  readonly tick: number;
  readonly isPlaying: boolean;
  /** Simulated seconds in one second of the reader's. */
  readonly speed: number;
  readonly layers: Readonly<Record<Layer, boolean>>;
  readonly colourBy: Readonly<Partial<Record<Layer, string | null>>>;
  readonly xray_1: number;
  readonly selected: string | null;
  readonly hovered: string | null;
  readonly chain: Chain | null;
  readonly found: Found | null;
  readonly view: View;
  /** What stands below the schematic. */
  readonly powerPanel: PowerPanel | null;
  /** Feeders of the schematic that were opened or closed by hand. */
  readonly openedFeeders: Readonly<Record<string, boolean>>;
  readonly hasWebGL: boolean;
  readonly leftOpen: boolean;
  readonly rightOpen: boolean;
  /** What is being done with a file. */
  readonly opening: string | null;
  readonly imported: Imported | null;
  readonly reportOpen: boolean;
  readonly helpOpen: boolean;
  readonly runsOpen: boolean;
  readonly charts: readonly Chart[];
}

export const NO_RUN: RunState = {
  phase: "idle",
  doing: "",
  share_1: 0,
  result: null,
  issues: [],
  error: "",
  kept: "no",
  source: "simulated",
};

/** What the page shows. Only app/_commands writes it. */
export const useWorkbench = create<WorkbenchState>()(
  subscribeWithSelector(
    (): WorkbenchState => ({
      theme: "light",
      loading: "Reading the district",
      loadError: null,
      atlas: null,
      scenarios: [],
      scenarioId: "",
      seed: 1,
      run: NO_RUN,
      history: null,
      received: 0,
      events: [],
      tick: 0,
      isPlaying: false,
      speed: 1800,
      layers: {
        water: true,
        power: true,
        gas: true,
        heat: true,
        cooling: true,
        plants: true,
        buildings: true,
        hydrants: false,
      },
      colourBy: {},
      xray_1: 0.5,
      selected: null,
      hovered: null,
      chain: null,
      found: null,
      view: "twin",
      powerPanel: null,
      openedFeeders: {},
      hasWebGL: true,
      leftOpen: false,
      rightOpen: false,
      opening: null,
      imported: null,
      reportOpen: false,
      helpOpen: false,
      runsOpen: false,
      charts: [],
    }),
  ),
);

export const SPEEDS = [60, 300, 900, 1800, 3600, 10800] as const;

export const scenarioOf = (s: WorkbenchState): Scenario | null =>
  s.scenarios.find((x) => x.id === s.scenarioId) ?? null;

/** Events whose limit is crossed at this tick: crossings without a return so far. */
export function activeAt(events: readonly RunEvent[], tick: number): readonly RunEvent[] {
  const open = new Map<string, RunEvent>();
  for (const e of events) {
    if (e.tick > tick) break;
    const key = `${e.element} ${e.quantity} ${e.limit}`;
    if (e.type === "crossing") open.set(key, e);
    else if (e.type === "return") open.delete(key);
  }
  return [...open.values()].sort((a, b) => a.priority - b.priority);
}
