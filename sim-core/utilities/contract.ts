import type { Numbering } from "../compile/numbering";
import type { District } from "../model/district";
import type { ElementId, FieldValue, Utility } from "../model/element";
import type { Issue } from "../model/issue";
import type { KindSchema } from "../model/schema";
import type { Outcome } from "../solve/outcome";

export type ColumnArray = Float64Array | Int32Array | Uint8Array;

/** What it is like outside: all that a network's equipment feels of it. */
export interface Weather {
  temperature_K: number;
  wind_m_s: number;
  global_W_m2: number;
}

/** Something that a network's own equipment did: a trip, a reclosing, a tap step, a block shed. */
export interface UtilityEvent {
  readonly element: ElementId;
  readonly quantity: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
  readonly priority: 1 | 2 | 3 | 4;
  /** Follows the element's name: "tripped: 138 % for 412 s". */
  readonly text: string;
}

/**
 * One utility of one run: its columns bound to one WASM instance. The coupled step calls, per step,
 *   applyProfiles(t) -> act(t) -> [ports written] -> solve(t), trip(t) ... solve(t) -> nextEvent_s(t) -> advance(t, t')
 * All times are whole or fractional seconds since the run's start.
 */
export interface UtilitySolver {
  readonly utility: Utility;
  /** Row sets of the utility's layout: "node", "link" ... */
  readonly numbering: Readonly<Record<string, Numbering>>;
  /** The live columns, by row set and name: `column("node", "head_m")`. Views stay valid for the whole run. */
  column(rows: string, name: string): ColumnArray;
  /** The utility's own patterns and schedules at an instant -> given columns. */
  applyProfiles(time_s: number): void;
  /** Network state at an instant from given and control columns. Warm start from the state columns. */
  solve(time_s: number): Outcome;
  /** Integrates stored state (levels, parcels, timers) with the solved flows; may sub-step privately. */
  advance(from_s: number, to_s: number): Outcome;
  /** Instant of the next discrete event of its own at present rates (tank full or empty, level control); Infinity if none. */
  nextEvent_s(time_s: number): number;
  /** Instant at which a state of one row reaches a value at present rates; Infinity if it moves away, stands, or its
   *  rate is not known. Absent where nothing has a rate. The coupled step ends there when a rule watches that value. */
  reachedAt_s?(rows: string, name: string, row: number, value: number, time_s: number): number;
  /** Weather that holds from now on. Absent where nothing of the network stands outside. */
  weather?(air: Weather): void;
  /** Equipment whose time has come acts: relays, reclosing, shedding, restoration. True when it must be solved anew. */
  act?(time_s: number): boolean;
  /** A network with steps of its own: its last solution holds at this instant, though stores have moved. It is then not
   *  solved again before something is due, unless an input of it changes. Absent: every step solves. */
  holds?(time_s: number): boolean;
  /** After a solve within a step: what trips at once. Only worsens. True when it must be solved anew. */
  trip?(time_s: number): boolean;
  /** What equipment did since it was last asked, in order. */
  drain?(): readonly UtilityEvent[];
  /** Content of the utility's own stores now, in its ledger's unit (water: m3 in tanks). Absent where it has none. */
  stored?(): number;
  /** Inflow of the utility's own loads and injections by node row, ports apart, for those that keep it off their columns. */
  ownInflow?(): Float64Array;
  /** One field of one element at run time. null when taken; an Issue when the element or field cannot change in a run. */
  apply(target: string, field: string, op: "set" | "scale", value: FieldValue): Issue | null;
  /** Complete state: restoring it continues to the same bits. */
  save(): ArrayBuffer;
  restore(state: ArrayBuffer): void;
}

/** The same four parts, four times. `schema` and `derive` are also in the catalogue, for the main thread. */
export interface UtilityModule {
  readonly utility: Utility;
  readonly schema: readonly KindSchema[];
  /** Model -> columns in a fresh WASM instance. Issues with severity "error" mean there is no solver. */
  open(module: WebAssembly.Module, district: District): { solver: UtilitySolver | null; issues: Issue[] };
}
