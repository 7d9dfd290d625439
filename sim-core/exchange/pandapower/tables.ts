import type { Issue } from "../../model/issue";
import { jsonLine } from "../jsonLine";

// A pandapower file is a dictionary of pandas tables; each table is JSON inside a string of the JSON (orient "split":
// columns, index, data), or, in some versions, JSON in place; or column by column (orient "columns").

/** One table, its rows by their pandas index. A cell that is absent or null is NaN, "" or what the reader asks for. */
export interface Table {
  readonly name: string;
  readonly rows: readonly number[];
  has(column: string): boolean;
  cell(row: number, column: string): unknown;
}

export interface Network {
  readonly name: string;
  readonly base_MVA: number;
  readonly frequency_Hz: number;
  /** Empty where the file has none of that name. */
  table(name: string): Table;
  readonly tableNames: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (x: unknown): x is Json => typeof x === "object" && x !== null && !Array.isArray(x);

const MOST_ROWS = 2_000_000;
const empty = (name: string): Table => ({ name, rows: [], has: () => false, cell: () => undefined });

/** The file's text -> its tables. Faults name the line of the text, or the table and its part. */
export function readTables(source: string, file: string): { network: Network | null; issues: Issue[] } {
  const issues: Issue[] = [];
  const fault = (field: string, got: string, want: string, line?: number, hint?: string): void => {
    issues.push({ severity: "error", code: "badTable", file, line, field, got: got.slice(0, 80), want, hint });
  };
  const parsed = parse(source, (text, line) => fault("file", text, "JSON", line));
  if (parsed === undefined) return { network: null, issues };
  const net = isObject(parsed) && isObject(parsed._object) ? parsed._object : parsed;
  if (!isObject(net) || net.bus === undefined) {
    fault(
      "file",
      "no table of buses",
      "a pandapower network",
      1,
      "save it with pandapower.to_json, version 2 or later",
    );
    return { network: null, issues };
  }
  const number = (name: string, fallback: number): number => {
    const got = net[name];
    if (typeof got === "number" && got > 0 && got < 1e9) return got;
    if (got !== undefined && got !== null) fault(name, String(got), "a number above 0");
    return fallback;
  };
  const tables = new Map<string, Table>();
  for (const [name, value] of Object.entries(net)) {
    if (!isTable(value)) continue;
    const made = tableOf(name, value, fault);
    if (made) tables.set(name, made);
  }
  if (!tables.has("bus") && issues.length === 0) fault("bus", "no table", "a table");
  const network: Network = {
    name: typeof net.name === "string" ? net.name : "",
    base_MVA: number("sn_mva", 1),
    frequency_Hz: number("f_hz", 50),
    table: (name) => tables.get(name) ?? empty(name),
    tableNames: [...tables.keys()],
  };
  return { network: issues.length > 0 ? null : network, issues };
}

function parse(source: string, fault: (text: string, line: number | undefined) => void): unknown {
  try {
    // pandas writes NaN and Infinity only where it was told to; Python's own writer does so by itself
    return JSON.parse(source.replace(/([:,[]\s*)(-?)(NaN|Infinity)(?=\s*[,}\]])/g, "$1null"));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    fault(text, jsonLine(source));
    return undefined;
  }
}

const isTable = (value: unknown): value is Json =>
  isObject(value) && (value._class === "DataFrame" || value.orient !== undefined);

function tableOf(
  name: string,
  value: Json,
  fault: (field: string, got: string, want: string) => void,
): Table | undefined {
  const body =
    typeof value._object === "string" ? parse(value._object, (text) => fault(name, text, "JSON")) : value._object;
  if (body === undefined) {
    if (value._object === undefined) fault(name, "nothing", "the table's _object");
    return undefined;
  }
  if (!isObject(body)) {
    fault(name, typeof body, "a table");
    return undefined;
  }
  const { columns, index, data } = body;
  if (columns === undefined || data === undefined) return byColumn(name, body, fault);
  if (!Array.isArray(columns) || !Array.isArray(data) || !Array.isArray(index) || index.length !== data.length) {
    fault(name, "columns, index and data that do not fit", "orient split: as many indices as rows");
    return undefined;
  }
  if (index.length > MOST_ROWS || !index.every((i) => Number.isInteger(i)))
    return fault(`${name}.index`, "an index that is no whole number", "whole numbers") as undefined;
  const broken = data.findIndex((row) => !Array.isArray(row) || row.length !== columns.length);
  if (broken >= 0) {
    const row: unknown = data[broken];
    fault(
      `${name} ${index[broken]}`,
      Array.isArray(row) ? `${row.length} cells` : typeof row,
      `${columns.length} cells`,
    );
    return undefined;
  }
  const places = new Map(columns.map((c, i) => [String(c), i]));
  const rowOf = new Map((index as number[]).map((id, i) => [id, data[i] as unknown[]]));
  if (rowOf.size < index.length) return fault(`${name}.index`, "an index twice", "indices of their own") as undefined;
  return {
    name,
    rows: index as number[],
    has: (column) => places.has(column),
    cell: (row, column) => rowOf.get(row)?.[places.get(column) ?? -1],
  };
}

function byColumn(
  name: string,
  body: Json,
  fault: (field: string, got: string, want: string) => void,
): Table | undefined {
  const columns = Object.entries(body);
  const bad = columns.find(([, cells]) => !isObject(cells));
  if (bad) return fault(`${name}.${bad[0]}`, typeof bad[1], "cells by index") as undefined;
  const rows = Object.keys((columns[0]?.[1] as Json | undefined) ?? {}).map(Number);
  if (!rows.every(Number.isInteger))
    return fault(`${name}.index`, "an index that is no whole number", "whole numbers") as undefined;
  return {
    name,
    rows,
    has: (column) => body[column] !== undefined,
    cell: (row, column) => (body[column] as Json | undefined)?.[String(row)],
  };
}
