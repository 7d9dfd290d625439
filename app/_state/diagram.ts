/** Signs of the field, after IEC 60617 where it has one. */
export type Sign =
  | "bus"
  | "grid"
  | "transformer"
  | "generator"
  | "load"
  | "photovoltaics"
  | "battery"
  | "motor"
  | "charger"
  | "shunt"
  | "switch"
  | "feeder"
  | "node"
  | "tank"
  | "pump"
  | "valve"
  | "diamond"
  | "box";

/** A line of the picture: a busbar, a cable, a lead between signs, an open point's way, a loop's closing edge; a main on a plan. */
export interface Stroke {
  readonly kind: "bar" | "edge" | "lead" | "tie" | "loop" | "main";
  /** Row of the atlas; -1 for what is only drawn. */
  readonly element: number;
  /** Bus that makes a lead live. */
  readonly bus?: number;
  /** x, y, x, y ... */
  readonly points: readonly number[];
}

export interface Mark {
  readonly sign: Sign;
  /** Several of a kind share one sign, which says how many. */
  readonly elements: readonly number[];
  readonly x: number;
  readonly y: number;
  /** Drawn along a line that runs down the picture. */
  readonly isDown?: boolean;
  readonly bus?: number;
  /** Half its size. */
  readonly size: number;
  /** A collapsed feeder: its key, for opening it. */
  readonly feeder?: string;
}

export interface Caption {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly align: "left" | "center" | "right";
  /** Pixels below its place, whatever the scale: clear of the line that it names. */
  readonly lift?: number;
  /** Room that it may take; it is cut, or left out when the picture is too small. */
  readonly width: number;
  /** 0 always, 1 when there is room, 2 only from near. */
  readonly rank: 0 | 1 | 2;
  readonly element: number;
}

export interface Area {
  readonly element: number;
  readonly points: readonly number[];
}

/** A flat picture in its own units, y down: what the schematic and the plan give to the one canvas that draws both. */
export interface Diagram {
  readonly strokes: readonly Stroke[];
  readonly marks: readonly Mark[];
  readonly captions: readonly Caption[];
  readonly areas: readonly Area[];
  readonly box: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };
  /** Where each element stands, for the keyboard and for what points at it. */
  readonly at: ReadonlyMap<number, readonly [x: number, y: number]>;
}

/** Places of the elements and the box around everything, from the parts. */
export function diagramOf(parts: Pick<Diagram, "strokes" | "marks" | "captions" | "areas">): Diagram {
  const at = new Map<number, readonly [number, number]>();
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (x: number, y: number) => {
    x0 = Math.min(x0, x);
    y0 = Math.min(y0, y);
    x1 = Math.max(x1, x);
    y1 = Math.max(y1, y);
  };
  for (const m of parts.marks) {
    take(m.x - m.size, m.y - m.size);
    take(m.x + m.size, m.y + m.size);
    for (const e of m.elements) if (e >= 0 && !at.has(e)) at.set(e, [m.x, m.y]);
  }
  for (const s of parts.strokes) {
    for (let k = 0; k < s.points.length; k += 2) take(s.points[k], s.points[k + 1]);
    if (s.element >= 0 && !at.has(s.element)) at.set(s.element, middleOf(s.points));
  }
  for (const a of parts.areas) {
    let [x, y] = [0, 0];
    for (let k = 0; k < a.points.length; k += 2) {
      take(a.points[k], a.points[k + 1]);
      x += a.points[k];
      y += a.points[k + 1];
    }
    if (!at.has(a.element)) at.set(a.element, [(2 * x) / a.points.length, (2 * y) / a.points.length]);
  }
  if (x0 > x1) [x0, y0, x1, y1] = [0, 0, 1, 1];
  return { ...parts, box: { x0, y0, x1, y1 }, at };
}

/** Half way along a line. */
function middleOf(points: readonly number[]): readonly [number, number] {
  let total = 0;
  for (let k = 2; k < points.length; k += 2)
    total += Math.hypot(points[k] - points[k - 2], points[k + 1] - points[k - 1]);
  let left = total / 2;
  for (let k = 2; k < points.length; k += 2) {
    const long = Math.hypot(points[k] - points[k - 2], points[k + 1] - points[k - 1]);
    if (long >= left && long > 0) {
      const t = left / long;
      return [points[k - 2] + t * (points[k] - points[k - 2]), points[k - 1] + t * (points[k + 1] - points[k - 1])];
    }
    left -= long;
  }
  return [points[0], points[1]];
}

/** The nearest element in a direction (unit steps right and down); null when there is none that way. */
export function stepFrom(diagram: Diagram, from: number, dx: number, dy: number): number | null {
  const start = diagram.at.get(from);
  if (!start) return null;
  let best: number | null = null;
  let least = Infinity;
  for (const [e, [x, y]] of diagram.at) {
    if (e === from) continue;
    const along = (x - start[0]) * dx + (y - start[1]) * dy;
    const across = Math.abs((x - start[0]) * dy) + Math.abs((y - start[1]) * dx);
    if (along <= 0.5 || across > along * 2) continue;
    const cost = along + 2.5 * across;
    if (cost < least) {
      least = cost;
      best = e;
    }
  }
  return best;
}

/** What lies under a point, within `reach` of it: signs before lines, the nearest first. */
export function pickAt(diagram: Diagram, x: number, y: number, reach: number): Mark | Stroke | Area | null {
  let best: Mark | Stroke | null = null;
  let least = Infinity;
  for (const m of diagram.marks) {
    const d = Math.max(Math.abs(m.x - x), Math.abs(m.y - y)) - m.size;
    if (d <= reach && d < least && (m.elements.length > 0 || m.feeder)) {
      least = d;
      best = m;
    }
  }
  if (best && least <= 0) return best;
  for (const s of diagram.strokes) {
    if (s.element < 0) continue;
    const d = distanceTo(s.points, x, y);
    if (d <= reach && d < least) {
      least = d;
      best = s;
    }
  }
  if (best) return best;
  for (const a of diagram.areas) if (isInside(a.points, x, y)) return a;
  return null;
}

function distanceTo(points: readonly number[], x: number, y: number): number {
  let best = Infinity;
  for (let k = 2; k < points.length; k += 2) {
    const [ax, ay, bx, by] = [points[k - 2], points[k - 1], points[k], points[k + 1]];
    const long2 = (bx - ax) ** 2 + (by - ay) ** 2;
    const t = long2 > 0 ? Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / long2)) : 0;
    best = Math.min(best, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
  }
  return best;
}

function isInside(points: readonly number[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
    const [xi, yi, xj, yj] = [points[i], points[i + 1], points[j], points[j + 1]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
