"use client";

import { type RefObject, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import { quantityText } from "@/sim-core";
import { type Atlas, titleOf } from "../_state/atlas";
import { type Diagram, pickAt, stepFrom } from "../_state/diagram";
import { levelsOf } from "../_state/emphasis";
import { LAYERS } from "../_state/kinds";
import { Paint } from "../_state/paint";
import { columnOf, shownQuantity } from "../_state/quantities";
import { useWorkbench, type WorkbenchState } from "../_state/store";
import styles from "./diagram.module.css";
import { DiagramCanvas } from "./diagram-canvas";

/** What keys and buttons may ask of a flat picture. */
export interface DiagramHandle {
  /** Selects the nearest element in a direction, or the first when nothing is selected. */
  step(right: number, down: number): void;
  zoom(factor: number): void;
  fit(): void;
  focus(index: number): void;
}

export interface DiagramViewProps {
  readonly atlas: Atlas;
  readonly diagram: Diagram;
  readonly label: string;
  readonly handle: RefObject<DiagramHandle | null>;
  onPick(id: string | null): void;
  onHover(id: string | null): void;
  /** A collapsed feeder was clicked. */
  onOpen?(feeder: string): void;
}

const REACH_PX = 6;
const FAR = 60;

/** A schematic or a plan on one canvas: same values, colours, selection and hover as the twin. */
export default function DiagramView({ atlas, diagram, label, handle, onPick, onHover, onOpen }: DiagramViewProps) {
  const host = useRef<HTMLCanvasElement>(null);
  const view = useMemo(() => new DiagramCanvas(atlas, new Paint(atlas)), [atlas]);
  const isTouched = useRef(false);
  const ask = useRef<() => void>(() => {});
  const [marker, setMarker] = useState<{ x: number; y: number; text: string; value: string } | null>(null);
  const shown = useRef(diagram);
  shown.current = diagram;

  // drawn straight from the store, at most once a frame: no React render per tick or selection
  useEffect(() => {
    const canvas = host.current;
    const c = canvas?.getContext("2d");
    if (!canvas || !c) return;
    let pending = 0;
    let [width, height] = [1, 1];
    const store = useWorkbench;
    const place = (s: WorkbenchState) => {
      const id = s.hovered ?? s.selected;
      const index = id === null ? undefined : atlas.indexOf.get(id);
      const at = index === undefined ? undefined : shown.current.at.get(index);
      if (index === undefined || !at) return setMarker(null);
      const x = at[0] * view.window.scale + view.window.x;
      const y = at[1] * view.window.scale + view.window.y;
      setMarker({ x, y, text: titleOf(atlas, index), value: shownValue(s, atlas, index) });
    };
    const draw = () => {
      pending = 0;
      const s = store.getState();
      view.draw(c, shown.current, s, width, height);
      place(s);
    };
    ask.current = () => {
      pending ||= requestAnimationFrame(draw);
    };
    const choose = (s: WorkbenchState) => {
      view.paint.choose(s.history, s.colourBy, s.studied);
      view.paint.mark(s.departures);
      view.choose(s);
      view.paint.tick(s.history, s.tick);
    };
    const tick = (s: WorkbenchState) => view.paint.tick(s.history, s.tick);
    const emphasis = (s: WorkbenchState) => view.paint.emphasise(levelsOf(s));
    const resized = new ResizeObserver(() => {
      [width, height] = [canvas.clientWidth, canvas.clientHeight];
      if (width === 0 || height === 0) return;
      canvas.width = Math.round(width * devicePixelRatio);
      canvas.height = Math.round(height * devicePixelRatio);
      if (!isTouched.current) view.fit(shown.current, width, height);
      ask.current();
    });
    resized.observe(canvas);
    const s = store.getState();
    choose(s);
    emphasis(s);
    const stops: (() => void)[] = [];
    const on = <T,>(what: (s: WorkbenchState) => T, effect: (s: WorkbenchState) => void) => {
      stops.push(
        store.subscribe(what, () => {
          effect(store.getState());
          ask.current();
        }),
      );
    };
    on((x) => x.theme, choose);
    on((x) => x.colourBy, choose);
    on((x) => x.studied, choose);
    on((x) => x.history, choose);
    on(
      (x) => x.departures,
      (x) => {
        choose(x);
        emphasis(x);
      },
    );
    on((x) => x.run.phase, choose);
    on((x) => x.tick, tick);
    on((x) => x.refills, tick);
    on((x) => x.received > 0, choose);
    on((x) => x.selected, emphasis);
    on((x) => x.chain, emphasis);
    on((x) => x.found, emphasis);
    on((x) => x.marked, emphasis);
    on(
      (x) => x.hovered,
      () => {},
    );
    return () => {
      cancelAnimationFrame(pending);
      resized.disconnect();
      for (const stop of stops) stop();
    };
  }, [atlas, view]);

  // another diagram is fitted, unless the reader has moved this one
  useEffect(() => {
    const canvas = host.current;
    if (canvas && canvas.clientWidth > 0 && !isTouched.current)
      view.fit(diagram, canvas.clientWidth, canvas.clientHeight);
    ask.current();
  }, [diagram, view]);

  useImperativeHandle(handle, () => {
    const size = () => [host.current?.clientWidth ?? 1, host.current?.clientHeight ?? 1] as const;
    const zoomAt = (factor: number, x: number, y: number) => {
      const w = view.window;
      const to = Math.min(FAR, Math.max(1e-4, w.scale * factor));
      w.x = x - ((x - w.x) * to) / w.scale;
      w.y = y - ((y - w.y) * to) / w.scale;
      w.scale = to;
      isTouched.current = true;
      ask.current();
    };
    const focus = (index: number) => {
      const at = shown.current.at.get(index);
      if (!at) return;
      const [width, height] = size();
      const w = view.window;
      const [x, y] = [at[0] * w.scale + w.x, at[1] * w.scale + w.y];
      if (x > 40 && y > 40 && x < width - 40 && y < height - 40) return;
      isTouched.current = true;
      w.x += width / 2 - x;
      w.y += height / 2 - y;
      ask.current();
    };
    return {
      focus,
      zoom: (factor) => zoomAt(1 / factor, size()[0] / 2, size()[1] / 2),
      fit() {
        isTouched.current = false;
        view.fit(shown.current, ...size());
        ask.current();
      },
      step(right, down) {
        const { selected } = useWorkbench.getState();
        const from = selected === null ? undefined : atlas.indexOf.get(selected);
        const to =
          from === undefined || !shown.current.at.has(from)
            ? firstOf(shown.current)
            : stepFrom(shown.current, from, right, down);
        if (to === null) return;
        onPick(atlas.elements[to].id);
        focus(to);
      },
    };
  }, [atlas, view, onPick]);

  useEffect(() => {
    const canvas = host.current;
    if (!canvas) return;
    let held: { x: number; y: number; moved: number } | null = null;
    const under = (e: PointerEvent | MouseEvent) => {
      const r = canvas.getBoundingClientRect();
      const w = view.window;
      return pickAt(
        shown.current,
        (e.clientX - r.left - w.x) / w.scale,
        (e.clientY - r.top - w.y) / w.scale,
        REACH_PX / w.scale,
      );
    };
    const elementOf = (found: ReturnType<typeof under>) =>
      found === null ? -1 : "elements" in found ? (found.feeder ? -1 : found.elements[0]) : found.element;
    const down = (e: PointerEvent) => {
      if (e.button !== 0) return;
      held = { x: e.clientX, y: e.clientY, moved: 0 };
      canvas.setPointerCapture(e.pointerId);
    };
    const move = (e: PointerEvent) => {
      if (!held) {
        const found = under(e);
        const element = elementOf(found);
        canvas.dataset.over = String(found !== null);
        onHover(element < 0 ? null : atlas.elements[element].id);
        return;
      }
      const [dx, dy] = [e.clientX - held.x, e.clientY - held.y];
      held.moved += Math.abs(dx) + Math.abs(dy);
      held.x = e.clientX;
      held.y = e.clientY;
      if (held.moved < 4) return;
      isTouched.current = true;
      view.window.x += dx;
      view.window.y += dy;
      ask.current();
    };
    const up = (e: PointerEvent) => {
      if (held && held.moved < 4) {
        const found = under(e);
        if (found && "feeder" in found && found.feeder) onOpen?.(found.feeder);
        else if (found && "elements" in found && found.elements.length > 1) {
          // one sign for several: each click goes to the next
          const { selected } = useWorkbench.getState();
          const at = found.elements.findIndex((i) => atlas.elements[i].id === selected);
          onPick(atlas.elements[found.elements[(at + 1) % found.elements.length]].id);
        } else {
          const element = elementOf(found);
          onPick(element < 0 ? null : atlas.elements[element].id);
        }
      }
      held = null;
    };
    const leave = () => onHover(null);
    const wheel = (e: WheelEvent) => {
      e.preventDefault();
      const r = canvas.getBoundingClientRect();
      const w = view.window;
      const to = Math.min(FAR, Math.max(1e-4, w.scale * 1.0015 ** -e.deltaY));
      const [x, y] = [e.clientX - r.left, e.clientY - r.top];
      w.x = x - ((x - w.x) * to) / w.scale;
      w.y = y - ((y - w.y) * to) / w.scale;
      w.scale = to;
      isTouched.current = true;
      ask.current();
    };
    canvas.addEventListener("pointerdown", down);
    canvas.addEventListener("pointermove", move);
    canvas.addEventListener("pointerup", up);
    canvas.addEventListener("pointerleave", leave);
    canvas.addEventListener("wheel", wheel, { passive: false });
    return () => {
      canvas.removeEventListener("pointerdown", down);
      canvas.removeEventListener("pointermove", move);
      canvas.removeEventListener("pointerup", up);
      canvas.removeEventListener("pointerleave", leave);
      canvas.removeEventListener("wheel", wheel);
    };
  }, [atlas, view, onPick, onHover, onOpen]);

  return (
    <div className={styles.diagram}>
      <canvas
        ref={host}
        role="img"
        aria-label={`${label}; the table view holds the same content`}
        data-testid="diagram"
      />
      {marker && (
        <div
          className={styles.marker}
          data-testid="diagram-marker"
          data-x={Math.round(marker.x)}
          data-y={Math.round(marker.y)}
          role="status"
          style={{ transform: `translate(${Math.round(marker.x) + 12}px, ${Math.round(marker.y) - 30}px)` }}
        >
          <b>{marker.text}</b> <span>{marker.value}</span>
        </div>
      )}
    </div>
  );
}

/** Where the keyboard begins: the topmost element, then the leftmost. */
function firstOf(diagram: Diagram): number | null {
  let best: number | null = null;
  let least = Infinity;
  for (const [e, [x, y]] of diagram.at) {
    if (y + x * 1e-3 < least) {
      least = y + x * 1e-3;
      best = e;
    }
  }
  return best;
}

/** The coloured quantity of an element at the shown tick, in the reader's unit. */
function shownValue(s: WorkbenchState, atlas: Atlas, index: number): string {
  const layer = LAYERS[atlas.layerOf[index]];
  const q = layer && shownQuantity(layer, s.colourBy, s.studied);
  if (q && q === s.studied?.quantity) {
    const value = s.studied.values.get(atlas.elements[index].id);
    return value === undefined ? "" : quantityText(value, s.studied.unit, q.table, q.name);
  }
  const column = q && s.history && columnOf(s.history.layout, q);
  const found = column && s.history?.columnsOf(atlas.elements[index].id).find((c) => c.column === column);
  if (!q || !found || !s.history || s.tick >= s.received) return "";
  return quantityText(s.history.at(s.tick, found.column, found.row), found.column.unit, q.table, q.name);
}
