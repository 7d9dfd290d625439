import type { District } from "../model/district";
import { hasErrors, type Issue } from "../model/issue";
import type { Scenario } from "../model/scenario";
import { DISTRICT_FORMAT, readDistrict } from "./district/read";
import { openInp } from "./inp";
import { readMatpower } from "./matpower";
import { asFiled } from "./mild";
import { isPandapower, readPandapower } from "./pandapower";
import { placed } from "./placed";

/** What an import did with a line: the groups in which a person reads a report. */
export const REPORT_GROUPS = ["error", "warning", "changed", "defaulted", "notUsed", "note"] as const;
export type ReportGroup = (typeof REPORT_GROUPS)[number];

export interface ReportEntry {
  readonly group: ReportGroup;
  readonly issue: Issue;
}

/** Any file that the workbench opens, read: a district to stand on the twin and its own story, or why not. */
export interface OpenedFile {
  readonly file: string;
  readonly format: string;
  /** null when the file has errors. */
  readonly district: District | null;
  readonly scenario: Scenario | null;
  /** Elements and other things taken over, by name. */
  readonly counts: Readonly<Record<string, number>>;
  readonly entries: readonly ReportEntry[];
  /** Can it be written as an EPANET file? */
  readonly isInp: boolean;
}

const SECTION = /^\s*\[(JUNCTIONS|PIPES|RESERVOIRS|TANKS|TITLE)\]/im;

/** Reads a file by what it holds, its name helping where the contents do not tell. */
export function openFile(file: string, text: string): OpenedFile {
  const name = file.toLowerCase();
  if (name.endsWith(".inp") || (!/\.(json|m)$/.test(name) && SECTION.test(text.slice(0, 100_000))))
    return inp(file, text);
  if (name.endsWith(".m")) return matpower(file, text);
  if (name.endsWith(".json")) {
    const head = text.slice(0, 4000);
    if (head.includes(DISTRICT_FORMAT)) return native(file, text);
    if (isPandapower(file, () => text)) return steady("pandapower network", file, readPandapower(text, file));
    if (/"(baseMVA|bus|branch)"\s*:/.test(text.slice(0, 200_000)))
      return matpower(/\.case\.json$/.test(name) ? file : file.replace(/\.json$/i, ".case.json"), text, file);
    return native(file, text);
  }
  return refused(file, firstLine(text), KNOWN);
}

const KNOWN = "an EPANET .inp, a MATPOWER .m or case .json, a pandapower .json, or a Crosscurrent district .json";

function refused(file: string, got: string, want: string): OpenedFile {
  const issue: Issue = { severity: "error", code: "unknownFormat", file, field: "contents", got, want };
  return {
    ...{ file, format: "unknown", district: null, scenario: null, counts: {}, isInp: false },
    entries: [{ group: "error", issue }],
  };
}

function firstLine(text: string): string {
  const line = text.trimStart().split(/[\r\n]/, 1)[0] ?? "";
  if (line === "") return "an empty file";
  const isText = [...line].every((c) => (c >= " " && c !== "\ufffd") || c === "\t");
  return isText ? `“${line.slice(0, 60)}${line.length > 60 ? "…" : ""}”` : "bytes that are no text";
}

function inp(file: string, text: string): OpenedFile {
  const { report, coupled, read } = openInp(text, file);
  const sorted: [ReportGroup, readonly Issue[]][] = [
    ["error", report.errors],
    ["warning", report.warnings],
    ["changed", report.changed],
    ["defaulted", report.defaulted],
    ["notUsed", report.notUsed],
    ["note", (coupled?.issues ?? []).map((issue) => ({ ...issue, file }))],
  ];
  const entries = sorted.flatMap(([group, issues]) => issues.map((issue): ReportEntry => ({ group, issue })));
  const grouped = new Set(entries.map((e) => e.issue));
  for (const issue of read.issues) if (!grouped.has(issue)) entries.push({ group: "note", issue });
  const { linesNotUsed: _lines, ...counts } = report.taken;
  if (!coupled) return { file, format: "EPANET input", district: null, scenario: null, counts, entries, isInp: true };
  const { district, scale, withoutPlace } = placed(coupled.district);
  if (scale !== 1) entries.push(scaled(file, scale));
  if (withoutPlace > 0) entries.push(unplaced(file, withoutPlace));
  const scenario = { ...coupled.scenario, name: "As filed", story: `${file}: ${coupled.scenario.story}` };
  return { file, format: "EPANET input", district, scenario, counts, entries, isInp: true };
}

const scaled = (file: string, scale: number): ReportEntry => ({
  group: "changed",
  issue: {
    ...{ severity: "note", code: "drawnToScale", file, field: "coordinates" },
    got: "a plane in other units than metres",
    hint: `for drawing only: one unit is ${Number(scale.toPrecision(4))} m, so that pipes are as long as the file says`,
  },
});

const unplaced = (file: string, count: number): ReportEntry => ({
  group: "note",
  issue: {
    ...{ severity: "note", code: "withoutPlace", file, field: "coordinates" },
    ...{ got: `${count} nodes without a place`, hint: "plan and twin leave them out; the table holds everything" },
  },
});

function grouped(issues: readonly Issue[]): ReportEntry[] {
  return issues.map((issue) => ({ group: issue.severity === "note" ? groupOf(issue.code) : issue.severity, issue }));
}
const groupOf = (code: string): ReportGroup =>
  code === "changed" || code === "defaulted" || code === "notUsed" ? code : "note";

/** How many of each kind, in words of the schema. */
function kindsOf(district: District | null): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const e of district?.elements ?? []) {
    const word = plural(e.kind);
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return counts;
}

const plural = (kind: string): string => {
  const words = kind.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return /(s|x|ch|sh)$/.test(words) ? `${words}es` : words.endsWith("y") ? `${words.slice(0, -1)}ies` : `${words}s`;
};

/** An hour is enough to look at one state; a tick of five minutes keeps every chart legible. */
const STEADY_S = 3600;
const TICK_S = 300;
const DAY_S = 86_400;

function matpower(readAs: string, text: string, file = readAs): OpenedFile {
  const { district, issues } = readMatpower(text, readAs);
  return steady("MATPOWER case", file, { district, issues: issues.map((i) => ({ ...i, file })) });
}

function steady(
  format: string,
  file: string,
  { district, issues }: { readonly district: District | null; readonly issues: readonly Issue[] },
): OpenedFile {
  const story = `${file}: the one state of the case, held for an hour.`;
  return {
    ...{ file, format, district, counts: kindsOf(district), isInp: false },
    scenario: district && asFiled(district.id, "As filed", story, STEADY_S, TICK_S),
    entries: grouped(issues),
  };
}

function native(file: string, text: string): OpenedFile {
  const { district, issues } = readDistrict(text, file);
  const story = `${file}: a day of its own profiles under a mild sky.`;
  return {
    ...{ file, format: "Crosscurrent district", district, counts: kindsOf(district), isInp: false },
    scenario: district && !hasErrors(issues) ? asFiled(district.id, "As filed", story, DAY_S, TICK_S) : null,
    entries: grouped(issues),
  };
}
