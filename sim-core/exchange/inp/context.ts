import type { Issue } from "../../model/issue";
import type { InpLine, InpSection, SectionName } from "./text";
import type { InpUnits } from "./units";

export type NodeKind = "waterJunction" | "reservoir" | "tank";
export type LinkKind = "waterPipe" | "waterPump" | "waterValve";
/** Fields of an element while its file is read. */
export type Draft = Record<string, number | string | boolean | number[]>;

export interface NodeRecord {
  readonly id: string;
  readonly kind: NodeKind;
  readonly line: number;
  readonly fields: Draft;
}
export interface LinkRecord {
  readonly id: string;
  readonly kind: LinkKind;
  readonly line: number;
  readonly from: string;
  readonly to: string;
  readonly fields: Draft;
}

/** What the section readers share: the file's lines and units, the records found so far, and how to complain. */
export interface InpContext {
  readonly file: string;
  readonly sections: ReadonlyMap<SectionName, InpSection>;
  readonly units: InpUnits;
  readonly headLoss: string;
  readonly nodes: Map<string, NodeRecord>;
  readonly links: Map<string, LinkRecord>;
  readonly issues: Issue[];
  /** Element ids of links whose id is also a node's id. */
  linkId(id: string): string;
  add(
    severity: Issue["severity"],
    code: string,
    line: number,
    rest?: Omit<Issue, "severity" | "code" | "file" | "line">,
  ): void;
  /** A number, or NaN with an error that names line, element and field. */
  number(line: InpLine, index: number, element: string, field: string, want?: (x: number) => string | null): number;
}

/** Ids that EPANET takes: at most 31 characters. */
export const MOST_LETTERS = 31;

/** Our own networks may have longer ids; whoever hands this file on must know. */
export function warnOfLength(c: InpContext, line: InpLine, element: string): void {
  const { length } = line.words[0]!;
  if (length <= MOST_LETTERS) return;
  const hint = "taken as it stands; EPANET refuses the file for it";
  c.add("warning", "longId", line.line, {
    ...{ element, got: `an id of ${length} characters` },
    ...{ want: `at most ${MOST_LETTERS}`, hint },
  });
}

export const positive = (x: number): string | null => (x > 0 ? null : "a number > 0");
export const notNegative = (x: number): string | null => (x >= 0 ? null : "a number >= 0");

/** `word` begins with `key`, as the format abbreviates its keywords. */
export function starts(word: string | undefined, key: string): boolean {
  // Numbers come here often: their first character decides.
  if (word === undefined || (word.charCodeAt(0) & ~32) !== key.charCodeAt(0)) return false;
  return word.toUpperCase().startsWith(key);
}

/** Number of a whole word; NaN otherwise. No hexadecimal, octal or binary: the format has none. */
export function numberOf(word: string | undefined): number {
  if (word === undefined || word === "") return Number.NaN;
  const x = Number(word);
  if (x === 0 && word.trim() === "") return Number.NaN;
  const isPrefixed = word.length > 2 && word.charCodeAt(0) === 48 && "xob".includes(word[1]!.toLowerCase());
  return Number.isFinite(x) && !isPrefixed ? x + 0 : Number.NaN; // "-0" is 0: its sign would be lost in writing
}
