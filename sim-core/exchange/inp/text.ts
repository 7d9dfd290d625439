import type { Issue } from "../../model/issue";

/** One line of a section: its number in the file and its words. The document keeps the rest. */
export interface InpLine {
  readonly line: number;
  readonly words: readonly string[];
}

/** Section names as the file format knows them; a header is recognised by its first letters, as everywhere. */
export const SECTIONS = [
  "TITLE",
  "JUNCTIONS",
  "RESERVOIRS",
  "TANKS",
  "PIPES",
  "PUMPS",
  "VALVES",
  "CONTROLS",
  "RULES",
  "DEMANDS",
  "SOURCES",
  "EMITTERS",
  "LEAKAGE",
  "PATTERNS",
  "CURVES",
  "QUALITY",
  "STATUS",
  "ROUGHNESS",
  "ENERGY",
  "REACTIONS",
  "MIXING",
  "REPORT",
  "TIMES",
  "OPTIONS",
  "COORDINATES",
  "VERTICES",
  "LABELS",
  "BACKDROP",
  "TAGS",
  "END",
] as const;
export type SectionName = (typeof SECTIONS)[number];

/**
 * The lines of a section, with their words found when they are asked for and not kept: a large file has a quarter of a
 * million, and the collector of garbage would carry them along to the end.
 */
export class InpSection implements Iterable<InpLine> {
  /** Number, beginning and end of each line. */
  private readonly places: number[] = [];

  constructor(private readonly text: string) {}

  get length(): number {
    return this.places.length / 3;
  }
  put(line: number, start: number, end: number): void {
    this.places.push(line, start, end);
  }
  *[Symbol.iterator](): Generator<InpLine> {
    const { text, places } = this;
    for (let i = 0; i < places.length; i += 3)
      yield { line: places[i]!, words: wordsIn(text, places[i + 1]!, places[i + 2]!) };
  }
}

/** Splits the text into sections. A section may come in several pieces. Words may be quoted. */
export function splitInp(text: string, file: string, issues: Issue[]): Map<SectionName, InpSection> {
  const sections = new Map<SectionName, InpSection>();
  let current: InpSection | null = null;
  let isSkipping = false;
  let before: { line: number; got: string } | undefined;
  let number = 0;
  const lines = /\r(?!\n)/.test(text) ? text.replace(/\r(?!\n)/g, "\n") : text;
  // One pass over the text, line by line where it stands: copies of lines would be most of the garbage of a large file.
  for (let at = 0, end = 0; at < lines.length; at = end + 1) {
    number++;
    end = lines.indexOf("\n", at);
    if (end < 0) end = lines.length;
    let first = at;
    while (first < end && lines.charCodeAt(first) <= SPACE) first++;
    if (first === end) continue;
    // a mark of the byte order or another wide space may stand before the bracket
    const isHeader =
      lines.charCodeAt(first) >= 128 ? lines.slice(first, end).trim().startsWith("[") : lines[first] === "[";
    if (isHeader) {
      const header = lines.slice(first, end).trim();
      const section = sectionOf(header);
      if (section === "END") break;
      isSkipping = section === undefined;
      if (section === undefined) {
        current = null;
        issues.push({
          severity: "warning",
          code: "unknownSection",
          file,
          line: number,
          got: header,
          hint: "its lines are left out",
        });
        continue;
      }
      current = sections.get(section) ?? new InpSection(lines);
      sections.set(section, current);
      continue;
    }
    if (isEmpty(lines, first, end)) continue;
    if (current === null) {
      if (!isSkipping) before = { line: number, got: `"${lines.slice(first, end).trim().slice(0, 40)}"` };
      isSkipping = true;
      continue;
    }
    current.put(number, first, end);
  }
  if (before && sections.size > 0)
    issues.push({
      severity: "warning",
      code: "noSection",
      file,
      ...before,
      hint: "stands before all sections: left out",
    });
  else if (before)
    issues.push({
      severity: "error",
      code: "noSection",
      file,
      ...before,
      want: "a section header such as [JUNCTIONS] first",
      hint: "is this an EPANET input file?",
    });
  return sections;
}

/** The section that a line "[NAME]" opens; undefined for one that the format does not have. */
export function sectionOf(header: string): SectionName | undefined {
  const name = header.trim().slice(1).replace(/\].*$/, "").trim().toUpperCase();
  return SECTIONS.find((s) => name.length >= 3 && (s.startsWith(name.slice(0, 4)) || name.startsWith(s)));
}

const [SEMICOLON, QUOTE, COMMA, SPACE] = [59, 34, 44, 32];

/** The words of a line before its comment. A quoted word may hold anything, a comment's sign too. */
export const wordsOf = (line: string): string[] => wordsIn(line, 0, line.length);

/** Nothing but separators and a comment. */
function isEmpty(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c === SEMICOLON) return true;
    if (c === QUOTE) return wordsIn(text, i, to).length === 0;
    if (c > SPACE && c !== COMMA && c !== 0xa0) return false;
  }
  return true;
}

const found: string[] = [];

function wordsIn(text: string, from: number, to: number): string[] {
  // Most of the time of a large file goes here: one pass over the characters, and a list of just the right length.
  let count = 0;
  let start = -1;
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    const isPart = c > SPACE && c !== COMMA && c !== SEMICOLON && c !== QUOTE && c !== 0xa0;
    if (isPart) {
      if (start < 0) start = i;
      continue;
    }
    if (start >= 0) found[count++] = text.slice(start, i);
    start = -1;
    if (c === SEMICOLON) return found.slice(0, count);
    if (c !== QUOTE) continue;
    const end = text.indexOf('"', i + 1);
    // A quote that is not closed is no quote: the rest is read as if it were not there.
    if (end < 0 || end >= to) continue;
    found[count++] = text.slice(i + 1, end);
    i = end;
  }
  if (start >= 0) found[count++] = text.slice(start, to);
  return found.slice(0, count);
}
