/** A bad model is a list of these, never an exception. */
export interface Issue {
  readonly severity: "error" | "warning" | "note";
  readonly code: string;
  /** File and line where the fault stands, if it came from a file. */
  readonly file?: string;
  readonly line?: number;
  readonly element?: string;
  readonly field?: string;
  readonly got?: string;
  readonly want?: string;
  readonly hint?: string;
}

/** "net.inp:12: pipe P7, diameter_m: got -3, wanted > 0 (is the unit right?)" */
export function issueText(issue: Issue): string {
  const place = issue.file ? `${issue.file}${issue.line ? `:${issue.line}` : ""}: ` : "";
  const what = [issue.element, issue.field].filter(Boolean).join(", ");
  const found = issue.got !== undefined ? `: got ${issue.got}` : "";
  const wanted = issue.want !== undefined ? `, wanted ${issue.want}` : "";
  const hint = issue.hint ? ` (${issue.hint})` : "";
  return `${place}${what || issue.code}${found}${wanted}${hint}`;
}

export const hasErrors = (issues: readonly Issue[]): boolean => issues.some((i) => i.severity === "error");
