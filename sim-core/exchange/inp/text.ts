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

/** The words of a line before its comment. */
export function wordsOf(raw: string): string[] {
  const at = commentStart(raw);
  return splitWords(at < 0 ? raw : raw.slice(0, at));
}

function commentStart(raw: string): number {
  let isQuoted = false;
  for (let i = 0; i < raw.length; i++) {
    if (raw[i] === '"') isQuoted = !isQuoted;
    else if (raw[i] === ";" && !isQuoted) return i;
  }
  return -1;
}

function splitWords(text: string): string[] {
  if (!text.includes('"')) return text.split(/[\s,]+/).filter((w) => w !== "");
  const words: string[] = [];
  for (const m of text.matchAll(/"([^"]*)"|[^\s,"]+/g)) words.push(m[1] ?? m[0]);
  return words;
}
