import type { SectionName } from "../text";

/** One line of a file to be, with the element (or "options", "times" ...) that it belongs to. */
export interface Row {
  readonly owner: string;
  readonly section: SectionName;
  readonly words: readonly string[];
}

/** A word with blanks, commas or semicolons stands in quotes. */
export const quoted = (word: string): string => (word === "" || /[\s,;]/.test(word) ? `"${word}"` : word);
