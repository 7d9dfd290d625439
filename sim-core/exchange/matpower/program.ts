import { INDEX_FUNCTIONS } from "./constants";
import { Expressions, put, type Scope } from "./expression";
import { CaseError, scanLine, type Token } from "./scan";
import { isMatrix, type Matrix, scalar, type Value } from "./value";

/** What a case file leaves behind: its variables (without the name of the case structure) and where rows stand. */
export interface Program {
  readonly name: string;
  readonly variables: ReadonlyMap<string, Value>;
  /** Line of each row of a matrix that is written out. */
  readonly rowLines: ReadonlyMap<string, readonly number[]>;
  /** Line on which a variable was last assigned as a whole. */
  readonly lines: ReadonlyMap<string, number>;
  readonly faults: readonly CaseError[];
}

const CONTROL = new Set(["if", "for", "while", "switch", "try", "do", "unwind_protect", "parfor"]);
const QUIET = new Set(["end", "endfunction", "return", "clear", "disp", "fprintf", "printf", "warning"]);
const MATRIX_START = /^\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*=\s*([[{])/;
const PLAIN_ROW = /^[\s,0-9.eE+-]*$/;
const MOST_FAULTS = 50;

/**
 * Runs a case file: tables, and the statements that some of them carry (unit conversions). Not a MATLAB: control flow
 * and unknown functions are faults with their line, because the numbers would be wrong without them.
 */
export function runCase(source: string): Program {
  const lines = source.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const variables = new Map<string, Value>();
  const rowLines = new Map<string, number[]>();
  const assignedAt = new Map<string, number>();
  const faults: CaseError[] = [];
  let structure = "mpc";
  let name = "";
  const plain = (found: string) => (found.startsWith(`${structure}.`) ? found.slice(structure.length + 1) : found);
  const scope: Scope = { variable: (found) => variables.get(plain(found)) };

  const assign = (target: string, value: Value, line: number): void => {
    variables.set(plain(target), value);
    assignedAt.set(plain(target), line);
  };

  /** `[A, B] = idx_bus` and the like. */
  const indexNames = (tokens: readonly Token[], line: number): void => {
    const close = tokens.findIndex((t) => t.text === "]");
    const from = tokens[close + 2]?.text ?? "";
    const outputs = INDEX_FUNCTIONS[from];
    if (tokens[close + 1]?.text !== "=" || !outputs) {
      throw new CaseError(line, `[...] = ${from}`, `one of ${Object.keys(INDEX_FUNCTIONS).join(", ")}`);
    }
    const names = tokens.slice(1, close).filter((t) => t.text !== ",");
    names.forEach((t, k) => {
      const value = outputs[k]?.[1];
      if (value === undefined) throw new CaseError(t.line, `output ${k + 1} of ${from}`, `${outputs.length} outputs`);
      if (t.kind === "name") assign(t.text, scalar(value), line);
    });
  };

  const statement = (tokens: readonly Token[], lastLine: number): void => {
    const first = tokens[0];
    if (!first) return;
    const { line } = first;
    if (first.text === "function") {
      if (tokens[1]?.text === "[") {
        throw new CaseError(line, "a case of format version 1", "format version 2", "save it again with savecase");
      }
      structure = tokens[1]?.text ?? "mpc";
      name = tokens[3]?.text ?? "";
      return;
    }
    if (CONTROL.has(first.text)) throw new CaseError(line, first.text, "statements without branches or loops");
    if (first.text === "define_constants") {
      for (const f of Object.values(INDEX_FUNCTIONS)) for (const [n, v] of f) assign(n, scalar(v), line);
      return;
    }
    if (QUIET.has(first.text)) return;
    if (first.text === "[") {
      indexNames(tokens, line);
      return;
    }
    if (first.kind !== "name") throw new CaseError(line, `"${first.text}"`, "a statement");
    const reader = new Expressions(tokens, scope, lastLine);
    reader.at = 1;
    if (reader.is("=")) {
      reader.at++;
      assign(first.text, reader.value(), line);
    } else if (reader.is("(")) {
      const target = variables.get(plain(first.text));
      if (target === undefined) throw new CaseError(line, first.text, "a variable that is known here");
      if (!isMatrix(target)) throw new CaseError(line, `${first.text}, a text`, "a matrix");
      const places = reader.indices(target);
      reader.take("=");
      const own: Matrix = { ...target, data: target.data.slice() };
      put(own, places, reader.value(), line);
      variables.set(plain(first.text), own);
    } else
      throw new CaseError(
        line,
        tokens
          .map((t) => t.text)
          .join(" ")
          .slice(0, 40),
        "an assignment",
      );
    if (reader.token) throw new CaseError(reader.line, `"${reader.token.text}"`, "the end of the statement");
  };

  const guarded = (f: () => void): void => {
    if (faults.length > MOST_FAULTS) return;
    try {
      f();
    } catch (error) {
      if (!(error instanceof CaseError)) throw error;
      faults.push(error);
    }
  };

  let at = 0;
  while (at < lines.length && faults.length <= MOST_FAULTS) {
    const text = lines[at]!;
    if (/^\s*%\{\s*$/.test(text)) {
      while (at < lines.length && !/^\s*%\}\s*$/.test(lines[at]!)) at++;
      at++;
      continue;
    }
    const start = MATRIX_START.exec(text);
    if (start && start[2] === "[") {
      const table = writtenTable(lines, at, start[0].length, scope);
      if (table) {
        guarded(() => {
          if (table.fault) throw table.fault;
          assign(start[1]!, table.matrix, at + 1);
          rowLines.set(plain(start[1]!), table.lines);
        });
        at = table.end;
        continue;
      }
    }
    if (start && start[2] === "{") {
      const first = at;
      const texts: string[] = [];
      for (; at < lines.length; at++) {
        const body = at === first ? lines[at]!.slice(start[0].length) : lines[at]!;
        for (const found of body.matchAll(/'((?:[^']|'')*)'/g)) texts.push(found[1]!.replace(/''/g, "'").trim());
        if (
          body
            .replace(/'(?:[^']|'')*'/g, "")
            .replace(/%.*/, "")
            .includes("}")
        )
          break;
      }
      if (at >= lines.length) guarded(() => openBracket(first + 1, "}"));
      else assign(start[1]!, texts, first + 1);
      at++;
      continue;
    }
    // a logical line: continued by "...", or while a bracket is open
    const tokens: Token[] = [];
    let depth = 0;
    const first = at;
    guarded(() => {
      for (;;) {
        const line = lines[at]!;
        const found = scanLine(line, at + 1);
        tokens.push(...found);
        for (const t of found) {
          if (t.kind !== "mark") continue;
          if (t.text === "(" || t.text === "[" || t.text === "{") depth++;
          else if (t.text === ")" || t.text === "]" || t.text === "}") depth--;
        }
        at++;
        const isContinued = /\.\.\.\s*(%.*)?$/.test(line.replace(/%.*/, "")) || depth > 0;
        if (!isContinued) break;
        if (at >= lines.length) openBracket(first + 1, depth > 0 ? "closing bracket" : "next line");
      }
    });
    if (at === first) at++;
    for (const part of statements(tokens)) guarded(() => statement(part, part.at(-1)?.line ?? at));
  }
  return { name, variables, rowLines, lines: assignedAt, faults };
}

function openBracket(line: number, want: string): never {
  throw new CaseError(line, "the end of the file", `a ${want} for what begins here`);
}

/** Cuts a logical line at the semicolons and commas that lie outside of brackets. */
function statements(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const t of tokens) {
    if (t.kind === "mark" && (t.text === "(" || t.text === "[")) depth++;
    if (t.kind === "mark" && (t.text === ")" || t.text === "]")) depth--;
    if (t.kind === "mark" && depth === 0 && (t.text === ";" || t.text === ",")) parts.push([]);
    else parts.at(-1)!.push(t);
  }
  return parts.filter((p) => p.length > 0);
}

/**
 * A table written row by row, read without tokens where a row holds plain numbers: half a million cells in a blink.
 * undefined when something but a semicolon follows the closing bracket (an expression then).
 */
function writtenTable(
  lines: readonly string[],
  from: number,
  offset: number,
  scope: Scope,
): { matrix: Matrix; lines: number[]; end: number; fault?: CaseError } | undefined {
  const cells: number[] = [];
  const rows: number[] = [];
  let columns = -1;
  let fault: CaseError | undefined;
  for (let at = from; at < lines.length; at++) {
    let text = at === from ? lines[at]!.slice(offset) : lines[at]!;
    const comment = text.search(/[%#]/);
    if (comment >= 0) text = text.slice(0, comment);
    const close = text.indexOf("]");
    if (close >= 0) {
      if (!/^\s*[;,]?\s*$/.test(text.slice(close + 1))) return undefined;
      text = text.slice(0, close);
    }
    for (const row of text.split(";")) {
      if (fault || row.trim() === "") continue;
      try {
        const found = PLAIN_ROW.test(row) ? plainNumbers(row) : undefined;
        const values = found ?? new Expressions(scanLine(row, at + 1), scope, at + 1).columns();
        if (columns >= 0 && values.length !== columns) {
          throw new CaseError(at + 1, `${values.length} columns`, `${columns}, as in the rows above`);
        }
        columns = values.length;
        for (const x of values) cells.push(x);
        rows.push(at + 1);
      } catch (error) {
        if (!(error instanceof CaseError)) throw error;
        fault = error;
      }
    }
    if (close >= 0) {
      const matrix = { rows: rows.length, columns: Math.max(columns, 0), data: Float64Array.from(cells) };
      return { matrix, lines: rows, end: at + 1, fault };
    }
  }
  const open = new CaseError(from + 1, "the end of the file", "a closing bracket for what begins here");
  return {
    matrix: { rows: 0, columns: 0, data: new Float64Array(0) },
    lines: [],
    end: lines.length,
    fault: fault ?? open,
  };
}

/** undefined where a sign makes an expression of it ("1-2", "1 - 2"). */
function plainNumbers(row: string): number[] | undefined {
  const found: number[] = [];
  for (const cell of row.split(/[\s,]+/)) {
    if (cell === "") continue;
    const x = Number(cell);
    if (Number.isNaN(x)) return undefined;
    found.push(x);
  }
  return found;
}
