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

/** Splits the text into sections. A section may come in several pieces. Words may be quoted. */
export function splitInp(text: string, file: string, issues: Issue[]): Map<SectionName, InpLine[]> {
  const sections = new Map<SectionName, InpLine[]>();
  let current: InpLine[] | null = null;
  let isSkipping = false;
  let number = 0;
  for (const raw of text.split(/\r\n|\n|\r/)) {
    number++;
    const trimmed = raw.trim();
    if (trimmed === "") continue;
    if (trimmed.startsWith("[")) {
      const section = sectionOf(trimmed);
      if (section === "END") break;
      isSkipping = section === undefined;
      if (section === undefined) {
        current = null;
        issues.push({
          severity: "warning",
          code: "unknownSection",
          file,
          line: number,
          got: trimmed,
          hint: "its lines are left out",
        });
        continue;
      }
      current = sections.get(section) ?? [];
      sections.set(section, current);
      continue;
    }
    const words = wordsOf(raw);
    if (words.length === 0) continue;
    if (current === null) {
      if (!isSkipping) {
        issues.push({
          severity: "error",
          code: "noSection",
          file,
          line: number,
          got: `"${trimmed.slice(0, 40)}"`,
          want: "a section header such as [JUNCTIONS] first",
          hint: "is this an EPANET input file?",
        });
        isSkipping = true;
      }
      continue;
    }
    current.push({ line: number, words });
  }
  return sections;
}

/** The section that a line "[NAME]" opens; undefined for one that the format does not have. */
export function sectionOf(header: string): SectionName | undefined {
  const name = header.trim().slice(1).replace(/\].*$/, "").trim().toUpperCase();
  return SECTIONS.find((s) => name.length >= 3 && (s.startsWith(name.slice(0, 4)) || name.startsWith(s)));
}

const [SEMICOLON, QUOTE, COMMA, SPACE] = [59, 34, 44, 32];

/** The words of a line before its comment. A quoted word may hold anything, a comment's sign too. */
export function wordsOf(raw: string): string[] {
  const words: string[] = [];
  // One pass over the characters: most of the time of a large file goes here.
  let start = -1;
  for (let i = 0; i < raw.length; i++) {
    const c = raw.charCodeAt(i);
    if (c === SEMICOLON) {
      if (start >= 0) words.push(raw.slice(start, i));
      return words;
    }
    if (c === QUOTE) {
      if (start >= 0) words.push(raw.slice(start, i));
      start = -1;
      const end = raw.indexOf('"', i + 1);
      if (end < 0) {
        // A quote that is not closed is no quote: the rest is read as if it were not there.
        words.push(...wordsOf(raw.slice(i + 1)));
        return words;
      }
      words.push(raw.slice(i + 1, end));
      i = end;
    } else if (c <= SPACE || c === COMMA || c === 0xa0) {
      if (start >= 0) words.push(raw.slice(start, i));
      start = -1;
    } else if (start < 0) start = i;
  }
  if (start >= 0) words.push(raw.slice(start));
  return words;
}
