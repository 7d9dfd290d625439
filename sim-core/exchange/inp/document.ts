import { type SectionName, sectionOf, wordsOf } from "./text";

/**
 * A file as it stands: every line with its comment, order, blank lines and unknown sections. What is written back is
 * these lines; only lines whose element changed are replaced.
 */
export interface InpDocument {
  readonly lines: readonly string[];
  /** "\r\n" or "\n": as most of the file's lines end. */
  readonly newline: string;
}

/** What a line of a document is about. `owner` is null for lines that no element of the model owns. */
export interface DocumentLine {
  readonly text: string;
  readonly section: SectionName | null;
  readonly isHeader: boolean;
  readonly owner: string | null;
}

export function documentOf(text: string): InpDocument {
  const lines = text.split(/\r\n|\n|\r/);
  const crlf = text.split("\r\n").length - 1;
  return { lines, newline: crlf > (lines.length - 1) / 2 ? "\r\n" : "\n" };
}

export const documentText = (document: InpDocument): string => document.lines.join(document.newline);

/** Every line with its section and owner. After [END] nothing is owned, as nothing there is read. */
export function describeLines(document: InpDocument): DocumentLine[] {
  let section: SectionName | null = null;
  let hasEnded = false;
  return document.lines.map((text): DocumentLine => {
    if (hasEnded) return { text, section: null, isHeader: false, owner: null };
    if (text.trim().startsWith("[")) {
      section = sectionOf(text) ?? null;
      hasEnded = section === "END";
      return { text, section, isHeader: true, owner: null };
    }
    const words = section === null ? [] : wordsOf(text);
    return { text, section, isHeader: false, owner: words.length > 0 ? ownerOf(section!, words) : null };
  });
}

/** Options that hydraulics do not read: they stay as they are. */
export const QUALITY_OPTIONS = /^(QUAL|DIFF|TOLE|MAP|HYDR|SEGM|VERI|SPECIFIC DIFF)/i;

/** Whose line it is: "node J1", "link P1", "pattern DAY", "options" ...; null for lines that no model field comes from. */
export function ownerOf(section: SectionName, words: readonly string[]): string | null {
  const [first = "", second = ""] = words;
  switch (section) {
    case "JUNCTIONS":
    case "RESERVOIRS":
    case "TANKS":
    case "EMITTERS":
      return `node ${first}`;
    case "DEMANDS":
      return /^MULT/i.test(first) ? "options" : `node ${first}`;
    case "PIPES":
    case "PUMPS":
    case "VALVES":
    case "STATUS":
    case "LEAKAGE":
      return `link ${first}`;
    case "ENERGY":
      return /^PUMP/i.test(first) ? `link ${second}` : "energy";
    case "PATTERNS":
      return `pattern ${first}`;
    case "CURVES":
      return `curve ${first}`;
    case "COORDINATES":
      return `place ${first}`;
    case "VERTICES":
      return `bends ${first}`;
    case "CONTROLS":
      return /^DISABLED$/i.test(words.at(-1) ?? "") ? null : "controls";
    case "RULES":
      return "rules";
    case "OPTIONS":
      return /^PATT/i.test(first) || QUALITY_OPTIONS.test(words.join(" ")) ? null : "options";
    case "TIMES":
      return /^(STAT|QUAL|MINI|REPORT S)/i.test(`${first} ${second}`) ? null : "times";
    default:
      return null;
  }
}

/** The element that a line of the sections beside hydraulics names; such a line goes when the element goes. */
export function namedBy(section: SectionName, words: readonly string[]): string | null {
  const [first = "", second = ""] = words;
  if (section === "QUALITY" || section === "SOURCES" || section === "MIXING") return `node ${first}`;
  if (section === "TAGS") return `${/^NODE/i.test(first) ? "node" : "link"} ${second}`;
  if (section === "REACTIONS" && /^(BULK|WALL)/i.test(first)) return `link ${second}`;
  if (section === "REACTIONS" && /^TANK/i.test(first)) return `node ${second}`;
  return null;
}
