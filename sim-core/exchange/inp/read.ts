import type { Curve, District, Profile } from "../../model/district";
import type { Element, Geometry } from "../../model/element";
import { hasErrors, type Issue } from "../../model/issue";
import type { WaterSchedule } from "../../model/schedule";
import { type Draft, type InpContext, numberOf, starts } from "./context";
import { readControls, readRules } from "./controls";
import { readAdditions, readLinks, readNodes } from "./network";
import { readOptions } from "./options";
import { type InpLine, type SectionName, splitInp } from "./text";
import { readTimes } from "./times";
import { type InpUnits, inpUnits } from "./units";

export interface InpImport {
  /** null when an issue is an error: half a network is not handed on. */
  readonly district: District | null;
  readonly schedule: WaterSchedule | null;
  readonly issues: readonly Issue[];
  /** Elements, curves, patterns, controls and rules taken over, and lines of sections that were not. */
  readonly counts: Readonly<Record<string, number>>;
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

  const options = readOptions(sections.get("OPTIONS") ?? [], sections, add);
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
  readAdditions(c, options.emitterExponent);
  if (nodes.size === 0)
    add("error", "emptyNetwork", 1, { want: "[JUNCTIONS], [RESERVOIRS] or [TANKS] with at least one line" });
  else if (![...nodes.values()].some((n) => n.kind !== "waterJunction"))
    add("error", "noSource", 1, { want: "at least one reservoir or tank" });

  const times = readTimes(sections.get("TIMES") ?? [], add);
  const profiles = readPatterns(c, times.patternStep_s, times.patternStart_s);
  const curves = readCurves(c);
  resolveProfiles(c, profiles, options.defaultPattern);
  const energy = readEnergy(c, profiles, curves.byId);
  const curveList = typedCurves(c, curves.byId);
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
    const lines = sections.get(name);
    if (!lines?.length) continue;
    counts.linesNotUsed! += lines.length;
    add("note", "notUsed", lines[0]!.line, {
      element: `[${name}]`,
      got: `${lines.length} lines`,
      hint: "not taken over",
    });
  }
  if (counts.renamedLinks! > 0)
    add("note", "renamed", 0, {
      got: `${counts.renamedLinks} links whose id is also a node's`,
      hint: "their elements are called link:<id>; the name is the file's id",
    });

  if (hasErrors(issues)) return { district: null, schedule: null, issues, counts, linkId };
  const district: District = {
    format: "crosscurrent-district/1",
    id: file.replace(/^.*[\\/]/, "").replace(/\.inp$/i, ""),
    name: (sections.get("TITLE") ?? [])[0]?.words.join(" ") ?? file,
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
  return { district, schedule, issues, counts, linkId };
}

const count = (records: ReadonlyMap<string, { kind: string }>, kind: string): number =>
  [...records.values()].filter((r) => r.kind === kind).length;

function readPatterns(c: InpContext, step_s: number, start_s: number): Profile[] {
  const values = new Map<string, number[]>();
  for (const line of c.sections.get("PATTERNS") ?? []) {
    const id = line.words[0]!;
    const list = values.get(id) ?? [];
    values.set(id, list);
    for (let i = 1; i < line.words.length; i++)
      list.push(c.number(line, i, `pattern ${id}`, `factor ${list.length + 1}`));
  }
  return [...values].map(([id, list]) => ({
    id,
    step_s,
    start_s: -start_s,
    values: list.length > 0 ? list : [1],
    unit: "1",
  }));
}

interface RawCurve {
  readonly line: number;
  readonly x: number[];
  readonly y: number[];
}
function readCurves(c: InpContext): { byId: Map<string, RawCurve> } {
  const byId = new Map<string, RawCurve>();
  for (const line of c.sections.get("CURVES") ?? []) {
    const id = line.words[0]!;
    const curve = byId.get(id) ?? { line: line.line, x: [], y: [] };
    byId.set(id, curve);
    for (let i = 1; i + 1 < line.words.length || i === 1; i += 2) {
      const x = c.number(line, i, `curve ${id}`, "x");
      if (curve.x.length > 0 && x <= curve.x[curve.x.length - 1]!)
        c.add("error", "curveOrder", line.line, {
          element: `curve ${id}`,
          got: `x ${x} after ${curve.x[curve.x.length - 1]}`,
          want: "x rising from point to point",
        });
      curve.x.push(x);
      curve.y.push(c.number(line, i + 1, `curve ${id}`, "y"));
    }
  }
  return { byId };
}

/** A curve gets its units from its use; used twice in different ways it becomes two. */
function typedCurves(c: InpContext, byId: ReadonlyMap<string, RawCurve>): Curve[] {
  const { units } = c;
  const uses: Readonly<Record<string, readonly [x: number, y: number, xUnit: string, yUnit: string]>> = {
    headCurve: [units.flow_m3_s, units.length_m, "m3/s", "m"],
    efficiencyCurve: [units.flow_m3_s, 0.01, "m3/s", "1"],
    volumeCurve: [units.length_m, units.volume_m3, "m", "m3"],
    GPV: [units.flow_m3_s, units.length_m, "m3/s", "m"],
    PCV: [0.01, 0.01, "1", "1"],
  };
  const made = new Map<string, { use: string; curve: Curve }>();
  const take = (fields: Draft, field: string, use: string, owner: string, line: number): void => {
    const id = fields[field];
    if (id === undefined) return;
    const raw = byId.get(String(id));
    if (!raw) {
      c.add("error", "unknownCurve", line, {
        element: owner,
        field,
        got: String(id),
        want: "the id of a curve with points in [CURVES]",
      });
      return;
    }
    let name = String(id);
    const first = made.get(name);
    if (first && first.use !== use) name = `${id}:${use}`;
    if (!made.has(name)) {
      const [x, y, xUnit, yUnit] = uses[use]!;
      made.set(name, {
        use,
        curve: { id: name, x: raw.x.map((v) => v * x), y: raw.y.map((v) => v * y), xUnit, yUnit },
      });
    }
    fields[field] = name;
  };
  for (const link of c.links.values()) {
    take(link.fields, "headCurve", "headCurve", `pump ${link.id}`, link.line);
    take(link.fields, "efficiencyCurve", "efficiencyCurve", `pump ${link.id}`, link.line);
    take(link.fields, "curve", String(link.fields.valveType), `valve ${link.id}`, link.line);
  }
  for (const node of c.nodes.values()) take(node.fields, "volumeCurve", "volumeCurve", `tank ${node.id}`, node.line);
  return [...made.values()].map((m) => m.curve);
}

/** Junctions without a pattern take the default one, if the file has it; unknown patterns are errors. */
function resolveProfiles(c: InpContext, profiles: readonly Profile[], defaultPattern: string): void {
  const known = new Set(profiles.map((p) => p.id));
  const fallback = known.has(defaultPattern) ? defaultPattern : undefined;
  const check = (id: string, owner: string, line: number): void => {
    if (!known.has(id))
      c.add("error", "unknownPattern", line, { element: owner, got: id, want: "the id of a pattern in [PATTERNS]" });
  };
  for (const node of c.nodes.values()) {
    const { fields } = node;
    const owner = `node ${node.id}`;
    if (node.kind === "waterJunction" && fields.demandProfiles !== undefined) {
      const ids = String(fields.demandProfiles)
        .split(" ")
        .map((p) => (p === "-" ? (fallback ?? "-") : p));
      for (const id of ids) if (id !== "-") check(id, owner, node.line);
      fields.demandProfiles = ids.join(" ");
    } else if (fields.profile !== undefined) check(String(fields.profile), owner, node.line);
    else if (node.kind === "waterJunction" && fallback !== undefined && Number(fields.baseDemand_m3_s ?? 0) !== 0)
      fields.profile = fallback;
  }
  for (const link of c.links.values()) {
    if (link.fields.speedProfile !== undefined) check(String(link.fields.speedProfile), `pump ${link.id}`, link.line);
  }
}

/** [ENERGY]: efficiencies now, prices as fields of the pump; both are used when energy is summed. */
function readEnergy(
  c: InpContext,
  profiles: readonly Profile[],
  curves: ReadonlyMap<string, RawCurve>,
): Record<string, number | string> {
  const global: Record<string, number | string> = {};
  for (const line of c.sections.get("ENERGY") ?? []) {
    const w = line.words;
    const isGlobal = starts(w[0], "GLOB");
    if (starts(w[0], "DEMA")) {
      global.demandCharge = c.number(line, w.length - 1, "energy", "demand charge");
      continue;
    }
    const pump = isGlobal ? undefined : c.links.get(w[1] ?? "");
    if (!isGlobal && pump?.kind !== "waterPump") {
      c.add("error", "unknownPump", line.line, { got: w[1] ?? "nothing", want: "the id of a pump" });
      continue;
    }
    const key = isGlobal ? w[1] : w[2];
    const value = isGlobal ? w[2] : w[3];
    const target: Record<string, unknown> = isGlobal ? global : pump!.fields;
    const owner = isGlobal ? "energy" : `pump ${pump!.id}`;
    if (starts(key, "PRIC")) target.energyPrice = c.number(line, isGlobal ? 2 : 3, owner, "price");
    else if (starts(key, "PATT")) {
      if (!profiles.some((p) => p.id === value))
        c.add("error", "unknownPattern", line.line, {
          element: owner,
          got: value ?? "nothing",
          want: "the id of a pattern",
        });
      else target.energyPriceProfile = value;
    } else if (starts(key, "EFFI")) {
      if (isGlobal) global.efficiency_1 = c.number(line, 2, owner, "efficiency") / 100;
      else if (curves.has(value ?? "")) target.efficiencyCurve = value;
      else
        c.add("error", "unknownCurve", line.line, {
          element: owner,
          got: value ?? "nothing",
          want: "the id of a curve",
        });
    } else
      c.add("error", "badWord", line.line, {
        element: owner,
        got: key ?? "nothing",
        want: "PRICE, PATTERN or EFFICIENCY",
      });
  }
  return global;
}

function buildElements(c: InpContext): Element[] {
  const points = new Map<string, readonly [number, number]>();
  for (const line of c.sections.get("COORDINATES") ?? []) {
    const [x, y] = [numberOf(line.words[1]), numberOf(line.words[2])];
    if (c.nodes.has(line.words[0]!) && Number.isFinite(x) && Number.isFinite(y)) points.set(line.words[0]!, [x, y]);
  }
  const bends = new Map<string, (readonly [number, number])[]>();
  for (const line of c.sections.get("VERTICES") ?? []) {
    const [x, y] = [numberOf(line.words[1]), numberOf(line.words[2])];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    const list = bends.get(line.words[0]!) ?? [];
    bends.set(line.words[0]!, list);
    list.push([x, y]);
  }
  const height = (id: string): number => {
    const { fields } = c.nodes.get(id)!;
    return Number(fields.elevation_m ?? fields.head_m ?? 0);
  };
  const at = (id: string): readonly [number, number, number] | null => {
    const p = points.get(id);
    return p ? [p[0], p[1], height(id)] : null;
  };
  const elements: Element[] = [];
  const sorted = [...c.nodes.values()];
  for (const node of [
    ...sorted.filter((n) => n.kind === "waterJunction"),
    ...sorted.filter((n) => n.kind !== "waterJunction"),
  ]) {
    const point = at(node.id);
    const geometry: Geometry | undefined = point ? { point } : undefined;
    elements.push({
      id: node.id,
      kind: node.kind,
      owner: "water",
      ...(geometry && { geometry }),
      fields: node.fields,
      relations: [],
    });
  }
  for (const link of c.links.values()) {
    const [a, b] = [at(link.from), at(link.to)];
    const between = (bends.get(link.id) ?? []).map(
      ([x, y]) => [x, y, 0.5 * (a?.[2] ?? 0) + 0.5 * (b?.[2] ?? 0)] as const,
    );
    const geometry: Geometry | undefined = a && b ? { line: [a, ...between, b] } : undefined;
    elements.push({
      id: c.linkId(link.id),
      kind: link.kind,
      ...(c.nodes.has(link.id) && { name: link.id }),
      owner: "water",
      ...(geometry && { geometry }),
      fields: link.fields,
      relations: [
        { type: "connects", to: link.from },
        { type: "connects", to: link.to },
      ],
    });
  }
  return elements;
}

export type { InpLine, InpUnits };
