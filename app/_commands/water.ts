import type { AgeQuestion, AreasQuestion, FireFlowRow, ValvePlaces } from "@/sim-core";
import { localSeconds } from "../_state/clock";
import { scenarioOf, shownOf, useWorkbench } from "../_state/store";
import { closures, usualValves } from "../_state/water";
import { openDraftWith } from "./branch";
import { ask, begin, fail, here, mark, paintWater, patch, recordedWater } from "./water-desk";

const state = () => useWorkbench.getState();
const letGo = () => useWorkbench.setState({ selected: null, chain: null });

let fire: AbortController | null = null;
export const stopFireFlow = () => fire?.abort();

/** Screens every hydrant in the state at the cursor; on request by real solves too, the weakest first. */
export async function studyFireFlow(isExact: boolean): Promise<void> {
  const { atlas } = state();
  if (!atlas) return;
  stopFireFlow();
  const own = new AbortController();
  fire = own;
  const { at, when } = await here();
  const rows = new Map<string, FireFlowRow>();
  begin({ fireFlow: { rows, when, isExact, isBusy: true, failure: "", answer: null } });
  const take = (part: readonly FireFlowRow[]) => {
    for (const row of part) rows.set(row.id, row);
    patch("fireFlow", { rows: new Map(rows) });
    paintWater();
  };
  const answer = await ask("fireFlow", "fireFlow", { district: atlas.district, at, isExact }, take, own.signal);
  if (answer) patch("fireFlow", { isBusy: false, failure: answer.failure, answer });
}

/** Shuts a main off, on paper: by the valves chosen so far, unless others are asked for. */
export async function isolateMain(
  main: string,
  wanted: { readonly valves?: ValvePlaces; readonly stuck?: readonly string[] } = {},
): Promise<void> {
  const { atlas, water } = state();
  if (!atlas) return;
  const valves = wanted.valves ?? water.isolation?.valves ?? usualValves(atlas);
  const stuck = wanted.stuck ?? (water.isolation?.main === main ? water.isolation.stuck : []);
  const { at, when } = await here();
  begin({ isolation: { main, valves, stuck, when, isBusy: true, failure: "", trace: null } });
  const answer = await ask("isolation", "isolation", { district: atlas.district, at, main, valves, stuck });
  if (!answer) return;
  patch("isolation", { isBusy: false, failure: answer.failure, trace: answer.trace });
  mark();
}

export function branchIsolation(): void {
  const { isolation } = state().water;
  if (!isolation?.trace) return;
  const why = `shuts off ${isolation.main}`;
  const lines = closures(isolation.trace).map((target) => ({ target, isOpen: false, why }));
  openDraftWith(lines, `${isolation.main} shut off`);
}

export async function studyZones(): Promise<void> {
  const { atlas, water } = state();
  if (!atlas) return;
  const moving = water.zones?.moving ?? [];
  const { at, when } = await here();
  begin({ zones: { zone: null, moving, to: null, when, isBusy: true, failure: "", answer: null } });
  const answer = await ask("zones", "zones", { district: atlas.district, at, move: null });
  if (answer) patch("zones", { isBusy: false, failure: answer.failure, answer });
  mark();
}

/** Points at a zone on the twin; once more lets it go. */
export function lookAtZone(zone: number): void {
  const { zones } = state().water;
  const answer = zones?.answer ? { ...zones.answer, move: null } : null;
  patch("zones", { zone: zone === zones?.zone ? null : zone, answer });
  letGo();
  mark();
}

/** What is tried next; what was tried before is no longer shown. */
export function chooseMove(moving: readonly string[], to: number | null): void {
  const { zones } = state().water;
  patch("zones", { moving, to, answer: zones?.answer ? { ...zones.answer, move: null } : null });
  mark();
}

/** Tries a move between zones in the state at the cursor. */
export async function tryMove(): Promise<void> {
  const { atlas, water } = state();
  const { zones } = water;
  const to = zones?.answer && zones.to !== null ? zones.answer.zones[zones.to]?.nodes[0] : undefined;
  if (!atlas || !zones || to === undefined || zones.moving.length === 0) return;
  const { at, when } = await here();
  patch("zones", { isBusy: true, failure: "" });
  const answer = await ask("zones", "zones", { district: atlas.district, at, move: { nodes: zones.moving, to } });
  if (answer) patch("zones", { isBusy: false, failure: answer.failure, answer, when });
  mark();
}

export function branchMove(): void {
  const move = state().water.zones?.answer?.move;
  if (!move) return;
  const why = move.changes[0]?.why ?? "";
  openDraftWith([
    ...move.opens.map((target) => ({ target, isOpen: true, why })),
    ...move.closes.map((target) => ({ target, isOpen: false, why })),
  ]);
}

/** Books of the metered areas over the run on screen, or over the file's own. */
export async function studyAreas(practice?: AreasQuestion["practice"]): Promise<void> {
  const { atlas, water } = state();
  const scenario = scenarioOf(state());
  if (!atlas || !scenario) return;
  const kept = { practice: practice ?? water.areas?.practice ?? {}, area: water.areas?.area ?? null };
  const of = state().received > 0 ? (shownOf(state())?.name ?? "") : "";
  begin({ areas: { ...kept, of, isBusy: true, failure: "", answer: water.areas?.answer ?? null } });
  try {
    const run = (await recordedWater())?.run ?? null;
    const startClock_s = localSeconds(atlas.district, scenario.start_s) % 86_400;
    const given = { district: atlas.district, run, startClock_s, practice: kept.practice };
    const answer = await ask("areas", "areas", given);
    if (answer) patch("areas", { isBusy: false, failure: answer.failure, answer });
  } catch (error) {
    fail("areas", error);
  }
  mark();
}

export function lookAtArea(area: string): void {
  patch("areas", { area: area === state().water.areas?.area ? null : area });
  letGo();
  mark();
}

let following: AbortController | null = null;
export const stopAge = () => following?.abort();

/** Follows the water through the run on screen: how old it is, or how much of it came from one source. */
export async function studyAge(question: AgeQuestion["question"]): Promise<void> {
  const { atlas } = state();
  if (!atlas) return;
  stopAge();
  const own = new AbortController();
  following = own;
  const of = shownOf(state())?.name ?? "";
  begin({ age: { question, of, isBusy: true, failure: "", share_1: 0, stride: 1, answer: null } });
  try {
    const found = await recordedWater();
    if (!found) throw new Error("the age of water is read from a run: run the scenario first");
    patch("age", { stride: found.stride });
    const given = { district: atlas.district, run: found.run, question };
    const answer = await ask("age", "age", given, (share_1) => patch("age", { share_1 }), own.signal);
    if (answer) patch("age", { isBusy: false, failure: answer.failure, answer });
  } catch (error) {
    fail("age", error);
  }
  paintWater();
}
