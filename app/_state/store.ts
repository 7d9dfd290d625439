import { create } from "zustand";
import { subscribeWithSelector } from "zustand/middleware";
import type {
  Comparison,
  EventDifferences,
  FrameColumn,
  OpenedFile,
  OutageRow,
  QuantityName,
  RunEvent,
  Scenario,
} from "@/sim-core";
import type { Atlas } from "./atlas";
import type { History } from "./history";
import type { Layer } from "./kinds";
import type { Difference } from "./paint";
import type { Studied } from "./quantities";
import { type Draft, NO_RUN, type RunState, type Variant } from "./variants";
import { NO_STUDIES, type WaterPanel, type WaterStudies } from "./water";

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

/** Part of a network that a panel points at, and what bounds it; everything else steps back. */
export interface Marked {
  readonly within: ReadonlySet<string>;
  readonly edge: ReadonlySet<string>;
}

/** The answer to a search: elements, and for a question its sentences and what it says of each element. */
export interface Found {
  readonly text: string;
  readonly ids: readonly string[];
  readonly summary: readonly string[];
  readonly notes: ReadonlyMap<string, string>;
}

/** The last file that could be opened: what was read of it, and its text for writing it anew. */
export interface Imported {
  readonly opened: OpenedFile;
  readonly text: string;
}

export type PowerPanel = "profile" | "feeders" | "transformers" | "outages";

/** The N-1 study of the grid on screen, as far as it has come. */
export interface OutagePanel {
  readonly rows: readonly OutageRow[];
  /** Instant whose state it starts from; null for the filed one. */
  readonly tick: number | null;
  readonly isBusy: boolean;
  readonly failure: string;
  readonly branches: number;
}

/** Two runs side by side: B is the one on screen, A the one it is held against. */
export interface Compared {
  readonly a: string;
  readonly b: string;
  /** Null while it is worked out. */
  readonly comparison: Comparison | null;
  readonly events: EventDifferences | null;
  /** Why there is none. */
  readonly error: string;
  /** What twin and table show of it; null until it is known what differs. */
  readonly quantity: QuantityName | null;
}

export const VIEWS = ["twin", "plan", "schematic", "table", "compare", "ledger"] as const;
export type View = (typeof VIEWS)[number];

export interface WorkbenchState {
  readonly theme: "light" | "dark";
  readonly loading: string | null;
  readonly loadError: string | null;
  readonly atlas: Atlas | null;
  readonly scenarios: readonly Scenario[];
  readonly scenarioId: string;
  readonly seed: number;
  /** All runs and branches at hand. What follows below is that of the one shown. */
  readonly variants: readonly Variant[];
  readonly shown: string | null;
  readonly run: RunState;
  readonly history: History | null;
  readonly received: number;
  readonly events: readonly RunEvent[];
  readonly compared: Compared | null;
  /** Of the field beside its twin: by element, how far it departs, in deviations of its band; null when none runs. */
  readonly departures: ReadonlyMap<string, number> | null;
  /** The Changes being written down; null while there is no form. */
  readonly draft: Draft | null;
  /** A tick that is simulated again because its values had to go; null when nothing is waited for. */
  readonly refilling: number | null;
  /** Grows with every block that came back. */
  readonly refills: number;
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
  readonly marked: Marked | null;
  readonly view: View;
  /** What stands below the schematic. */
  readonly powerPanel: PowerPanel | null;
  readonly outages: OutagePanel | null;
  /** What stands below twin and plan. */
  readonly waterPanel: WaterPanel | null;
  readonly water: WaterStudies;
  /** What a layer can be coloured by beside what the run recorded. */
  readonly studied: Studied | null;
  /** Feeders of the schematic that were opened or closed by hand. */
  readonly openedFeeders: Readonly<Record<string, boolean>>;
  readonly hasWebGL: boolean;
  readonly leftOpen: boolean;
  readonly rightOpen: boolean;
  /** What is being done with a file. */
  readonly opening: string | null;
  /** What was opened last, and what its report says. */
  readonly report: OpenedFile | null;
  readonly imported: Imported | null;
  readonly reportOpen: boolean;
  readonly helpOpen: boolean;
  readonly runsOpen: boolean;
  readonly charts: readonly Chart[];
}

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
      variants: [],
      shown: null,
      run: NO_RUN,
      history: null,
      received: 0,
      events: [],
      compared: null,
      departures: null,
      draft: null,
      refilling: null,
      refills: 0,
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
      marked: null,
      view: "twin",
      powerPanel: null,
      outages: null,
      waterPanel: null,
      water: NO_STUDIES,
      studied: null,
      openedFeeders: {},
      hasWebGL: true,
      leftOpen: false,
      rightOpen: false,
      opening: null,
      report: null,
      imported: null,
      reportOpen: false,
      helpOpen: false,
      runsOpen: false,
      charts: [],
    }),
  ),
);

export { NO_RUN, type RunState };

/** The opened file that stands on screen; null for a shipped district, and after a file with errors. */
export const shownFile = (s: WorkbenchState): Imported | null =>
  s.imported?.opened.district && s.imported.opened.district === s.atlas?.district ? s.imported : null;

export const SPEEDS = [60, 300, 900, 1800, 3600, 10800] as const;

export const scenarioOf = (s: WorkbenchState): Scenario | null =>
  s.scenarios.find((x) => x.id === s.scenarioId) ?? null;

export const shownOf = (s: WorkbenchState): Variant | null => s.variants.find((v) => v.id === s.shown) ?? null;

/** What the twin and its legend show of a comparison that is worked out. */
export function differenceOf(s: WorkbenchState): Difference | null {
  const { comparison, quantity } = s.compared ?? {};
  const history = s.variants.find((v) => v.id === s.compared?.a)?.history;
  if (!comparison || !quantity || !history || s.compared?.b !== s.shown) return null;
  return { comparison, quantity, history, most: comparison.largest(quantity) };
}

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
