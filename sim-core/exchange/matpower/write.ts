import type { Issue } from "../../model/issue";
import type { CaseTable, MatpowerCase } from "./case";
import { BRANCH_COLUMNS, BUS_COLUMNS, GEN_COLUMNS } from "./constants";
import { isMatrix, type Value } from "./value";

// The other way: tables -> text. Every number is written with as many digits as give the same bits again.

const HEADS = { bus: BUS_COLUMNS, gen: GEN_COLUMNS, branch: BRANCH_COLUMNS } as const;
const IDENTIFIER = /^[A-Za-z]\w{0,62}$/;
/** What JSON has no word for; the convention of case JSON files. */
const ENDLESS = 1e30;

function text(x: number): string {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "Inf" : "-Inf";
  return Object.is(x, -0) ? "-0" : String(x);
}

const quoted = (s: string): string => `'${s.replace(/'/g, "''")}'`;

function matrixLines(rows: number, width: number, data: ArrayLike<number>): string[] {
  return Array.from({ length: rows }, (_, i) => {
    const cells = Array.from({ length: width }, (_, j) => text(data[i * width + j]!));
    return `\t${cells.join("\t")};`;
  });
}

function otherLines(name: string, value: Value): string[] {
  if (typeof value === "string") return [`mpc.${name} = ${quoted(value)};`, ""];
  if (!isMatrix(value)) return [`mpc.${name} = {`, ...value.map((s) => `\t${quoted(s)};`), "};", ""];
  if (value.rows === 1 && value.columns === 1) return [`mpc.${name} = ${text(value.data[0]!)};`, ""];
  return [`mpc.${name} = [`, ...matrixLines(value.rows, value.columns, value.data), "];", ""];
}

/** A case as a MATPOWER `.m` file, format version 2: tables in MW, per unit and degrees, without statements. */
export function writeCaseFile(c: MatpowerCase, comments: readonly string[] = []): string {
  const name = IDENTIFIER.test(c.name) ? c.name : `case_${c.name.replace(/\W+/g, "_")}`.slice(0, 63);
  const tableLines = (t: CaseTable): string[] => [
    `%\t${HEADS[t.name].slice(0, t.width).join("\t")}`,
    `mpc.${t.name} = [`,
    ...matrixLines(t.rows, t.width, t.data),
    "];",
    "",
  ];
  return `${[
    `function mpc = ${name}`,
    ...comments.map((line) => `%${line === "" ? "" : ` ${line}`}`),
    "mpc.version = '2';",
    "",
    `mpc.baseMVA = ${text(c.baseMVA)};`,
    "",
    ...tableLines(c.bus),
    ...tableLines(c.gen),
    ...tableLines(c.branch),
    ...(c.busNames.length > 0 ? otherLines("bus_name", c.busNames) : []),
    ...[...c.others].flatMap(([other, value]) => otherLines(other, value)),
  ].join("\n")}`;
}

/** The same as JSON. Infinite numbers become 1e30, and are named; what is absent becomes null. */
export function writeCaseJson(c: MatpowerCase): { readonly text: string; readonly issues: readonly Issue[] } {
  const issues: Issue[] = [];
  const cell = (x: number, place: string): string => {
    if (Number.isNaN(x)) return "null";
    if (Number.isFinite(x)) return text(x);
    issues.push({ severity: "note", code: "infinite", element: place, got: text(x), hint: `written as ${ENDLESS}` });
    return text(x > 0 ? ENDLESS : -ENDLESS);
  };
  const rows = (name: string, count: number, width: number, data: ArrayLike<number>): string => {
    const lines = Array.from({ length: count }, (_, i) => {
      const cells = Array.from({ length: width }, (_, j) => cell(data[i * width + j]!, `${name} ${i + 1}`));
      return `[${cells.join(",")}]`;
    });
    return `[\n${lines.join(",\n")}\n]`;
  };
  const valueText = (name: string, value: Value): string => {
    if (typeof value === "string" || !isMatrix(value)) return JSON.stringify(value);
    if (value.rows === 1 && value.columns === 1) return cell(value.data[0]!, name);
    return rows(name, value.rows, value.columns, value.data);
  };
  const tables = [c.bus, c.gen, c.branch];
  const columns = Object.fromEntries(tables.map((t) => [t.name, HEADS[t.name].slice(0, t.width).join(" ")]));
  const parts: [string, string][] = [
    ["name", JSON.stringify(c.name)],
    ["baseMVA", text(c.baseMVA)],
    ["columns", JSON.stringify(columns)],
    ...tables.map((t): [string, string] => [t.name, rows(t.name, t.rows, t.width, t.data)]),
    ...(c.busNames.length > 0 ? [["bus_name", JSON.stringify(c.busNames)] as [string, string]] : []),
    ...[...c.others].map(([name, value]): [string, string] => [name, valueText(name, value)]),
  ];
  return { text: `{\n${parts.map(([key, value]) => `"${key}":${value}`).join(",\n")}\n}\n`, issues };
}
