import type { JobHandle } from "@/sim-core";
import { buildAtlas } from "../_state/atlas";
import { NO_RUN, type RunState, useWorkbench } from "../_state/store";
import { type Variant, withDescendants } from "../_state/variants";

let last = 0;
/** Ids live as long as the page; what is kept has one of its own on the server. */
export const newId = (): string => `run-${++last}`;

/** The job that fills each run now, to be cancelled when something newer is wanted of it. */
export const running = new Map<string, { handle: JobHandle | null }>();

export const variantOf = (id: string | null): Variant | undefined =>
  useWorkbench.getState().variants.find((v) => v.id === id);

/** What the page shows of a variant: the one place where both are written. */
const mirrored = (v: Variant) => ({
  run: v.run,
  history: v.history,
  received: v.history?.received ?? 0,
  events: v.events,
});

export function patchVariant(id: string, patch: Partial<Variant>): void {
  const { variants, shown, run } = useWorkbench.getState();
  const next = variants.map((v) => (v.id === id ? { ...v, ...patch } : v));
  const mine = next.find((v) => v.id === id);
  // while the page follows the field, a run goes on behind it
  const isOnScreen = id === shown && run.source !== "live";
  useWorkbench.setState({ variants: next, ...(mine && isOnScreen ? mirrored(mine) : {}) });
}

export function patchRun(id: string, patch: Partial<RunState>): void {
  const v = variantOf(id);
  if (v) patchVariant(id, { run: { ...v.run, ...patch } });
}

export function addVariant(variant: Variant): void {
  useWorkbench.setState({ variants: [...useWorkbench.getState().variants, variant] });
}

/** Puts a run on screen. The cursor stays at its instant; another district brings its own twin. */
export function show(id: string): void {
  const s = useWorkbench.getState();
  const v = variantOf(id);
  if (!v) return;
  const isSame = s.atlas?.district === v.district;
  const most = Math.max(0, (v.history?.tickCount ?? 1) - 1);
  useWorkbench.setState({
    ...mirrored(v),
    shown: id,
    scenarios: [...s.scenarios.filter((x) => x.id !== v.scenario.id), v.scenario],
    scenarioId: v.scenario.id,
    seed: v.seed,
    tick: Math.min(s.tick, most),
    ...(isSame
      ? {}
      : { atlas: buildAtlas(v.district), selected: null, chain: null, hovered: null, found: null, charts: [] }),
  });
}

/** Lets go of a run and of every branch of it, here; what the server keeps is its own matter. */
export function dropVariant(id: string): void {
  const s = useWorkbench.getState();
  const gone = new Set(withDescendants(s.variants, id).map((v) => v.id));
  for (const each of gone) {
    running.get(each)?.handle?.cancel();
    running.delete(each);
    variantOf(each)?.history?.release();
  }
  const variants = s.variants.filter((v) => !gone.has(v.id));
  const parent = s.variants.find((v) => v.id === id)?.parent ?? null;
  useWorkbench.setState({
    variants,
    ...(s.draft && gone.has(s.draft.of) ? { draft: null } : {}),
    ...(s.compared && (gone.has(s.compared.a) || gone.has(s.compared.b)) ? { compared: null } : {}),
  });
  if (s.shown === null || !gone.has(s.shown)) return;
  const next = parent ?? variants[variants.length - 1]?.id ?? null;
  if (next) show(next);
  else
    useWorkbench.setState({
      ...{ shown: null, run: NO_RUN, history: null, received: 0, events: [], tick: 0, charts: [] },
      view: s.view === "table" ? "table" : s.hasWebGL ? "twin" : "table",
    });
}
