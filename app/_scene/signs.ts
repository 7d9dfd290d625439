import type { Sign } from "../_state/diagram";

export interface SignStyle {
  /** Outline, and filling of what is closed or live. */
  readonly ink: string;
  readonly paper: string;
  /** Filling of a sign whose value has a colour; null for none. */
  readonly fill: string | null;
  readonly isClosed: boolean;
  readonly isLive: boolean;
}

/** One sign of the field at x, y with half-size r, into a canvas in the picture's own units. IEC 60617 in manner. */
export function drawSign(
  c: CanvasRenderingContext2D,
  sign: Sign,
  x: number,
  y: number,
  r: number,
  isDown: boolean,
  s: SignStyle,
): void {
  c.strokeStyle = s.ink;
  c.fillStyle = s.fill ?? s.paper;
  c.beginPath();
  switch (sign) {
    case "bus":
    case "node":
      c.arc(x, y, r, 0, TURN);
      c.fillStyle = s.isLive ? (s.fill ?? s.ink) : s.paper;
      c.fill();
      if (!s.isLive) c.stroke();
      return;
    case "transformer": {
      const [dx, dy] = isDown ? [0, r * 0.62] : [r * 0.62, 0];
      c.arc(x - dx, y - dy, r, 0, TURN);
      c.moveTo(x + dx + r, y + dy);
      c.arc(x + dx, y + dy, r, 0, TURN);
      c.fillStyle = s.paper;
      c.fill();
      c.strokeStyle = s.fill ?? s.ink;
      c.stroke();
      return;
    }
    case "switch":
      c.rect(x - r, y - r, 2 * r, 2 * r);
      c.fillStyle = s.isClosed ? (s.fill ?? s.ink) : s.paper;
      c.fill();
      c.stroke();
      return;
    case "grid":
      c.rect(x - r, y - r, 2 * r, 2 * r);
      c.fill();
      for (let k = -1; k <= 1; k++) {
        c.moveTo(x - r + Math.max(0, k) * r, y + r - Math.max(0, -k) * r);
        c.lineTo(x + r - Math.max(0, -k) * r, y - r + Math.max(0, k) * r);
        c.moveTo(x - r + Math.max(0, k) * r, y - r + Math.max(0, -k) * r);
        c.lineTo(x + r - Math.max(0, -k) * r, y + r - Math.max(0, k) * r);
      }
      c.stroke();
      return;
    case "generator":
    case "motor":
      c.arc(x, y, r, 0, TURN);
      c.fill();
      c.stroke();
      letter(c, sign === "generator" ? "G" : "M", x, y, r, s);
      return;
    case "photovoltaics":
      c.rect(x - r, y - r * 0.8, 2 * r, 1.6 * r);
      c.fill();
      c.moveTo(x - r, y - r * 0.8);
      c.lineTo(x, y + r * 0.05);
      c.lineTo(x + r, y - r * 0.8);
      c.stroke();
      return;
    case "battery":
      for (const [k, tall] of [
        [-0.55, 0.9],
        [-0.15, 0.45],
        [0.25, 0.9],
        [0.65, 0.45],
      ]) {
        c.moveTo(x + k * r, y - tall * r);
        c.lineTo(x + k * r, y + tall * r);
      }
      c.save();
      c.fillRect(x - 0.5 * r, y - r, 1.1 * r, 2 * r);
      c.restore();
      c.stroke();
      return;
    case "charger":
      c.rect(x - r, y - r * 0.8, 2 * r, 1.6 * r);
      c.fill();
      c.stroke();
      letter(c, "EV", x, y, r * 0.8, s);
      return;
    case "load":
      c.moveTo(x - r * 0.7, y - r * 0.75);
      c.lineTo(x + r * 0.75, y);
      c.lineTo(x - r * 0.7, y + r * 0.75);
      c.closePath();
      c.fillStyle = s.isLive ? (s.fill ?? s.ink) : s.paper;
      c.fill();
      c.stroke();
      return;
    case "shunt":
      c.fillRect(x - r * 0.25, y - r, r * 0.5, 2 * r);
      c.moveTo(x - r * 0.25, y - r * 0.8);
      c.lineTo(x - r * 0.25, y + r * 0.8);
      c.moveTo(x + r * 0.25, y - r * 0.8);
      c.lineTo(x + r * 0.25, y + r * 0.8);
      c.stroke();
      return;
    case "feeder":
      c.roundRect(x - r * 1.6, y - r, r * 3.2, r * 2, 3);
      c.fill();
      c.stroke();
      return;
    case "tank":
      c.arc(x, y, r, 0, TURN);
      break;
    case "pump":
      c.arc(x, y, r, 0, TURN);
      c.fill();
      c.stroke();
      c.beginPath();
      c.moveTo(x - r * 0.5, y - r * 0.75);
      c.lineTo(x + r, y);
      c.lineTo(x - r * 0.5, y + r * 0.75);
      c.stroke();
      return;
    case "valve":
      c.moveTo(x - r, y - r * 0.7);
      c.lineTo(x + r, y + r * 0.7);
      c.lineTo(x + r, y - r * 0.7);
      c.lineTo(x - r, y + r * 0.7);
      c.closePath();
      c.fillStyle = s.isClosed ? (s.fill ?? s.paper) : s.paper;
      break;
    case "diamond":
      c.moveTo(x - r, y);
      c.lineTo(x, y - r);
      c.lineTo(x + r, y);
      c.lineTo(x, y + r);
      c.closePath();
      break;
    case "box":
      c.rect(x - r, y - r, 2 * r, 2 * r);
      break;
  }
  c.fill();
  c.stroke();
}

const TURN = Math.PI * 2;

function letter(c: CanvasRenderingContext2D, text: string, x: number, y: number, r: number, s: SignStyle): void {
  c.fillStyle = s.ink;
  c.font = `600 ${r * 1.15}px ${FONT}`;
  c.textAlign = "center";
  c.textBaseline = "middle";
  c.fillText(text, x, y + r * 0.06);
}

const FONT = "system-ui, sans-serif";
