import { exp } from "../../assembly/core/elementary";

/**
 * Random numbers without a generator to carry along: a hash of (seed, name, purpose, tick). A stream's state is the
 * tick, so saving the time saves the randomness, and a building's noise does not depend on who else lives here.
 */

/** 32-bit FNV-1a of a name. */
export function nameHash(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** Final mixing of MurmurHash3 over two words: every input bit reaches every output bit. */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ b;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  h = Math.imul(h ^ (b >>> 3), 0xcc9e2d51);
  h = Math.imul(h ^ (h >>> 15), 0x1b873593);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Near-normal number, mean 0, variance 1, within +-3.46: the sum of twelve 16-bit uniforms would need no logarithm;
 * four 32-bit ones are as good for demand noise. Kurtosis is 2.7 instead of 3.
 */
export function normal(stream: number, tick: number): number {
  let sum = 0;
  for (let k = 0; k < 4; k++) sum += mix(stream, Math.imul(tick, 4) + k) / 4294967296;
  return (sum - 2) * Math.sqrt(3);
}

/** First-order autoregression with unit variance: x' = a x + sqrt(1 - a^2) e, a = exp(-dt / tau). */
export function autoregression(step_s: number, memory_s: number): { readonly keep: number; readonly add: number } {
  const keep = exp(-step_s / memory_s);
  return { keep, add: Math.sqrt(1 - keep * keep) };
}
