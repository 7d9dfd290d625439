import { interpolateCividis, interpolatePuOr, interpolateViridis } from "d3-scale-chromatic";
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

/** Steps of a difference: an odd number, so that the middle one is "no difference". */
export const DIFFERENCE_STEPS = 9;

/** On a dark page the map's near-black ends would vanish: there both sides brighten from the middle outwards. */
const MORE_DARK = [0xff, 0xa6, 0x4d] as const;
const LESS_DARK = [0xb9, 0xa1, 0xff] as const;
const NONE = { light: [0xc6, 0xca, 0xce], dark: [0x56, 0x5f, 0x68] } as const;

const hex = (parts: readonly number[]) => `#${parts.map((p) => Math.round(p).toString(16).padStart(2, "0")).join("")}`;

/** Less is purple, more is orange, none is grey: told apart without red and green. */
export function differenceColour(k: number, theme: "light" | "dark"): string {
  const middle = (DIFFERENCE_STEPS - 1) / 2;
  const side = (k - middle) / middle;
  if (side === 0) return hex(NONE[theme]);
  if (theme === "light") return interpolatePuOr(0.5 + 0.42 * side + 0.04 * Math.sign(side));
  const end = side > 0 ? MORE_DARK : LESS_DARK;
  return hex(end.map((c, i) => NONE.dark[i] + (c - NONE.dark[i]) * Math.abs(side)));
}

/** 256 colours of the difference from -most to +most: what a canvas draws with. */
export function differenceRow(theme: "light" | "dark"): readonly string[] {
  const colours = Array.from({ length: DIFFERENCE_STEPS }, (_, k) => differenceColour(k, theme));
  return Array.from({ length: 256 }, (_, i) => colours[Math.floor((i * DIFFERENCE_STEPS) / 256)]);
}

/** The same in linear light, for the shader. */
export function writeDifferenceRow(row: Uint8Array, theme: "light" | "dark"): void {
  differenceRow(theme).forEach((text, i) => {
    const colour = rgb(text);
    for (let c = 0; c < 3; c++) row[4 * i + c] = Math.round(linear(colour[c]) * 255);
    row[4 * i + 3] = 255;
  });
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
