import type { RunEvent } from "@/sim-core";
import { chainOf } from "../_state/chain";
import { useWorkbench } from "../_state/store";
import { seek } from "./time";

export function select(id: string | null): void {
  const { atlas, selected } = useWorkbench.getState();
  if (id === selected) return;
  const known = id !== null && atlas?.indexOf.has(id) ? id : null;
  useWorkbench.setState({ selected: known, chain: known && atlas ? chainOf(atlas, known) : null });
}

export function hover(id: string | null): void {
  if (useWorkbench.getState().hovered !== id) useWorkbench.setState({ hovered: id });
}

/** A click on an event, or on several folded into one line: their instant, and the element or all of them marked. */
export function goTo(events: readonly RunEvent[]): void {
  const [first] = events;
  const ids = [...new Set(events.map((e) => e.element))];
  seek(first.tick);
  select(ids.length === 1 ? ids[0] : null);
  useWorkbench.setState({
    found: ids.length > 1 ? { text: first.text, ids, summary: [], notes: new Map() } : null,
  });
}

/** The Tab walk: elements by importance. */
export function walk(by: 1 | -1): void {
  const { atlas, selected } = useWorkbench.getState();
  if (!atlas || atlas.byWeight.length === 0) return;
  const now = selected === null ? -1 : atlas.byWeight.indexOf(atlas.indexOf.get(selected) ?? -1);
  const count = atlas.byWeight.length;
  const next = now < 0 ? (by > 0 ? 0 : count - 1) : (now + by + count) % count;
  select(atlas.elements[atlas.byWeight[next]].id);
}

/** Esc: the drawer, the form, the answer, the selection; one thing at a time. */
export function letGo(): void {
  const s = useWorkbench.getState();
  if (s.leftOpen || s.rightOpen) useWorkbench.setState({ leftOpen: false, rightOpen: false });
  else if (s.draft) useWorkbench.setState({ draft: null });
  else if (s.found) useWorkbench.setState({ found: null });
  else if (s.marked) useWorkbench.setState({ marked: null });
  else select(null);
}
