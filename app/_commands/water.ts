import type { FireFlowRow, QuestionName, Questions, ValvePlaces, WaterInstant } from "@/sim-core";
import type { Atlas } from "../_state/atlas";
import { clockText } from "../_state/clock";
import type { Studied } from "../_state/quantities";
import { type Marked, scenarioOf, useWorkbench } from "../_state/store";
import { frameAt } from "../_state/values-at";
import type { WaterPanel, WaterStudies } from "../_state/water";
import { openDraftWith } from "./branch";
import { thePool } from "./pool";
import { colourLayer, showView } from "./view";

const state = () => useWorkbench.getState();
const set = useWorkbench.setState;
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function patch<K extends keyof WaterStudies>(tab: K, part: Partial<NonNullable<WaterStudies[K]>>): void {
  const { water } = state();
  const own = water[tab];
  if (own) set({ water: { ...water, [tab]: { ...own, ...part } } });
}

/** The state on screen, or the filed one where the run has not come to the cursor. */
function here(): { readonly at: WaterInstant | null; readonly tick: number | null } {
  const { history, tick, received } = state();
  if (!history || tick >= received) return { at: null, tick: null };
  const at = { layout: history.layout, values: frameAt(history, tick), time_s: tick * history.tick_s };
  return { at, tick };
}

/** "at 14:05", or how it is filed. */
export function instantText(atlas: Atlas, tick: number | null): string {
  const scenario = scenarioOf(state());
  const { history } = state();
  if (tick === null || !scenario || !history) return "as filed";
  return `at ${clockText(atlas.district, scenario.start_s + tick * history.tick_s)}`;
}

/** Elements that a desk below twin and plan can be about. */
export const hasWater = (atlas: Atlas): boolean => atlas.elements.some((e) => e.kind === "waterPipe");
export const isMain = (atlas: Atlas, id: string | null): id is string =>
  id !== null && /^water(Pipe|Pump|Valve)$/.test(atlas.graph.byId.get(id)?.kind ?? "");
export const isJunction = (atlas: Atlas, id: string | null): id is string =>
  id !== null && atlas.graph.byId.get(id)?.kind === "waterJunction";

/** Opens, closes and changes tabs; what a tab points at on the twin comes and goes with it. */
export function showWaterPanel(waterPanel: WaterPanel | null): void {
  const { atlas, view, hasWebGL } = state();
  if (!atlas || !hasWater(atlas)) return;
  if (waterPanel !== null && view !== "twin" && view !== "plan") showView(hasWebGL ? "twin" : "plan");
  if (waterPanel === null) uncolour();
  set({ waterPanel, marked: marksOf(waterPanel) });
}

export function toggleWaterDesk(): void {
  const { waterPanel, view } = state();
  const isSeen = waterPanel !== null && (view === "twin" || view === "plan");
  showWaterPanel(isSeen ? null : (waterPanel ?? "fireFlow"));
}

function marksOf(tab: WaterPanel | null): Marked | null {
  const { water, atlas } = state();
  if (tab === "isolation" && water.isolation?.trace) {
    const { segment, close, loses } = water.isolation.trace;
    const edge = new Set(close.map((v) => v.id));
    const within = new Set([...segment.links, ...segment.nodes, ...loses.map((l) => l.node), water.isolation.main]);
    return { edge, within };
  }
  if (tab === "zones" && water.zones && water.zones.zone !== null && atlas) {
    const { answer, zone } = water.zones;
    const within = new Set(answer?.zones[zone]?.nodes);
    atlas.elements.forEach((e, i) => {
      const [from, to] = [atlas.elements[atlas.ends[2 * i]]?.id, atlas.elements[atlas.ends[2 * i + 1]]?.id];
      if (from !== undefined && to !== undefined && within.has(from) && within.has(to)) within.add(e.id);
    });
    const between = answer?.boundaries.filter((b) => b.from !== b.to && (b.from === zone || b.to === zone)) ?? [];
    return { within, edge: new Set(between.map((b) => b.id)) };
  }
  return null;
}

/** Asks a worker; an answer that comes after the next question, or to another district, is not heard. */
const serials: Partial<Record<keyof WaterStudies, number>> = {};
async function ask<Q extends QuestionName>(
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
    if (isHeard()) patch(tab, { isBusy: false, failure: messageOf(error) });
    return null;
  }
}

// fire flow

export const FIRE_FLOW = "water.availableFlow";
let fire: AbortController | null = null;
/** What the water was coloured by before a study took its place. */
let colouredBefore: string | null = null;

/** Screens every hydrant in the state at the cursor; on request by real solves too, the weakest first. */
export async function studyFireFlow(isExact: boolean): Promise<void> {
  const { atlas, water, colourBy } = state();
  if (!atlas) return;
  stopFireFlow();
  const own = new AbortController();
  fire = own;
  const { at, tick } = here();
  const rows = new Map<string, FireFlowRow>();
  const begun = { rows, tick, isExact, isBusy: true, failure: "", answer: null };
  set({ water: { ...water, fireFlow: begun } });
  if (colourBy.water !== FIRE_FLOW) colouredBefore = colourBy.water ?? null;
  const take = (part: readonly FireFlowRow[]) => {
    for (const row of part) rows.set(row.id, row);
    patch("fireFlow", { rows: new Map(rows) });
    set({ studied: studiedOf(rows, `${instantText(atlas, tick)}`) });
    if (state().colourBy.water !== FIRE_FLOW && rows.size === part.length) colourLayer("water", FIRE_FLOW);
  };
  const answer = await ask("fireFlow", "fireFlow", { district: atlas.district, at, isExact }, take, own.signal);
  if (answer) patch("fireFlow", { isBusy: false, failure: answer.failure, answer });
}

export function stopFireFlow(): void {
  fire?.abort();
  fire = null;
}

function uncolour(): void {
  if (state().colourBy.water === FIRE_FLOW) colourLayer("water", colouredBefore);
}

/** Colours run to the flow that nine places in ten stay below: one beside the source would make all others look alike. */
const SHOWN_SHARE = 0.9;

function studiedOf(rows: ReadonlyMap<string, FireFlowRow>, when: string): Studied {
  const values = new Map<string, number>();
  for (const r of rows.values()) for (const id of [r.id, r.node]) values.set(id, r.available_m3_s);
  const sorted = [...rows.values()].map((r) => r.available_m3_s).sort((a, b) => a - b);
  const high = sorted[Math.floor(SHOWN_SHARE * (sorted.length - 1))] || 1e-3;
  const isExact = [...rows.values()].every((r) => r.isExact);
  return {
    quantity: {
      ...{ id: FIRE_FLOW, label: `Fire flow ${when}, ${isExact ? "exact" : "screened"}`, layer: "water" },
      ...{ table: "water", rows: "node", name: "availableFlow_m3_s", domain: [0, high], byNode: true },
    },
    ...{ unit: "m3/s", values, isMore: (sorted.at(-1) ?? 0) > high },
  };
}

// isolation

/** Shuts a main off, on paper: by the valves chosen so far, unless others are asked for. */
export async function isolateMain(
  main: string,
  wanted: { readonly valves?: ValvePlaces; readonly stuck?: readonly string[] } = {},
): Promise<void> {
  const { atlas, water } = state();
  if (!atlas) return;
  const { at, tick } = here();
  const valves = wanted.valves ?? water.isolation?.valves ?? usualValves(atlas);
  const stuck = wanted.stuck ?? (water.isolation?.main === main ? water.isolation.stuck : []);
  set({ water: { ...water, isolation: { main, valves, stuck, tick, isBusy: true, failure: "", trace: null } } });
  const answer = await ask("isolation", "isolation", { district: atlas.district, at, main, valves, stuck });
  if (!answer) return;
  patch("isolation", { isBusy: false, failure: answer.failure, trace: answer.trace });
  if (state().waterPanel === "isolation") set({ marked: marksOf("isolation") });
}

/** Models that draw their valves have one for every ten pipes at least; most files leave them out. */
export function usualValves(atlas: Atlas): ValvePlaces {
  const count = (kind: string) => atlas.elements.reduce((n, e) => n + (e.kind === kind ? 1 : 0), 0);
  return 10 * count("waterValve") >= count("waterPipe") ? "model" : "ends";
}

/** What has to be shut, once each, and is not shut yet. */
export const closures = (trace: NonNullable<NonNullable<WaterStudies["isolation"]>["trace"]>): readonly string[] => [
  ...new Set(trace.close.filter((v) => !v.isClosedAlready).map((v) => v.id)),
];

export function branchIsolation(): void {
  const { isolation } = state().water;
  if (!isolation?.trace) return;
  const why = `shuts off ${isolation.main}`;
  openDraftWith(
    closures(isolation.trace).map((target) => ({ target, isOpen: false, why })),
    `${isolation.main} shut off`,
  );
}

// pressure zones

export async function studyZones(): Promise<void> {
  const { atlas, water } = state();
  if (!atlas) return;
  const { at, tick } = here();
  const before = water.zones;
  const kept = { zone: null, moving: before?.moving ?? [], to: null };
  set({ water: { ...water, zones: { ...kept, tick, isBusy: true, failure: "", answer: null } } });
  const answer = await ask("zones", "zones", { district: atlas.district, at, move: null });
  if (answer) patch("zones", { isBusy: false, failure: answer.failure, answer });
  set({ marked: state().waterPanel === "zones" ? null : state().marked });
}

/** Points at a zone on the twin; once more lets it go. */
export function lookAtZone(zone: number | null): void {
  patch("zones", { zone: zone === state().water.zones?.zone ? null : zone });
  set({ marked: marksOf("zones"), selected: null, chain: null });
}

export function chooseMoving(moving: readonly string[], to: number | null): void {
  const { zones } = state().water;
  if (!zones) return;
  const answer = zones.answer && { ...zones.answer, move: null };
  patch("zones", { moving, to, answer });
}

/** Tries a move between zones in the state at the cursor. */
export async function tryMove(): Promise<void> {
  const { atlas, water } = state();
  const { zones } = water;
  const [to] = zones?.answer && zones.to !== null ? zones.answer.zones[zones.to].nodes : [];
  if (!atlas || !zones || to === undefined || zones.moving.length === 0) return;
  const { at, tick } = here();
  patch("zones", { isBusy: true, failure: "" });
  const answer = await ask("zones", "zones", { district: atlas.district, at, move: { nodes: zones.moving, to } });
  if (!answer) return;
  const { opens, closes } = answer.move ?? { opens: [], closes: [] };
  patch("zones", { isBusy: false, failure: answer.failure, answer, tick });
  set({ marked: { within: new Set(zones.moving), edge: new Set([...opens, ...closes]) } });
}

export function branchMove(): void {
  const { zones } = state().water;
  const move = zones?.answer?.move;
  if (!zones || !move) return;
  const line = (target: string, isOpen: boolean) => ({ target, isOpen, why: move.changes[0]?.why ?? "" });
  openDraftWith([...move.opens.map((id) => line(id, true)), ...move.closes.map((id) => line(id, false))]);
}
