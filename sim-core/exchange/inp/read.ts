import type { District } from "../../model/district";
import { hasErrors, type Issue } from "../../model/issue";
import type { WaterSchedule } from "../../model/schedule";
import { readAdditions } from "./additions";
import { type InpContext, numberOf } from "./context";
import { readControls, readRules } from "./controls";
import { readCurves, readEnergy, readPatterns, resolveProfiles, typedCurves } from "./curves";
import { buildElements } from "./elements";
import { readLinks, readNodes } from "./network";
import { type InpOptions, readOptions } from "./options";
import { warnOfPairs } from "./pairs";
import { type InpLine, type SectionName, splitInp } from "./text";
import { readTimes } from "./times";
import { inpUnits } from "./units";

export interface InpImport {
  /** null when an issue is an error: half a network is not handed on. */
  readonly district: District | null;
  readonly schedule: WaterSchedule | null;
  readonly issues: readonly Issue[];
  /** Elements, curves, patterns, controls and rules taken over, and lines of sections that were not. */
  readonly counts: Readonly<Record<string, number>>;
  /** The file's own word on its accuracy; null when it has none. */
  readonly accuracy: InpOptions["accuracy"];
  /** Element id of a link as the file names it: `link:10` where a node is called 10 too. */
  linkId(id: string): string;
}

/** Hydraulics do not need these; how many lines of them were left out is in the report. */
const NOT_USED: readonly SectionName[] = [
  "QUALITY",
  "SOURCES",
  "REACTIONS",
  "MIXING",
  "REPORT",
  "TAGS",
  "LABELS",
  "BACKDROP",
  "ROUGHNESS",
];

/**
 * An EPANET 2.3 input file -> district elements in SI, curves, patterns, options, and what it says about time.
 * Order is kept: junctions, then reservoirs and tanks, then pipes, pumps, valves, each as in the file.
 */
export function readInp(text: string, file: string): InpImport {
  const issues: Issue[] = [];
  const sections = splitInp(text, file, issues);
  const add: InpContext["add"] = (severity, code, line, rest = {}) =>
    issues.push({ severity, code, file, line, ...rest });
  const number: InpContext["number"] = (line, index, element, field, want) => {
    const x = numberOf(line.words[index]);
    const wanted = Number.isNaN(x) ? "a number" : want?.(x);
    if (wanted)
      add("error", "badValue", line.line, { element, field, got: line.words[index] ?? "nothing", want: wanted });
    return x;
  };

  const options = readOptions([...(sections.get("OPTIONS") ?? [])], sections, add);
  const { accuracy } = options;
  const units = inpUnits(options.flowUnits, options.pressureUnits);
  const nodes: InpContext["nodes"] = new Map();
  const links: InpContext["links"] = new Map();
  const linkId = (id: string): string => (nodes.has(id) ? `link:${id}` : id);
  const c: InpContext = {
    file,
    sections,
    units,
    headLoss: options.headLoss,
    nodes,
    links,
    issues,
    linkId,
    add,
    number,
  };

  readNodes(c);
  readLinks(c);
  warnOfPairs(c);
  readAdditions(c, options.emitterExponent);
  if (nodes.size === 0)
    add("error", "emptyNetwork", 1, { want: "[JUNCTIONS], [RESERVOIRS] or [TANKS] with at least one line" });
  else if (![...nodes.values()].some((n) => n.kind !== "waterJunction"))
    add("error", "noSource", 1, { want: "at least one reservoir or tank" });

  const times = readTimes([...(sections.get("TIMES") ?? [])], add);
  const profiles = readPatterns(c, times.patternStep_s, times.patternStart_s);
  const curves = readCurves(c);
  resolveProfiles(c, profiles, options.defaultPattern);
  const energy = readEnergy(c, profiles, curves);
  const curveList = typedCurves(c, curves);
  const schedule: WaterSchedule = {
    ...times,
    controls: readControls(c),
    rules: readRules(c),
    units: { flow_m3_s: units.flow_m3_s, length_m: units.length_m, pressure_m: units.pressure_m },
  };

  const counts: Record<string, number> = {
    junctions: count(nodes, "waterJunction"),
    reservoirs: count(nodes, "reservoir"),
    tanks: count(nodes, "tank"),
    pipes: count(links, "waterPipe"),
    pumps: count(links, "waterPump"),
    valves: count(links, "waterValve"),
    patterns: profiles.length,
    curves: curveList.length,
    controls: schedule.controls.length,
    rules: schedule.rules.length,
    renamedLinks: [...links.keys()].filter((id) => nodes.has(id)).length,
    linesNotUsed: 0,
  };
  for (const name of NOT_USED) {
    const lines = [...(sections.get(name) ?? [])];
    if (lines.length === 0) continue;
    counts.linesNotUsed! += lines.length;
    add("note", "notUsed", lines[0]!.line, {
      element: `[${name}]`,
      got: `${lines.length} ${lines.length === 1 ? "line" : "lines"} (${ranges(lines)})`,
      hint: "no part of the hydraulics; the document keeps them",
    });
  }
  if (counts.renamedLinks! > 0)
    add("note", "renamed", [...links.values()].find((l) => nodes.has(l.id))!.line, {
      got: `${counts.renamedLinks} links whose id is also a node's`,
      hint: "their elements are called link:<id>; the name is the file's id",
    });

  if (hasErrors(issues)) return { district: null, schedule: null, issues, counts, accuracy, linkId };
  const district: District = {
    format: "crosscurrent-district/1",
    id: file.replace(/^.*[\\/]/, "").replace(/\.inp$/i, ""),
    name: [...(sections.get("TITLE") ?? [])][0]?.words.join(" ") ?? file,
    origin: { latitude_deg: 0, longitude_deg: 0, elevation_m: 0 },
    utcOffsets: [{ from_s: 0, offset_s: 0 }],
    options: { water: { ...options.fields, ...energy, patternStart_s: times.patternStart_s } },
    owners: [{ id: "water", name: "Water utility", utility: "water" }],
    elements: buildElements(c),
    profiles,
    curves: curveList,
    tags: [],
    rules: [],
    limits: [],
  };
  return { district, schedule, issues, counts, accuracy, linkId };
}

/** "12-40, 55": where lines stand. */
function ranges(lines: readonly InpLine[]): string {
  const parts: string[] = [];
  for (let i = 0; i < lines.length; ) {
    let j = i;
    while (j + 1 < lines.length && lines[j + 1]!.line === lines[j]!.line + 1) j++;
    parts.push(i === j ? `${lines[i]!.line}` : `${lines[i]!.line}-${lines[j]!.line}`);
    i = j + 1;
  }
  return parts.length > 6 ? `${parts.slice(0, 6).join(", ")}, ...` : parts.join(", ");
}

const count = (records: ReadonlyMap<string, { kind: string }>, kind: string): number =>
  [...records.values()].filter((r) => r.kind === kind).length;
