import type { Atlas } from "../_state/atlas";
import { colourRow, differenceRow } from "../_state/colours";
import type { Diagram, Stroke } from "../_state/diagram";
import { LAYERS, type Layer } from "../_state/kinds";
import type { Paint } from "../_state/paint";
import { domainOf, shownQuantity } from "../_state/quantities";
import type { WorkbenchState } from "../_state/store";
import { HELD, HOLLOW_PX, markSign, markStroke } from "./quality-marks";
import { drawSign, type SignStyle } from "./signs";

/** What part of the picture is seen: screen = picture * scale + offset. */
export interface Window2D {
  scale: number;
  x: number;
  y: number;
}

interface Ink {
  readonly text: string;
  readonly secondary: string;
  readonly line: string;
  readonly surface: string;
  readonly background: string;
  readonly raised: string;
  readonly focus: string;
  readonly font: string;
  readonly hue: Readonly<Record<Layer, string>>;
}

/** Utility = hue + line pattern, in pixels. Heat and cooling get their second line from a thinner one in the ground's colour. */
const DASH: Readonly<Partial<Record<Layer, readonly number[]>>> = {
  power: [9, 4],
  gas: [9, 3, 2, 3],
  cooling: [2, 3],
};
const WIDTH: Readonly<Record<Stroke["kind"], number>> = { bar: 3.4, edge: 1.8, lead: 1.1, tie: 1.3, loop: 1, main: 2 };

/** Signs of the plan: never smaller than can be seen, in the hue of their utility. */
const ON_MAP = new Set(["node", "tank", "pump", "valve", "diamond", "box"]);

function readInk(): Ink {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: token("text"),
    secondary: token("secondary"),
    line: token("line"),
    surface: token("surface"),
    background: token("background"),
    raised: token("raised"),
    focus: token("focus"),
    font: token("font"),
    hue: {
      water: token("water"),
      power: token("power"),
      gas: token("gas"),
      heat: token("heat"),
      cooling: token("cooling"),
      plants: token("secondary"),
      buildings: token("secondary"),
      hydrants: token("water"),
    },
  };
}

/** Draws a diagram into a canvas from the same values as the twin: one pass, nothing kept between. */
export class DiagramCanvas {
  readonly window: Window2D = { scale: 1, x: 0, y: 0 };
  #ink = readInk();
  #rows = new Map<Layer, readonly string[]>();
  #byNode = new Set<Layer>();
  #isWeighted = false;

  constructor(
    readonly atlas: Atlas,
    readonly paint: Paint,
  ) {}

  /** Again when theme, run or the choice of colour changes. */
  choose(s: WorkbenchState): void {
    this.#ink = readInk();
    this.#rows.clear();
    this.#byNode.clear();
    this.#isWeighted = s.history !== null && s.received > 0;
    for (const layer of LAYERS) {
      if (s.departures) {
        this.#rows.set(layer, differenceRow(s.theme));
        continue;
      }
      const q = shownQuantity(layer, s.colourBy, s.studied);
      if (!q || !(s.history || q === s.studied?.quantity)) continue;
      this.#rows.set(layer, colourRow(layer, q, domainOf(q, s.history), s.theme));
      if (q.byNode) this.#byNode.add(layer);
    }
  }

  fit(diagram: Diagram, width: number, height: number): void {
    const { x0, y0, x1, y1 } = diagram.box;
    const [w, h] = [Math.max(1, x1 - x0), Math.max(1, y1 - y0)];
    // the legend stands in the lower left corner
    const isFlat = height < 460 && width > 700;
    const room = { left: isFlat ? 286 : 34, right: width > 700 ? 60 : 48, top: 56, bottom: isFlat ? 22 : 78 };
    const scale = Math.min(
      (width - room.left - room.right) / w,
      (height - room.top - room.bottom) / h,
      1.6 * Math.max(1, 700 / w),
    );
    this.window.scale = Math.max(scale, 1e-4);
    this.window.x = room.left + (width - room.left - room.right - w * scale) / 2 - x0 * scale;
    this.window.y = room.top + (height - room.top - room.bottom - h * scale) / 2 - y0 * scale;
  }

  /** Colour of an element's value at the shown tick; null when it has none. */
  #colourOf(element: number): string | null {
    if (element < 0) return null;
    const { data } = this.paint;
    let r = data[4 * element];
    const layer = LAYERS[this.atlas.layerOf[element]];
    const row = layer && this.#rows.get(layer);
    if (!row) return null;
    if (r < 0 && this.#byNode.has(layer)) {
      const [a, b] = [this.atlas.ends[2 * element], this.atlas.ends[2 * element + 1]];
      const [ra, rb] = [a < 0 ? -1 : data[4 * a], b < 0 ? -1 : data[4 * b]];
      r = ra < 0 ? rb : rb < 0 ? ra : (ra + rb) / 2;
    }
    return r < 0 ? null : row[Math.min(255, Math.round(r * 255))];
  }

  #isOn(element: number): boolean {
    if (element < 0) return true;
    if (this.#isWeighted) return this.paint.data[4 * element + 3] > 0;
    const { isClosed, isOpen, status } = this.atlas.elements[element].fields;
    return isClosed !== false && isOpen !== false && status !== "closed";
  }

  /** 1 the model's, 2 held, 3 absent. */
  #qualityOf(element: number): number {
    return element < 0 || !this.#isWeighted ? 1 : Math.abs(this.paint.data[4 * element + 3]);
  }

  /** An edge is live when it is closed and one of its ends is; a bus when the run says so. */
  #isLive(element: number): boolean {
    if (!this.#isOn(element)) return false;
    if (element < 0) return true;
    const [a, b] = [this.atlas.ends[2 * element], this.atlas.ends[2 * element + 1]];
    return a < 0 || b < 0 || this.#isOn(a) || this.#isOn(b);
  }

  draw(c: CanvasRenderingContext2D, diagram: Diagram, s: WorkbenchState, width: number, height: number): void {
    const ratio = c.canvas.width / Math.max(1, width);
    const { scale, x, y } = this.window;
    const ink = this.#ink;
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.globalAlpha = 1;
    c.fillStyle = ink.background;
    c.fillRect(0, 0, c.canvas.width, c.canvas.height);
    c.setTransform(scale * ratio, 0, 0, scale * ratio, x * ratio, y * ratio);
    c.lineJoin = "round";
    const px = 1 / scale;
    const level = this.#levels(s);
    const hovered = s.hovered === null ? -1 : (this.atlas.indexOf.get(s.hovered) ?? -1);

    for (const a of diagram.areas) {
      c.globalAlpha = level(a.element) === 0 ? 0.35 : 1;
      c.beginPath();
      path(c, a.points);
      c.closePath();
      c.fillStyle = this.#colourOf(a.element) ?? ink.surface;
      c.strokeStyle = level(a.element) >= 2 || a.element === hovered ? ink.focus : ink.line;
      c.lineWidth = (level(a.element) >= 2 ? 2 : 1) * px;
      c.fill();
      c.stroke();
    }
    for (const stroke of diagram.strokes) {
      const l = level(stroke.element);
      if (stroke.element >= 0 && (l === 3 || stroke.element === hovered)) {
        c.globalAlpha = l === 3 ? 0.5 : 0.28;
        c.setLineDash([]);
        c.strokeStyle = ink.focus;
        c.lineWidth = this.#width(stroke, px) + 7 * px;
        c.beginPath();
        path(c, stroke.points);
        c.stroke();
      }
    }
    for (const stroke of diagram.strokes) this.#stroke(c, stroke, level(stroke.element), px);
    c.setLineDash([]);
    for (const m of diagram.marks) {
      const most = m.elements.reduce((best, e) => Math.max(best, level(e)), m.elements.length === 0 ? 1 : 0);
      const [sx, sy] = [m.x * scale + x, m.y * scale + y];
      if (sx < -40 || sy < -40 || sx > width + 40 || sy > height + 40) continue;
      const first = m.elements[0] ?? -1;
      const layer = LAYERS[this.atlas.layerOf[first]];
      const isLive = m.bus !== undefined ? this.#isOn(m.bus) : this.#isLive(first);
      c.globalAlpha = most === 0 ? 0.42 : 1;
      c.lineWidth = Math.max(1.2, 1.1 * px);
      const isMain = ON_MAP.has(m.sign);
      const size = isMain ? Math.max(m.size, (m.sign === "node" ? 1.4 : 4) * px) : m.size;
      if (isMain) c.lineWidth = 1.2 * px;
      if (most === 3 || (hovered >= 0 && m.elements.includes(hovered))) {
        c.beginPath();
        c.arc(m.x, m.y, size + 5 * px, 0, Math.PI * 2);
        c.fillStyle = ink.focus;
        c.globalAlpha = most === 3 ? 0.5 : 0.28;
        c.fill();
        c.globalAlpha = 1;
      }
      const style: SignStyle = {
        ink: isLive ? (isMain && layer ? ink.hue[layer] : ink.text) : ink.secondary,
        paper: m.sign === "feeder" ? ink.surface : ink.background,
        fill: isLive ? this.#worst(m.elements) : null,
        isClosed: this.#isOn(first),
        isLive,
      };
      const quality = this.#qualityOf(first);
      drawSign(c, m.sign, m.x, m.y, size, m.isDown === true, style);
      if (quality > 1 && m.sign !== "feeder") markSign(c, m.sign, m.x, m.y, size, quality, px, ink);
      if (m.elements.length > 1 && m.sign !== "feeder" && scale > 0.85) {
        c.fillStyle = ink.secondary;
        c.font = `${9 * Math.max(px, 0.7)}px ${ink.font}`;
        c.textAlign = "center";
        c.textBaseline = "top";
        c.fillText(String(m.elements.length), m.x, m.y + m.size * 0.8);
      }
    }
    c.globalAlpha = 1;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#captions(c, diagram, level, width, height);
  }

  #worst(elements: readonly number[]): string | null {
    if (elements.length === 1) return this.#colourOf(elements[0]);
    let best = -1;
    let worst = -1;
    for (const e of elements) {
      const r = e < 0 ? -1 : this.paint.data[4 * e];
      if (r > worst) {
        worst = r;
        best = e;
      }
    }
    return best < 0 ? null : this.#colourOf(best);
  }

  #width = (stroke: Stroke, px: number) =>
    stroke.kind === "main" ? WIDTH.main * px : Math.max(WIDTH[stroke.kind], WIDTH[stroke.kind] * 0.62 * px);

  #stroke(c: CanvasRenderingContext2D, stroke: Stroke, level: number, px: number): void {
    const ink = this.#ink;
    const layer = LAYERS[this.atlas.layerOf[stroke.element]];
    const isLive = stroke.bus !== undefined ? this.#isOn(stroke.bus) : this.#isLive(stroke.element);
    const isClosed = this.#isOn(stroke.element);
    const unit = stroke.kind === "main" ? px : Math.max(1, 0.7 * px);
    c.globalAlpha = level === 0 ? 0.42 : stroke.kind === "loop" ? 0.7 : 1;
    const quality = stroke.kind === "lead" ? 1 : this.#qualityOf(stroke.element);
    c.lineWidth = this.#width(stroke, px) + (quality === HELD ? HOLLOW_PX * px : 0);
    if (stroke.kind === "main") {
      c.setLineDash(isClosed ? (DASH[layer] ?? []).map((d) => d * px) : [2 * px, 4 * px]);
      c.strokeStyle = this.#colourOf(stroke.element) ?? (layer ? ink.hue[layer] : ink.secondary);
    } else {
      c.setLineDash(
        isLive && isClosed ? [] : stroke.kind === "tie" || !isClosed ? [2 * unit, 3 * unit] : [5 * unit, 3 * unit],
      );
      const own = stroke.kind === "lead" ? null : this.#colourOf(stroke.element);
      c.strokeStyle = !isLive ? ink.secondary : (own ?? (stroke.kind === "bar" ? ink.text : ink.secondary));
    }
    c.beginPath();
    path(c, stroke.points);
    c.stroke();
    if (quality > 1) markStroke(c, stroke.points, quality, px, ink);
  }

  /** 0 steps back, 1 normal, 2 chain or found, 3 selected: as on the twin. */
  #levels(s: WorkbenchState): (element: number) => number {
    const { data } = this.paint;
    const any = s.selected !== null || s.found !== null || s.marked !== null;
    return (element) => (element < 0 || !any ? 1 : data[4 * element + 2]);
  }

  #captions(
    c: CanvasRenderingContext2D,
    d: Diagram,
    level: (e: number) => number,
    width: number,
    height: number,
  ): void {
    const { scale, x, y } = this.window;
    const ink = this.#ink;
    c.font = `11px ${ink.font}`;
    c.textBaseline = "middle";
    const taken: [number, number, number, number][] = [];
    for (const t of [...d.captions].sort((a, b) => a.rank - b.rank)) {
      if (t.width < 1e6 && ((t.rank === 1 && scale < 0.72) || (t.rank === 2 && scale < 1))) continue;
      if (t.width === 1e6 && t.rank === 2 && scale * (d.box.x1 - d.box.x0) < 1500) continue;
      const [sx, sy] = [t.x * scale + x, t.y * scale + y + (t.lift ?? 0)];
      if (sx < -200 || sy < -20 || sx > width + 200 || sy > height + 20) continue;
      const text = fitText(c, t.text, t.width * scale);
      if (text === "") continue;
      const wide = c.measureText(text).width;
      const left = t.align === "left" ? sx : t.align === "right" ? sx - wide : sx - wide / 2;
      const spot: [number, number, number, number] = [left - 2, sy - 7, left + wide + 2, sy + 7];
      if (taken.some((o) => spot[0] < o[2] && spot[2] > o[0] && spot[1] < o[3] && spot[3] > o[1])) continue;
      taken.push(spot);
      c.globalAlpha = level(t.element) === 0 ? 0.4 : 1;
      c.textAlign = "left";
      c.strokeStyle = ink.background;
      c.lineWidth = 3;
      c.strokeText(text, left, sy);
      c.fillStyle = t.rank === 0 ? ink.text : ink.secondary;
      c.fillText(text, left, sy);
    }
    c.globalAlpha = 1;
  }
}

function path(c: CanvasRenderingContext2D, p: readonly number[]): void {
  c.moveTo(p[0], p[1]);
  for (let k = 2; k < p.length; k += 2) c.lineTo(p[k], p[k + 1]);
}

/** Cut in the middle, since names differ at their ends; nothing when not even three letters fit. */
function fitText(c: CanvasRenderingContext2D, text: string, width: number): string {
  if (c.measureText(text).width <= width) return text;
  const tail = text.slice(text.lastIndexOf(" ") + 1).slice(-4);
  for (let n = text.length - tail.length - 1; n >= 2; n--) {
    const cut = `${text.slice(0, n).trimEnd()}…${tail}`;
    if (c.measureText(cut).width <= width) return cut;
  }
  return "";
}
