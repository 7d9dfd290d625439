import { numberText } from "@/sim-core";

/** A number on an axis, with the digits that tell it from its neighbours. */
export function axisText(v: number, splits: readonly number[]): string {
  const step = splits.length > 1 ? Math.abs(splits[1] - splits[0]) : 0;
  if (!(step > 1e-6)) return numberText(v);
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-6));
  const [head, tail] = Math.abs(v).toFixed(decimals).split(".");
  const grouped = head.replace(/\B(?=(\d{3})+(?!\d))/g, "\u2009");
  return `${v < 0 ? "−" : ""}${grouped}${tail ? `.${tail}` : ""}`;
}
