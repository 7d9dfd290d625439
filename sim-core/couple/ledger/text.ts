import type { LedgerSummary } from "./index";

const UNITS: Readonly<Record<string, readonly [name: string, factor: number]>> = {
  J: ["MWh", 1 / 3.6e9],
  m3: ["m3", 1],
  kg: ["kg", 1],
  EUR: ["EUR", 1],
};

export function ledgerLine(ledger: LedgerSummary): string {
  const worst = ledger.per_utility.reduce((a, b) => (b.worst_relative > a.worst_relative ? b : a), {
    name: "",
    worst_relative: -1,
  });
  return `ledger closes to ${ledger.worst_relative.toExponential(1)} of a tick's throughput (worst: ${worst.name || "none"}), imports ${ledger.money.total.toFixed(2)} ${ledger.money.currency}`;
}

/** The day's balance as a table: in = out + stored + lost + gap. */
export function ledgerTable(ledger: LedgerSummary): string[] {
  const cells = [["utility", "unit", "in", "out", "stored", "lost", "gap", "worst tick", "relative"]];
  for (const r of ledger.per_utility) {
    const [unit, factor] = UNITS[r.unit] ?? [r.unit, 1];
    const n = (x: number) => (x * factor).toFixed(3);
    const gap = (r.gap * factor).toExponential(1);
    const worst = r.worst_relative.toExponential(1);
    cells.push([r.name, unit, n(r.in), n(r.out), n(r.stored), n(r.lost), gap, String(r.worst_tick), worst]);
  }
  const widths = cells[0]!.map((_, c) => Math.max(...cells.map((row) => row[c]!.length)));
  const lines = cells.map((row) =>
    row.map((cell, c) => (c < 2 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join("  "),
  );
  for (const { what, amount } of ledger.money.lines)
    lines.push(`${what}: ${amount.toFixed(2)} ${ledger.money.currency}`);
  return lines;
}
