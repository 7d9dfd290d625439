import type { Issue } from "../../model/issue";
import { jsonLine } from "../jsonLine";
import { BRANCH_COLUMNS, BUS_COLUMNS, GEN_COLUMNS } from "./constants";
import { runCase } from "./program";
import { isMatrix, type Matrix, type Value } from "./value";

/** One table of a case, its columns by MATPOWER's names, and the line of each row (0: not known). */
export interface CaseTable {
  readonly name: "bus" | "gen" | "branch";
  readonly rows: number;
  readonly width: number;
  /** Row by row, columns that MATPOWER does not name included. */
  readonly data: ArrayLike<number>;
  readonly lines: readonly number[];
  /** NaN for a column that the file does not have. */
  at(row: number, column: string): number;
}

export interface MatpowerCase {
  readonly name: string;
  readonly baseMVA: number;
  readonly bus: CaseTable;
  readonly gen: CaseTable;
  readonly branch: CaseTable;
  readonly busNames: readonly string[];
  /** Other parts of the case (costs, areas, fuels ...): carried along, understood by nobody here. */
  readonly others: ReadonlyMap<string, Value>;
}

const NAMES = { bus: BUS_COLUMNS, gen: GEN_COLUMNS, branch: BRANCH_COLUMNS } as const;
/** Columns without which a case means nothing. */
const LEAST = { bus: 13, gen: 8, branch: 11 } as const;
const KNOWN = new Set(["version", "baseMVA", "bus", "gen", "branch", "bus_name"]);
const NOT_TAKEN: Readonly<Record<string, string>> = {
  gencost: "costs belong to optimal power flow, which is not solved",
  areas: "areas have no meaning for a power flow",
  dcline: "direct-current lines are not modelled: their flows are missing",
  gentype: "kinds of generators have no meaning for a power flow",
  genfuel: "fuels have no meaning for a power flow",
  gen_name: "generators are named by their row",
};

export function tableOf(
  name: CaseTable["name"],
  data: ArrayLike<number>,
  rows: number,
  width: number,
  lines: readonly number[] = [],
): CaseTable {
  const places = new Map(NAMES[name].slice(0, width).map((n, i) => [n, i]));
  return {
    name,
    rows,
    width,
    data,
    lines,
    at: (row: number, column: string) => {
      const place = places.get(column);
      return place === undefined ? Number.NaN : data[row * width + place]!;
    },
  };
}

/** A `.m` case file -> its tables, units converted where the file does so itself. */
export function readCaseFile(source: string, file: string): { found: MatpowerCase | null; issues: Issue[] } {
  const program = runCase(source);
  const issues: Issue[] = program.faults.map((f) => ({
    severity: "error",
    code: "badStatement",
    file,
    line: f.line,
    got: f.got,
    want: f.want,
    hint: f.hint,
  }));
  const fault = (line: number | undefined, field: string, got: string, want: string): void => {
    issues.push({ severity: "error", code: "badTable", file, line, field, got, want });
  };
  const { variables } = program;
  const version = variables.get("version");
  if (version !== undefined && version !== "2" && !(isMatrix(version) && version.data[0] === 2)) {
    fault(program.lines.get("version"), "version", typeof version === "string" ? version : "no text", "'2'");
  }
  const base = variables.get("baseMVA");
  const baseMVA = base !== undefined && isMatrix(base) && base.data.length === 1 ? base.data[0]! : Number.NaN;
  if (!(baseMVA > 0 && baseMVA < 1e12)) {
    fault(program.lines.get("baseMVA"), "baseMVA", base === undefined ? "nothing" : String(baseMVA), "a number > 0");
  }
  const table = (name: keyof typeof NAMES): CaseTable => {
    const value: Value | undefined = variables.get(name);
    const line = program.lines.get(name);
    const empty: Matrix = { rows: 0, columns: 0, data: new Float64Array(0) };
    let matrix = empty;
    if (value === undefined || !isMatrix(value)) {
      if (program.faults.length === 0)
        fault(line, name, value === undefined ? "nothing" : "a text", `the table mpc.${name}`);
    } else if (value.rows > 0 && value.columns < LEAST[name]) {
      fault(program.rowLines.get(name)?.[0] ?? line, name, `${value.columns} columns`, `at least ${LEAST[name]}`);
    } else matrix = value;
    const lines = program.rowLines.get(name) ?? [];
    return tableOf(name, matrix.data, matrix.rows, matrix.columns, lines.length === matrix.rows ? lines : []);
  };
  const [bus, gen, branch] = [table("bus"), table("gen"), table("branch")];
  const others = new Map<string, Value>();
  for (const [name, line] of program.lines) {
    if (KNOWN.has(name) || (NOT_TAKEN[name] === undefined && !source.includes(`.${name}`))) continue;
    const hint = NOT_TAKEN[name] ?? "this part of the file is not known";
    others.set(name, variables.get(name)!);
    issues.push({ severity: "note", code: "notTakenOver", file, line, element: `mpc.${name}`, hint });
  }
  const names = variables.get("bus_name");
  const busNames = Array.isArray(names) && names.length === bus.rows ? (names as string[]) : [];
  const isBad = issues.some((i) => i.severity === "error");
  return { found: isBad ? null : { name: program.name, baseMVA, bus, gen, branch, busNames, others }, issues };
}

/** The same tables as JSON: { name, baseMVA, columns?: { bus, gen, branch }, bus, gen, branch }. */
export function readCaseJson(source: string, file: string): { found: MatpowerCase | null; issues: Issue[] } {
  const issues: Issue[] = [];
  const fault = (line: number | undefined, field: string, got: string, want: string): void => {
    issues.push({ severity: "error", code: "badTable", file, line, field, got, want });
  };
  let root: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(source);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed))
      root = parsed as Record<string, unknown>;
    else fault(1, "file", "no object", "an object with bus, gen and branch");
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    fault(jsonLine(source), "file", text.slice(0, 80), "JSON");
  }
  if (issues.length > 0) return { found: null, issues };
  const { baseMVA } = root;
  if (typeof baseMVA !== "number" || !(baseMVA > 0))
    fault(undefined, "baseMVA", String(baseMVA ?? "nothing"), "a number > 0");
  const table = (name: keyof typeof NAMES): CaseTable => {
    const given = root[name];
    if (!Array.isArray(given)) {
      fault(undefined, name, given === undefined ? "nothing" : typeof given, "a list of rows");
      return tableOf(name, [], 0, 0, []);
    }
    const width = Array.isArray(given[0]) ? given[0].length : 0;
    if (given.length > 0 && width < LEAST[name])
      fault(undefined, `${name}[0]`, `${width} columns`, `at least ${LEAST[name]}`);
    const data = new Float64Array(given.length * width);
    given.forEach((row: unknown, i) => {
      if (!Array.isArray(row) || row.length !== width) {
        fault(
          undefined,
          `${name}[${i}]`,
          Array.isArray(row) ? `${row.length} columns` : typeof row,
          `${width} numbers`,
        );
        return;
      }
      row.forEach((x: unknown, j) => {
        // JSON has no word for what is absent but null
        if (x === null) data[i * width + j] = Number.NaN;
        else if (typeof x !== "number") fault(undefined, `${name}[${i}][${j}]`, String(x), "a number");
        else data[i * width + j] = x;
      });
    });
    return tableOf(name, data, given.length, width, []);
  };
  const [bus, gen, branch] = [table("bus"), table("gen"), table("branch")];
  const isBad = issues.length > 0;
  const others = new Map<string, Value>();
  for (const [name, value] of Object.entries(root)) {
    if (KNOWN.has(name) || name === "name" || name === "columns") continue;
    const kept = jsonValue(value);
    if (kept !== undefined) others.set(name, kept);
    const hint = NOT_TAKEN[name] ?? "this part of the file is not known";
    issues.push({ severity: "note", code: "notTakenOver", file, element: name, hint });
  }
  const name = typeof root.name === "string" ? root.name : "";
  const names = jsonValue(root.bus_name);
  const busNames = Array.isArray(names) && names.length === bus.rows ? (names as readonly string[]) : [];
  return { found: isBad ? null : { name, baseMVA: baseMVA as number, bus, gen, branch, busNames, others }, issues };
}

/** A matrix, texts or a text of a JSON case; undefined for anything else. */
function jsonValue(json: unknown): Value | undefined {
  if (typeof json === "string") return json;
  if (typeof json === "number") return { rows: 1, columns: 1, data: Float64Array.of(json) };
  if (!Array.isArray(json)) return undefined;
  if (json.every((x) => typeof x === "string")) return json;
  const columns = Array.isArray(json[0]) ? json[0].length : 0;
  const isTable = json.every(
    (row) => Array.isArray(row) && row.length === columns && row.every((x) => typeof x === "number" || x === null),
  );
  if (!isTable) return undefined;
  const data = Float64Array.from((json as (number | null)[][]).flat(), (x) => x ?? Number.NaN);
  return { rows: json.length, columns, data };
}
