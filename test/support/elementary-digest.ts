import {
  acos,
  asin,
  atan,
  atan2,
  cos,
  exp,
  expm1,
  log,
  log1p,
  log10,
  pow,
  sin,
  tan,
} from "../../assembly/core/elementary";
import { uniform } from "../../sim-core/cli/bench/graphs";

const elementary = { acos, asin, atan, atan2, cos, exp, expm1, log, log1p, log10, pow, sin, tan };

/** The functions by the number that the kernel's `elementary` verb knows them by, with the range they are drawn from. */
export const FUNCTIONS = [
  { name: "exp", from: -750, to: 715 },
  { name: "log", from: 1e-3, to: 1e3 },
  { name: "pow", from: 1e-3, to: 1e3 },
  { name: "sin", from: -1e4, to: 1e4 },
  { name: "cos", from: -1e4, to: 1e4 },
  { name: "expm1", from: -2, to: 2 },
  { name: "log1p", from: -0.99, to: 10 },
  { name: "log10", from: 1e-3, to: 1e3 },
  { name: "tan", from: -10, to: 10 },
  { name: "atan2", from: -10, to: 10 },
  { name: "atan", from: -10, to: 10 },
  { name: "asin", from: -1, to: 1 },
  { name: "acos", from: -1, to: 1 },
] as const;

export type Evaluate = (which: number, x: number, y: number) => number;

/** The TypeScript side, called as the kernel's verb is. */
export const evaluateHere: Evaluate = (which, x, y) => {
  const name = FUNCTIONS[which]!.name;
  if (name === "pow") return elementary.pow(x, y);
  if (name === "atan2") return elementary.atan2(y, x);
  return elementary[name](x);
};

/** Hash over the bits of `count` seeded results of every function, as 8 hex digits. Equal wherever the bits are equal. */
export function elementaryDigest(seed: number, count: number, evaluate: Evaluate = evaluateHere): string {
  const random = uniform(seed);
  const value = new Float64Array(1);
  const words = new Int32Array(value.buffer);
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < count; i++) {
    for (let which = 0; which < FUNCTIONS.length; which++) {
      const { from, to } = FUNCTIONS[which]!;
      const x = from + (to - from) * random();
      const got = evaluate(which, x, -20 + 40 * random());
      value[0] = Number.isNaN(got) ? 0 : got;
      hash = Math.imul(Math.imul(hash ^ words[1]!, 0x01000193) ^ words[0]!, 0x01000193) + which;
    }
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
