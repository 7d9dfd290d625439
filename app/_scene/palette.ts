import * as THREE from "three";
import { LAYERS, UTILITY_LAYERS } from "../_state/kinds";

/** The page's tokens as colours of the scene, read again when the theme changes. Linear, as shaders want them. */
export interface Palette {
  readonly isDark: boolean;
  readonly hue: readonly THREE.Color[];
  readonly background: THREE.Color;
  readonly ground: THREE.Color;
  readonly block: THREE.Color;
  readonly street: THREE.Color;
  readonly harbour: THREE.Color;
  readonly building: THREE.Color;
  readonly edge: THREE.Color;
  readonly back: THREE.Color;
  readonly noValue: THREE.Color;
  readonly focus: THREE.Color;
}

export function readPalette(root: HTMLElement): Palette {
  const style = getComputedStyle(root);
  const token = (name: string) => new THREE.Color(style.getPropertyValue(`--${name}`).trim() || "#888888");
  const isDark = root.dataset.theme === "dark";
  const own = new Map<string, THREE.Color>(UTILITY_LAYERS.map((u) => [u, token(u)]));
  own.set("plants", new THREE.Color(isDark ? "#c9ced3" : "#5b636b"));
  own.set("buildings", new THREE.Color(isDark ? "#4a525a" : "#f4f5f6"));
  own.set("hydrants", token("water"));
  return {
    isDark,
    hue: LAYERS.map((l) => own.get(l) ?? new THREE.Color("#888888")),
    background: new THREE.Color(isDark ? "#131619" : "#eef0f2"),
    ground: new THREE.Color(isDark ? "#1f2529" : "#eaecee"),
    block: new THREE.Color(isDark ? "#2b3238" : "#fafafb"),
    street: new THREE.Color(isDark ? "#1f2428" : "#dfe2e5"),
    harbour: new THREE.Color(isDark ? "#1a2833" : "#c8d4dc"),
    building: new THREE.Color(isDark ? "#66707a" : "#ffffff"),
    edge: new THREE.Color(isDark ? "#7b858e" : "#8d969e"),
    back: new THREE.Color(isDark ? "#4a525a" : "#d8dbdf"),
    noValue: new THREE.Color(isDark ? "#5d666e" : "#a9b0b7"),
    focus: token("focus"),
  };
}
