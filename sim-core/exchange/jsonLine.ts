const SPACE = /[ \t\r\n]*/y;
const TOKEN =
  /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{},:]/y;

/**
 * Line on which a text stops being JSON; undefined where it does not. JSON.parse itself says no position in a short or
 * long text, depending on the engine.
 */
export function jsonLine(source: string): number | undefined {
  const stack: ("[" | "{")[] = [];
  /** What may come: a value, a key, a colon, or what follows a value; "first" also lets the bracket close. */
  let wanted: "value" | "firstValue" | "key" | "firstKey" | "colon" | "rest" | "end" = "value";
  let at = 0;
  const lineAt = (position: number): number => source.slice(0, position).split("\n").length;
  const afterValue = () => (stack.length === 0 ? "end" : "rest");
  for (;;) {
    SPACE.lastIndex = at;
    SPACE.test(source);
    at = SPACE.lastIndex;
    if (at >= source.length) return wanted === "end" ? undefined : lineAt(at);
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(source)?.[0];
    if (token === undefined) return lineAt(at);
    const isMark = token.length === 1 && "[]{},:".includes(token);
    const top = stack.at(-1);
    const closes = (token === "]" && top === "[") || (token === "}" && top === "{");
    if (wanted === "value" || wanted === "firstValue") {
      if (token === "[" || token === "{") {
        stack.push(token);
        wanted = token === "[" ? "firstValue" : "firstKey";
      } else if (!isMark) wanted = afterValue();
      else if (wanted === "firstValue" && closes) {
        stack.pop();
        wanted = afterValue();
      } else return lineAt(at);
    } else if (wanted === "key" || wanted === "firstKey") {
      if (token.startsWith('"')) wanted = "colon";
      else if (wanted === "firstKey" && closes) {
        stack.pop();
        wanted = afterValue();
      } else return lineAt(at);
    } else if (wanted === "colon") {
      if (token !== ":") return lineAt(at);
      wanted = "value";
    } else if (wanted === "rest") {
      if (closes) {
        stack.pop();
        wanted = afterValue();
      } else if (token === ",") wanted = top === "[" ? "value" : "key";
      else return lineAt(at);
    } else return lineAt(at);
    at = TOKEN.lastIndex;
  }
}
