/** A cell that holds a comma, a quote or a line break stands in quotes, quotes doubled (RFC 4180). */
const cell = (value: string | number): string => {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
};

/** One row of a CSV table; an absent number is an empty cell. */
export const csvLine = (row: readonly (string | number)[]): string => row.map(cell).join(",");

/** A table as CSV with a head; an absent number is an empty cell. */
export const csvOf = (head: readonly string[], rows: Iterable<readonly (string | number)[]>): string => {
  const lines = [csvLine(head)];
  for (const row of rows) lines.push(csvLine(row));
  return `${lines.join("\n")}\n`;
};
