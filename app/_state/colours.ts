import { interpolateCividis, interpolateViridis } from "d3-scale-chromatic";
import type { Layer } from "./kinds";
import { type Quantity, stepsOf } from "./quantities";

/** Beyond a limit is the one place where a process colour may shout. */
export const BEYOND = { light: "#c4122f", dark: "#ff5c6e" } as const;

/** Colour of the k-th of n steps: the same map on the twin and on the legend; ends trimmed so that both themes read. */
export function stepColour(layer: Layer, k: number, n: number, theme: "light" | "dark"): string {
  const place = n > 1 ? k / (n - 1) : 0;
  const t = theme === "dark" ? 0.24 + 0.76 * place : 0.04 + 0.86 * place;
  return layer === "power" || layer === "heat" ? interpolateViridis(t) : interpolateCividis(t);
}

function rgb(text: string): readonly [number, number, number] {
  const hex = /^#(..)(..)(..)$/.exec(text);
  if (hex) return [parseInt(hex[1], 16), parseInt(hex[2], 16), parseInt(hex[3], 16)];
  const [r, g, b] = (text.match(/[\d.]+/g) ?? ["128", "128", "128"]).map(Number);
  return [r, g, b];
}

const linear = (byte: number) => {
  const c = byte / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};

/** 256 colours over the domain in discrete steps, beyond the limits the alarm colour: what a canvas draws with. */
export function colourRow(
  layer: Layer,
  q: Quantity,
  domain: readonly [number, number],
  theme: "light" | "dark",
): readonly string[] {
  const steps = stepsOf(q, domain);
  const count = steps.length - 1;
  return Array.from({ length: 256 }, (_, i) => {
    const v = domain[0] + ((domain[1] - domain[0]) * i) / 255;
    let k = 0;
    while (k < count - 1 && v >= steps[k + 1]) k++;
    const isBeyond = (q.upper !== undefined && v > q.upper) || (q.lower !== undefined && v < q.lower);
    return isBeyond ? BEYOND[theme] : stepColour(layer, k, count, theme);
  });
}

/** The same in linear light, for the shader. */
export function writeColourRow(
  row: Uint8Array,
  layer: Layer,
  q: Quantity,
  domain: readonly [number, number],
  theme: "light" | "dark",
): void {
  colourRow(layer, q, domain, theme).forEach((text, i) => {
    const colour = rgb(text);
    for (let c = 0; c < 3; c++) row[4 * i + c] = Math.round(linear(colour[c]) * 255);
    row[4 * i + 3] = 255;
  });
}
