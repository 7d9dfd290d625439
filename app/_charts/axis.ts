import { numberText } from "@/sim-core";

/** A number on an axis, with the digits that tell it from its neighbours. */
export function axisText(v: number, splits: readonly number[]): string {
  const step = splits.length > 1 ? Math.abs(splits[1] - splits[0]) : 0;
  if (!(step > 1e-6)) return numberText(v);
  let decimals = 0;
  for (let whole = step; decimals < 6 && Math.abs(whole - Math.round(whole)) > 1e-6; whole *= 10) decimals++;
  const [head, tail] = Math.abs(v).toFixed(decimals).split(".");
  const grouped = head.replace(/\B(?=(\d{3})+(?!\d))/g, "\u2009");
  return `${v < 0 ? "−" : ""}${grouped}${tail ? `.${tail}` : ""}`;
}
