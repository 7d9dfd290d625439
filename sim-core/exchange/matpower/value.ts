import { acos, asin, atan, cos, exp, log, log10, pow, sin, tan } from "../../../assembly/core/elementary";
import { CaseError } from "./scan";

/** Row by row; a number is a 1 x 1 matrix. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}
/** Cells are lists of texts: only names are ever taken from them. */
export type Value = Matrix | string | readonly string[];

const MOST_CELLS = 8_000_000;

export const isMatrix = (v: Value): v is Matrix => typeof v === "object" && "data" in v;
export const scalar = (x: number): Matrix => ({ rows: 1, columns: 1, data: Float64Array.of(x) });

export function newMatrix(rows: number, columns: number, line: number): Matrix {
  if (!(rows >= 0 && columns >= 0 && rows * columns <= MOST_CELLS)) {
    throw new CaseError(line, `a matrix of ${rows} x ${columns}`, `at most ${MOST_CELLS} cells`);
  }
  return { rows, columns, data: new Float64Array(rows * columns) };
}

export function asNumber(v: Value, line: number): number {
  if (isMatrix(v) && v.data.length === 1) return v.data[0]!;
  throw new CaseError(line, "a matrix or text", "one number");
}

export function asMatrix(v: Value, line: number): Matrix {
  if (isMatrix(v)) return v;
  throw new CaseError(line, "a text", "a number or a matrix");
}

const power = (a: number, b: number): number => (b === 2 ? a * a : b === 1 ? a : b === -1 ? 1 / a : pow(a, b));
const truth = (b: boolean): number => (b ? 1 : 0);
const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": power,
  "==": (a, b) => truth(a === b),
  "~=": (a, b) => truth(a !== b),
  "!=": (a, b) => truth(a !== b),
  "<": (a, b) => truth(a < b),
  ">": (a, b) => truth(a > b),
  "<=": (a, b) => truth(a <= b),
  ">=": (a, b) => truth(a >= b),
  "&": (a, b) => truth(a !== 0 && b !== 0),
  "|": (a, b) => truth(a !== 0 || b !== 0),
};

/** Element by element, a number or a single row or column spread over the other. Matrix products proper are refused. */
export function binary(operator: string, left: Value, right: Value, line: number): Matrix {
  const a = asMatrix(left, line);
  const b = asMatrix(right, line);
  const isEach = operator.startsWith(".");
  const name = (isEach ? operator.slice(1) : operator).replace("&&", "&").replace("||", "|");
  const f = BINARY[name];
  if (!f) throw new CaseError(line, `operator ${operator}`, "one that case files use");
  const isPlainProduct = !isEach && (name === "*" || name === "/" || name === "^");
  if (isPlainProduct && (name === "*" ? a.data.length > 1 && b.data.length > 1 : b.data.length > 1)) {
    throw new CaseError(line, `a matrix product (${operator})`, `an element-wise operator (.${name})`);
  }
  const rows = spread(a.rows, b.rows);
  const columns = spread(a.columns, b.columns);
  if (rows < 0 || columns < 0) {
    throw new CaseError(line, `${a.rows} x ${a.columns} ${operator} ${b.rows} x ${b.columns}`, "equal sizes");
  }
  const out = newMatrix(rows, columns, line);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const x = a.data[(a.rows === 1 ? 0 : i) * a.columns + (a.columns === 1 ? 0 : j)]!;
      const y = b.data[(b.rows === 1 ? 0 : i) * b.columns + (b.columns === 1 ? 0 : j)]!;
      out.data[i * columns + j] = f(x, y);
    }
  }
  return out;
}

const spread = (a: number, b: number): number => (a === b || b === 1 ? a : a === 1 ? b : -1);

export function map(v: Value, line: number, f: (x: number) => number): Matrix {
  const a = asMatrix(v, line);
  return { rows: a.rows, columns: a.columns, data: a.data.map(f) };
}

export function transposed(v: Value, line: number): Matrix {
  const a = asMatrix(v, line);
  const out = newMatrix(a.columns, a.rows, line);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < a.columns; j++) out.data[j * a.rows + i] = a.data[i * a.columns + j]!;
  return out;
}

const EACH: Readonly<Record<string, (x: number) => number>> = {
  sqrt: Math.sqrt,
  abs: Math.abs,
  floor: Math.floor,
  ceil: Math.ceil,
  round: (x) => Math.sign(x) * Math.floor(Math.abs(x) + 0.5),
  sign: Math.sign,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  exp,
  log,
  log10,
  deg2rad: (x) => (x * Math.PI) / 180,
  rad2deg: (x) => (x * 180) / Math.PI,
};

/** A function of case files, or undefined when it is not known. */
export function call(name: string, args: readonly Value[], line: number): Value | undefined {
  const each = EACH[name];
  if (each && args.length === 1) return map(args[0]!, line, each);
  const first = args[0];
  const sizes = () => {
    const rows = args.length > 0 ? asNumber(first!, line) : 1;
    return newMatrix(rows, args.length > 1 ? asNumber(args[1]!, line) : rows, line);
  };
  if (name === "zeros") return sizes();
  if (name === "ones") return map(sizes(), line, () => 1);
  if (first === undefined || !isMatrix(first)) return undefined;
  if (name === "size") {
    if (args.length > 1) return scalar(asNumber(args[1]!, line) === 1 ? first.rows : first.columns);
    return { rows: 1, columns: 2, data: Float64Array.of(first.rows, first.columns) };
  }
  if (name === "length") return scalar(first.data.length === 0 ? 0 : Math.max(first.rows, first.columns));
  if (name === "numel") return scalar(first.data.length);
  if (name === "isempty") return scalar(truth(first.data.length === 0));
  if (name === "any") return scalar(truth(first.data.some((x) => x !== 0)));
  if (name === "sum" && (first.rows === 1 || first.columns === 1)) return scalar(first.data.reduce((s, x) => s + x, 0));
  if ((name === "max" || name === "min") && args.length === 1 && (first.rows === 1 || first.columns === 1)) {
    return scalar(first.data.reduce((s, x) => (name === "max" ? Math.max(s, x) : Math.min(s, x))));
  }
  if (name === "find") {
    const found = [...first.data.keys()].filter((k) => first.data[k] !== 0).map((k) => k + 1);
    return { rows: found.length, columns: 1, data: Float64Array.from(found) };
  }
  return undefined;
}
