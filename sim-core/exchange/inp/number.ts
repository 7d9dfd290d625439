import { instantSeconds } from "./time";

const BITS = new DataView(new ArrayBuffer(8));

/** The next double above (`step` 1) or below (-1) a positive or negative x. */
function neighbour(x: number, step: 1 | -1): number {
  if (x === 0) return step * Number.MIN_VALUE;
  BITS.setFloat64(0, x);
  BITS.setBigInt64(0, BITS.getBigInt64(0) + BigInt(x > 0 ? step : -step));
  return BITS.getFloat64(0);
}

/**
 * The shortest decimal that the reader turns into exactly `si`, where `toSi` is what the reader does with a number.
 * If there is none (a value that never stood in a file of these units) the nearest one, within one rounding.
 */
export function numberText(si: number, toSi: (x: number) => number): string {
  if (si === 0) return "0";
  const guess = si / toSi(1);
  // What a person typed has at most 15 digits, and rounding to 15 gives it back; its trailing zeros go with String.
  for (const digits of [15, 16, 17]) {
    const x = Number(guess.toPrecision(digits));
    if (toSi(x) === si) return String(x);
  }
  // Else it is one of the few doubles around the quotient, since toSi is one or two roundings.
  let [above, below] = [guess, guess];
  for (let k = 0; k < 4; k++) {
    above = neighbour(above, 1);
    below = neighbour(below, -1);
    if (toSi(above) === si) return String(above);
    if (toSi(below) === si) return String(below);
  }
  return String(guess);
}

export const plain = (x: number): number => x;
export const times =
  (unit: number) =>
  (x: number): number =>
    x * unit;

/** "24:00", "1:30:15": whole seconds, as the format's clock writes them. */
export function timeText(time_s: number): string {
  const [h, m, s] = [Math.floor(time_s / 3600), Math.floor((time_s % 3600) / 60), time_s % 60];
  const two = (x: number): string => String(x).padStart(2, "0");
  return s === 0 ? `${h}:${two(m)}` : `${h}:${two(m)}:${two(s)}`;
}

/** An instant of a control or rule: decimal hours where hours, minutes and seconds would be read one second short. */
export function instantText(time_s: number): string {
  const text = timeText(time_s);
  return instantSeconds(text) === time_s ? text : ((time_s + 0.5) / 3600).toFixed(6);
}
