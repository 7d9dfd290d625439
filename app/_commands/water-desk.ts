import { findColumn, type QuestionName, type Questions, type RecordedWater, type WaterInstant } from "@/sim-core";
import { shownOf, useWorkbench, type WorkbenchState } from "../_state/store";
import { hasWater, type WaterPanel, type WaterStudies } from "../_state/water";
import { coloursOf, instantText, marksOf } from "../_state/water-look";
import { thePool } from "./pool";
import { frameOf } from "./refill";
import { colourLayer, showView } from "./view";

const state = () => useWorkbench.getState();
const set = useWorkbench.setState;

/** Opens, closes and changes tabs; what a tab points at on the twin, and colours there, comes and goes with it. */
export function showWaterPanel(waterPanel: WaterPanel | null): void {
  const { atlas, view, hasWebGL } = state();
  if (!atlas || !hasWater(atlas)) return;
  if (waterPanel !== null && view !== "twin" && view !== "plan") showView(hasWebGL ? "twin" : "plan");
  set({ waterPanel });
  mark();
  paintWater();
}

export function toggleWaterDesk(): void {
  const { waterPanel, view } = state();
  const isSeen = waterPanel !== null && (view === "twin" || view === "plan");
  showWaterPanel(isSeen ? null : (waterPanel ?? "fireFlow"));
}

export const mark = () => set({ marked: marksOf(state()) });

/** What was coloured before a study took its place. */
let before: WorkbenchState["colourBy"] = {};

/** Colours the water by what the open tab has found; without that goes back to what it was coloured by. */
export function paintWater(): void {
  const { studied, colourBy } = state();
  const isOurs = studied !== null && colourBy.water === studied.quantity.id;
  const next = coloursOf(state());
  if (!next) {
    if (studied) set({ studied: null, ...(isOurs ? { colourBy: before } : {}) });
    return;
  }
  // whoever chose another quantity meanwhile keeps it
  const isNew = studied?.quantity.id !== next.quantity.id;
  set({ studied: next });
  if (!isNew) return;
  if (!isOurs) before = colourBy;
  colourLayer("water", next.quantity.id);
}

/** Written over what stands by then: another tab may have begun meanwhile. */
export const begin = (part: Partial<WaterStudies>) => set({ water: { ...state().water, ...part } });

export function patch<K extends keyof WaterStudies>(tab: K, part: Partial<NonNullable<WaterStudies[K]>>): void {
  const { water } = state();
  const own = water[tab];
  if (own) set({ water: { ...water, [tab]: { ...own, ...part } } });
}

export const fail = (tab: keyof WaterStudies, error: unknown) =>
  patch(tab, { isBusy: false, failure: error instanceof Error ? error.message : String(error) });

/** Asks a worker; an answer that comes after the next question, or to another district, is not heard: null. */
const serials: Partial<Record<keyof WaterStudies, number>> = {};
export async function ask<Q extends QuestionName>(
  tab: keyof WaterStudies,
  name: Q,
  given: Questions[Q]["given"],
  onPart?: (part: Questions[Q]["part"]) => void,
  stop?: AbortSignal,
): Promise<Questions[Q]["answer"] | null> {
  const own = (serials[tab] ?? 0) + 1;
  serials[tab] = own;
  const { atlas } = state();
  const isHeard = () => serials[tab] === own && state().atlas === atlas;
  try {
    const answer = await thePool().ask(name, given, (part) => isHeard() && onPart?.(part), stop);
    return isHeard() ? answer : null;
  } catch (error) {
    // stopped before a worker came to it
    if (isHeard()) fail(tab, stop?.aborted ? "" : error);
    return null;
  }
}

/** The state on screen, or the filed one where the run has not come to the cursor; and what a reader calls it. */
export async function here(): Promise<{ readonly at: WaterInstant | null; readonly when: string }> {
  const { history, tick, received, variants } = state();
  const name = variants.length > 1 ? shownOf(state())?.name : undefined;
  const when = `${instantText(state(), tick)}${name ? ` of ${name}` : ""}`;
  const values = history && tick < received ? await frameOf(history, tick) : null;
  if (!history || !values) return { at: null, when: instantText(state(), null) };
  return { at: { layout: history.layout, values: values.slice(), time_s: tick * history.tick_s }, when };
}

/** So much of a run is handed to a worker; of a longer one every second tick, or every third. */
const MOST_BYTES = 96 * 2 ** 20;

/** The water of the run on screen as far as it has come; null without one. Ticks that had to go are brought back. */
export async function recordedWater(): Promise<{ readonly run: RecordedWater; readonly stride: number } | null> {
  const { history, received } = state();
  const column = (rows: string, name: string) => history && findColumn(history.layout, "water", rows, name);
  const [head, demand, flow] = [column("node", "head_m"), column("node", "demand_m3_s"), column("link", "flow_m3_s")];
  if (!history || received === 0 || !head || !demand || !flow) return null;
  const width = 2 * head.ids.length + flow.ids.length;
  const stride = Math.max(1, Math.ceil((4 * width * received) / MOST_BYTES));
  const instants = Math.floor((received - 1) / stride) + 1;
  const values = new Float32Array(instants * width);
  for (let k = 0; k < instants; k++) {
    const frame = await frameOf(history, k * stride);
    if (!frame) throw new Error(`tick ${k * stride} of this run is not at hand`);
    let at = k * width;
    for (const c of [head, demand, flow]) {
      values.set(frame.subarray(c.offset, c.offset + c.ids.length), at);
      at += c.ids.length;
    }
  }
  return { run: { nodes: head.ids, links: flow.ids, step_s: stride * history.tick_s, instants, values }, stride };
}
