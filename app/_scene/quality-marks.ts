import type { Sign } from "../_state/diagram";

/** Quality as paint counts it. */
export const HELD = 2;

interface MarkInk {
  readonly text: string;
  readonly background: string;
}

/** By how much a hollow line is wider than a full one. */
export const HOLLOW_PX = 2.6;
const CORE_PX = 2;
/** From one cross to the next along a line, and half the size of one. */
const SPACING_PX = 16;
const ARM_PX = 2.8;

/**
 * Over a line of a diagram, as on the twin's tubes: hollow while its values are held, crossed where nobody knows them.
 * A hollow line has just been drawn, `HOLLOW_PX` wider than a full one.
 */
export function markStroke(
  c: CanvasRenderingContext2D,
  points: readonly number[],
  quality: number,
  px: number,
  ink: MarkInk,
): void {
  c.setLineDash([]);
  if (quality === HELD) {
    c.strokeStyle = ink.background;
    c.lineWidth = CORE_PX * px;
    c.stroke();
    return;
  }
  c.beginPath();
  for (let k = 2; k < points.length; k += 2) {
    const [ax, ay] = [points[k - 2], points[k - 1]];
    const [dx, dy] = [points[k] - ax, points[k + 1] - ay];
    const count = Math.floor(Math.sqrt(dx * dx + dy * dy) / (SPACING_PX * px));
    for (let n = 0; n < count; n++) {
      const along = (n + 0.5) / count;
      cross(c, ax + dx * along, ay + dy * along, ARM_PX * px);
    }
  }
  c.strokeStyle = ink.text;
  c.lineWidth = 1.1 * px;
  c.stroke();
}

/** Over a sign: a cross; where held, the dot of a node is hollow and any other sign has a small ring at its shoulder. */
export function markSign(
  c: CanvasRenderingContext2D,
  sign: Sign,
  x: number,
  y: number,
  size: number,
  quality: number,
  px: number,
  ink: MarkInk,
): void {
  c.strokeStyle = ink.text;
  c.fillStyle = ink.background;
  c.lineWidth = 1.1 * px;
  c.beginPath();
  if (quality === HELD) {
    if (sign === "node" || sign === "bus") c.arc(x, y, size * 0.6, 0, Math.PI * 2);
    else c.arc(x + size, y - size, 3 * px, 0, Math.PI * 2);
    c.fill();
    if (sign !== "node" && sign !== "bus") c.stroke();
  } else {
    cross(c, x, y, Math.max(size * 0.8, ARM_PX * px));
    c.stroke();
  }
}

function cross(c: CanvasRenderingContext2D, x: number, y: number, arm: number): void {
  c.moveTo(x - arm, y - arm);
  c.lineTo(x + arm, y + arm);
  c.moveTo(x + arm, y - arm);
  c.lineTo(x - arm, y + arm);
}
