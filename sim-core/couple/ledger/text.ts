import type { LedgerSummary, LedgerTick } from "./index";

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

/** Cells in columns: the first `texts` to the left, numbers to the right. */
function aligned(cells: readonly (readonly string[])[], texts: number): string[] {
  const widths = cells[0]!.map((_, c) => Math.max(...cells.map((row) => row[c]!.length)));
  return cells.map((row) =>
    row
      .map((cell, c) => (c < texts ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
      .join("  ")
      .trimEnd(),
  );
}

const numbers = (r: LedgerTick): [unit: string, ...terms: string[]] => {
  const [unit, factor] = UNITS[r.unit] ?? [r.unit, 1];
  const n = (x: number) => (x * factor).toFixed(3);
  return [unit, n(r.in), n(r.out), n(r.stored), n(r.lost), (r.gap * factor).toExponential(1)];
};

/** The run's balance as a table: in = out + stored + lost + gap. */
export function ledgerTable(ledger: LedgerSummary): string[] {
  const cells = [["account", "unit", "in", "out", "stored", "lost", "gap", "worst tick", "relative", "at"]];
  for (const r of ledger.per_utility)
    cells.push([r.name, ...numbers(r), String(r.worst_tick), r.worst_relative.toExponential(1), r.worst_device]);
  return aligned(cells, 2);
}

/** Who paid whom for what, and what everybody has in the end. */
export function moneyTable({ money, co2_kg }: LedgerSummary): string[] {
  const eur = (x: number) => x.toFixed(2);
  const paid = [["from", "to", "for", money.currency]];
  for (const { from, to, what, amount } of money.payments) paid.push([from, to, what, eur(amount)]);
  const left = [["party", `balance ${money.currency}`]];
  for (const { party, amount } of money.balances) left.push([party, eur(amount)]);
  const sum = money.balances.reduce((total, b) => total + b.amount, 0);
  left.push(["sum", eur(sum === 0 ? 0 : sum)]);
  return [
    ...aligned(paid, 3),
    "",
    ...aligned(left, 1),
    "",
    ...money.lines.map(({ what, amount }) => `${what}: ${eur(amount)} ${money.currency}`),
    `CO2: ${co2_kg.onSite.toFixed(0)} kg burnt here, ${co2_kg.grid.toFixed(0)} kg of the power bought`,
  ];
}

/** One line a tick and account. */
export function tickTable(ticks: readonly (readonly LedgerTick[])[], isWanted: (name: string) => boolean): string[] {
  const cells = [["tick", "account", "unit", "in", "out", "stored", "lost", "gap"]];
  ticks.forEach((accounts, tick) => {
    for (const r of accounts) if (isWanted(r.name)) cells.push([String(tick), r.name, ...numbers(r)]);
  });
  return aligned(cells, 3);
}
