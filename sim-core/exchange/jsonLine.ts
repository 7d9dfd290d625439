/** Line of a text at which JSON.parse gave up, by its message: a position, or a piece of the text. */
export function jsonLine(source: string, message: string): number | undefined {
  const position = /position (\d+)/.exec(message);
  if (position) return source.slice(0, Number(position[1])).split("\n").length;
  if (/end of JSON/i.test(message)) return source.split("\n").length;
  const piece = /, (?:\.\.\.)?"([\s\S]+?)"(?:\.\.\.)? is not valid JSON/.exec(message)?.[1];
  const at = piece === undefined ? -1 : source.indexOf(piece);
  if (at < 0 || piece === undefined) return undefined;
  // the fault lies in the middle of the piece, but for the ends of the text
  const middle = at === 0 ? 0 : at + piece.length / 2;
  return source.slice(0, Math.ceil(middle)).split("\n").length;
}
