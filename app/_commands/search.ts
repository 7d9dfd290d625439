import { answer, parseQuery, QUERY_FORMS } from "@/sim-core";
import type { Atlas } from "../_state/atlas";
import { useWorkbench } from "../_state/store";
import { select } from "./select";

/** The forms that the search box understands, for the help. */
export const QUESTIONS = QUERY_FORMS;

const FORM_WORDS = new Set(QUERY_FORMS.map((q) => q.form.split(" ")[0]));

export const isQuestion = (text: string): boolean => FORM_WORDS.has(text.trim().split(/\s+/)[0]);

/** Elements whose name, id or kind holds every word, the important ones first. */
export function suggest(atlas: Atlas, text: string, most: number): readonly string[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  // while a question is being typed, what comes after its form is the name looked for
  if (FORM_WORDS.has(words[0])) words.shift();
  if (words.length === 0) return [];
  const fits = (i: number) => {
    const e = atlas.elements[i];
    const hay = `${e.name ?? ""} ${e.id} ${atlas.looks[i].label}`.toLowerCase();
    return words.every((w) => hay.includes(w.replaceAll('"', "")));
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

/** Asks what stands in the box: a question in one of the forms, else a name. A message when it cannot be answered. */
export function ask(text: string): string | null {
  const { atlas } = useWorkbench.getState();
  const line = text.trim();
  if (!atlas || !line) return null;
  if (isQuestion(line)) return askQuestion(atlas, line);
  const ids = suggest(atlas, line, 500);
  if (ids.length === 0) return `Nothing is called “${line}”.`;
  select(ids.length === 1 ? ids[0] : null);
  useWorkbench.setState({ found: { text: line, ids, summary: [], notes: new Map() } });
  return null;
}

function askQuestion(atlas: Atlas, line: string): string | null {
  const parsed = parseQuery(atlas.graph, line);
  if ("error" in parsed) return parsed.error;
  const { query } = parsed;
  const said = answer(atlas.graph, query);
  const notes = new Map<string, string>();
  for (const row of said.rows) {
    const text = row.cells
      .slice(3)
      .filter((c) => c !== "" && c !== 0)
      .join(" · ");
    const before = notes.get(row.id);
    notes.set(row.id, before && text ? `${before}; ${text}` : text);
  }
  select(null);
  useWorkbench.setState({ found: { text: line, ids: [...notes.keys()], summary: said.summary, notes } });
  return null;
}

export const clearAnswer = () => {
  if (useWorkbench.getState().found) useWorkbench.setState({ found: null });
};
