const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a text of JSON holds none (RFC 8259, 7)
const TEXT = /"([^"\\\u0000-\u001f]|\\(["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;

/**
 * Where a text stops being JSON: the offset of the first character that cannot stand there, or of the first bracket that
 * is nested too deep; undefined for valid JSON.
 * The engines' own messages name a place now and then only, and each in its own way. Without recursion: a text of nothing
 * but brackets is no reason to run out of stack.
 */
export function jsonFault(text: string, mostDeep = Number.POSITIVE_INFINITY): number | undefined {
  let at = 0;
  const eat = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at += found[0].length;
    return found !== null;
  };
  const open: string[] = [];
  /** What may come: a value, a name (or the end of an empty list or object), or what follows a value. */
  let wants: "value" | "valueOrEnd" | "name" | "nameOrEnd" | "next" = "value";
  for (;;) {
    eat(SPACE);
    const letter = text[at];
    const inside = open[open.length - 1];
    const isEnd = (letter === "}" && inside === "{") || (letter === "]" && inside === "[");
    if (isEnd && (wants === "next" || wants === "valueOrEnd" || wants === "nameOrEnd")) {
      at++;
      open.pop();
      wants = "next";
    } else if (wants === "next") {
      if (inside === undefined) return at < text.length ? at : undefined;
      if (letter !== ",") return at;
      at++;
      wants = inside === "{" ? "name" : "value";
    } else if (wants === "name" || wants === "nameOrEnd") {
      if (!eat(TEXT)) return at;
      eat(SPACE);
      if (text[at] !== ":") return at;
      at++;
      wants = "value";
    } else if (letter === "{" || letter === "[") {
      if (open.push(letter) > mostDeep) return at;
      at++;
      wants = letter === "{" ? "nameOrEnd" : "valueOrEnd";
    } else {
      if (!eat(TEXT) && !eat(NUMBER) && !eat(WORD)) return at;
      wants = "next";
    }
  }
}
