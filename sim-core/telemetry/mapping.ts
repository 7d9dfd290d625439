import type { Issue } from "../model/issue";
import type { Tag } from "../model/tag";
import { Document } from "./document";
import { statusFromText } from "./status";
import { fieldUnit, unitsFor } from "./units";

export const MAPPING_FORMAT = "crosscurrent-mapping/1";

/** One field point and the Tag that it measures. value_SI = (told * scale + offset) in `unit`, converted to the Tag's. */
export interface PointMap {
  /** Which of the bridge's sources, and the point's address there: a topic, `topic#metric`, an OPC UA node id. */
  readonly source: string;
  readonly point: string;
  readonly tag: string;
  readonly unit: string;
  readonly scale: number;
  readonly offset: number;
  /** Factor and offset of all of the above together, to SI. */
  readonly toSi: { readonly factor: number; readonly offset: number };
  /** In SI: a value that has moved by less, at the same quality, within the expected interval, is not passed on. 0: all. */
  readonly deadBand: number;
  /** Words of the field and the numbers they stand for; then only these words are values. */
  readonly words: ReadonlyMap<string, number> | null;
  /** SI; outside it a value is bad: an instrument cannot have measured it. */
  readonly range: readonly [min: number, max: number];
  /** How often a value is expected, s: quality falls when it is older than this allows. */
  readonly interval_s: number;
  /** The source reports changes only: then its sign of life counts as the value's, not the value's own time. */
  readonly isByException: boolean;
  /** OPC UA codes that this point takes as good though they are not (a simulator's UncertainSimulatedValue). */
  readonly goodCodes: readonly number[];
}

export interface Mapping {
  readonly points: readonly PointMap[];
  /** `source point` -> its map. */
  readonly at: ReadonlyMap<string, PointMap>;
}
export const pointKey = (source: string, point: string): string => `${source} ${point}`;

const FIELDS = [
  ...["source", "point", "tag", "unit", "scale", "offset", "deadBand", "words", "range", "interval_s"],
  ...["byException", "goodCodes"],
];

/** Reads a mapping file against the district's Tags. Errors leave no mapping; warnings do. */
export function readMapping(
  text: string,
  file: string,
  tags: readonly Tag[],
): { mapping: Mapping | null; issues: readonly Issue[] } {
  const doc = new Document(file, text, "mapping");
  const { issues } = doc;
  if (issues.length > 0) return { mapping: null, issues };
  const root = doc.object(doc.root, "", ["format", "points"]);
  if (!root) return { mapping: null, issues };
  if (root.format !== MAPPING_FORMAT) doc.error("format", root.format, MAPPING_FORMAT);
  const byId = new Map(tags.map((tag) => [tag.id, tag]));
  const points: PointMap[] = [];
  const at = new Map<string, PointMap>();
  const owner = new Map<string, string>();
  doc.list(root.points, "points").forEach((value, k) => {
    const path = `points[${k}]`;
    const point = readPoint(doc, value, path, byId);
    if (!point) return;
    const key = pointKey(point.source, point.point);
    if (at.has(key)) return doc.error(`${path}.point`, point.point, "each point once", undefined, point.point);
    const other = owner.get(point.tag);
    if (other !== undefined)
      return doc.error(`${path}.tag`, point.tag, `one point a Tag; ${other} is mapped to it`, undefined, point.point);
    owner.set(point.tag, point.point);
    at.set(key, point);
    points.push(point);
  });
  return { mapping: issues.some((i) => i.severity === "error") ? null : { points, at }, issues };
}

function readPoint(doc: Document, value: unknown, path: string, tags: ReadonlyMap<string, Tag>): PointMap | undefined {
  const told = doc.object(value, path, FIELDS);
  if (!told) return undefined;
  const source = doc.text(told.source, `${path}.source`);
  const point = doc.text(told.point, `${path}.point`);
  const tagId = doc.text(told.tag, `${path}.tag`);
  if (source === undefined || point === undefined || tagId === undefined) return undefined;
  const tag = tags.get(tagId);
  if (!tag) {
    doc.error(`${path}.tag`, tagId, "a Tag of the district", undefined, point);
    return undefined;
  }
  const unitName = told.unit === undefined ? tag.unit : told.unit;
  const unit = typeof unitName === "string" ? fieldUnit(unitName) : undefined;
  if (!unit || unit.si !== tag.unit) {
    const want = `a unit of ${tagId}, which is in ${tag.unit}: ${unitsFor(tag.unit).join(", ")}`;
    doc.error(`${path}.unit`, unitName, want, undefined, point);
    return undefined;
  }
  const scale = doc.number(told.scale, `${path}.scale`, 1);
  if (scale === 0) doc.error(`${path}.scale`, 0, "a number other than 0", undefined, point);
  const offset = doc.number(told.offset, `${path}.offset`, 0);
  const toSi = { factor: scale * unit.factor, offset: offset * unit.factor + unit.offset };
  return {
    source,
    point,
    tag: tagId,
    unit: unitName as string,
    scale,
    offset,
    toSi,
    deadBand: doc.number(told.deadBand, `${path}.deadBand`, 0, 0),
    words: readWords(doc, told.words, `${path}.words`),
    range: readRange(doc, told.range, `${path}.range`),
    interval_s: doc.number(told.interval_s, `${path}.interval_s`, 60, 0.01, 1e7),
    isByException: doc.flag(told.byException, `${path}.byException`),
    goodCodes: readCodes(doc, told.goodCodes, `${path}.goodCodes`),
  };
}

function readWords(doc: Document, value: unknown, path: string): ReadonlyMap<string, number> | null {
  if (value === undefined) return null;
  const words = Object.entries(doc.object(value, path) ?? {});
  for (const [word, number] of words) doc.number(number ?? null, `${path}.${word}`, 0);
  return new Map(words as [string, number][]);
}

function readRange(doc: Document, value: unknown, path: string): readonly [number, number] {
  if (value === undefined) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const [min, max, ...rest] = doc.list(value, path);
  if (typeof min === "number" && typeof max === "number" && min < max && rest.length === 0) return [min, max];
  doc.error(path, value, "[least, greatest] in SI");
  return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
}

function readCodes(doc: Document, value: unknown, path: string): readonly number[] {
  if (value === undefined) return [];
  return doc.list(value, path).flatMap((told, k) => {
    const code = typeof told === "string" ? statusFromText(told) : undefined;
    if (code === undefined) doc.error(`${path}[${k}]`, told, "an OPC UA status code by name or as 0x and 8 digits");
    return code ?? [];
  });
}
