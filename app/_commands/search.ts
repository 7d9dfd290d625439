import type { Atlas } from "../_state/atlas";
import { useWorkbench } from "../_state/store";
import { select } from "./select";

/** The forms that the search box understands, for the help. */
export const QUESTIONS: readonly { readonly form: string; readonly meaning: string }[] = [];

/** Elements whose name, id or kind holds every word, the important ones first. */
export function suggest(atlas: Atlas, text: string, most: number): readonly string[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const fits = (i: number) => {
    const e = atlas.elements[i];
    const hay = `${e.name ?? ""} ${e.id} ${atlas.looks[i].label}`.toLowerCase();
    return words.every((w) => hay.includes(w));
  };
  const out: string[] = [];
  const seen = new Set<number>();
  for (const i of [...atlas.byWeight, ...atlas.elements.keys()]) {
    if (out.length >= most) break;
    if (seen.has(i) || !fits(i)) continue;
    seen.add(i);
    out.push(atlas.elements[i].id);
  }
  return out;
}

/** Asks the question in the box; a message when it cannot be understood. */
export function ask(text: string): string | null {
  const { atlas } = useWorkbench.getState();
  if (!atlas || !text.trim()) return null;
  const ids = suggest(atlas, text, 500);
  if (ids.length === 0) return `Nothing is called “${text.trim()}”.`;
  if (ids.length === 1) select(ids[0]);
  else select(null);
  useWorkbench.setState({ found: { text: text.trim(), ids } });
  return null;
}

export const clearAnswer = () => {
  if (useWorkbench.getState().found) useWorkbench.setState({ found: null });
};
