import type { SectionName } from "../text";

/** One line of a file to be, with the element (or "options", "times" ...) that it belongs to. */
export interface Row {
  readonly owner: string;
  readonly section: SectionName;
  readonly words: readonly string[];
}

/** A word with blanks, commas or semicolons stands in quotes. */
export const quoted = (word: string): string => (word === "" || /[\s,;]/.test(word) ? `"${word}"` : word);

/**
 * EPANET 2.3 miscounts the length of a line by its quoted words, and reads on into what an earlier, longer line left in
 * its buffer. An empty comment of blanks behind the last word is what it then reads.
 */
export function guarded(line: string, words: readonly string[], comment = ""): string {
  const gap = words.some((word) => quoted(word) !== word) ? " ".repeat(4 * words.length) : "";
  if (gap === "") return comment === "" ? line : `${line}\t${comment}`;
  return `${line} ;${gap}${comment.slice(1)}`;
}
