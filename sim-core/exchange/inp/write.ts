import type { District } from "../../model/district";
import type { WaterSchedule } from "../../model/schedule";
import { type DocumentLine, describeLines, documentText, type InpDocument, namedBy } from "./document";
import { controlRows, linkKinds, ruleRows } from "./rows/controls";
import { curveRows, FileIds, networkRows, patternRows, placeRows } from "./rows/network";
import { DEFAULT_PATTERN, optionRows, timeRows } from "./rows/options";
import { guarded, quoted, type Row } from "./rows/row";
import { SECTIONS, type SectionName, sectionOf, wordsOf } from "./text";
import { inpUnits } from "./units";

export interface WaterModel {
  readonly district: District;
  readonly schedule: WaterSchedule;
}

/** Heads of the columns, as a comment under each header of a file written anew. */
const HEADS: Readonly<Partial<Record<SectionName, readonly string[]>>> = {
  JUNCTIONS: ["ID", "Elevation", "Demand", "Pattern"],
  RESERVOIRS: ["ID", "Head", "Pattern"],
  TANKS: ["ID", "Elevation", "InitLevel", "MinLevel", "MaxLevel", "Diameter", "MinVol", "VolCurve", "Overflow"],
  PIPES: ["ID", "Node1", "Node2", "Length", "Diameter", "Roughness", "MinorLoss", "Status"],
  PUMPS: ["ID", "Node1", "Node2", "Parameters"],
  VALVES: ["ID", "Node1", "Node2", "Diameter", "Type", "Setting", "MinorLoss"],
  DEMANDS: ["Junction", "Demand", "Pattern"],
  EMITTERS: ["Junction", "Coefficient"],
  LEAKAGE: ["Pipe", "Area", "Expansion"],
  CURVES: ["ID", "X", "Y"],
  COORDINATES: ["Node", "X", "Y"],
  VERTICES: ["Link", "X", "Y"],
};

/** Every line that the model needs in a file, in the units that its options name (litres a second where they do not). */
function rowsOf({ district, schedule }: WaterModel): Row[] {
  const options = district.options.water ?? {};
  const units = inpUnits(
    String(options.flowUnits ?? "LPS"),
    options.pressureUnits === undefined ? undefined : String(options.pressureUnits),
  );
  const ids = new FileIds(district.elements);
  const kinds = linkKinds(district);
  return [
    ...networkRows(district, units, ids),
    ...patternRows(district),
    ...curveRows(district, units),
    ...controlRows(schedule, ids, kinds, units),
    ...ruleRows(schedule, ids, kinds, units),
    ...optionRows(district, units),
    ...timeRows(schedule),
    ...placeRows(district, ids),
  ];
}

/**
 * A water model -> the text of an EPANET 2.3 input file. Reading it gives the same model to the last bit.
 * `title` lines may say where it comes from.
 */
export function writeInp(model: WaterModel, title: readonly string[] = [model.district.name]): string {
  const rows = rowsOf(model);
  const lines: string[] = ["[TITLE]", ...title, ""];
  for (const section of SECTIONS) {
    const mine = rows.filter((r) => r.section === section);
    if (mine.length === 0) continue;
    lines.push(`[${section}]`, ...aligned(mine, HEADS[section]), "");
  }
  return `${[...lines, "[END]"].join("\n")}\n`;
}

/** Columns of one breadth, so that a person can read them. */
function aligned(rows: readonly Row[], head: readonly string[] | undefined): string[] {
  const table = rows.map((r) => r.words.map(quoted));
  const first = head ? 1 : 0;
  if (head) table.unshift(head.map((word, i) => (i === 0 ? `;${word}` : word)));
  const widths: number[] = [];
  for (const words of table)
    words.forEach((word, i) => {
      widths[i] = Math.max(widths[i] ?? 0, word.length);
    });
  return table.map((words, k) => {
    const line = words
      .map((word, i) => word.padEnd(widths[i]!))
      .join("  ")
      .trimEnd();
    return k < first ? line : guarded(line, rows[k - first]!.words);
  });
}

/**
 * A changed model back into the document that it was read from. Only lines of elements that changed are replaced;
 * comments, order, sections beside hydraulics and unknown sections stay as they are.
 * A new demand without a pattern takes the document's default pattern, if it has one, as a line typed there would.
 */
export function rewriteInp(document: InpDocument, before: WaterModel, after: WaterModel): string {
  const [was, is] = [byOwner(rowsOf(before)), byOwner(rowsOf(after))];
  const changed = new Set<string>();
  for (const [owner, rows] of was) if (textOf(rows) !== textOf(is.get(owner))) changed.add(owner);
  for (const owner of is.keys()) if (!was.has(owner)) changed.add(owner);
  if (changed.size === 0) return documentText(document);

  const lines = describeLines(document);
  const isGone = (line: DocumentLine): boolean => {
    if (line.owner !== null || line.section === null || line.isHeader) return false;
    const named = namedBy(line.section, wordsOf(line.text));
    return named !== null && was.has(named) && !is.has(named);
  };
  // Where the new lines go: at the first old line of their owner in that section, else at the section's end.
  const pending = new Map<string, Row[]>();
  for (const owner of changed)
    for (const row of is.get(owner) ?? []) {
      const key = `${row.section} ${owner}`;
      const list = pending.get(key) ?? [];
      pending.set(key, list);
      list.push(row);
    }
  const out: string[] = [];
  const lastOf = new Map<SectionName, number>();
  for (const line of lines) {
    if (line.owner !== null && changed.has(line.owner)) {
      const key = `${line.section} ${line.owner}`;
      const rows = pending.get(key);
      pending.delete(key);
      const comment = commentOf(line.text);
      rows?.forEach((row, i) => {
        out.push(guarded(` ${row.words.map(quoted).join("\t")}`, row.words, i === 0 ? comment : ""));
      });
      if (!rows && comment) out.push(comment);
    } else if (!isGone(line)) out.push(line.text);
    if (line.section !== null && line.section !== "END" && (line.isHeader || line.text.trim() !== ""))
      lastOf.set(line.section, out.length);
  }
  return insert(out, lastOf, [...pending.values()].flat()).join(document.newline);
}

/** Lines without a place of their own: behind the last line of their section, or in a new one before [END]. */
function insert(lines: readonly string[], lastOf: ReadonlyMap<SectionName, number>, rows: readonly Row[]): string[] {
  const at = new Map<number, string[]>();
  const end = lines.findIndex((l) => l.trim().startsWith("[") && sectionOf(l) === "END");
  for (const section of SECTIONS) {
    const mine = rows.filter((r) => r.section === section);
    if (mine.length === 0) continue;
    const place = lastOf.get(section) ?? (end < 0 ? lines.length : end);
    const list = at.get(place) ?? [];
    at.set(place, list);
    if (!lastOf.has(section)) list.push(`[${section}]`);
    list.push(...mine.map((r) => guarded(` ${r.words.map(quoted).join("\t")}`, r.words)));
    if (!lastOf.has(section)) list.push("");
  }
  const out: string[] = [];
  for (let i = 0; i <= lines.length; i++) {
    out.push(...(at.get(i) ?? []));
    if (i < lines.length) out.push(lines[i]!);
  }
  return out;
}

function byOwner(rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.owner === DEFAULT_PATTERN) continue;
    const list = found.get(row.owner) ?? [];
    found.set(row.owner, list);
    list.push(row);
  }
  return found;
}

const textOf = (rows: readonly Row[] | undefined): string =>
  (rows ?? []).map((r) => `${r.section} ${r.words.join("\t")}`).join("\n");

function commentOf(text: string): string {
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') isQuoted = !isQuoted;
    else if (text[i] === ";" && !isQuoted) return text.slice(i);
  }
  return "";
}
