import type { Issue } from "../../model/issue";

/** One column table of a file: rows of equal count, a column `{ "all": v }` holds v in every row. */
export class ColumnTable {
  readonly count: number;

  constructor(
    readonly name: string,
    private readonly columns: Readonly<Record<string, unknown>>,
    private readonly file: string,
    private readonly issues: Issue[],
  ) {
    const id = columns.id;
    this.count = Array.isArray(id) ? id.length : 0;
    if (!Array.isArray(id)) this.report("id", undefined, "nothing", "a list of ids");
    for (const [column, values] of Object.entries(columns)) {
      if (Array.isArray(values) && values.length !== this.count) {
        this.report(column, undefined, `${values.length} values`, `${this.count}, one for each id`);
      }
    }
  }

  has(column: string): boolean {
    return this.columns[column] !== undefined;
  }

  columnNames(): string[] {
    return Object.keys(this.columns);
  }

  id(row: number): string {
    return String((this.columns.id as unknown[])[row]);
  }

  /** The cell; null and absent columns are undefined. */
  cell(column: string, row: number): unknown {
    const values = this.columns[column];
    if (values === undefined || values === null) return undefined;
    const cell = Array.isArray(values) ? values[row] : (values as { all?: unknown }).all;
    return cell ?? undefined;
  }

  /** A finite number; `absent` where there is none; an issue (and NaN) where there is something else. */
  number(column: string, row: number, absent?: number): number {
    const cell = this.cell(column, row);
    if (cell === undefined && absent !== undefined) return absent;
    if (typeof cell === "number" && Number.isFinite(cell)) return cell;
    this.report(column, row, cell === undefined ? "nothing" : JSON.stringify(cell), "a number");
    return Number.NaN;
  }

  flag(column: string, row: number, absent: boolean): boolean {
    const cell = this.cell(column, row);
    if (cell === undefined) return absent;
    if (typeof cell === "boolean") return cell;
    this.report(column, row, JSON.stringify(cell), "true or false");
    return absent;
  }

  report(column: string, row: number | undefined, got: string, want: string, hint?: string): void {
    const element = row === undefined ? this.name : `${this.name} ${this.id(row)}`;
    this.issues.push({ severity: "error", code: "badTable", file: this.file, element, field: column, got, want, hint });
  }
}
