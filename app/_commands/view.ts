import { LAYERS, type Layer } from "../_state/kinds";
import { useWorkbench, type View, type WorkbenchState } from "../_state/store";

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

/** What a run shows until the reader chooses: how close every line and transformer is to its rating. */
export function colourFirst(): void {
  if (Object.keys(useWorkbench.getState().colourBy).length === 0) colourLayer("power", "power.loading");
}

export function setXray(xray_1: number): void {
  set({ xray_1: Math.min(1, Math.max(0, xray_1)) });
}

/** The X key walks closed, half, open. */
export function cycleXray(): void {
  const { xray_1 } = useWorkbench.getState();
  setXray(xray_1 < 0.3 ? 0.6 : xray_1 < 0.9 ? 1 : 0);
}

export const showView = (view: View) => set({ view });
export const toggleLeft = () => set({ leftOpen: !useWorkbench.getState().leftOpen, rightOpen: false });
export const toggleRight = () => set({ rightOpen: !useWorkbench.getState().rightOpen, leftOpen: false });
export const closeDrawers = () => set({ leftOpen: false, rightOpen: false });
export const setHelp = (helpOpen: boolean) => set({ helpOpen });
export const setRunsOpen = (runsOpen: boolean) => set({ runsOpen });

/** Without WebGL 2 the table carries the content, and says why. */
export function noteWebGL(): void {
  let hasWebGL = false;
  try {
    hasWebGL = document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    hasWebGL = false;
  }
  set(hasWebGL ? { hasWebGL } : { hasWebGL, view: "table" });
}
