import { CaseError, type Token } from "./scan";
import {
  asMatrix,
  asNumber,
  binary,
  call,
  isMatrix,
  type Matrix,
  map,
  newMatrix,
  scalar,
  transposed,
  type Value,
} from "./value";

/** What names mean while an expression is read. */
export interface Scope {
  variable(name: string): Value | undefined;
}

const LEVELS: readonly (readonly string[])[] = [
  ["||", "|"],
  ["&&", "&"],
  ["==", "~=", "!=", "<", ">", "<=", ">="],
  [":"],
  ["+", "-"],
  ["*", "/", ".*", "./"],
];
const DEEPEST = 60;

/** One index: rows or columns counted from 0. */
type Place = readonly number[];

/** Reads and evaluates expressions on a list of tokens. */
export class Expressions {
  at = 0;
  private depth = 0;
  /** Inside brackets white space separates columns. */
  private isInBrackets = false;
  /** What `end` means in the index being read. */
  private ends: number[] = [];

  constructor(
    readonly tokens: readonly Token[],
    private readonly scope: Scope,
    readonly lastLine: number,
  ) {}

  get token(): Token | undefined {
    return this.tokens[this.at];
  }

  get line(): number {
    return this.token?.line ?? this.lastLine;
  }

  is(text: string): boolean {
    const t = this.token;
    return t !== undefined && t.kind === "mark" && t.text === text;
  }

  take(text: string): void {
    if (!this.is(text)) throw new CaseError(this.line, this.token?.text ?? "the end of the line", `"${text}"`);
    this.at++;
  }

  value(level = 0): Value {
    if (++this.depth > DEEPEST * LEVELS.length)
      throw new CaseError(this.line, "a deeply nested expression", "a simple one");
    try {
      if (level === LEVELS.length) return this.unary();
      let left = this.value(level + 1);
      for (;;) {
        const t = this.token;
        if (t?.kind !== "mark" || !LEVELS[level]!.includes(t.text) || this.startsColumn(t)) return left;
        this.at++;
        const right = this.value(level + 1);
        left = t.text === ":" ? range(left, right, t.line) : binary(t.text, left, right, t.line);
      }
    } finally {
      this.depth--;
    }
  }

  /** `[1 -2]` has two columns, `[1 - 2]` and `[1-2]` have one. */
  private startsColumn(t: Token): boolean {
    if (!this.isInBrackets || !t.isSpaced || (t.text !== "+" && t.text !== "-")) return false;
    const next = this.tokens[this.at + 1];
    return next !== undefined && !next.isSpaced;
  }

  private unary(): Value {
    const t = this.token;
    if (t?.kind === "mark" && (t.text === "-" || t.text === "+" || t.text === "~" || t.text === "!")) {
      this.at++;
      if (++this.depth > DEEPEST * LEVELS.length)
        throw new CaseError(t.line, "a deeply nested expression", "a simple one");
      const v = this.unary();
      this.depth--;
      if (t.text === "+") return v;
      return map(v, t.line, t.text === "-" ? (x) => -x : (x) => (x === 0 ? 1 : 0));
    }
    return this.power();
  }

  private power(): Value {
    let left = this.postfix();
    while (this.is("^") || this.is(".^")) {
      const { text, line } = this.token!;
      this.at++;
      const isNegative = this.is("-");
      if (isNegative || this.is("+")) this.at++;
      const right = this.postfix();
      left = binary(text, left, isNegative ? map(right, line, (x) => -x) : right, line);
    }
    return left;
  }

  private postfix(): Value {
    let v = this.primary();
    while ((this.is("'") || this.is(".'")) && !(this.isInBrackets && this.token!.isSpaced)) {
      v = transposed(v, this.line);
      this.at++;
    }
    return v;
  }

  private primary(): Value {
    const t = this.token;
    if (!t) throw new CaseError(this.lastLine, "the end of the line", "a number or a name");
    this.at++;
    if (t.kind === "number") return scalar(t.value);
    if (t.kind === "text") return t.text;
    if (t.kind === "name") return this.named(t);
    if (t.text === "(") {
      const outer = this.isInBrackets;
      this.isInBrackets = false;
      const v = this.value();
      this.take(")");
      this.isInBrackets = outer;
      return v;
    }
    if (t.text === "[") return this.brackets();
    throw new CaseError(t.line, `"${t.text}"`, "a number or a name");
  }

  private named(t: Token): Value {
    if (t.text === "end" && this.ends.length > 0) return scalar(this.ends.at(-1)!);
    const isCalled = this.is("(") && !(this.isInBrackets && this.token!.isSpaced);
    const found = this.scope.variable(t.text);
    if (found !== undefined) {
      if (!isCalled) return found;
      const m = asMatrix(found, t.line);
      const places = this.indices(m);
      return pick(m, places, t.line);
    }
    if (!isCalled) {
      const constant = CONSTANTS[t.text];
      if (constant !== undefined) return scalar(constant);
      throw new CaseError(t.line, t.text, "a name that is known here", "only what case files usually use is evaluated");
    }
    this.at++;
    const args: Value[] = [];
    const outer = this.isInBrackets;
    this.isInBrackets = false;
    while (!this.is(")")) {
      args.push(this.value());
      if (!this.is(")")) this.take(",");
    }
    this.take(")");
    this.isInBrackets = outer;
    const result = call(t.text, args, t.line);
    if (result === undefined) {
      throw new CaseError(t.line, `${t.text}(...)`, "a function that is known here", "evaluate it beforehand");
    }
    return result;
  }

  /** `(:, [PD QD])`, `(3, :)`, `(end)`; the opening parenthesis is next. */
  indices(m: Matrix): Place[] {
    const outer = this.isInBrackets;
    this.isInBrackets = false;
    const { line } = this;
    this.take("(");
    const places: Place[] = [];
    const isSingle = this.countArguments() === 1;
    while (!this.is(")")) {
      const size = isSingle ? m.data.length : places.length === 0 ? m.rows : m.columns;
      const next = this.tokens[this.at + 1];
      if (this.is(":") && next?.kind === "mark" && (next.text === "," || next.text === ")")) {
        this.at++;
        places.push(Array.from({ length: size }, (_, k) => k));
      } else {
        this.ends.push(size);
        const v = asMatrix(this.value(), line);
        this.ends.pop();
        places.push(
          Array.from(v.data, (x) => {
            if (Number.isInteger(x) && x >= 1 && x <= size) return x - 1;
            throw new CaseError(line, `index ${x}`, `a whole number from 1 to ${size}`);
          }),
        );
      }
      if (!this.is(")")) this.take(",");
    }
    this.take(")");
    this.isInBrackets = outer;
    if (places.length < 1 || places.length > 2) throw new CaseError(line, `${places.length} indices`, "one or two");
    return places;
  }

  private countArguments(): number {
    let depth = 0;
    let count = 1;
    for (let k = this.at; k < this.tokens.length; k++) {
      const { text, kind } = this.tokens[k]!;
      if (kind !== "mark") continue;
      if (text === "(" || text === "[") depth++;
      else if (text === ")" || text === "]") {
        if (depth-- === 0) break;
      } else if (text === "," && depth === 0) count++;
    }
    return count;
  }

  private brackets(): Matrix {
    const outer = this.isInBrackets;
    const { line } = this;
    this.isInBrackets = true;
    const rows: Matrix[] = [];
    let row: Matrix[] = [];
    while (!this.is("]")) {
      if (!this.token) throw new CaseError(line, "brackets without end", '"]"');
      if (this.is(";")) {
        rows.push(join(row, line));
        row = [];
        this.at++;
      } else if (this.is(",")) this.at++;
      else row.push(asMatrix(this.value(), line));
    }
    this.at++;
    rows.push(join(row, line));
    this.isInBrackets = outer;
    const filled = rows.filter((r) => r.data.length > 0);
    return stack(filled, line);
  }

  /** Columns of one row of a bracketed list, up to the end of the tokens. */
  columns(): number[] {
    this.isInBrackets = true;
    const found: number[] = [];
    while (this.token) {
      if (this.is(",")) this.at++;
      else {
        const { line } = this;
        found.push(asNumber(this.value(), line));
      }
    }
    return found;
  }
}

const CONSTANTS: Readonly<Record<string, number>> = {
  pi: Math.PI,
  Inf: Number.POSITIVE_INFINITY,
  inf: Number.POSITIVE_INFINITY,
  NaN: Number.NaN,
  nan: Number.NaN,
  eps: 2 ** -52,
  true: 1,
  false: 0,
};

function range(left: Value, right: Value, line: number): Matrix {
  const from = asNumber(left, line);
  const count = Math.max(0, Math.floor(asNumber(right, line) - from) + 1);
  const made = newMatrix(1, count, line);
  for (let k = 0; k < count; k++) made.data[k] = from + k;
  return made;
}

export function pick(m: Matrix, places: readonly Place[], line: number): Matrix {
  if (places.length === 1) {
    const made = newMatrix(m.rows === 1 ? 1 : places[0]!.length, m.rows === 1 ? places[0]!.length : 1, line);
    places[0]!.forEach((k, i) => {
      // one index counts down the columns
      made.data[i] = m.data[(k % m.rows) * m.columns + Math.floor(k / m.rows)]!;
    });
    return made;
  }
  const [rows, columns] = places as [Place, Place];
  const made = newMatrix(rows.length, columns.length, line);
  rows.forEach((r, i) => {
    columns.forEach((c, j) => {
      made.data[i * columns.length + j] = m.data[r * m.columns + c]!;
    });
  });
  return made;
}

export function put(m: Matrix, places: readonly Place[], value: Value, line: number): void {
  const v = asMatrix(value, line);
  const [rows, columns] = places.length === 2 ? (places as [Place, Place]) : [places[0]!.map((k) => k % m.rows), null];
  const width = columns?.length ?? 1;
  if (v.data.length !== 1 && v.data.length !== rows.length * width) {
    throw new CaseError(line, `${v.rows} x ${v.columns} values`, `${rows.length} x ${width}`);
  }
  rows.forEach((r, i) => {
    for (let j = 0; j < width; j++) {
      const c = columns ? columns[j]! : Math.floor(places[0]![i]! / m.rows);
      m.data[r * m.columns + c] = v.data.length === 1 ? v.data[0]! : v.data[i * width + j]!;
    }
  });
}

function join(parts: readonly Matrix[], line: number): Matrix {
  const rows = parts[0]?.rows ?? 0;
  if (parts.some((p) => p.rows !== rows)) throw new CaseError(line, "parts of different heights", "equal heights");
  const columns = parts.reduce((s, p) => s + p.columns, 0);
  const made = newMatrix(rows, columns, line);
  let at = 0;
  for (const p of parts) {
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < p.columns; j++) made.data[i * columns + at + j] = p.data[i * p.columns + j]!;
    at += p.columns;
  }
  return made;
}

function stack(parts: readonly Matrix[], line: number): Matrix {
  const columns = parts[0]?.columns ?? 0;
  if (parts.some((p) => p.columns !== columns)) throw new CaseError(line, "rows of different lengths", "equal lengths");
  const made = newMatrix(
    parts.reduce((s, p) => s + p.rows, 0),
    columns,
    line,
  );
  let at = 0;
  for (const p of parts) {
    made.data.set(p.data, at);
    at += p.data.length;
  }
  return made;
}

export { isMatrix };
