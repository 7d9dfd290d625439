import type { Atlas } from "../_state/atlas";
import { LAYERS, type Layer } from "../_state/kinds";
import { columnOf, quantityOf } from "../_state/quantities";
import { type PowerPanel, useWorkbench, type View, type WorkbenchState } from "../_state/store";

const set = (patch: Partial<WorkbenchState>) => useWorkbench.setState(patch);

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // a browser that keeps nothing still shows everything
  }
}

export function adoptTheme(): void {
  set({ theme: document.documentElement.dataset.theme === "dark" ? "dark" : "light" });
}

export function toggleTheme(): void {
  const theme = useWorkbench.getState().theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  remember("theme", theme);
  set({ theme });
}

export function toggleLayer(layer: Layer): void {
  const { layers } = useWorkbench.getState();
  set({ layers: { ...layers, [layer]: !layers[layer] } });
}

export function showOnly(layer: Layer): void {
  set({ layers: Object.fromEntries(LAYERS.map((l) => [l, l === layer])) as Record<Layer, boolean> });
}

/** One map at a time: two on one picture share their colours, and no legend could tell them apart. */
export function colourLayer(layer: Layer, quantity: string | null): void {
  set({ colourBy: { [layer]: quantity } });
}

/** What a run shows until the reader chooses: the first of these that it recorded numbers of. */
const FIRST = ["power.loading", "power.voltage", "water.pressure", "gas.pressure", "heat.temperature"];

export function colourFirst(): void {
  const { colourBy, history, atlas } = useWorkbench.getState();
  if (Object.keys(colourBy).length > 0 || !history || !atlas) return;
  for (const id of FIRST) {
    const q = quantityOf(id);
    const column = q && columnOf(history.layout, q);
    if (!q || !column) continue;
    // a case without ratings has no loading
    const isRated = (e: string) => ["rating_A", "rating_VA", "ratedPower_VA"].some((f) => fieldOf(atlas, e, f));
    if (id === "power.loading" && !column.ids.some(isRated)) continue;
    colourLayer(q.layer, id);
    return;
  }
}

const fieldOf = (atlas: Atlas, id: string, field: string) =>
  atlas.elements[atlas.indexOf.get(id) ?? -1]?.fields[field] !== undefined;

export function setXray(xray_1: number): void {
  set({ xray_1: Math.min(1, Math.max(0, xray_1)) });
}

/** The X key walks closed, half, open. */
export function cycleXray(): void {
  const { xray_1 } = useWorkbench.getState();
  setXray(xray_1 < 0.3 ? 0.6 : xray_1 < 0.9 ? 1 : 0);
}

export const showView = (view: View) => set({ view });
export const showPowerPanel = (powerPanel: PowerPanel | null) => set({ powerPanel });
export const openFeeder = (id: string, isOpen: boolean) =>
  set({ openedFeeders: { ...useWorkbench.getState().openedFeeders, [id]: isOpen } });
export const openFeeders = (ids: readonly string[], isOpen: boolean) =>
  set({ openedFeeders: Object.fromEntries(ids.map((id) => [id, isOpen])) });
export const toggleLeft = () => set({ leftOpen: !useWorkbench.getState().leftOpen, rightOpen: false });
export const toggleRight = () => set({ rightOpen: !useWorkbench.getState().rightOpen, leftOpen: false });
export const closeDrawers = () => set({ leftOpen: false, rightOpen: false });
export const setHelp = (helpOpen: boolean) => set({ helpOpen });
export const setRunsOpen = (runsOpen: boolean) => set({ runsOpen });

/** Without WebGL 2 the table carries the content, and says why; plan and schematic draw without it. */
export function noteWebGL(): void {
  let hasWebGL = false;
  try {
    hasWebGL = document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    hasWebGL = false;
  }
  set(hasWebGL ? { hasWebGL } : { hasWebGL, view: "table" });
}
