/** A piece of a case file: the part of the MATLAB language that case files use. */
export interface Token {
  readonly kind: "number" | "name" | "text" | "mark" | "end";
  readonly text: string;
  readonly value: number;
  readonly line: number;
  /** White space stands before it: inside brackets it separates columns. */
  readonly isSpaced: boolean;
}

export class CaseError extends Error {
  constructor(
    readonly line: number,
    readonly got: string,
    readonly want: string,
    readonly hint?: string,
  ) {
    super(`line ${line}: got ${got}, wanted ${want}`);
  }
}

const MARKS = ["...", ".*", "./", ".^", ".'", "==", "~=", "!=", "<=", ">=", "&&", "||"];
const NUMBER = /^(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?/;
const NAME = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/;

/** What stands before a quote decides whether it opens a text or transposes. */
const closesValue = (t: Token | undefined): boolean =>
  t !== undefined && (t.kind === "number" || t.kind === "name" || [")", "]", "}", "'", ".'"].includes(t.text));

/** One line -> tokens; comments left out. */
export function scanLine(text: string, line: number): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    while (at < text.length && /\s/.test(text[at]!)) at++;
    const isSpaced = at > start || at === 0;
    if (at >= text.length || text[at] === "%" || text[at] === "#") break;
    const rest = text.slice(at, at + 400);
    const push = (kind: Token["kind"], found: string, value = Number.NaN) => {
      tokens.push({ kind, text: found, value, line, isSpaced });
      at += found.length;
    };
    const before = tokens.at(-1);
    const number = NUMBER.exec(rest)?.[0];
    const name = NAME.exec(rest)?.[0];
    if (number !== undefined) push("number", number, Number(number.replace(/[dD]/, "e")));
    else if (name !== undefined) push("name", name);
    else if (rest[0] === '"' || (rest[0] === "'" && !(closesValue(before) && !isSpaced))) {
      const quote = rest[0];
      let end = at + 1;
      while (end < text.length && (text[end] !== quote || text[end + 1] === quote)) end += text[end] === quote ? 2 : 1;
      if (end >= text.length) throw new CaseError(line, "a text without end", `a closing ${quote}`);
      tokens.push({ kind: "text", text: text.slice(at + 1, end), value: Number.NaN, line, isSpaced });
      at = end + 1;
    } else {
      const mark = MARKS.find((m) => rest.startsWith(m)) ?? rest[0]!;
      if (mark === "...") break;
      push("mark", mark);
    }
  }
  return tokens;
}
