/** Rows as a spreadsheet takes them from the clipboard: tabs between cells, thin spaces gone so that numbers are numbers. */
export const tableText = (rows: readonly (readonly string[])[]): string =>
  rows.map((cells) => cells.map((c) => c.replace(/[\t\r\n]+/g, " ").replaceAll("\u202f", " ")).join("\t")).join("\n");
