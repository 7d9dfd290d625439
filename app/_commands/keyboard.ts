import { UTILITY_LAYERS } from "../_state/kinds";
import { doAgain, openDraft, takeBack } from "./branch";
import { compareNearest } from "./compare";
import { pickFile } from "./open";
import { letGo, walk } from "./select";
import { changeSpeed, step, togglePlay } from "./time";
import { cycleXray, setHelp, toggleLayer } from "./view";
import { toggleWaterDesk } from "./water-desk";

/** What keys need and commands do not own: the camera, the search box, the inspector. */
export interface Hands {
  orbit(right_rad: number, up_rad: number): void;
  zoom(factor: number): void;
  fit(): void;
  focusSelected(): void;
  focusSearch(): void;
  openInspector(): void;
  /** True when the twin, not a panel, has the reader's attention. */
  isOnTwin(): boolean;
}

export interface Key {
  readonly keys: readonly string[];
  readonly shown: string;
  readonly text: string;
  readonly run: (hands: Hands, event: KeyboardEvent) => void;
}

const TURN = 0.09;

/** Every key of the page, once: the handler and the help read the same list. */
export const KEYS: readonly Key[] = [
  {
    keys: ["ArrowLeft"],
    shown: "← → ↑ ↓",
    text: "Orbit; on plan and schematic: walk from sign to sign",
    run: (h) => h.orbit(-TURN, 0),
  },
  { keys: ["ArrowRight"], shown: "", text: "", run: (h) => h.orbit(TURN, 0) },
  { keys: ["ArrowUp"], shown: "", text: "", run: (h) => h.orbit(0, TURN) },
  { keys: ["ArrowDown"], shown: "", text: "", run: (h) => h.orbit(0, -TURN) },
  { keys: ["+", "="], shown: "+ −", text: "Zoom", run: (h) => h.zoom(0.85) },
  { keys: ["-", "_"], shown: "", text: "", run: (h) => h.zoom(1 / 0.85) },
  { keys: ["f", "F"], shown: "F", text: "Fit the district", run: (h) => h.fit() },
  ...UTILITY_LAYERS.map((layer, i) => ({
    keys: [String(i + 1)],
    shown: i === 0 ? "1 … 5" : "",
    text: i === 0 ? "Water, power, gas, heat, cooling on and off" : "",
    run: () => toggleLayer(layer),
  })),
  { keys: ["x", "X"], shown: "X", text: "X-ray: closed, half, open", run: cycleXray },
  { keys: [" "], shown: "Space", text: "Play and pause", run: togglePlay },
  { keys: ["["], shown: "[ ]", text: "One tick back, one on", run: () => step(-1) },
  { keys: ["]"], shown: "", text: "", run: () => step(1) },
  { keys: [","], shown: ", .", text: "Slower, faster", run: () => changeSpeed(-1) },
  { keys: ["."], shown: "", text: "", run: () => changeSpeed(1) },
  { keys: ["b", "B"], shown: "B", text: "Branch here: what if something changes now", run: () => openDraft() },
  { keys: ["c", "C"], shown: "C", text: "Compare with the run it left, and end it", run: compareNearest },
  {
    keys: [],
    shown: "Ctrl Z",
    text: "Take a Change of a branch back; with Shift do it again (⌘ on a Mac)",
    run: () => {},
  },
  {
    keys: ["w", "W"],
    shown: "W",
    text: "Water desk: fire flow, isolation, zones, metered areas, age",
    run: toggleWaterDesk,
  },
  { keys: ["o", "O"], shown: "O", text: "Open a file", run: pickFile },
  { keys: ["/"], shown: "/", text: "Search", run: (h) => h.focusSearch() },
  {
    keys: ["Tab"],
    shown: "Tab",
    text: "With the twin in focus: walk the elements by importance (Shift: back)",
    run: (h, e) => {
      walk(e.shiftKey ? -1 : 1);
      h.focusSelected();
    },
  },
  { keys: ["Enter"], shown: "Enter", text: "Inspect what is picked", run: (h) => h.openInspector() },
  { keys: ["Escape"], shown: "Esc", text: "Let go", run: letGo },
  { keys: ["?"], shown: "?", text: "This help", run: () => setHelp(true) },
];

const TWIN_ONLY = new Set(["Tab", "Enter", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", " "]);

/** Binds the page's keys; typing, open menus and dialogs keep theirs. */
export function bindKeys(hands: Hands): () => void {
  const byKey = new Map(KEYS.flatMap((k) => k.keys.map((name) => [name, k] as const)));
  const down = (e: KeyboardEvent) => {
    if (e.altKey || e.defaultPrevented) return;
    const target = e.target as HTMLElement | null;
    if (target?.closest("input:not([type=checkbox]), textarea, select, [role=dialog], [role=listbox]")) return;
    if (e.ctrlKey || e.metaKey) {
      if (e.key.toLowerCase() !== "z") return;
      e.preventDefault();
      if (e.shiftKey) doAgain();
      else takeBack();
      return;
    }
    const key = byKey.get(e.key);
    if (!key) return;
    // a slider or a button keeps arrows, space, Enter and Tab; every other key is the page's
    const isPlain = target === document.body || hands.isOnTwin();
    if (TWIN_ONLY.has(e.key) && !isPlain) return;
    // from the bare page Tab still enters it; only the twin itself walks elements
    if (e.key === "Tab" && !hands.isOnTwin()) return;
    e.preventDefault();
    key.run(hands, e);
  };
  addEventListener("keydown", down);
  return () => removeEventListener("keydown", down);
}
