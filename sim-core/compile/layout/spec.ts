/**
 * Who may write a column. given: compile, profiles and ports; control: rules, responses and people;
 * state: the solver, and it is the warm start of the next solve; result: the solver.
 */
export type Role = "given" | "control" | "state" | "result";

/** One quantity over one row set of one utility: a dense typed array shared by TypeScript and WASM. */
export interface ColumnSpec {
  readonly name: string;
  readonly rows: string;
  readonly type: "f64" | "i32" | "u8";
  readonly unit: string;
  readonly role: Role;
  readonly range?: readonly [min: number, max: number];
  /** Recorded columns are copied into every Frame and are what panels, KPIs and the twin can show. */
  readonly recorded?: boolean;
  readonly meaning: string;
}

export interface TableLayout {
  readonly rowSets: readonly string[];
  readonly columns: readonly ColumnSpec[];
}

type Extra = Pick<ColumnSpec, "range" | "recorded">;
/** Shorthand for the layout files: column("node", "f64", "head_m", "m", "state", "...", { recorded: true }). */
export const column = (
  rows: string,
  type: ColumnSpec["type"],
  name: string,
  unit: string,
  role: Role,
  meaning: string,
  extra: Extra = {},
): ColumnSpec => ({ rows, type, name, unit, role, meaning, ...extra });
