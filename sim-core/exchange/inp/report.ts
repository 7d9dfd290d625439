import { type Issue, issueText } from "../../model/issue";
import type { InpImport } from "./read";

/** What an import did with a file, sorted by what a person wants to know. Every entry has its line. */
export interface InpReport {
  readonly taken: Readonly<Record<string, number>>;
  readonly errors: readonly Issue[];
  readonly warnings: readonly Issue[];
  /** Taken over in another form than it stood there. */
  readonly changed: readonly Issue[];
  /** Not said by the file: taken as the format has it. */
  readonly defaulted: readonly Issue[];
  /** Not used by the hydraulics: sections, options, disabled controls and rules. */
  readonly notUsed: readonly Issue[];
}

export function reportOf(read: InpImport): InpReport {
  const notes = read.issues.filter((i) => i.severity === "note");
  return {
    taken: read.counts,
    errors: read.issues.filter((i) => i.severity === "error"),
    warnings: read.issues.filter((i) => i.severity === "warning"),
    changed: notes.filter((i) => i.code === "changed" || i.code === "renamed" || i.code === "tankIsReservoir"),
    defaulted: notes.filter((i) => i.code === "defaulted"),
    notUsed: notes.filter((i) => i.code === "notUsed" || i.code === "disabled"),
  };
}

/** The report as lines for a terminal or a text file. */
export function reportLines(report: InpReport): string[] {
  const taken = Object.entries(report.taken)
    .filter(([name, n]) => n > 0 && name !== "linesNotUsed")
    .map(([name, n]) => `${n} ${name}`);
  const lines = [`taken over: ${taken.join(", ") || "nothing"}`];
  const list = (title: string, issues: readonly Issue[]): void => {
    if (issues.length > 0) lines.push(`${title}: ${issues.length}`, ...issues.map((i) => `  ${issueText(i)}`));
  };
  list("errors", report.errors);
  list("warnings", report.warnings);
  list("changed", report.changed);
  list("defaulted", report.defaulted);
  list("not used", report.notUsed);
  return lines;
}
